"""Boards under emulation, with a card that holds the real image."""

import contextlib
import gzip
import json
import lzma
import os
import re
import shutil
import socket
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.join(HERE, "..", "..")
sys.path.insert(0, os.path.join(ROOT, "rootfs"))

import state
import wire
from screen import Screen
from stage import wait_for

U_BOOT = "/usr/lib/u-boot/qemu_arm64/u-boot.bin"
SECTOR = 512
STATE_SECTORS = (64, 128)
UBOOT_SCRIPT_HEAD = 72  # octets: of U-Boot's image, and the script's length
WITHOUT_WATCHDOG = "initcall_blacklist=bcm2835_wdt_driver_init"

# An emulated board on a machine with other work takes its time.
START_SECONDS = 240


def image(board):
    """The newest image of the board, or None."""
    folder = os.path.join(ROOT, "build", "image")
    name = re.compile(rf"jackfield-{board.replace('/', '-')}-[0-9].*\.img\.xz")
    found = [os.path.join(folder, file) for file in (os.listdir(folder) if os.path.isdir(folder) else ())
             if name.fullmatch(file)]
    return max(found, key=os.path.getmtime, default=None)


def update_of(board):
    """The update file that was made beside the image."""
    return image(board).removesuffix(".img.xz") + ".update"


def missing(board, qemu, needs=()):
    """Why the board cannot be started here; None if it can. `needs`: further programs."""
    if image(board) is None:
        return f"there is no image: ./run image --board {board} makes it"
    committed = subprocess.run(["git", "-C", ROOT, "log", "-1", "--format=%ct"], text=True,
                               capture_output=True, check=False).stdout
    if os.path.getmtime(image(board)) < int(committed or 0):
        return f"the image is older than this commit: ./run image --board {board} makes a new one"
    absent = [program for program in needs if not os.path.exists(program)]
    if absent:
        return f"{absent[0]} is not built"
    if not shutil.which(qemu) or not os.path.exists(U_BOOT):
        return "QEMU or its U-Boot is missing: toolchains/packages.txt, section image-test"
    return None


class Card:
    """A memory card: a file."""

    def __init__(self, path):
        self.path = path
        self.size = os.path.getsize(path)

    @classmethod
    def with_image(cls, folder, board, size=1 << 30):
        """Larger than the image is."""
        path = os.path.join(folder, "card")
        with lzma.open(image(board)) as packed, open(path, "wb") as file:
            while part := packed.read(1 << 20):
                if part.count(0) == len(part):
                    file.seek(len(part), os.SEEK_CUR)
                else:
                    file.write(part)
        os.truncate(path, size)
        return cls(path)

    def read(self, sector, count=1):
        with open(self.path, "rb") as file:
            file.seek(sector * SECTOR)
            return file.read(count * SECTOR)

    def write(self, sector, octets):
        with open(self.path, "r+b") as file:
            file.seek(sector * SECTOR)
            file.write(octets)

    def partition(self, number):
        """First sector and number of sectors."""
        entry = self.read(0)[446 + 16 * (number - 1):][:16]
        return int.from_bytes(entry[8:12], "little"), int.from_bytes(entry[12:16], "little")

    def take_out(self, number, names, folder):
        """Files of a partition, into the folder."""
        first, count = self.partition(number)
        part = os.path.join(folder, "partition")
        with open(part, "wb") as file:
            file.write(self.read(first, count))
        for name in names:
            target = os.path.join(folder, name)
            copy = (["mcopy", "-n", "-i", part, f"::{name}", target] if number == 1 else
                    ["debugfs", "-R", f"dump {name} {target}", part])
            subprocess.run(copy, check=True, capture_output=True)
        os.remove(part)

    def data(self, name):
        """A file of the data partition, or None; while the board is off."""
        part = f"{self.path}?offset={self.partition(4)[0] * SECTOR}"
        subprocess.run(["e2fsck", "-fy", part], check=False, capture_output=True)  # replays the journal
        found = subprocess.run(["debugfs", "-R", f"cat {name}", part], check=True, capture_output=True)
        return None if b"File not found" in found.stderr else found.stdout

    def put_on_trial(self, slot, tries, good=0):
        for sector in STATE_SECTORS:
            self.write(sector, state.sector(slot, good, tries, 0, generation=7))

    def state(self):
        """Active, good, tries of the newer whole sector."""
        whole = [octets for octets in map(self.read, STATE_SECTORS)
                 if octets == state.sector(*octets[8:12], int.from_bytes(octets[4:8], "little"))]
        newest = max(whole, key=lambda octets: int.from_bytes(octets[4:8], "little"))
        return tuple(newest[8:11])


class Machine:
    """A board with its card: here QEMU's machine "virt", started by U-Boot. What it says on its serial
    line is in `serial`. With ACPI it would have no line for a button."""

    board = "qemu/virt"
    qemu = "qemu-system-aarch64"
    card_size = 1 << 30

    def __init__(self, stage, card=None):
        self._stage = stage
        self.card = card or Card.with_image(stage.folder, self.board, self.card_size)
        self.serial = os.path.join(stage.folder, "serial")
        self._process = None
        self.started = None  # when the power came

    def _command(self):
        return ["-M", "virt,acpi=off", "-cpu", "cortex-a53", "-smp", "2", "-m", "512", "-bios", U_BOOT,
                "-serial", f"file:{self.serial}", *self._disk(),
                "-device", "virtio-net-device,netdev=wire,mac=52:54:00:4a:4b:46",
                "-device", "virtio-rng-device", "-device", "i6300esb",
                "-qmp", f"unix:{self._monitor},server=on,wait=off"]

    @property
    def _monitor(self):
        return os.path.join(self._stage.folder, "monitor")

    @contextlib.contextmanager
    def _orders(self):
        """To QEMU's monitor."""
        def answers():
            with contextlib.suppress(OSError):
                monitor.connect(self._monitor)
                return True
        with socket.socket(socket.AF_UNIX) as monitor:
            wait_for(answers, 10, "QEMU takes orders")
            monitor.sendall(b'{"execute":"qmp_capabilities"}')
            yield monitor

    def hold_button_until(self, words):
        """QEMU presses for a tenth of a second at a time: again and again is held."""
        with self._orders() as monitor:
            for _ in range(START_SECONDS * 25):
                monitor.sendall(b'{"execute":"system_powerdown"}')
                with contextlib.suppress(BlockingIOError):
                    monitor.recv(65536, socket.MSG_DONTWAIT)
                if words in self.said() or self._is_gone():
                    return
                time.sleep(0.04)
        raise AssertionError(f"the button was held and held; the board said:\n{self.said()[-3000:]}")

    def _disk(self):
        return ["-drive", f"file={self.card.path},format=raw,if=none,id=card,cache=writethrough",
                "-device", "virtio-blk-device,drive=card"]

    def power_on(self):
        command = [self.qemu, "-display", "none", *self._command(),
                   "-netdev", f"tap,id=wire,ifname={wire.TAP},script=no,downscript=no"]
        with open(os.path.join(self._stage.folder, "qemu"), "w", encoding="utf-8") as log:
            self._process = self._stage.start(command, stdin=subprocess.DEVNULL, stdout=log,
                                              stderr=subprocess.STDOUT)
        self.started = time.monotonic()

    def cut_power(self):
        self._stage.kill(self._process)

    def said(self):
        try:
            with open(self.serial, encoding="utf-8", errors="replace") as file:
                return file.read()
        except FileNotFoundError:
            return ""

    def await_said(self, words, seconds=START_SECONDS):
        wait_for(lambda: words in self.said() or self._is_gone(), seconds,
                 f"the board says {words!r}; it said:\n{self.said()[-3000:]}")

    def first_visit_line(self):
        """As a person reads it: what to open, and the code."""
        self.await_said("and enter the code ", seconds=60)
        line = next(line for line in self.said().splitlines() if "and enter the code" in line)
        if "http://jackfield.local" not in line:
            raise AssertionError(f"no address to open: {line}")
        return line

    def first_visit_code(self):
        return self.first_visit_line().split()[-1]

    def first_visit_codes(self):
        """All that were shown since the power came."""
        return re.findall(r"and enter the code (\S+)", self.said())

    def _is_gone(self):
        if self._process.poll() is not None:
            with open(os.path.join(self._stage.folder, "qemu"), encoding="utf-8") as log:
                raise AssertionError("QEMU ended: " + log.read())
        return False

    def await_sip(self, address=wire.BOARD, seconds=START_SECONDS):
        """Seconds from power-on to the first answer to OPTIONS."""
        try:
            wait_for(lambda: self._is_gone() or answers_options(address), seconds, "OPTIONS answered")
        except AssertionError as silence:
            raise AssertionError(f"{silence}; the board said:\n{self.said()[-3000:]}") from None
        return time.monotonic() - self.started


class RaspberryPi3(Machine):
    """As far as QEMU goes: the kernel, initrd and device tree of the card, without what starts before
    them; a network adapter on USB. Its watchdog starts the machine again as soon as it is set up, so the
    driver is left out."""

    board = "raspberrypi/3"
    card_size = 1 << 29
    machine = "raspi3b"
    tree = "bcm2837-rpi-3-b.dtb"
    console = "ttyS1,115200"

    def __init__(self, stage):
        super().__init__(stage)
        self._boot = stage.subfolder("boot")
        self.card.take_out(1, [self.tree], self._boot)
        self.card.take_out(2, ["kernel", "initrd"], self._boot)
        self._unpack_kernel()

    def _unpack_kernel(self):
        path = os.path.join(self._boot, "kernel")
        with gzip.open(path) as packed:
            octets = packed.read()
        with open(path, "wb") as file:
            file.write(octets)

    def _serial_lines(self):
        return ["-serial", "null", "-serial", f"file:{self.serial}"]

    def _command(self):
        return ["-M", self.machine, "-kernel", os.path.join(self._boot, "kernel"),
                "-initrd", os.path.join(self._boot, "initrd"),
                "-dtb", os.path.join(self._boot, self.tree), *self._serial_lines(),
                "-append", f"console={self.console} quiet loglevel=3 panic=5 jackfield.slot=a "
                           f"{WITHOUT_WATCHDOG}",
                "-drive", f"file={self.card.path},format=raw,if=sd", "-device", "usb-net,netdev=wire"]


class RaspberryPi3WithScreen(RaspberryPi3):
    """From the card's own U-Boot and boot script on, with a screen. U-Boot leaves QEMU's USB in a state in
    which the kernel finds no network."""

    def __init__(self, stage):
        super().__init__(stage)
        self.card.take_out(1, ["u-boot.bin", "boot.scr"], self._boot)
        self._leave_out_watchdog()

    def _leave_out_watchdog(self):
        script, packed = (os.path.join(self._boot, name) for name in ("boot.cmd", "boot.scr"))
        with open(packed, "rb") as file:
            text = file.read()[UBOOT_SCRIPT_HEAD:]
        with open(script, "wb") as file:
            file.write(text.replace(b" panic=5 ", f" panic=5 {WITHOUT_WATCHDOG} ".encode(), 1))
        for command in (
                ["mkimage", "-A", "arm64", "-T", "script", "-C", "none", "-d", script, packed],
                ["mcopy", "-o", "-i", f"{self.card.path}@@{self.card.partition(1)[0] * SECTOR}", packed,
                 "::boot.scr"]):
            subprocess.run(command, check=True, capture_output=True)

    def _command(self):
        return ["-M", self.machine, "-kernel", os.path.join(self._boot, "u-boot.bin"),
                "-dtb", os.path.join(self._boot, self.tree), *self._serial_lines(),
                "-drive", f"file={self.card.path},format=raw,if=sd", "-device", "usb-net,netdev=wire",
                "-qmp", f"unix:{self._monitor},server=on,wait=off"]

    def screen(self):
        """What it shows now."""
        picture = os.path.join(self._stage.folder, "screen.ppm")
        with self._orders() as monitor:
            monitor.sendall(json.dumps({"execute": "screendump", "id": "seen",
                                        "arguments": {"filename": picture}}).encode())
            said = b""
            while b'"seen"' not in said:
                said += monitor.recv(4096)
        with open(picture, "rb") as file:
            return Screen(file.read())


class RaspberryPi2(RaspberryPi3):
    """The same with 32 bits."""

    board = "raspberrypi/2"
    qemu = "qemu-system-arm"
    machine = "raspi2b"
    tree = "bcm2836-rpi-2-b.dtb"
    console = "ttyAMA0,115200"

    def _unpack_kernel(self):
        pass  # it unpacks itself

    def _serial_lines(self):
        return ["-serial", f"file:{self.serial}"]


def answers_options(address):
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    host = f"[{address.split('%')[0]}]" if ":" in address else address
    with socket.socket(family, socket.SOCK_DGRAM) as probe:
        probe.settimeout(0.3)
        try:
            probe.connect(socket.getaddrinfo(address, 5060, family, socket.SOCK_DGRAM)[0][4])
            own = probe.getsockname()
            here = f"[{own[0].split('%')[0]}]" if ":" in own[0] else own[0]
            probe.send((f"OPTIONS sip:{host} SIP/2.0\r\n"
                        f"Via: SIP/2.0/UDP {here}:{own[1]};branch=z9hG4bK{os.urandom(6).hex()}\r\n"
                        f"From: <sip:probe@{here}>;tag=1\r\nTo: <sip:{host}>\r\n"
                        f"Call-ID: {os.urandom(6).hex()}\r\nCSeq: 1 OPTIONS\r\n"
                        "Max-Forwards: 70\r\nContent-Length: 0\r\n\r\n").encode())
            return probe.recv(4096).startswith(b"SIP/2.0 ")
        except (TimeoutError, OSError):
            return False

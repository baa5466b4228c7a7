"""A board's root side without a board: rootfs/root/sbin/slot and steward under Debian's busybox, in a
folder that stands for the whole file system. Its card is a file, and so is each slot; a tar archive
does for a slot's file system. What only a kernel could do is done by shell functions instead."""

import io
import os
import re
import stat
import subprocess
import sys
import tarfile

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.join(HERE, "..", "..")
sys.path.insert(0, os.path.join(ROOT, "rootfs"))
sys.path.insert(0, os.path.join(HERE, "..", "interop"))

import state
import update
from stage import wait_for

PROGRAM = os.environ.get("JACKFIELD_PROGRAM", os.path.join(ROOT, "build", "host", "jackfield"))
BUSYBOX = "/bin/busybox"
SECTOR = 512
STATE_SECTORS = (64, 128)
SLOT_SIZE = 1 << 20

# mount -t ext4 -o … DEVICE FOLDER.
INSTEAD_OF_A_KERNEL = """
mount() {{ tar -xf "$5" -C "$6"; }}
umount() {{ rm -rf "$1"/*; }}
chown() {{ :; }}
logger() {{ cat >>{folder}/log; }}
reboot() {{ echo >>{folder}/reboots; }}
"""


def release(version="1.0", built=1000, schema=7, board="qemu/virt"):
    return f"board={board}\nversion={version}\nbuilt={built}\nschema={schema}\n"


def file_system(lines, size=40_000):
    """What a slot of this release holds."""
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w") as archive:
        for name, octets in (("release", lines.encode()), ("kernel", b"k" * (size // 2)),
                             ("initrd", b"i" * (size // 4)), ("root.squashfs", b"r" * (size // 4))):
            entry = tarfile.TarInfo(name)
            entry.size = len(octets)
            archive.addfile(entry, io.BytesIO(octets))
    return made.getvalue()


class Keys:
    """One that the boards trust, and another."""

    def __init__(self, folder):
        self.trusted = os.path.join(folder, "trusted.pem")
        self.other = os.path.join(folder, "other.pem")
        for key in (self.trusted, self.other):
            update.make_key(key)


class HostBoard:
    """Slot a runs, and slot b is what an earlier version left; nothing is on trial."""

    def __init__(self, stage, keys, running="a", patience=30):
        self._stage = stage
        self.folder = stage.subfolder("board")
        for name in ("run", "data/log", "usr/share/jackfield", "sbin", "bin", "dev"):
            os.makedirs(self.path(name))
        os.symlink(os.path.abspath(PROGRAM), self.path("bin/jackfield"))
        self._install("slot", {"-ge 100": "-ge 5"})
        self._install("steward", {"PATIENCE=30": f"PATIENCE={patience}", "PAUSE=5": "PAUSE=1"})
        self.write("usr/share/jackfield/release", release())
        self.write("usr/share/jackfield/update-key.pub.pem", update.public_half(keys.trusted))
        self.write("run/disk", self.path("card"))
        self.write("run/slot", running)
        for letter in "ab":
            self.write(f"run/slot-{letter}", self.path(letter))
        self.slots = {"a": file_system(release()), "b": file_system(release("0.9", built=900))}
        for letter, octets in self.slots.items():
            self.write(letter, octets.ljust(SLOT_SIZE, b"\0"))
        self.write("card", bytes(200 * SECTOR))
        self.set_state()
        self._steward = None

    def path(self, name):
        return os.path.join(self.folder, name)

    def read(self, name):
        with open(self.path(name), "rb") as file:
            return file.read()

    def write(self, name, octets):
        with open(self.path(name), "wb") as file:
            file.write(octets if isinstance(octets, bytes) else octets.encode())

    def has(self, name):
        return os.path.exists(self.path(name))

    def _install(self, name, changes=None):
        with open(os.path.join(ROOT, "rootfs/root/sbin", name), encoding="utf-8") as file:
            text = file.read()
        for old, new in (changes or {}).items():
            assert old in text
            text = text.replace(old, new)
        _, text = text.split("\n", 1)
        text = re.sub(r"(?<![\w.}])/(run|data|usr|sbin|bin|dev/console)\b", self.folder + r"/\1", text)
        text = f"#!{BUSYBOX} sh\n" + INSTEAD_OF_A_KERNEL.format(folder=self.folder) + text
        self.write(f"sbin/{name}", text)
        os.chmod(self.path(f"sbin/{name}"), 0o755)

    # The card.

    def set_state(self, active=0, good=0, tries=0, event=0):
        """As the image has it: both sectors alike."""
        card = bytearray(self.read("card"))
        for at in STATE_SECTORS:
            card[at * SECTOR:(at + 1) * SECTOR] = state.sector(active, good, tries, event, 7)
        self.write("card", bytes(card))

    def slot(self, *words):
        """What sbin/slot says, and its exit code."""
        done = subprocess.run([self.path("sbin/slot"), *words], capture_output=True, text=True,
                              check=False)
        return done.stdout, done.returncode

    def shown(self):
        said, _ = self.slot("show")
        return dict(word.split("=", 1) for word in said.split())

    def state(self):
        shown = self.shown()
        return tuple(int(shown[name]) for name in ("active", "good", "tries"))

    # The steward.

    def start(self):
        if self.has("run/steward/state"):  # of an earlier one
            os.remove(self.path("run/steward/state"))
        self._steward = self._stage.start([self.path("sbin/steward")], stdin=subprocess.DEVNULL)
        wait_for(lambda: self.has("run/steward/state"), 10, "the steward's state")

    def kill(self):
        self._stage.kill(self._steward)

    def ask(self, word):
        wait_for(lambda: self.has("run/steward/request"), 10, "the steward")
        with open(self.path("run/steward/request"), "w", encoding="utf-8") as request:
            request.write(word + "\n")

    def told(self):
        """The lines of the steward's state."""
        text = self.read("run/steward/state").decode()
        return dict(line.split("=", 1) for line in text.splitlines())

    def await_update(self, *values):
        wait_for(lambda: self.told()["update"] in values, 20, f"update={values}: {self.told()}")
        return self.told()

    def open_update(self):
        """The writer's end, as soon as somebody reads; None if nobody will."""
        def try_to():
            if self.told()["update"] != "writing":
                return [None]
            try:
                end = os.open(self.path("run/steward/update"), os.O_WRONLY | os.O_NONBLOCK)
            except OSError:
                return None
            os.set_blocking(end, True)
            return [os.fdopen(end, "wb", buffering=0)]
        return wait_for(try_to, 20, "somebody who reads the update")[0]

    def bring(self, octets):
        """As the switchboard brings an update; what became of it."""
        self.ask("update")
        self.await_update("writing")
        fifo = self.open_update()
        try:
            with fifo:
                fifo.write(octets)
        except BrokenPipeError:
            pass  # it was refused meanwhile
        return self.await_update("refused", "ready")

    def mode(self, name):
        return stat.S_IMODE(os.stat(self.path(name)).st_mode)

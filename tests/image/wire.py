"""A network of one's own with two ends, this machine and the board: a namespace that others see nothing
of, a tap device in it, and somebody who gives out addresses, or not. No root is needed where the system
lets people make namespaces."""

import os
import shutil
import socket
import struct
import subprocess
import sys
import threading

HERE = "192.0.2.1"
BOARD = "192.0.2.10"
TAP = "tap0"
_INSIDE = "JACKFIELD_INSIDE_NAMESPACE"


def enter():
    """Goes on in the namespace, as the same program with the same arguments. Why not, if not."""
    if os.environ.get(_INSIDE):
        return None
    unshare = ["unshare", "--map-root-user", "--net"]
    if not shutil.which("ip") or not os.path.exists("/dev/net/tun"):
        return "there is no `ip` (iproute2) or no /dev/net/tun"
    if subprocess.run([*unshare, "ip", "tuntap", "add", "dev", TAP, "mode", "tap"],
                      capture_output=True, check=False).returncode != 0:
        return "this system lets nobody make a network namespace with a tap device"
    os.environ[_INSIDE] = "1"
    os.execvp(unshare[0], [*unshare, sys.executable, "-B", *sys.argv])


def ip(*words):
    subprocess.run(["ip", *words], check=True)


def lay():
    """The wire, and our addresses on it."""
    ip("link", "set", "lo", "up")
    ip("tuntap", "add", "dev", TAP, "mode", "tap")
    ip("address", "add", f"{HERE}/24", "dev", TAP)
    ip("address", "add", "169.254.0.1/16", "dev", TAP)
    ip("link", "set", TAP, "up")


class Server:
    """Answers datagrams on a thread, until it is closed."""

    def __init__(self, port):
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_BINDTODEVICE, TAP.encode())
        self._socket.bind(("", port))
        self._socket.settimeout(0.1)
        self._closed = threading.Event()
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def _serve(self):
        while not self._closed.is_set():
            try:
                request, sender = self._socket.recvfrom(1500)
            except TimeoutError:
                continue
            self._answer(request, sender)

    def close(self):
        self._closed.set()
        self._thread.join()
        self._socket.close()


class TimeServer(Server):
    """SNTP (RFC 4330) for who is not sure of the year."""

    YEAR = 2031
    _TIME = 1924992000 + 2208988800  # the first of January, since 1900

    def __init__(self):
        super().__init__(123)

    def _answer(self, request, sender):
        now = struct.pack("!II", self._TIME, 0)
        answer = struct.pack("!BBbb", 0x24, 1, 6, -20) + bytes(8) + b"TEST" + now
        self._socket.sendto(answer + request[40:48] + now + now, sender)


class AddressServer(Server):
    """DHCP (RFC 2131) for one board: always the same address, and ourselves as the router."""

    _MAGIC = b"\x63\x82\x53\x63"
    _OFFER, _ACK = 2, 5

    def __init__(self):
        super().__init__(67)

    def _answer(self, request, sender):
        asked = self._options(request[240:]).get(53)
        if asked in (b"\x01", b"\x03"):  # DISCOVER, REQUEST
            kind = self._OFFER if asked == b"\x01" else self._ACK
            self._socket.sendto(self._message(request, kind), ("255.255.255.255", 68))

    @staticmethod
    def _options(octets):
        found = {}
        while octets and octets[0] != 255:
            if octets[0] == 0:
                octets = octets[1:]
                continue
            found[octets[0]] = octets[2:2 + octets[1]]
            octets = octets[2 + octets[1]:]
        return found

    def _message(self, request, kind):
        here = socket.inet_aton(HERE)
        head = struct.pack("!BBBBIHH", 2, 1, 6, 0, struct.unpack("!I", request[4:8])[0], 0, 0x8000)
        head += bytes(4) + socket.inet_aton(BOARD) + here + bytes(4) + request[28:44] + bytes(192)
        options = b"".join(bytes((code, len(value))) + value for code, value in (
            (53, bytes((kind,))), (54, here), (51, struct.pack("!I", 3600)),
            (1, socket.inet_aton("255.255.255.0")), (3, here)))
        return head + self._MAGIC + options + b"\xff"

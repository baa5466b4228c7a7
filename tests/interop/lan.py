"""A network of one's own with two ends, this test and one box: two namespaces and a cable between
them. No root is needed where the system lets people make namespaces."""

import os
import shutil
import subprocess
import sys

HERE = "192.0.2.1"
BOX = "192.0.2.10"
BOX_V6 = "2001:db8::10"
_INSIDE = "JACKFIELD_INSIDE_NAMESPACE"
OURS, _THEIRS = "cable0", "cable1"


def enter():
    """Goes on in a namespace, as the same program with the same arguments. Why not, if not."""
    if os.environ.get(_INSIDE):
        return None
    unshare = ["unshare", "--map-root-user", "--net"]
    if not shutil.which("ip"):
        return "there is no `ip` (iproute2)"
    cable = ["ip", "link", "add", "type", "veth"]
    if subprocess.run([*unshare, *cable], capture_output=True, check=False).returncode != 0:
        return "this system lets nobody make a network namespace with a cable in it"
    os.environ[_INSIDE] = "1"
    os.execvp(unshare[0], [*unshare, sys.executable, "-B", *sys.argv])


def ip(*words, inside=None):
    """`inside` is a process whose namespace is meant."""
    into = ["nsenter", "--net", "--target", str(inside.pid)] if inside else []
    subprocess.run([*into, "ip", *words], check=True)


class Cable:
    """Between us and the namespace of a process, until it is pulled."""

    def __init__(self):
        ip("link", "set", "lo", "up")
        ip("link", "add", OURS, "type", "veth", "peer", "name", _THEIRS)
        ip("address", "add", f"{HERE}/24", "dev", OURS)
        ip("address", "add", "2001:db8::1/64", "dev", OURS, "nodad")
        ip("link", "set", OURS, "up")

    def plug_into(self, process):
        ip("link", "set", _THEIRS, "netns", str(process.pid))
        ip("address", "add", f"{BOX}/24", "dev", _THEIRS, inside=process)
        ip("address", "add", f"{BOX_V6}/64", "dev", _THEIRS, "nodad", inside=process)
        ip("link", "set", _THEIRS, "up", inside=process)

    def plug_in_here(self):
        """Both ends into our own, which makes it a network of which we are all there is."""
        ip("link", "set", _THEIRS, "up")

    def renumber(self, process, old, new):
        ip("address", "del", f"{old}/24", "dev", _THEIRS, inside=process)
        ip("address", "add", f"{new}/24", "dev", _THEIRS, inside=process)

    def close(self):
        """It may have gone already, with the namespace at its other end."""
        subprocess.run(["ip", "link", "del", OURS], capture_output=True, check=False)

"""avahi-daemon with a message bus of its own, in the network this process is in. What it wants of
the system (its user, a folder under /run) it is shown, so it needs neither to be installed nor
root; a real one on this machine is in another network and hears nothing."""

import os
import re
import shutil
import subprocess

from stage import wait_for

_PATH = os.environ.get("PATH", "") + ":/usr/sbin"
_BUS = """<busconfig>
  <listen>unix:path={path}</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow user="*"/> <allow own="*"/> <allow send_destination="*"/> <allow receive_sender="*"/>
  </policy>
</busconfig>
"""
_SETTINGS = """[server]
host-name={name}
allow-interfaces={interface}
[publish]
publish-workstation=no
"""
_INSIDE = """mount -t tmpfs tmpfs /run && mkdir /run/avahi-daemon &&
echo "avahi:x:0:0::/:" > /run/passwd && mount --bind /run/passwd /etc/passwd &&
echo "avahi:x:0:" > /run/group && mount --bind /run/group /etc/group &&
exec "$@"
"""


def is_there():
    return all(shutil.which(tool, path=_PATH)
               for tool in ("avahi-daemon", "avahi-browse", "avahi-resolve", "dbus-daemon"))


class Avahi:
    """Called `name`.local on `interface`, until the stage is cleared."""

    def __init__(self, stage, name, interface):
        folder = stage.subfolder("avahi")
        self._bus = folder + "/bus"
        self._log = folder + "/log"
        self._write(folder + "/bus.conf", _BUS.format(path=self._bus))
        self._write(folder + "/settings", _SETTINGS.format(name=name, interface=interface))
        log = stage.own(open(self._log, "wb"))
        output = {"stdin": subprocess.DEVNULL, "stdout": log, "stderr": subprocess.STDOUT,
                  "env": self._environment()}
        stage.start(["dbus-daemon", "--nofork", "--nopidfile", "--config-file", folder + "/bus.conf"],
                    **output)
        wait_for(lambda: os.path.exists(self._bus), 5, "a message bus")
        stage.start(["unshare", "--mount", "sh", "-c", _INSIDE, "sh", "avahi-daemon",
                     "--no-drop-root", "--no-chroot", "--no-rlimits", "--file", folder + "/settings"],
                    **output)

    def name(self):
        """As it is now, when it is settled."""
        with open(self._log, encoding="utf-8", errors="replace") as log:
            names = re.findall(r"Host name is (\S+)\.local", log.read())
        return names[-1] if names else None

    def is_called(self, name):
        wait_for(self.name, 10, "avahi-daemon has a name")
        return self.name() == name

    def services(self, kind):
        """(instance, host, port) of each."""
        lines = self._run("avahi-browse", "--resolve", "--parsable", "--terminate",
                          "--no-db-lookup", kind).splitlines()
        fields = [line.split(";") for line in lines if line.startswith("=")]
        return {(one[3], one[6], int(one[8])) for one in fields}

    def address_of(self, name, family="-4"):
        return self._second(self._run("avahi-resolve", family, "--name", name))

    def name_of(self, address):
        return self._second(self._run("avahi-resolve", "--address", address))

    def _run(self, *command):
        return subprocess.run(command, capture_output=True, check=False, text=True, timeout=60,
                              env=self._environment()).stdout

    def _environment(self):
        return {**os.environ, "PATH": _PATH, "DBUS_SYSTEM_BUS_ADDRESS": "unix:path=" + self._bus}

    @staticmethod
    def _second(line):
        words = line.split()
        return words[1] if len(words) == 2 else None

    @staticmethod
    def _write(path, text):
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)

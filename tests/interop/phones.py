"""Real phones without sound hardware, behind one small interface.

A phone plays a tone of its own into every call and records what it hears. Each has its own address,
home folder and ports, so any number run side by side.
"""

import glob
import json
import os
import re
import signal
import socket
import subprocess
import threading

import tone
from stage import free_port, wait_for

TONE_SECONDS = 60


class Account:
    """What a person types into a phone. `route` is the switchboard's address and port."""

    def __init__(self, number, password, domain, route, transport):
        self.number = number
        self.password = password
        self.domain = domain
        self.route = route
        self.transport = transport

    def uri(self, number=None):
        return f"sip:{number or self.number}@{self.domain}"


class Phone:
    def __init__(self, stage, account, frequency, address=None):
        self.account = account
        self.frequency = frequency
        self.address = address or stage.address()
        self.home = stage.subfolder(
            f"{type(self).__name__.lower()}-{account.number}-{account.transport}")
        self.tone = os.path.join(self.home, "tone.wav")
        tone.write(self.tone, frequency, TONE_SECONDS)
        self._stage = stage
        self._seen = []  # what the phone said, oldest first
        self._read_to = 0

    def __str__(self):
        return f"{type(self).__name__} {self.account.number} ({self.account.transport})"

    def _listen(self, lines):
        threading.Thread(target=lambda: [self._seen.append(line) for line in lines],
                         daemon=True).start()

    def _await(self, pattern, seconds, what):
        """Reads on in what the phone said, up to the first match."""
        def match():
            while self._read_to < len(self._seen):
                self._read_to += 1
                found = re.search(pattern, self._seen[self._read_to - 1])
                if found:
                    return found
            return None
        try:
            return wait_for(match, seconds, f"{self} {what}")
        except AssertionError as silence:
            raise AssertionError(f"{silence}\n" + "\n".join(self._seen[-15:])) from None

    def leave(self):
        """Gone, without a word."""
        self._stage.kill(self._process)

    def fall_silent(self):
        """Still there and registered, and answers nothing any more."""
        os.kill(self._process.pid, signal.SIGSTOP)

    def _forget(self):
        """Before a call: what was heard in the last one."""
        for recording in self._recordings():
            os.unlink(recording)

    def hears(self, other):
        return any(tone.is_in(recording, other.frequency) for recording in self._recordings())

    def await_tone_of(self, other):
        wait_for(lambda: self.hears(other), 8, f"{self} hears the tone of {other}")


class Baresip(Phone):
    """baresip 1.0, driven over its control socket (ctrl_tcp: JSON in netstrings)."""

    _CONFIG = """
module_path /usr/lib/baresip/modules
module g711.so
module aufile.so
module aubridge.so
module sndfile.so
module ctrl_tcp.so
module_app account.so
module_app menu.so
net_interface {address}
sip_listen {address}:{port}
ctrl_tcp_listen {address}:{control}
audio_source aufile,{tone}
audio_player aubridge,nowhere
audio_alert aubridge,nowhere
snd_path {home}
"""

    def __init__(self, stage, account, frequency, address=None):
        super().__init__(stage, account, frequency, address)
        control = free_port(self.address, socket.SOCK_STREAM)
        self._write("config", self._CONFIG.format(
            address=self.address, port=free_port(self.address), control=control, tone=self.tone,
            home=self.home))
        self._write("accounts", "")
        self._write("contacts", "")
        with open(os.path.join(self.home, "log"), "w", encoding="utf-8") as log:
            self._process = stage.start(["baresip", "-f", self.home], stdin=subprocess.DEVNULL,
                                        stdout=log, stderr=subprocess.STDOUT)
        self._control = stage.own(wait_for(lambda: self._connect(control), 5, f"{self} starts"))
        self._listen(self._events())
        self._say("uanew", f"<{account.uri()};transport={account.transport}>"
                           f";auth_pass={account.password};regint=600"
                           f';outbound="sip:{account.route};transport={account.transport}"')

    def _write(self, name, text):
        with open(os.path.join(self.home, name), "w", encoding="utf-8") as file:
            file.write(text)

    def _connect(self, port):
        try:
            return socket.create_connection((self.address, port))
        except ConnectionRefusedError:
            return None

    def _events(self):
        stream = self._control.makefile("rb")
        while True:
            length = b""
            while not length.endswith(b":"):
                digit = stream.read(1)
                if not digit:
                    return
                length += digit
            event = json.loads(stream.read(int(length[:-1])))
            stream.read(1)  # the comma
            yield f"{event.get('type', 'response')} {event.get('param', event.get('data', ''))}"

    def _say(self, command, parameters=""):
        text = json.dumps({"command": command, "params": parameters}).encode()
        self._control.sendall(b"%d:%s," % (len(text), text))

    def _recordings(self):
        return glob.glob(os.path.join(self.home, "dump-*-dec.wav"))

    def await_registered(self):
        self._await(r"^REGISTER_OK", 10, "registers")

    def await_refused(self):
        self._await(r"^REGISTER_FAIL", 10, "is refused")

    def call(self, number):
        self._forget()
        self._say("dial", self.account.uri(number))

    def await_ringing(self):
        self._await(r"^CALL_INCOMING", 5, "rings")
        self._forget()

    def await_ringback(self):
        self._await(r"^CALL_RINGING", 5, "hears it ring")

    def answer(self):
        self._say("accept")

    def await_talking(self):
        self._await(r"^CALL_ESTABLISHED", 5, "talks")

    def hang_up(self):
        self._say("hangup")

    def await_ended(self, seconds=5):
        self._await(r"^CALL_CLOSED", seconds, "has no call any more")


class Linphone(Phone):
    """linphonec 5.1, driven over its standard input, with files instead of a sound card."""

    _CONFIG = """
[sip]
sip_port={udp}
sip_tcp_port={tcp}
sip_tls_port=0
bind_address={address}
use_ipv6=0
default_proxy=0
[proxy_0]
reg_proxy=sip:{route};transport={transport}
reg_route=sip:{route};transport={transport};lr
reg_identity={identity}
reg_expires=600
reg_sendregister=1
[auth_info_0]
username={number}
passwd={password}
domain={domain}
[rtp]
audio_rtp_port={rtp}-{rtp_last}
[misc]
uuid=00000000-0000-4000-8000-{number:0>12}
"""

    def __init__(self, stage, account, frequency, address=None):
        super().__init__(stage, account, frequency, address)
        self._log = os.path.join(self.home, "log")
        config = os.path.join(self.home, "linphonerc")
        port = free_port(self.address)
        rtp = 20000 + int(account.number) % 1000 * 20
        with open(config, "w", encoding="utf-8") as file:
            file.write(self._CONFIG.format(
                udp=port if account.transport == "udp" else 0,
                tcp=port if account.transport == "tcp" else 0,
                address=self.address, route=account.route,
                transport=account.transport, identity=account.uri(), number=account.number,
                password=account.password, domain=account.domain, rtp=rtp, rtp_last=rtp + 18))
        for folder in (".local/share/linphone", ".config/linphone"):
            os.makedirs(os.path.join(self.home, folder), exist_ok=True)
        self._process = stage.start(
            ["linphonec", "-c", config, "-d", "6", "-l", self._log],
            env={"PATH": "/usr/bin:/bin", "HOME": self.home, "LC_ALL": "C.UTF-8"},
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
            bufsize=1, errors="replace")
        self._listen(line.rstrip() for line in self._process.stdout)
        self._say("soundcard use files")
        self._say(f"play {self.tone}")
        self._say(f"record {os.path.join(self.home, 'heard.wav')}")

    def _say(self, command):
        self._process.stdin.write(command + "\n")

    def _recordings(self):
        return glob.glob(os.path.join(self.home, "heard.wav"))

    def _has_become(self, state):  # linphonec says it in its log only
        try:
            with open(self._log, encoding="utf-8", errors="replace") as log:
                return f"to [LinphoneRegistration{state}]" in log.read()
        except FileNotFoundError:
            return False

    def await_registered(self):
        wait_for(lambda: self._has_become("Ok"), 10, f"{self} registers")

    def await_refused(self):
        wait_for(lambda: self._has_become("Failed"), 10, f"{self} is refused")

    def call(self, number):
        self._forget()
        self._say(f"call {self.account.uri(number)}")

    def await_ringing(self):
        self._await(r"Receiving new incoming call", 5, "rings")
        self._forget()

    def await_ringback(self):
        self._await(r"Call \d+ to .* ringing", 5, "hears it ring")

    def answer(self):
        self._say("answer")

    def await_talking(self):
        self._await(r"Media streams established", 5, "talks")

    def hang_up(self):
        self._say("terminate")

    def await_ended(self, seconds=5):
        self._await(r"Call \d+ with .* (ended|error)", seconds, "has no call any more")

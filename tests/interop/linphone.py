"""linphonec 5.1 (Debian's linphone-cli)."""

import glob
import os
import re
import subprocess

from phones import Phone, RTP_PORTS
from stage import wait_for


class Linphone(Phone):
    """linphonec 5.1, driven over its standard input, with files instead of a sound card."""

    DIGITS = ("rfc4733", "info")
    RATES = (8000, 16000, 48000)  # that of the call, and calls are appended to each other

    _TRANSFER_FAILED = r"Transfer state .* to \[LinphoneCallError\]"

    _CONFIG = """
[sip]
sip_port={udp}
sip_tcp_port={tcp}
sip_tls_port=0
bind_address={address}
use_ipv6=0
use_info={info}
use_rfc2833={rfc4733}
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

    def __init__(self, stage, account, frequency, address=None, digits="rfc4733"):
        super().__init__(stage, account, frequency, address, digits)
        self._log = os.path.join(self.home, "log")
        config = os.path.join(self.home, "linphonerc")
        port = stage.ports()
        rtp = stage.ports(RTP_PORTS)
        with open(config, "w", encoding="utf-8") as file:
            file.write(self._CONFIG.format(
                udp=port if account.transport == "udp" else 0,
                tcp=port if account.transport == "tcp" else 0,
                address=self.address, route=account.route,
                transport=account.transport, identity=account.uri(), number=account.number,
                password=account.password, domain=account.domain, rtp=rtp,
                rtp_last=rtp + RTP_PORTS - 2, info=int(digits == "info"),
                rfc4733=int(digits == "rfc4733")))
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

    def _count(self, pattern):  # linphonec says some things in its log only
        try:
            with open(self._log, encoding="utf-8", errors="replace") as log:
                return len(re.findall(pattern, log.read()))
        except FileNotFoundError:
            return 0

    def await_registered(self):
        wait_for(lambda: self._count(r"to \[LinphoneRegistrationOk\]"), 10, f"{self} registers")

    def await_refused(self):
        wait_for(lambda: self._count(r"to \[LinphoneRegistrationFailed\]"), 10,
                 f"{self} is refused")

    def call(self, number):
        self.mark()
        self._say(f"call {self.account.uri(number)}")

    def await_ringing(self):
        self._await(r"Receiving new incoming call", 5, "rings")
        self.mark()

    def await_ringback(self):
        self._await(r"Call \d+ to .* ringing", 5, "hears it ring")

    def answer(self):
        self._say("answer")

    def await_talking(self):
        self._await(r"Media streams established", 5, "talks")

    def hang_up(self):
        self._say("terminate")

    reject = cancel = hang_up

    def await_ended(self, seconds=5):
        self._await(r"Call \d+ with .* (ended|error)", seconds, "has no call any more")

    def hold(self):
        self._say("pause")

    def resume(self):
        self._say("resume")

    def transfer(self, number):
        self._failed_transfers = self._count(self._TRANSFER_FAILED)
        self._say(f"transfer {self.account.uri(number)}")

    def await_transfer_failed(self):
        wait_for(lambda: self._count(self._TRANSFER_FAILED) > self._failed_transfers, 8,
                 f"{self} hears that the transfer failed")

    def consult(self, number):
        self.hold()
        self._await(r"is now paused", 5, "holds the call")
        self.call(number)

    def complete_transfer(self):
        first, second = re.findall(r"assigned id (\d+)", "\n".join(self._seen))[-2:]
        self._say(f"transfer {first} --to-call {second}")

    def send_digits(self, digits):
        for digit in digits:
            self._say(digit)

    def await_digit(self, digit):
        self._await(rf"Receiving tone {re.escape(digit)}", 5, f"receives a {digit}")

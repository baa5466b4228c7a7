"""Twinkle 1.10 (Debian's twinkle-console)."""

import os
import re
import subprocess
import time

from phones import Phone, RTP_PORTS
from soundcard import SoundCard
from stage import wait_for


class Twinkle(Phone):
    """Driven over its standard input, with a sound card of ours."""

    DIGITS = ("rfc4733", "info", "inband")

    _SYSTEM = """
sip_port={port}
rtp_port={rtp}
dev_ringtone=alsa:default
dev_speaker=alsa:default
dev_mic=alsa:default
validate_audio_dev=no
play_ringtone=no
play_ringback=no
call_waiting=yes
log_show_sip=yes
log_show_debug=yes
"""

    _PROFILE = """
user_name={number}
user_domain={domain}
auth_name={number}
auth_pass={password}
outbound_proxy={route}
all_requests_to_proxy=yes
registrar={route}
register_at_startup=yes
registration_time=600
codecs=g711a,g711u
speex_dsp_vad=no
speex_dsp_agc=no
speex_dsp_nrd=no
allow_refer=yes
ask_user_to_refer=no
sip_transport={transport}
pres_publish_startup=no
dtmf_transport={digits}
"""

    _started = 0

    def __init__(self, stage, account, frequency, address=None, digits="rfc4733"):
        super().__init__(stage, account, frequency, address, digits)
        self._card = stage.own(SoundCard(self.home, frequency))
        folder = stage.subfolder(os.path.join(self.home, ".twinkle"))
        with open(os.path.join(folder, "twinkle.sys"), "w", encoding="utf-8") as file:
            file.write(self._SYSTEM.format(port=stage.ports(), rtp=stage.ports(RTP_PORTS)))
        with open(os.path.join(folder, "phone.cfg"), "w", encoding="utf-8") as file:
            file.write(self._PROFILE.format(
                number=account.number, domain=account.domain, password=account.password,
                route=account.route, transport=account.transport,
                digits=digits.replace("4733", "2833")))
        self._await_own_second()
        self._process = stage.start(
            ["twinkle-console", "phone.cfg"],
            env={"PATH": "/usr/bin:/bin", "HOME": self.home, "LC_ALL": "C.UTF-8"},
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
            bufsize=1, errors="replace")
        self._listen(line.rstrip() for line in self._process.stdout)
        wait_for(lambda: any("registration" in line for line in self._seen), 10,
                 f"{self} registers, with a Call-ID that is random")
        Twinkle._started = int(time.time())  # at the latest

    @classmethod
    def _await_own_second(cls):
        """What is random to Twinkle, its Call-IDs and tags, begins with the second it starts in."""
        wait_for(lambda: int(time.time()) > cls._started, 2, "another second")

    def _say(self, command):
        self._process.stdin.write(command + "\n")

    def _recordings(self):
        return [self._card.heard]

    def await_registered(self):
        self._await(r"registration succeeded", 10, "registers")

    def await_refused(self):
        self._await(r"registration failed", 10, "is refused")

    def call(self, number):
        self.mark()
        self._say(f"call {self.account.uri(number)}")

    def await_ringing(self):
        self._await(r"incoming call", 5, "rings")
        self.mark()

    def await_ringback(self):
        self._await(r"received 18\d", 5, "hears it ring")

    def answer(self):
        self._say("answer")

    def await_talking(self):
        self._await(r"call established|far end answered call", 5, "talks")

    def reject(self):
        self._say("reject")

    def hang_up(self):
        self._say("bye")

    cancel = hang_up

    def await_ended(self, seconds=5):
        self._await(r"call (ended|failed|rejected|cancelled)|far end (ended|cancelled) call",
                    seconds, "has no call any more")

    def hold(self):
        self._say("hold")

    def resume(self):
        self._say("retrieve")

    def transfer(self, number):
        self._say(f"transfer {self.account.uri(number)}")

    def await_transfer_failed(self):
        self._await(r"call refer failed|refer request failed", 8, "hears that the transfer failed")

    def consult(self, number):
        self.mark()
        self._say(f"transfer -c {self.account.uri(number)}")

    def complete_transfer(self):
        self._say("transfer -c")

    def send_digits(self, digits):
        self._say(f"dtmf {digits}")

    def await_digit(self, digit):
        self._await(rf"DTMF detected: {re.escape(digit)}", 5, f"receives a {digit}")

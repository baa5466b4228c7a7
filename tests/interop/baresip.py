"""baresip 1.0 (Debian's baresip-core)."""

import json
import os
import re
import socket
import subprocess

from phones import Phone, RTP_PORTS
from soundcard import SoundCard
from stage import wait_for


class Baresip(Phone):
    """baresip 1.0, driven over its control socket (ctrl_tcp: JSON in netstrings). When a
    transfer fails it hangs up, unasked."""

    _CONFIG = """
module_path /usr/lib/baresip/modules
module g711.so
module aufile.so
module aubridge.so
module alsa.so
module ctrl_tcp.so
module_app account.so
module_app menu.so
net_interface {address}
sip_listen {address}:{port}
ctrl_tcp_listen {address}:{control}
rtp_ports {rtp}-{rtp_last}
audio_source aufile,{tone}
audio_player alsa,default
audio_buffer 300-900
audio_alert aubridge,nowhere
"""

    def __init__(self, stage, account, frequency, address=None, digits="rfc4733"):
        super().__init__(stage, account, frequency, address, digits)
        self._card = stage.own(SoundCard(self.home, frequency))
        control = stage.ports()
        rtp = stage.ports(RTP_PORTS)
        self._write("config", self._CONFIG.format(
            address=self.address, port=stage.ports(), control=control, tone=self.tone,
            rtp=rtp, rtp_last=rtp + RTP_PORTS))
        self._write("accounts", "")
        self._write("contacts", "")
        with open(os.path.join(self.home, "log"), "w", encoding="utf-8") as log:
            self._process = stage.start(["baresip", "-f", self.home], stdin=subprocess.DEVNULL,
                                        stdout=log, stderr=subprocess.STDOUT,
                                        env={"PATH": "/usr/bin:/bin", "HOME": self.home})
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
            event = json.loads(stream.read(int(length[:-1])).decode("utf-8", "replace"))
            stream.read(1)  # the comma
            yield f"{event.get('type', 'response')} {event.get('param', event.get('data', ''))}"

    def _say(self, command, parameters=""):
        text = json.dumps({"command": command, "params": parameters}).encode()
        self._control.sendall(b"%d:%s," % (len(text), text))

    def _recordings(self):
        return [self._card.heard]

    def await_registered(self):
        self._await(r"^REGISTER_OK", 10, "registers")

    def await_refused(self):
        self._await(r"^REGISTER_FAIL", 10, "is refused")

    def call(self, number):
        self.mark()
        self._say("dial", self.account.uri(number))

    def await_ringing(self):
        self._await(r"^CALL_INCOMING", 5, "rings")
        self.mark()

    def await_ringback(self):
        self._await(r"^CALL_RINGING", 5, "hears it ring")

    def answer(self):
        self._say("accept")

    def await_talking(self):
        self._await(r"^CALL_ESTABLISHED", 5, "talks")

    def hang_up(self):
        self._say("hangup")

    reject = cancel = hang_up

    def await_ended(self, seconds=5):
        self._await(r"^CALL_CLOSED", seconds, "has no call any more")

    def hold(self):
        self._say("hold")

    def resume(self):
        self._say("resume")

    def transfer(self, number):
        self._say("transfer", self.account.uri(number))

    def send_digits(self, digits):
        for digit in digits:
            self._say("sndcode", digit)

    def await_digit(self, digit):
        self._await(rf"^CALL_DTMF_START {re.escape(digit)}", 5, f"receives a {digit}")

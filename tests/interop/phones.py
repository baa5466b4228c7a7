"""What real phones without sound hardware have in common; each kind has a file of its own.

A phone plays a tone of its own into every call and records what it hears. Each has its own address,
home folder and ports, so any number run side by side.

The verbs, where the phone has them: call answer reject cancel hang_up hold resume transfer (blind)
consult complete_transfer (attended) send_digits. What the phone reports is awaited.
"""

import os
import re
import signal
import threading

import tone
from stage import wait_for

RTP_PORTS = 12  # a phone's own; every call takes two
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
    """`digits` is how it sends them, one of its DIGITS."""

    DIGITS = ("rfc4733",)
    RATES = (tone.RATE,)  # its recordings may have

    def __init__(self, stage, account, frequency, address=None, digits="rfc4733"):
        self.account = account
        self.digits = digits
        self.frequency = frequency
        self.address = address or stage.address()
        self.home = stage.subfolder(
            f"{type(self).__name__.lower()}-{account.number}-{account.transport}")
        self.tone = os.path.join(self.home, "tone.wav")
        tone.write(self.tone, frequency, TONE_SECONDS)
        self._stage = stage
        self._seen = []  # what the phone said, oldest first
        self._read_to = 0
        self._marks = {}  # by recording: what comes before was of an earlier call

    def __str__(self):
        return f"{type(self).__name__} {self.account.number} ({self.account.transport})"

    def _listen(self, lines):
        def listen():
            try:
                for line in lines:
                    self._seen.append(line)
            except (OSError, ValueError):  # the stage closed it: the phone is gone
                pass
        threading.Thread(target=listen, daemon=True).start()

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

    def catch_up(self):
        """What it said up to now is of no interest any more."""
        self._read_to = len(self._seen)

    def leave(self):
        """Gone, without a word."""
        self._stage.kill(self._process)

    def fall_silent(self):
        """Still there and registered, and answers nothing any more."""
        os.kill(self._process.pid, signal.SIGSTOP)

    def mark(self):
        """What was heard up to now is of no interest any more."""
        self._marks = {recording: tone.size(recording) for recording in self._recordings()}

    def _latest(self, seconds):
        return [latest for recording in self._recordings() for latest in
                tone.latest(recording, seconds, self._marks.get(recording, 0), self.RATES)]

    def _since_mark(self):
        return [heard for recording in self._recordings() for heard in
                tone.since(recording, self._marks.get(recording, 0), self.RATES)]

    def hears(self, other):
        """Its tone, and nothing else."""
        return any(tone.is_pure(content, rate, other.frequency)
                   for rate, content in self._latest(0.5))

    def hears_exactly(self, others, everybody):
        """The tones of these, and of nobody else of everybody."""
        return any(all(tone.level(content, rate, phone.frequency) >= tone.HEARD
                       if phone in others else tone.is_absent(content, rate, phone.frequency)
                       for phone in everybody)
                   for rate, content in self._latest(1))

    def hears_music(self, everybody):
        """Something, and nobody's tone."""
        heard = self._latest(1)
        return (any(tone.loudness_of_voice(content, rate) >= tone.MUSIC for rate, content in heard)
                and all(tone.is_absent(content, rate, phone.frequency)
                        for rate, content in heard for phone in everybody))

    def heard_anybody(self, everybody):
        """Whether somebody's tone was there at any time since the mark, whatever else was."""
        return not all(tone.is_absent(content, rate, phone.frequency)
                       for rate, content in self._since_mark() for phone in everybody)

    def await_tone_of(self, other):
        wait_for(lambda: self.hears(other), 8, f"{self} hears the tone of {other}")

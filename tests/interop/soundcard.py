"""A sound card for programs that know ALSA only, on machines that have none.

ALSA's file device reads what is said from one FIFO and writes what is heard to another. The file
device has no clock; here is the one that both FIFOs run by.
"""

import os
import threading
import time

import fcntl

import tone

_CONFIG = """
pcm.loudspeaker {{
  type file
  slave.pcm null
  file "{folder}/loudspeaker"
  format raw
}}
pcm.microphone {{
  type file
  slave.pcm null
  file "/dev/null"
  infile "{folder}/microphone"
  format raw
}}
pcm.!default {{
  type asym
  playback.pcm loudspeaker
  capture.pcm microphone
}}
"""


class SoundCard:
    """The card of the program whose home folder this is. It says a tone, again and again, and what
    it hears is in `heard`, a WAV file that grows while something is played, in real time."""

    _PERIOD = 0.02

    def __init__(self, folder, frequency):
        self.heard = os.path.join(folder, "heard.wav")
        with open(os.path.join(folder, ".asoundrc"), "w", encoding="utf-8") as file:
            file.write(_CONFIG.format(folder=folder))
        self._microphone = self._fifo(folder, "microphone")
        self._loudspeaker = self._fifo(folder, "loudspeaker")
        said = tone.samples(frequency, 1).tobytes()
        self._size = int(self._PERIOD * tone.RATE) * 2
        self._said = [said[at:at + self._size] for at in range(0, len(said), self._size)]
        tone.begin(self.heard)
        self._closed = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    @staticmethod
    def _fifo(folder, name):
        path = os.path.join(folder, name)
        os.mkfifo(path)
        fifo = os.open(path, os.O_RDWR | os.O_NONBLOCK)
        fcntl.fcntl(fifo, fcntl.F_SETPIPE_SZ, 4096)  # a quarter of a second, no long delay
        return fifo

    def _run(self):
        begin = time.monotonic()
        period = 0
        with open(self.heard, "ab", buffering=0) as heard:
            while not self._closed.wait(max(0, begin + period * self._PERIOD - time.monotonic())):
                try:
                    os.write(self._microphone, self._said[period % len(self._said)])
                except BlockingIOError:  # nobody listens
                    pass
                try:
                    heard.write(os.read(self._loudspeaker, self._size))
                except BlockingIOError:  # nobody speaks
                    pass
                period += 1

    def close(self):
        self._closed.set()
        self._thread.join()
        os.close(self._microphone)
        os.close(self._loudspeaker)

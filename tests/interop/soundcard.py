"""A sound card for programs that know ALSA only, on machines that have none.

ALSA's file device reads what is said from one FIFO and writes what is heard to another. The file
device has no clock; here is the one that both FIFOs run by.
"""

import array
import fcntl
import os
import termios
import threading
import time

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
        # A quarter of a second, as without a clock the program writes until nothing fits in.
        fcntl.fcntl(self._loudspeaker, fcntl.F_SETPIPE_SZ, 4096)
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
        return os.open(path, os.O_RDWR | os.O_NONBLOCK)

    def _say(self, frame):
        """To whoever listens, without a gap when he is late: Twinkle would never make up for it.
        What nobody took for half a second nobody shall hear when the next call begins."""
        waiting = array.array("i", (0,))
        fcntl.ioctl(self._microphone, termios.FIONREAD, waiting)
        if waiting[0] > tone.RATE:
            self._take(self._microphone, waiting[0])
        os.write(self._microphone, frame)

    @staticmethod
    def _take(fifo, size):
        try:
            return os.read(fifo, size)
        except BlockingIOError:  # it is empty
            return b""

    def _run(self):
        begin = time.monotonic()
        period = 0
        with open(self.heard, "ab", buffering=0) as heard:
            while not self._closed.wait(max(0, begin + period * self._PERIOD - time.monotonic())):
                self._say(self._said[period % len(self._said)])
                heard.write(self._take(self._loudspeaker, self._size))
                period += 1

    def close(self):
        self._closed.set()
        self._thread.join()
        os.close(self._microphone)
        os.close(self._loudspeaker)

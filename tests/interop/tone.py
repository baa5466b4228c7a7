"""Sine tones as WAV files, and what a recording has in it (Goertzel).

Levels are those of the tone every phone plays: 1 is that tone, as loud as it was played.
"""

import array
import math
import wave

RATE = 8000
_AMPLITUDE = 8000
_LEVEL = _AMPLITUDE / math.sqrt(2)
_HEADER = 44
_BLOCK = 0.1  # seconds: jitter buffers drop and insert samples, a longer block would lose its phase

_LONG = 0.5  # this block can tell a tone from a note of music nearby

HEARD = 0.25  # -12 dB, what is at least this loud is in the recording
_ABSENT = 0.05  # -26 dB, what is softer is not
MUSIC = 0.05  # louder than any comfort noise


def samples(frequency, seconds):
    return array.array("h", (int(_AMPLITUDE * math.sin(2 * math.pi * frequency * i / RATE))
                             for i in range(RATE * seconds)))


def write(path, frequency, seconds):
    with wave.open(path, "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(RATE)
        out.writeframes(samples(frequency, seconds).tobytes())


def begin(path):
    """A recording that others append to."""
    write(path, 0, 0)


def size(path):
    """How long a recording is, for a mark."""
    try:
        with open(path, "rb") as file:
            return file.seek(0, 2)
    except FileNotFoundError:
        return 0


def recorded(path, mark=0):
    """The samples of a mono 16-bit WAV file from a mark on. What its header says does not count:
    while the file is written, and for linphone to the end, that is wrong."""
    try:
        with open(path, "rb") as file:
            file.seek(max(mark, _HEADER) // 2 * 2)
            content = file.read()
    except FileNotFoundError:
        content = b""
    return array.array("h", content[:len(content) // 2 * 2])


def sides(path):
    """The samples of the left and of the right of a stereo WAV file; None before it is whole."""
    try:
        with wave.open(path, "rb") as file:
            content = array.array("h", file.readframes(file.getnframes()))
    except (FileNotFoundError, wave.Error, EOFError):
        return None
    return (content[0::2], content[1::2]) if content else None


def _power(block, rate, frequency):
    """Of the sine at this frequency in the block, per sample."""
    coefficient = 2 * math.cos(2 * math.pi * frequency / rate)
    before = last = 0.0
    for sample in block:
        before, last = last, sample + coefficient * last - before
    return 2 * (before * before + last * last - coefficient * before * last) / len(block) ** 2


def _energy(block):
    return sum(sample * sample for sample in block) / len(block)


def _blocks(content, rate, seconds=_BLOCK):
    length = int(rate * seconds)
    return [content[at:at + length] for at in range(0, len(content) - length + 1, length)]


def latest(path, seconds, mark=0, rates=(RATE,)):
    """[(rate, samples)] of the end of a recording, one for every rate it may have; none as long as
    less than this was recorded."""
    content = recorded(path, mark)
    return [(rate, content[-int(rate * seconds):]) for rate in rates
            if len(content) >= rate * seconds]


def since(path, mark, rates=(RATE,)):
    """[(rate, samples)] of all that was recorded from a mark on, for every rate it may have; none
    as long as nothing can be said of it."""
    content = recorded(path, mark)
    return [(rate, content) for rate in rates if len(content) >= rate * _LONG]


def level(content, rate, frequency, seconds=_BLOCK):
    blocks = _blocks(content, rate, seconds)
    power = sum(_power(block, rate, frequency) for block in blocks) / len(blocks)
    return math.sqrt(power) / _LEVEL


def is_absent(content, rate, frequency):
    return level(content, rate, frequency, _LONG) < _ABSENT


def loudness_of_voice(content, rate):
    """How loud from 200 to 3400 Hz, by blocks of 20 ms: their spectrum has a line every 50."""
    blocks = _blocks(content[-rate // 2:], rate, 0.02)
    power = sum(_power(block, rate, line) for block in blocks for line in range(200, 3401, 50))
    return math.sqrt(power / len(blocks)) / _LEVEL


def is_pure(content, rate, frequency):
    """Whether this tone is all there is, or nearly."""
    energy = sum(_energy(block) for block in _blocks(content, rate))
    return sum(_power(block, rate, frequency)
               for block in _blocks(content, rate)) > 0.8 * energy

"""Sine tones as WAV files, and whether a recording has one in it (Goertzel)."""

import array
import math
import struct
import wave

RATE = 8000


def write(path, frequency, seconds):
    samples = array.array("h", (int(8000 * math.sin(2 * math.pi * frequency * i / RATE))
                                for i in range(RATE * seconds)))
    with wave.open(path, "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(RATE)
        out.writeframes(samples.tobytes())


def _recorded(path):
    """(possible rates, samples) of a mono 16-bit WAV file, also while it is being written: its
    sizes are wrong then, and linphone leaves the header empty to the end."""
    with open(path, "rb") as file:
        content = file.read()
    header = 44
    if len(content) < header:
        return (RATE,), array.array("h")
    rate = struct.unpack_from("<I", content, 24)[0]
    samples = array.array("h", content[header:len(content) // 2 * 2])
    return ((rate,) if rate else (8000, 16000, 48000)), samples


def _share(samples, rate, frequency):
    """The share of the energy that lies at the frequency: 1 for a pure tone."""
    coefficient = 2 * math.cos(2 * math.pi * frequency / rate)
    before = last = 0.0
    for sample in samples:
        before, last = last, sample + coefficient * last - before
    power = before * before + last * last - coefficient * before * last
    energy = sum(sample * sample for sample in samples)
    return 2 * power / (len(samples) * energy) if energy else 0.0


def is_in(path, frequency):
    """True once half a second at the end of the recording is this tone and hardly anything else."""
    try:
        rates, samples = _recorded(path)
    except FileNotFoundError:
        return False
    return any(len(samples) >= rate // 2 and _share(samples[-(rate // 2):], rate, frequency) > 0.8
               for rate in rates)

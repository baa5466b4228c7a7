"""Sound files as people have them, made by libsndfile when a test needs one, and what is in a WAV."""

import array
import ctypes
import ctypes.util
import io
import math
import os
import tempfile
import wave

WRITE = 0x20
# Kind: its type, and how libsndfile calls it.
KINDS = {
    "wav": ("audio/wav", 0x010002),
    "vorbis": ("audio/ogg", 0x200060),
    "opus": ("audio/ogg; codecs=opus", 0x200064),
    "flac": ("audio/flac", 0x170002),
    "mp3": ("audio/mpeg", 0x230082),
}


class Facts(ctypes.Structure):
    _fields_ = [("frames", ctypes.c_int64), ("samplerate", ctypes.c_int), ("channels", ctypes.c_int),
                ("format", ctypes.c_int), ("sections", ctypes.c_int), ("seekable", ctypes.c_int)]


def tone(hz, seconds, rate):
    return [0.3 * math.sin(2 * math.pi * hz * at / rate) for at in range(int(seconds * rate))]


def written(form, rate, samples):
    library = ctypes.CDLL(ctypes.util.find_library("sndfile") or "libsndfile.so.1")
    library.sf_open.restype = ctypes.c_void_p
    library.sf_writef_float.argtypes = [ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int64]
    library.sf_close.argtypes = [ctypes.c_void_p]
    facts = Facts(0, rate, 1, form, 0, 0)
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "sound")
        file = library.sf_open(path.encode(), WRITE, ctypes.byref(facts))
        if not file:
            raise ValueError(f"libsndfile does not write {form:#x}")
        octets = (ctypes.c_float * len(samples))(*samples)
        library.sf_writef_float(file, octets, len(samples))
        library.sf_close(file)
        with open(path, "rb") as made:
            return made.read()


def every_kind(hz, seconds, rate=48000):
    samples = tone(hz, seconds, rate)
    for name, (kind, form) in KINDS.items():
        yield name, kind, written(form, rate, samples)


def wav(hz, seconds, rate=16000):
    period = tone(hz, 1, rate)
    pcm = array.array("h", (int(32767 * sample) for sample in period)) * seconds
    file = io.BytesIO()
    with wave.open(file, "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(rate)
        out.writeframes(pcm.tobytes())
    return file.getvalue()


def read_wav(octets):
    with wave.open(io.BytesIO(octets)) as file:
        return file.getframerate(), array.array("h", file.readframes(file.getnframes()))


def share_of(hz, rate, pcm):
    """How much of the power is a tone of that frequency, from 0 to 1."""
    sine = cosine = power = 0.0
    for at, sample in enumerate(pcm):
        angle = 2 * math.pi * hz * at / rate
        sine += sample * math.sin(angle)
        cosine += sample * math.cos(angle)
        power += sample * sample
    return 2 * (sine * sine + cosine * cosine) / len(pcm) / power if power else 0.0

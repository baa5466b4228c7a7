#!/usr/bin/env python3
"""A USB sound card at an emulated board: what is played on the board is what the card gets. The program
has no loudspeaker of its own yet; ALSA's own player plays, on the path that the program will take:
libasound, the kernel's driver, the USB host."""

import array
import io
import itertools
import math
import os
import shutil
import subprocess
import sys
import wave

import image_test
import machine
import wire
from image_test import Board, program
from machine import ROOT, Machine
from stage import wait_for
from variant import Slot

from soundfile import share_of

SYSROOT = os.path.join(ROOT, "build/sysroot/arm64")
APLAY = os.path.join(SYSROOT, "usr/bin/aplay")

# What is played. The card wants 48 kHz: ALSA converts, as it will for a call in wideband. A millisecond
# that is lost, which is what USB carries at a time, is a whole turn of the left tone, and shows in the
# length only; of the right one it is a turn and a quarter.
RATE = 16000
SECONDS = 3
TONES = (1000, 1250)
AMPLITUDE = 16000

CARD_RATE = 48000

# Once the slot has proved itself: the switchboard answers, and goes on with it.
PLAYS = """#!/bin/sh
export PATH=/sbin:/bin
until grep -qs '^trial=no$' /run/steward/state; do sleep 1; done
echo "play: it begins" >/dev/console
complaints=$(aplay -q -D plughw:0,0 /usr/share/tones.wav 2>&1)
echo "play: $? '$complaints' at the end" >/dev/console
"""


def tones():
    """The file to play, a tone on either side."""
    samples = array.array("h", (round(AMPLITUDE * math.sin(2 * math.pi * hz * at / RATE))
                                for at in range(RATE * SECONDS) for hz in TONES))
    file = io.BytesIO()
    with wave.open(file, "wb") as out:
        out.setnchannels(len(TONES))
        out.setsampwidth(2)
        out.setframerate(RATE)
        out.writeframes(samples.tobytes())
    return file.getvalue()


def player(folder):
    """ALSA's player with what it needs, as it is laid out in a root."""
    subprocess.run([sys.executable, "-B", os.path.join(ROOT, "rootfs/closure.py"), SYSROOT, folder,
                    "aarch64-linux-gnu-", f"{APLAY}=/bin/aplay"], check=True, capture_output=True)
    shutil.copytree(os.path.join(SYSROOT, "usr/share/alsa"), os.path.join(folder, "usr/share/alsa"))
    return folder


class MachineWithSound(Machine):
    """With a sound card on USB, whose loudspeaker is the file `heard`."""

    def __init__(self, stage):
        super().__init__(stage)
        self.heard = os.path.join(stage.folder, "heard.wav")

    def _command(self):
        return [*super()._command(), "-device", "qemu-xhci",
                "-audiodev", f"wav,id=loudspeaker,path={self.heard},out.frequency={CARD_RATE}",
                "-device", "usb-audio,audiodev=loudspeaker"]

    def switch_off(self):
        """QEMU gets the time to end its recording."""
        self._process.terminate()
        self._process.wait(timeout=30)


class UsbSound(Board):
    kind = MachineWithSound

    def setUp(self):
        super().setUp()
        slot = Slot(self.stage, self.card)
        slot.change_root({"sbin/play": PLAYS, "usr/share/tones.wav": tones(),
                          "etc/inittab": program("etc/inittab") + "::once:/sbin/play\n"},
                         more=player(self.stage.subfolder("player")))
        slot.put_back()
        self.card.put_on_trial(slot=1, tries=1)

    def test_plays_what_it_is_given_while_the_switchboard_answers(self):
        self.board.power_on()
        self.board.await_said("play: it begins")
        wait_for(lambda: machine.answers_options(wire.BOARD), SECONDS, "OPTIONS answered meanwhile")
        self.assertNotIn("at the end", self.board.said())
        self.board.await_said("at the end", 10 * SECONDS)
        self.assertIn("play: 0 '' at the end", self.board.said())
        self.board.switch_off()
        with wave.open(self.board.heard) as file:
            self.assertEqual((file.getframerate(), file.getnchannels()), (CARD_RATE, len(TONES)))
            heard = array.array("h", file.readframes(file.getnframes()))
        for side, hz in enumerate(TONES):
            with self.subTest(hz=hz):
                self.check(heard[side::len(TONES)], hz)

    def check(self, recorded, hz):
        """That a recording is this tone, whole and pure."""
        loud = [at for at, sample in enumerate(recorded) if abs(sample) > AMPLITUDE // 50]
        self.assertTrue(loud, "something is heard")
        heard = recorded[loud[0]:loud[-1] + 1]
        seconds = len(heard) / CARD_RATE
        frequency = self.frequency(heard)
        share = share_of(hz, CARD_RATE, heard)
        gap = max(b - a for a, b in itertools.pairwise(loud)) / CARD_RATE
        peak = max(map(abs, heard))
        crest = peak / math.sqrt(sum(sample * sample for sample in heard) / len(heard))
        print(f"{hz} Hz: {seconds:.3f} s of {frequency:.2f} Hz, share {share:.4f}, longest silence "
              f"{gap * 1000:.2f} ms, peak {peak}, crest {crest:.3f}")
        self.assertAlmostEqual(seconds, SECONDS, delta=0.02 * SECONDS)
        self.assertAlmostEqual(frequency, hz, delta=0.005 * hz)
        self.assertGreater(share, 0.98)
        self.assertLess(gap, 0.005)
        self.assertLess(peak, 1.02 * AMPLITUDE)
        self.assertAlmostEqual(crest, math.sqrt(2), delta=0.03, msg="the tops are not cut off")

    @staticmethod
    def frequency(samples):
        """By the times at which it rises through zero."""
        rises = [at + a / (a - b) for at, (a, b) in enumerate(itertools.pairwise(samples))
                 if a < 0 <= b]
        return CARD_RATE * (len(rises) - 1) / (rises[-1] - rises[0])


if __name__ == "__main__":
    image_test.main(globals(), needs=[APLAY])

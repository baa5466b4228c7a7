#!/usr/bin/env python3
"""What tone.py says of recordings that are made here: no phone could be asked to play them all."""

import array
import math
import os
import sys
import tempfile
import unittest

import tone

A, B, C = 425, 750, 1150


def sound(frequencies, seconds, rate=tone.RATE, level=1.0):
    return array.array("h", (
        int(sum(level * 8000 * math.sin(2 * math.pi * frequency * i / rate)
                for frequency in frequencies)) for i in range(int(rate * seconds))))


class Tones(unittest.TestCase):
    def setUp(self):
        folder = self.enterContext(tempfile.TemporaryDirectory())
        self.path = os.path.join(folder, "heard.wav")
        tone.begin(self.path)

    def record(self, samples):
        with open(self.path, "ab") as file:
            file.write(samples.tobytes())

    def latest(self, seconds):
        return tone.latest(self.path, seconds)[0]

    def level(self, frequency):
        rate, content = self.latest(1)
        return tone.level(content, rate, frequency)

    def test_nothing_is_known_of_a_recording_that_is_too_short(self):
        self.record(sound((A,), 0.4))
        self.assertEqual(tone.latest(self.path, 0.5), [])
        self.assertEqual(tone.latest(self.path + "-that-is-not-there", 0.5), [])

    def test_a_tone_is_pure_until_another_is_mixed_in(self):
        self.record(sound((A,), 1))
        rate, content = self.latest(0.5)
        self.assertTrue(tone.is_pure(content, rate, A))
        self.assertFalse(tone.is_pure(content, rate, B))
        self.record(sound((A, B), 1))
        rate, content = self.latest(0.5)
        self.assertFalse(tone.is_pure(content, rate, A))

    def test_both_tones_of_a_mix_are_heard_and_no_third_one(self):
        self.record(sound((A, B), 1))
        self.assertAlmostEqual(self.level(A), 1, delta=0.05)
        self.assertAlmostEqual(self.level(B), 1, delta=0.05)
        rate, content = self.latest(1)
        self.assertTrue(tone.is_absent(content, rate, C))

    def test_a_tone_that_only_leaks_is_not_absent(self):
        self.record(sound((A,), 1, level=0.1))
        rate, content = self.latest(1)
        self.assertFalse(tone.is_absent(content, rate, A))
        self.assertLess(self.level(A), tone.HEARD)

    def test_music_is_loud_and_nobodys_tone(self):
        self.record(sound((262, 330, 392, 440, 740, 784), 1, level=0.15))
        rate, content = self.latest(1)
        self.assertGreater(tone.loudness_of_voice(content, rate), tone.MUSIC)
        for frequency in (A, B, C):
            self.assertTrue(tone.is_absent(content, rate, frequency))

    def test_a_tone_under_the_music_is_not_absent(self):
        self.record(sound((262, 330, 392, 440, 740, A), 1, level=0.15))
        rate, content = self.latest(1)
        self.assertFalse(tone.is_absent(content, rate, A))
        self.assertTrue(tone.is_absent(content, rate, B))

    def test_silence_and_hum_are_no_music(self):
        for frequencies in ((), (50,), (100,)):
            self.record(sound(frequencies, 1))
            rate, content = self.latest(1)
            self.assertLess(tone.loudness_of_voice(content, rate), tone.MUSIC)

    def test_what_came_before_the_mark_does_not_count(self):
        self.record(sound((A,), 1))
        mark = tone.size(self.path)
        self.assertEqual(tone.since(self.path, mark), [])
        self.record(sound((B,), 1))
        (rate, content), = tone.since(self.path, mark)
        self.assertTrue(tone.is_pure(content, rate, B))

    def test_a_tone_is_found_at_the_rate_it_was_recorded_with(self):
        self.record(sound((A,), 1, rate=48000))
        self.assertEqual([rate for rate, content in tone.latest(self.path, 0.5,
                                                                rates=(8000, 16000, 48000))
                          if tone.is_pure(content, rate, A)], [48000])


if __name__ == "__main__":
    sys.exit(unittest.main(verbosity=2))

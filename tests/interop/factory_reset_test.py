#!/usr/bin/env python3
"""A factory reset by command, and kill -9 amid it: either all is there, or nothing ever is again."""

import json
import os
import random
import subprocess
import sys
import time
import unittest

from stage import Stage
from switchboard import PROGRAM, Switchboard, password

KILLS = int(os.environ.get("KILLS", "25"))
MARK = "factory-reset"
RECORDINGS = 400  # so that erasing takes a while


class FactoryReset(unittest.TestCase):
    def setUp(self):
        self.stage = self.enterContext(Stage())
        self.office = Switchboard(self.stage)

    def path(self, *names):
        return os.path.join(self.office.folder, *names)

    def fill(self):
        self.office.add_extension("101", password("101"))
        os.makedirs(self.path("recordings"), exist_ok=True)
        for number in range(RECORDINGS):
            with open(self.path("recordings", f"{number}.wav"), "wb") as file:
                file.write(b"secret")

    def extensions(self):
        listed = json.loads(self.office.run("extension", "list", "--json"))
        return [one["number"] for one in listed["extensions"]]

    def reset(self, *more, text=""):
        return subprocess.run([PROGRAM, "factory-reset", *more, "--data", self.office.folder], text=True,
                              input=text, capture_output=True, timeout=60, check=False)

    def test_needs_a_yes(self):
        self.fill()
        done = self.reset(text="yes\n")  # nobody is at a terminal
        self.assertEqual(done.returncode, 2)
        self.assertIn("--yes", done.stderr)
        self.assertEqual(self.extensions(), ["101"])

    def test_erases_a_folder_that_nobody_serves(self):
        self.fill()
        self.assertEqual(self.reset("--yes").returncode, 0)
        self.assertEqual(os.listdir(self.office.folder), ["lock"])

    def test_erases_under_a_running_switchboard_which_goes_on(self):
        self.fill()
        self.office.start()
        process = self.office.process
        self.assertEqual(self.reset("--yes").returncode, 0)
        deadline = time.monotonic() + 20
        while os.path.exists(self.path("recordings", "0.wav")) or os.path.exists(self.path(MARK)):
            self.assertLess(time.monotonic(), deadline)
            time.sleep(0.05)
        deadline = time.monotonic() + 20
        while not self.office._answers():
            self.assertLess(time.monotonic(), deadline)
        self.assertEqual(self.extensions(), [])
        self.assertIsNone(process.poll())

    def test_survives_a_kill_at_any_moment(self):
        whole, begun = 0, 0
        for kill in range(KILLS):
            with self.subTest(kill=kill):
                self.fill()
                process = subprocess.Popen([PROGRAM, "factory-reset", "--yes", "--data",
                                            self.office.folder], stdout=subprocess.DEVNULL)
                time.sleep(random.uniform(0, 0.05))
                process.kill()
                process.wait()
                marked = os.path.exists(self.path(MARK))
                left = len(os.listdir(self.path("recordings"))) if os.path.isdir(
                    self.path("recordings")) else 0
                begun += marked
                whole += left == RECORDINGS and not marked
                # Whoever comes next finishes it, or finds all as it was.
                found = self.extensions() if os.path.exists(self.path("jackfield.db")) or marked else []
                if left == RECORDINGS and not marked:
                    self.assertEqual(found, ["101"])
                else:
                    self.assertEqual(found, [])
                    self.assertFalse(os.path.exists(self.path("recordings")))
                self.assertFalse(os.path.exists(self.path(MARK)))
                self.reset("--yes")
        print(f"{KILLS} kills: {begun} amid it, {whole} before it began")


if __name__ == "__main__":
    sys.exit(unittest.main(verbosity=2))

#!/usr/bin/env python3
"""`serve --user`: who was started as root keeps the right to set the clock, and no other."""

import os
import pwd
import shutil
import subprocess
import sys
import unittest

from stage import Stage
from switchboard import PROGRAM, Switchboard

USER = "nobody"
CAP_SYS_TIME = 25
SKIPPED = 77  # what ctest takes for it


class Privileges(unittest.TestCase):
    def setUp(self):
        self.stage = self.enterContext(Stage())
        os.chmod(self.stage.folder, 0o711)

    def test_root_becomes_the_user_and_keeps_the_clock_alone(self):
        office = Switchboard(self.stage, page=True, more=("--user", USER))
        user = pwd.getpwnam(USER)
        os.chown(office.folder, user.pw_uid, user.pw_gid)
        office.start()
        threads = f"/proc/{office.process.pid}/task"
        self.assertGreater(len(os.listdir(threads)), 3)
        for thread in os.listdir(threads):
            with open(f"{threads}/{thread}/status", encoding="ascii") as status:
                says = dict(line.rstrip("\n").split(":\t", 1) for line in status if ":\t" in line)
            with self.subTest(says["Name"]):
                self.assertEqual(says["Uid"].split(), [str(user.pw_uid)] * 4)
                self.assertEqual(says["Gid"].split(), [str(user.pw_gid)] * 4)
                self.assertEqual(says["Groups"].split(), [str(user.pw_gid)])
                for kind, kept in (("Eff", 1 << CAP_SYS_TIME), ("Prm", 1 << CAP_SYS_TIME),
                                   ("Inh", 0), ("Bnd", 0), ("Amb", 0)):
                    self.assertEqual(int(says["Cap" + kind], 16), kept, kind)
                self.assertEqual(says["NoNewPrivs"], "1")
        self.assertEqual({os.stat(os.path.join(office.folder, name)).st_uid
                          for name in os.listdir(office.folder)}, {user.pw_uid})

    def test_a_user_who_is_not_there_ends_it_at_once(self):
        self.assertIn("no such user", self.refused("somebody-unknown"))

    def test_root_itself_is_nobody_to_become(self):
        self.assertIn("that is root", self.refused("root"))

    def test_who_is_not_root_becomes_nobody_else(self):
        # A copy: he may not look into root's home, where the program may lie.
        program = shutil.copy(PROGRAM, self.stage.folder)
        self.assertIn("only root", self.refused(USER, program, user=pwd.getpwnam(USER).pw_uid))

    def refused(self, name, program=PROGRAM, **options):
        folder = os.path.join(self.stage.folder, "none")
        done = subprocess.run([program, "serve", "--user", name, "--data", folder], text=True,
                              capture_output=True, timeout=60, check=False, **options)
        self.assertEqual(done.returncode, 1)
        self.assertFalse(os.path.exists(folder))
        return done.stderr


def main():
    if os.geteuid() != 0:
        print("Skipped: only root can give up privileges.")
        sys.exit(SKIPPED)
    unittest.main()


if __name__ == "__main__":
    main()

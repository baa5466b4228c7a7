#!/usr/bin/env python3
"""Updates of a board, by the API and by the command, as far as the switchboard has a hand in them: what
the board's root does with them, tests/image sees."""

import json
import os
import subprocess
import threading
import unittest

from console import API, Console
from stage import wait_for
from steward import Steward
from switchboard import PROGRAM


class Updated(Console):
    """A board, as far as the switchboard sees of it."""

    FILE = Steward.LIKES + bytes(range(256)) * 40_000  # ten megabytes

    @classmethod
    def extras(cls):
        cls.steward = cls.stage.own(Steward(cls.stage.subfolder("steward")))
        return {"steward": cls.steward.folder}

    def put(self, octets):
        return self.administrator.ask("PUT", API + "/update", octets,
                                      {"Content-Type": "application/octet-stream"})

    def await_asked(self, word):
        wait_for(lambda: self.steward.asked[-1] == word, 10, f"the steward hears {word!r}")

    def command(self, *words):
        return subprocess.run([PROGRAM, "update", *words, "--steward", self.steward.folder],
                              text=True, capture_output=True, timeout=60, check=False)

    def test_an_update_goes_to_the_steward_as_it_comes(self):
        before = self.administrator.ask("GET", API + "/update").json()
        self.assertEqual((before["supported"], before["slot"], before["other_version"]),
                         (True, "a", "0.0.9"))
        done = self.put(self.FILE)
        self.assertEqual((done.status, done.json()["progress"], done.json()["ready_version"]),
                         (200, "ready", "0.2.0"))
        self.assertEqual(self.steward.given, self.FILE)
        self.assertEqual(self.administrator.ask("POST", API + "/update/restart").status, 202)
        self.await_asked("restart")

    def test_what_the_steward_refuses_is_refused_with_his_reason(self):
        refused = self.put(b"something else" * 100_000)
        self.assertEqual((refused.status, refused.json()["detail"]), (422, "this is no update file"))
        self.assertEqual(self.put(b"").status, 415)
        self.steward.tell(last="slot b (version 0.1.9) was given up after its tries")
        said = self.administrator.ask("GET", API + "/update", headers={"Accept-Language": "zh"})
        self.assertEqual((said.json()["refusal"], said.json()["last"]),
                         ("这不是更新文件", "槽位 b (version 0.1.9) 试用次数已用完，已放弃"))
        self.assertEqual(self.put(self.FILE).status, 200)

    def test_one_at_a_time(self):
        self.steward.hold.clear()
        first = threading.Thread(target=self.put, args=[self.FILE])
        first.start()
        wait_for(lambda: self.administrator.ask("GET", API + "/update").json()["progress"] ==
                 "writing", 10, "an update is being written")
        self.assertEqual(self.put(self.FILE).status, 409)
        self.steward.hold.set()
        first.join()

    def test_the_version_before_comes_back_if_it_is_there(self):
        self.steward.may_roll_back = False
        refused = self.administrator.ask("POST", API + "/update/rollback")
        self.assertEqual((refused.status, refused.json()["detail"]),
                         (422, "there is no whole version in the other slot"))
        self.steward.may_roll_back = True
        self.assertEqual(self.administrator.ask("POST", API + "/update/rollback").status, 202)

    def test_only_an_administrator_may(self):
        self.assertEqual(self.client().ask("PUT", API + "/update", self.FILE).status, 401)
        self.assertEqual(self.token("read").ask("POST", API + "/update/restart").status, 403)

    def test_the_command_does_the_same(self):
        path = os.path.join(self.stage.folder, "new.update")
        with open(path, "wb") as file:
            file.write(self.FILE)
        done = self.command(path)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("Version 0.2.0 is written", done.stdout)
        self.assertEqual(self.steward.given, self.FILE)
        self.assertEqual(json.loads(self.command("status", "--json").stdout)["ready_version"],
                         "0.2.0")
        with open(path, "wb") as file:
            file.write(b"something else")
        done = self.command(path)
        self.assertEqual((done.returncode, done.stderr), (6, "this is no update file\n"))
        self.assertEqual(self.command("restart").returncode, 0)
        self.await_asked("restart")
        self.assertEqual(self.command("rollback").returncode, 0)


if __name__ == "__main__":
    unittest.main(verbosity=2)

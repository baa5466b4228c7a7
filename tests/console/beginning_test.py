#!/usr/bin/env python3
"""How a box begins, and begins anew: the code of the first visit, the factory reset."""

import json
import os
import sys
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "interop"))

from api_test import API, PASSWORD, Console
from client import Client
from stage import Stage, wait_for
from switchboard import Switchboard


class FactoryReset(Console):
    def begin(self, password, **options):
        return self.administrator.ask("POST", API + "/factory-reset", {"current_password": password},
                                      **options)

    def test_erases_everything_and_begins_anew(self):
        with self.subTest("only for who knows the password"):
            wrong = self.begin("not the password", headers={"Accept-Language": "zh"})
            self.assertEqual(wrong.status, 422)
            self.assertEqual(wrong.json()["errors"][0]["field"], "current_password")
            self.assertEqual(self.token("read", "system").ask(
                "POST", API + "/factory-reset", {"current_password": PASSWORD}).status, 403)
            self.assertEqual(self.client().ask(
                "POST", API + "/factory-reset", {"current_password": PASSWORD}).status, 401)
        certificate = self.administrator.ask("GET", API + "/certificate").json()["sha256"]
        process = self.jackfield.process
        os.makedirs(os.path.join(self.jackfield.folder, "recordings", "2026"), exist_ok=True)
        with open(os.path.join(self.jackfield.folder, "recordings", "2026", "talk.wav"), "wb") as file:
            file.write(b"secret")
        self.assertEqual(self.begin(PASSWORD).status, 204)
        wait_for(self.is_fresh, 10, "the switchboard is fresh")
        self.assertIsNone(process.poll(), "it is the same process")
        self.assertFalse(os.path.exists(os.path.join(self.jackfield.folder, "factory-reset")))
        self.assertFalse(os.path.exists(os.path.join(self.jackfield.folder, "recordings", "2026")))
        self.assertEqual(json.loads(self.jackfield.run("extension", "list", "--json"))["extensions"], [])
        page = self.client()
        answer = page.ask("PUT", API + "/setup", {"password": PASSWORD, "people": [{"name": "Zoe"}]})
        self.assertEqual(answer.status, 200, answer.body)
        page.take_session(answer)
        self.assertNotEqual(page.ask("GET", API + "/certificate").json()["sha256"], certificate)
        process.terminate()
        self.assertEqual(process.wait(10), 0, "and ends as ever")

    def is_fresh(self):
        try:
            return self.client().ask("GET", API + "/setup").json()["step"] == "password"
        except (OSError, ValueError, AssertionError):  # cut off amid an answer, it may be
            return False


class FirstVisit(unittest.TestCase):
    """A box that shows a code on its console."""

    def setUp(self):
        self.stage = self.enterContext(Stage())
        self.jackfield = Switchboard(self.stage, page=True, more=("--first-visit-code",))
        self.jackfield.start()
        address, port = self.jackfield.page.split(":")
        self.page = Client(address, int(port))

    def file(self):
        return os.path.join(self.jackfield.folder, "first-visit-code")

    def code(self):
        with open(self.file(), encoding="ascii") as file:
            return file.read().strip()

    def required(self):
        return self.page.ask("GET", API + "/setup").json()["code_required"]

    def test_asks_for_the_code_until_there_is_a_password(self):
        code = self.code()
        self.assertRegex(code, r"^[A-Z0-9]{4}-[A-Z0-9]{4}$")
        self.assertEqual(os.stat(self.file()).st_mode & 0o777, 0o600)
        self.jackfield.kill()
        self.jackfield.start()
        self.assertEqual(self.code(), code, "it stands on a label by now")
        self.assertTrue(self.required())
        steps = {"password": PASSWORD, "done": True}
        self.assertEqual(self.page.ask("PUT", API + "/setup", steps).status, 422)
        steps["code"] = "AAAA-AAAA"
        for language, words in (("en", "not the code"), ("zh", "首次访问码不正确")):
            wrong = self.page.ask("PUT", API + "/setup", steps, {"Accept-Language": language})
            self.assertEqual(wrong.status, 403)
            self.assertIn(words, wrong.json()["detail"])
            self.assertEqual([error["field"] for error in wrong.json()["errors"]], ["code"])
        steps["code"] = code.lower().replace("-", " ")
        answer = self.page.ask("PUT", API + "/setup", steps)
        self.assertEqual(answer.status, 200, answer.body)
        self.assertFalse(self.required())
        self.assertFalse(os.path.exists(self.file()))
        self.jackfield.kill()
        self.jackfield.start()
        self.assertFalse(self.required())
        self.assertFalse(os.path.exists(self.file()))
        with open(os.path.join(self.stage.folder, "jackfield.log"), encoding="utf-8") as log:
            self.assertNotIn(code, log.read())

    def test_is_slow_to_who_guesses_and_asks_for_it_before_a_backup_is_restored(self):
        guesser = Client(self.page.address, self.page.port, source="127.0.200.1")
        steps = {"password": PASSWORD, "code": "AAAA-AAAA"}
        statuses = [guesser.ask("PUT", API + "/setup", steps).status for _ in range(6)]
        self.assertEqual(statuses, [403] * 5 + [429])
        for code, status in (("AAAA-AAAA", 403), (self.code(), 422)):
            answer = self.page.ask("PUT", API + "/backup", {"format": "none"},
                                   {"X-Jackfield-Code": code})
            self.assertEqual(answer.status, status)


if __name__ == "__main__":
    sys.exit(unittest.main(verbosity=2))

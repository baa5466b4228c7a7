"""A switchboard whose administrator has chosen his password, for tests of its API."""

import os
import sys
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "interop"))

from client import Client
from stage import Stage
from switchboard import Switchboard

PASSWORD = "correct horse battery"
API = "/api/v1"


class Console(unittest.TestCase):
    """A switchboard whose administrator has chosen his password, and two people."""

    @classmethod
    def setUpClass(cls):
        cls.stage = cls.enterClassContext(Stage())
        cls.jackfield = Switchboard(cls.stage, page=True, **cls.extras())
        cls.jackfield.start()
        cls.address, port = cls.jackfield.page.split(":")
        cls.port = int(port)
        cls.administrator = cls.client()
        answer = cls.administrator.ask("PUT", API + "/setup", {
            "password": PASSWORD, "language": "en",
            "people": [{"name": "Alice"}, {"name": "Bob"}], "done": True})
        assert answer.status == 200, answer.body
        cls.administrator.take_session(answer)

    @classmethod
    def extras(cls):
        return {}

    @classmethod
    def client(cls, **options):
        return Client(cls.address, cls.port, **options)

    def token(self, *scopes):
        answer = self.administrator.ask("POST", API + "/tokens",
                                        {"name": "test", "scopes": list(scopes)})
        self.assertEqual(answer.status, 201, answer.body)
        return self.client(token=answer.json()["secret"])

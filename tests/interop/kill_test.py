#!/usr/bin/env python3
"""kill -9 at random moments under load: what was answered 200 is there after the restart.

    tests/interop/kill_test.py            KILLS=200 for the full run
"""

import os
import random
import sys
import time
import unittest

import sip
from stage import Stage
from switchboard import Switchboard, password

KILLS = int(os.environ.get("KILLS", "10"))
REGISTRATIONS_A_SECOND = 200
CALLS_A_SECOND = 20
PHONES = range(1000, 5000)
CALLER, CALLEE = "900", "901"


class Phone:
    """Moves with each registration: one request removes the old contact and adds a new one."""

    def __init__(self, number):
        self.number = str(number)
        self.moves = 0
        self.acknowledged = None  # the contact of the last 200
        self.asked = None  # the contact of a request whose answer is not there
        self._registration = None

    def move(self, endpoint):
        self.moves += 1
        contact = f"sip:{self.number}@{endpoint.address}:{10000 + self.moves}"
        contacts = f"<{contact}>;expires=3600"
        for old in {self.acknowledged, self.asked} - {None}:
            contacts += f", <{old}>;expires=0"
        self.asked = contact
        self._registration = sip.Registration(endpoint, self.number, password(self.number),
                                              contacts)
        self._registration.start()
        return self._registration.call_id

    def take(self, response):
        self._registration.take(response)
        if self._registration.status == 200:
            self.acknowledged, self.asked = self.asked, None

    def settle(self, contacts):
        """After a restart: what is wrong with the contacts it has now, if anything. It is to be at
        the acknowledged contact or where it had asked to be moved to; there it goes on from."""
        allowed = {self.acknowledged, self.asked}
        if contacts <= allowed and len(contacts) == 1 or not contacts and None in allowed:
            self.acknowledged, self.asked = next(iter(contacts), None), None
            return None
        return f"{self.number} is at {contacts}, not {self.acknowledged} (asked: {self.asked})"


class Call:
    """CALLER calls CALLEE at the same endpoint and hangs up at once."""

    def __init__(self, endpoint):
        self._endpoint = endpoint
        self.call_id = os.urandom(8).hex()
        self.finished = False  # its BYE was answered 200
        self._uri = f"sip:{CALLEE}@{endpoint.domain}"
        self._from = f"<sip:{CALLER}@{endpoint.domain}>;tag={self.call_id[:6]}"
        self._invite(1)

    def _invite(self, sequence, authorization=None):
        self._branch = self._endpoint.branch()
        self._send("INVITE", self._uri, f"<{self._uri}>", sequence, branch=self._branch,
                   more=[("Contact", f"<{self._endpoint.contact(CALLER)}>")]
                   + ([("Proxy-Authorization", authorization)] if authorization else []))

    def _send(self, method, uri, to, sequence, branch=None, more=()):
        self._endpoint.send(method, uri, [("From", self._from), ("To", to),
                                          ("Call-ID", self.call_id),
                                          ("CSeq", f"{sequence} {method}"), *more], branch)

    def take(self, response):
        to = response.first("To")
        if response.method == "INVITE" and response.status == 407:
            self._send("ACK", self._uri, to, 1, branch=self._branch)
            credentials = sip.Credentials(response.first("Proxy-Authenticate"), CALLER,
                                          password(CALLER))
            self._invite(2, credentials.header("INVITE", self._uri))
        elif response.method == "INVITE" and response.status == 200:
            route = [("Route", value) for value in reversed(response.all("Record-Route"))]
            target = sip.uri_in(response.first("Contact"))
            self._send("ACK", target, to, 2, more=route)
            self._send("BYE", target, to, 3, more=route)
        elif response.method == "BYE" and response.status == 200:
            self.finished = True


class KillNine(unittest.TestCase):
    def setUp(self):
        stage = self.enterContext(Stage())
        self.switchboard = Switchboard(stage)
        self.switchboard.import_extensions(
            (str(number), f"Phone {number}", password(number))
            for number in (CALLER, CALLEE, *PHONES))
        # Both ends of a call are this one endpoint, which knows nothing of media: the call passes.
        self.switchboard.run("rule", "add", "--position", "50", "--name", "calls pass the proxy",
                             "--caller", "extension", "--action", "proxy")
        self.endpoint = sip.Endpoint(stage.address(),
                                     (self.switchboard.address, self.switchboard.port),
                                     self.switchboard.domains[0])
        self.addCleanup(self.endpoint.close)
        self.phones = [Phone(number) for number in PHONES]
        self.turn = 0
        self.waiting = {}  # by Call-ID: who waits for a response
        self.calls = []

    def take(self, message):
        if message.is_response:
            if message.first("Call-ID") in self.waiting:
                self.waiting[message.first("Call-ID")].take(message)
        elif message.method != "ACK":  # CALLEE answers whatever it is asked
            self.endpoint.respond(message, "200 OK", "callee", self.endpoint.contact(CALLEE))

    def load(self, seconds):
        begin = time.monotonic()
        registrations = calls = 0
        while (passed := time.monotonic() - begin) < seconds:
            while registrations < passed * REGISTRATIONS_A_SECOND:
                phone = self.phones[self.turn % len(self.phones)]
                self.waiting[phone.move(self.endpoint)] = phone
                self.turn += 1
                registrations += 1
            while calls < passed * CALLS_A_SECOND:
                self.calls.append(Call(self.endpoint))
                self.waiting[self.calls[-1].call_id] = self.calls[-1]
                calls += 1
            for message in self.endpoint.received(0.002):
                self.take(message)

    def check(self):
        contacts = {}
        for row in self.switchboard.registrations():
            contacts.setdefault(row["number"], set()).add(sip.uri_in(f"<{row['contact']}>"))
        wrong = [phone.settle(contacts.get(phone.number, set())) for phone in self.phones]
        self.assertEqual([fault for fault in wrong if fault], [])
        recorded = {row["call_id"] for row in self.switchboard.calls(limit=10000)
                    if row["disposition"] == "answered"}
        finished = [call.call_id for call in self.calls if call.finished][-10000:]
        self.assertEqual(set(finished) - recorded, set(), "records of finished calls are gone")

    def test_loses_nothing_that_was_acknowledged(self):
        self.switchboard.start()
        self.assertEqual(sip.register(self.endpoint, CALLEE, password(CALLEE)), 200)
        for kill in range(KILLS):
            print(f"kill {kill + 1}", end="\r", flush=True)
            self.load(random.uniform(0.1, 0.8))
            self.switchboard.kill()
            for message in self.endpoint.received(0.05):  # what it had sent before
                self.take(message)
            self.waiting.clear()
            self.switchboard.start()
            self.check()
        acknowledged = sum(phone.acknowledged is not None for phone in self.phones)
        finished = sum(call.finished for call in self.calls)
        print(f"{KILLS} kills, {self.turn} registrations asked, {acknowledged} phones moved, "
              f"{finished} calls finished")
        self.assertGreater(acknowledged, 10 * KILLS)
        self.assertGreater(finished, KILLS)


if __name__ == "__main__":
    sys.exit(unittest.main(verbosity=2))

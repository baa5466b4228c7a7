#!/usr/bin/env python3
"""SIPp's registrations and calls all succeed; wrong passwords from one source hurt nobody else."""

import multiprocessing
import os
import sys
import time
import unittest

import sip
from load import CALLERS, Load
from stage import Stage
from switchboard import password


class SteadyLoad(unittest.TestCase):
    seconds = int(os.environ.get("SECONDS_OF_LOAD", "5"))

    def setUp(self):
        self.load = Load(self.enterContext(Stage()))

    def test_a_hundred_registrations_a_second_all_succeed(self):
        self.load.registrations(rate=100, seconds=self.seconds)

    def test_a_hundred_calls_a_second_all_succeed(self):
        self.load.calls(rate=100, seconds=self.seconds)
        records = self.load.switchboard.calls(limit=10000)
        self.assertEqual(len(records), 100 * self.seconds)
        self.assertEqual({record["disposition"] for record in records}, {"answered"})


def guess(address, server, domain, number, rate, until):
    """Wrong registrations at the rate, each a guess at a nonce of the switchboard's own."""
    endpoint = sip.Endpoint(address, server, domain)
    attempt = sip.Registration(endpoint, number, "wrong-password", f"<{endpoint.contact(number)}>")
    attempt.start()
    challenge = next(endpoint.received(2)).first("WWW-Authenticate")
    credentials = sip.Credentials(challenge, number, "wrong-password")
    begin, sent = time.monotonic(), 0
    while time.monotonic() < until:
        while sent < (time.monotonic() - begin) * rate:
            sip.Registration(endpoint, number, "wrong-password", f"<{endpoint.contact(number)}>").start(
                credentials.header("REGISTER", f"sip:{domain}"))
            sent += 1
        for _ in endpoint.received(0.002):
            pass
    endpoint.close()
    if sent < 0.9 * rate * (until - begin):
        sys.exit(f"only {sent} guesses sent")


class Guessing(unittest.TestCase):
    def test_two_thousand_wrong_passwords_a_second_stop_no_phone_elsewhere(self):
        stage = self.enterContext(Stage())
        load = Load(stage)
        server = (load.switchboard.address, load.switchboard.port)
        domain = load.switchboard.domains[0]
        victim = CALLERS[0]
        until = time.monotonic() + 4
        guesser = multiprocessing.Process(
            target=guess, args=(stage.address(), server, domain, str(victim), 2000, until),
            daemon=True)
        guesser.start()
        self.addCleanup(guesser.kill)
        phone = sip.Endpoint(stage.address(), server, domain)
        self.addCleanup(phone.close)
        slowest = 0
        for number in CALLERS:  # the first is the very number that is being guessed at
            if time.monotonic() > until:
                break
            begin = time.monotonic()
            self.assertEqual(sip.register(phone, str(number), password(number)), 200)
            slowest = max(slowest, time.monotonic() - begin)
            sip.register(phone, str(victim), password(victim))
        guesser.join(5)
        self.assertEqual(guesser.exitcode, 0)
        self.assertLess(slowest, 0.5)
        print(f"slowest registration {slowest * 1000:.0f} ms")


if __name__ == "__main__":
    sys.exit(unittest.main(verbosity=2))

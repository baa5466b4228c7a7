#!/usr/bin/env python3
"""Two baresip and two linphonec register, call each other, and need their passwords."""

import itertools
import sys
import unittest

from baresip import Baresip
from linphone import Linphone
from office import Office
from phones import Account
from stage import Stage, wait_for
from switchboard import Switchboard, password
from twinkle import Twinkle

KINDS = (("101", Baresip, 425), ("102", Linphone, 750), ("103", Baresip, 1150),
         ("104", Linphone, 1725))


def disjoint_pairs(phones):
    """Every phone calls every other; two calls at a time, as nobody is in both."""
    for a, b in itertools.permutations(phones, 2):
        c, d = [phone for phone in phones if phone not in (a, b)]
        if phones.index(a) < phones.index(c):
            yield (a, b), (c, d)


class OfficeOverUdp(Office):
    address = "127.0.0.1"

    kinds = KINDS
    numbers = ("101", "102", "103", "104", "105", "106")

    def test_every_phone_is_registered(self):
        flows = {row["number"]: row["flow"] for row in self.jackfield.registrations()}
        for phone in self.phones:
            self.assertIn(self.transport, flows[phone.account.number].lower())

    def test_everybody_calls_everybody_and_hears_the_other(self):
        for pairs in disjoint_pairs(self.phones):
            known = self.known_calls()
            for caller, callee in pairs:
                self.connect(caller, callee)
            for caller, callee in pairs:
                caller.await_tone_of(callee)
                callee.await_tone_of(caller)
            # The caller hangs up in the first pair, the called one in the second.
            for (caller, callee), first in zip(pairs, (0, 1)):
                (caller, callee)[first].hang_up()
                caller.await_ended()
                callee.await_ended()
                record = self.await_record(caller.account.number, callee.account.number,
                                           "answered", known)
                self.assertTrue(record["begin"] <= record["answer"] <= record["end"])

    def test_a_call_that_is_rejected_is_recorded_as_such(self):
        for caller, callee, disposition in ((self.phones[0], self.phones[2], "busy"),
                                            (self.phones[0], self.phones[1], "rejected")):
            with self.subTest(callee=str(callee)):
                known = self.known_calls()
                caller.call(callee.account.number)
                callee.await_ringing()
                callee.reject()
                caller.await_ended()
                self.await_record(caller.account.number, callee.account.number, disposition,
                                  known)

    def test_a_call_the_caller_gives_up_is_recorded_as_cancelled(self):
        for caller, callee in (self.phones[0:2], self.phones[1:3]):
            with self.subTest(caller=str(caller)):
                known = self.known_calls()
                caller.call(callee.account.number)
                callee.await_ringing()
                caller.await_ringback()
                caller.cancel()
                callee.await_ended()
                self.await_record(caller.account.number, callee.account.number, "cancelled",
                                  known)

    def test_a_call_nobody_answers_is_recorded_as_such(self):
        callee = self.phone("105", Baresip, 425)
        callee.await_registered()
        callee.fall_silent()
        caller = self.phones[1]
        known = self.known_calls()
        caller.call("105")
        caller.await_ended(seconds=64 * 0.5 + 3)  # Timer B
        self.await_record(caller.account.number, callee.account.number, "no answer", known)

    def test_a_wrong_password_is_refused(self):
        for kind in (Baresip, Linphone):
            with self.subTest(kind=kind.__name__):
                with Stage() as stage:
                    phone = kind(stage, self.account("106", secret="wrong-password"), 425,
                                 address=self.address)
                    phone.await_refused()
        self.assertNotIn("106", {row["number"] for row in self.jackfield.registrations()})


class OfficeOverTcp(OfficeOverUdp):
    """The same by TCP, and with a domain that is a name: the phones know the way by a route."""
    transport = "tcp"
    domain = "office.example"


class EchoTest(unittest.TestCase):
    """*43. The phones stand on 127.0.0.1: whatever they bind their RTP to, it comes from there, and
    the switchboard takes audio from the address it was promised only."""

    def test_every_phone_hears_itself_over_udp_and_tcp(self):
        with Stage() as stage:
            jackfield = Switchboard(stage)
            jackfield.add_extension("101", password("101"))
            jackfield.add_extension("102", password("102"))
            jackfield.add_extension("103", password("103"))
            jackfield.start()
            for transport, (number, kind, frequency) in itertools.product(
                    ("udp", "tcp"), (*KINDS[:2], ("103", Twinkle, 1150))):
                account = Account(number, password(number), jackfield.domains[0],
                                  jackfield.route, transport)
                with self.subTest(phone=kind.__name__, transport=transport):
                    phone = kind(stage, account, frequency, address="127.0.0.1")
                    phone.await_registered()
                    phone.call("*43")
                    phone.await_talking()
                    phone.await_tone_of(phone)
                    phone.hang_up()
                    phone.await_ended()
                    phone.leave()
            wait_for(lambda: [call["disposition"] for call in jackfield.calls()
                              if call["callee"] == "*43"] == ["answered"] * 6,
                     3, f"six answered calls in {jackfield.calls()}")


if __name__ == "__main__":
    sys.exit(unittest.main(verbosity=2))

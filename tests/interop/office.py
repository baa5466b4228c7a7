"""An office: the program under test and its phones, for as long as a class of tests runs."""

import unittest

from phones import Account
from stage import Stage, wait_for
from switchboard import Switchboard, password


class Office(unittest.TestCase):
    kinds = ()  # (number, kind of phone, frequency)
    numbers = ()  # the extensions
    transport = "udp"
    domain = None
    # Where phones stand; None: each on an address of its own. RTP sockets are bound to no address,
    # so on loopback audio comes from 127.0.0.1, and the switchboard takes audio from the address it
    # was promised only: a phone that talks to the switchboard itself stands there.
    address = None

    @classmethod
    def setUpClass(cls):
        cls.stage = cls.enterClassContext(Stage())
        cls.jackfield = Switchboard(cls.stage, domains=(cls.domain,) if cls.domain else ())
        for number in cls.numbers:
            cls.jackfield.add_extension(number, password(number))
        cls.jackfield.start()
        cls.phones = [cls.phone(*row) for row in cls.kinds]
        for phone in cls.phones:
            phone.await_registered()

    @classmethod
    def phone(cls, number, kind, frequency, **options):
        return kind(cls.stage, cls.account(number), frequency, address=cls.address, **options)

    @classmethod
    def account(cls, number, secret=None):
        return Account(number, secret or password(number), cls.jackfield.domains[0],
                       cls.jackfield.route, cls.transport)

    def connect(self, caller, callee):
        caller.call(callee.account.number)
        callee.await_ringing()
        caller.await_ringback()
        callee.answer()
        caller.await_talking()
        callee.await_talking()

    def await_record(self, caller, callee, disposition, known):
        def found():
            return [call for call in self.new_calls(known)
                    if caller in call["caller"] and callee in call["callee"]
                    and call["disposition"] == disposition]
        return wait_for(found, 3, f"a record '{disposition}' of {caller} to {callee} in "
                                  f"{self.jackfield.calls()[:3]}")[0]

    def known_calls(self):
        return {call["call_id"] for call in self.jackfield.calls()}

    def new_calls(self, known):
        return [call for call in self.jackfield.calls() if call["call_id"] not in known]

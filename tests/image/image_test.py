#!/usr/bin/env python3
"""The real image on an emulated board: it starts, phones call each other through it, and a slot that is
no good is left again."""

import contextlib
import os
import re
import sys
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
for folder in ("interop", "console"):
    sys.path.insert(0, os.path.join(HERE, "..", folder))

import machine
import wire
from baresip import Baresip
from client import Client
from machine import Machine, RaspberryPi2, RaspberryPi3, RaspberryPi3WithScreen
from phones import Account
from sip import Endpoint, register
from stage import Stage, wait_for
from variant import Slot

API = "/api/v1"
PASSWORD = "correct horse battery"
RESIDENT_LIMIT = 16 << 20
CROWD = 50  # registrations while memory is measured
SKIPPED = 77  # what ctest takes for it


class Board(unittest.TestCase):
    """A fresh card in a board on a wire of its own."""

    kind = Machine
    with_addresses = True

    def setUp(self):
        self.stage = self.enterContext(Stage())
        if self.with_addresses:
            self.stage.own(wire.AddressServer())
        self.board = self.kind(self.stage)
        self.card = self.board.card

    def harm(self, program_text):
        """The board starts with this program beside the others, and the program says that it did harm."""
        slot = Slot(self.stage, self.card, number=2)
        slot.change_root({"sbin/harm": program_text,
                          "etc/inittab": program("etc/inittab") + "::once:/sbin/harm\n"})
        slot.put_back()
        self.board.power_on()
        self.board.await_said("harm: ")

    def begin(self, office, steps=()):
        """The first visit, with the code from the serial line."""
        answer = office.ask("PUT", API + "/setup", {"password": PASSWORD, **dict(steps),
                                                    "code": self.board.first_visit_code()})
        self.assertEqual(answer.status, 200, answer.body)
        office.take_session(answer)

    def open_office(self, office):
        """The first steps by the API; the phones of the two people, registered."""
        self.begin(office, {"people": [{"name": "Alice", "number": "101"}, {"name": "Bob", "number": "102"}],
                            "language": "en", "done": True})
        found = []
        for number, frequency in (("101", 425), ("102", 750)):
            answer = office.ask("POST", f"{API}/extensions/{number}/connection", {})
            self.assertEqual(answer.status, 200, answer.body)
            account = Account(number, answer.json()["password"], wire.BOARD, f"{wire.BOARD}:5060",
                              "udp")
            found.append(Baresip(self.stage, account, frequency, address=wire.HERE))
        for phone in found:
            phone.await_registered()
        return found


class FirstDay(Board):
    """Out of the box, set up by its API, two phones, a power cut."""

    def test_is_an_office_and_stays_one(self):
        self.board.power_on()
        seconds = self.board.await_sip()
        print(f"Power-on to the first answered OPTIONS: {seconds:.1f} s")
        with self.subTest("plain HTTP leads to the page"):
            plain = Client(wire.BOARD, 80).ask_plainly(f"http://{wire.BOARD}/")
            self.assertIn(plain.status, (200, 301, 302, 307, 308))
        office = Client(wire.BOARD, 443, source=wire.HERE)
        page = office.ask("GET", "/", headers={"Accept-Encoding": "br"})
        self.assertEqual(page.status, 200)
        self.assertTrue(page.fields["content-type"].startswith("text/html"))
        with self.subTest("the first password needs the code on the serial line"):
            self.assertTrue(office.ask("GET", API + "/setup").json()["code_required"])
            self.assertEqual(office.ask("PUT", API + "/setup", {"password": PASSWORD}).status, 422)
        alice, bob = self.open_office(office)
        self.call(alice, bob)
        self.crowd(office)
        resident = self.resident(office)
        print(f"Resident with {CROWD + 2} registrations: {resident / 1e6:.1f} MB")
        self.assertLessEqual(resident, RESIDENT_LIMIT)
        before = self.registrations(office)
        self.assertEqual(len(before), CROWD + 2)

        self.board.cut_power()
        self.board.power_on()
        seconds = self.board.await_sip()
        print(f"And after a power cut: {seconds:.1f} s")
        office = Client(wire.BOARD, 443, source=wire.HERE)
        self.assertEqual(wait_for(lambda: office.sign_in(PASSWORD), 60, "sign-in").status, 200)
        self.assertEqual(self.registrations(office), before)
        first, size = self.card.partition(4)
        self.assertGreater((first + size) * machine.SECTOR, self.card.size - (8 << 20),
                           "the data partition has grown to the end of the card")

    def call(self, caller, callee):
        caller.call(callee.account.number)
        callee.await_ringing()
        callee.answer()
        caller.await_talking()
        callee.await_talking()
        caller.await_tone_of(callee)
        callee.await_tone_of(caller)
        caller.hang_up()
        callee.await_ended()

    def crowd(self, office):
        endpoint = self.stage.own(Endpoint(wire.HERE, (wire.BOARD, 5060), wire.BOARD))
        for number in map(str, range(200, 200 + CROWD)):
            added = office.ask("POST", API + "/extensions", {"number": number})
            self.assertEqual(added.status, 201, added.body)
            self.assertEqual(register(endpoint, number, added.json()["password"], seconds=10), 200)

    @staticmethod
    def registrations(office):
        listed = office.ask("GET", API + "/registrations").json()["registrations"]
        return sorted((row["number"], row["contact"]) for row in listed)

    @staticmethod
    def resident(office):
        for line in office.ask("GET", "/metrics").body.decode().splitlines():
            if line.startswith("jackfield_resident_bytes "):
                return float(line.split()[1])
        raise AssertionError("the metrics do not tell of memory")


class FactoryReset(Board):
    """The box is as it came, and nothing tells of who had it."""

    def setUp(self):
        super().setUp()
        self.board.power_on()
        self.board.await_sip()
        self.first_code = self.board.first_visit_code()
        self.office = Client(wire.BOARD, 443, source=wire.HERE)
        self.begin(self.office, {"people": [{"name": "Alice", "number": "101"}], "done": True})

    def check_all_is_gone(self):
        wait_for(lambda: set(self.board.first_visit_codes()) - {self.first_code}, 60, "there is another code")
        self.board.await_sip()
        wait_for(self.asks_for_the_code, 60, "the page asks for the code")

    @staticmethod
    def asks_for_the_code():
        with contextlib.suppress(OSError):
            asked = Client(wire.BOARD, 443, source=wire.HERE).ask("GET", API + "/setup")
            return asked.json().get("code_required")

    def test_by_the_button_held_at_the_start(self):
        self.board.cut_power()
        self.board.power_on()
        self.board.hold_button_until("the button was held: everything is erased")
        self.check_all_is_gone()

    def test_by_the_page(self):
        asked = self.office.ask("POST", API + "/factory-reset", {"current_password": PASSWORD})
        self.assertEqual(asked.status, 204, asked.body)
        self.check_all_is_gone()
        self.board.cut_power()
        self.assertNotIn(b"Alice", self.card.data("jackfield/jackfield.db"))
        self.assertIsNone(self.card.data("log/ends"))


class Clock(Board):
    """No board has a clock with a battery."""

    def test_is_set_by_who_is_asked_for_the_time(self):
        self.stage.own(wire.TimeServer())
        self.board.power_on()
        self.board.await_sip()
        office = Client(wire.BOARD, 443, source=wire.HERE)
        self.begin(office)
        self.assertNotIn(str(wire.TimeServer.YEAR), self.date(office))
        answer = office.ask("PATCH", API + "/settings", {"time_servers": wire.HERE})
        self.assertEqual(answer.status, 200, answer.body)
        wait_for(lambda: str(wire.TimeServer.YEAR) in self.date(office), 60, "the clock is set")

    @staticmethod
    def date(office):
        return office.ask("GET", "/healthz").fields["date"]


class Alone(Board):
    """Nobody gives out addresses."""

    with_addresses = False

    def test_takes_an_address_of_its_own_and_answers_over_either_family(self):
        self.board.power_on()
        self.board.await_said("nobody gives addresses here")
        line = next(line for line in self.board.said().splitlines() if "nobody gives" in line)
        self.board.await_sip(line.split(" has ")[1].split(":")[0])
        self.assertTrue(machine.answers_options(f"fe80::5054:ff:fe4a:4b46%{wire.TAP}"))


# A process that does nothing but end, as busybox's shell is not for it.
ENDS = "#!/bin/busybox false\n"

# Holds the watchdog and does not feed it: as if everything were frozen.
FROZEN = """#!/bin/sh
exec 9>/dev/watchdog
exec /bin/sleep 1000
"""


def program(path):
    """A file of the root, as it is in the tree."""
    with open(os.path.join(machine.ROOT, "rootfs/root", path), encoding="utf-8") as file:
        return file.read()


class Trials(Board):
    """A slot on trial: it is kept when it is good; else the board finds back by itself and says why."""

    def variant(self, root=None, **files):
        """Slot b differs from the image in this."""
        slot = Slot(self.stage, self.card)
        if root:
            slot.change_root(root)
        for name, octets in files.items():
            slot.replace(name, octets)
        slot.put_back()

    def await_return(self, tries):
        self.card.put_on_trial(slot=1, tries=tries)
        self.board.power_on()
        self.board.await_said("the other slot was given up after its tries; slot a again")
        self.board.await_sip()
        said = self.board.said()
        self.assertEqual((said.count("Starting slot b"), said.count("Starting slot a")), (tries, 1))
        wait_for(lambda: self.card.state() == (0, 0, 0), 30, "slot a is the good one")

    def test_is_kept_when_it_answers(self):
        self.card.put_on_trial(slot=1, tries=2)
        self.board.power_on()
        self.board.await_said("slot b is confirmed")
        self.assertEqual(self.card.state(), (1, 1, 0))

    def test_is_left_when_it_cannot_be_loaded(self):
        first, _ = self.card.partition(3)
        self.card.write(first, bytes(4 << 20))
        self.await_return(tries=2)

    def test_is_left_when_its_kernel_panics(self):
        self.variant(initrd=b"no archive at all" * 100)
        self.await_return(tries=1)

    def test_is_left_when_its_switchboard_ends_at_once(self):
        self.variant(root={"bin/jackfield": ENDS})
        self.await_return(tries=1)

    def test_is_left_when_its_self_test_fails(self):
        begin = "self_test() {\n"
        text = program("sbin/watch")
        self.assertIn(begin, text)
        # The page's certificate is spoilt before the self-test looks at it.
        spoils = text.replace(begin, begin + "  echo none >/data/jackfield/certificate.pem\n")
        self.variant(root={"sbin/watch": spoils})
        self.await_return(tries=1)
        self.assertIn("the self-test has failed: The page is there: NO", self.board.said())

    def test_is_left_when_nothing_but_its_page_is_silent(self):
        text = program("sbin/watch")
        self.assertIn("--https 0.0.0.0:443 --https '[::]:443' --http 0.0.0.0:80 --http '[::]:80'", text)
        text = re.sub(r"--https? '?[^ ]*:[0-9]+'? ?", "", text)
        self.variant(root={"sbin/watch": text.replace("serve --user", "serve --https none --user")})
        self.await_return(tries=1)
        self.assertIn("SIP is answered", self.board.said().split("Starting slot a")[0])
        self.assertIn("the self-test has found no page", self.board.said().split("Starting slot a")[0])

    def test_is_left_when_it_freezes(self):
        self.variant(root={"sbin/watch": FROZEN})
        self.await_return(tries=1)

    def test_does_not_begin_when_a_state_sector_is_half_written(self):
        newer = machine.state.sector(1, 0, 3, 0, generation=9)
        self.card.write(machine.STATE_SECTORS[1], newer[:32] + bytes(480))
        self.board.power_on()
        self.board.await_sip()
        self.assertNotIn("Starting slot b", self.board.said())

    def test_slot_a_starts_when_both_state_sectors_are_damaged(self):
        for sector in machine.STATE_SECTORS:
            self.card.write(sector, b"JKFS" + bytes(508))
        self.board.power_on()
        self.board.await_said("both state sectors were damaged; slot a")
        wait_for(lambda: self.card.state() == (0, 0, 0), 30, "the state is whole again")


class HalfWritten(Board):
    """The power went while the data partition's superblock was written."""

    def test_is_repaired_from_its_copy(self):
        self.board.power_on()
        self.board.await_sip()
        office = Client(wire.BOARD, 443, source=wire.HERE)
        self.begin(office)
        self.board.cut_power()
        first, _ = self.card.partition(4)
        self.card.write(first + 3, bytes(machine.SECTOR))  # the second half of it, with its checksum
        self.board.power_on()
        self.board.await_sip()
        self.assertIn("the data partition is damaged and is being repaired", self.board.said())
        wait_for(lambda: office.sign_in(PASSWORD).status == 200, 60, "the password is known")


# Run once a start, when the switchboard has begun to answer.
WHEN_IT_ANSWERS = """#!/bin/sh
export PATH=/sbin:/bin
until logread | grep -q "SIP is answered"; do sleep 1; done
"""

# It neither ends nor answers.
STOPS = WHEN_IT_ANSWERS + """killall -STOP jackfield
echo "harm: stopped" >/dev/console
exec sleep 100000
"""

# The kernel panics and has been told to stay so: nothing runs any more.
FREEZES = WHEN_IT_ANSWERS + """[ ! -e /data/log/froze ] || exec sleep 100000
touch /data/log/froze
sync
echo "harm: frozen" >/dev/console
echo 0 >/proc/sys/kernel/panic
echo 1 >/proc/sys/kernel/sysrq
echo c >/proc/sysrq-trigger
"""


class Watchdog(Board):
    """Whatever hangs is noticed, and the board answers again by itself."""

    def test_ends_a_switchboard_that_is_stopped(self):
        self.harm(STOPS)
        self.board.await_said("the switchboard does not answer")
        self.board.await_sip()
        self.assertEqual(self.board.said().count("Starting slot a"), 1)

    def test_starts_a_frozen_machine_again(self):
        self.harm(FREEZES)
        wait_for(lambda: self.board.said().count("Starting slot a") == 2, 60, "the watchdog bites")
        self.board.await_sip()


class Pi3(Board):
    """Kernel, modules, root and program of a Raspberry Pi's card, on what QEMU has of its hardware."""

    kind = RaspberryPi3

    def test_answers_phones_and_people(self):
        self.board.power_on()
        print(f"Kernel start to the first answered OPTIONS: {self.board.await_sip():.1f} s")
        answer = Client(wire.BOARD, 443, source=wire.HERE).ask("GET", API + "/setup")
        self.assertEqual((answer.status, answer.json()["step"]), (200, "password"))


class Pi3Screen(Board):
    """From the card's own U-Boot on: whoever has no serial line reads the code on the screen."""

    kind = RaspberryPi3WithScreen

    def test_shows_what_to_open_and_the_code(self):
        self.board.power_on()
        line = self.board.first_visit_line()
        wait_for(lambda: self.board.screen().shows(line), 10, f"the screen shows {line!r}")
        other = line[:-1] + "e"
        self.assertFalse(self.board.screen().shows(other))


class Pi2(Pi3):
    """The same with 32 bits."""

    kind = RaspberryPi2


def main(classes, needs=()):
    names = [word for word in sys.argv[1:] if not word.startswith("-")]
    kind = classes[names[0].split(".")[0]].kind if names else Machine
    reason = machine.missing(kind.board, kind.qemu, needs) or wire.enter()
    if reason:
        print(f"Skipped: {reason}.")
        sys.exit(SKIPPED)
    wire.lay()
    unittest.main()


if __name__ == "__main__":
    main(globals())

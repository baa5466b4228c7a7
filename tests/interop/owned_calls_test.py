#!/usr/bin/env python3
"""What people do in a call: hold, transfer, press digits, confer, with three kinds of phones.

All stand on 127.0.0.1: their RTP comes from there, and the switchboard takes it from nowhere else.
"""

import glob
import os
import sys
import time
import unittest

import tone
from baresip import Baresip
from linphone import Linphone
from office import Office
from stage import wait_for
from twinkle import Twinkle

CONFERENCE = "*60"
ECHO = "*43"
NOBODY = "199"
RECORDED_RATE = 16000

KINDS = (("101", Baresip, 425), ("102", Linphone, 750), ("103", Twinkle, 1150),
         ("104", Baresip, 1725), ("105", Linphone, 2050), ("106", Twinkle, 2600))

# Who calls whom, by index: everybody at once, each kind with itself and with both others.
ROUNDS = (((0, 3), (1, 4), (2, 5)), ((0, 1), (4, 2), (5, 3)), ((1, 0), (2, 4), (3, 5)))
# Who transfers whom to whom, two at once: every kind does, is, and is the target.
TRIOS = (((0, 1, 2), (4, 5, 3)), ((2, 3, 4), (5, 1, 0)))
# The same in vain: of phones that go on with the call then.
IN_VAIN = (((1, 0, 2), (5, 4, 3)), ((4, 5, 3), (2, 0, 1)))


class OwnedCalls(Office):
    kinds = KINDS
    numbers = tuple(str(number) for number in range(101, 112))
    address = "127.0.0.1"

    def setUp(self):
        for phone in self.phones:
            phone.catch_up()

    def run(self, result=None):
        before = len(result.failures) + len(result.errors)
        super().run(result)
        if len(result.failures) + len(result.errors) > before:
            self.start_anew()  # with whatever calls are left over nobody else shall be troubled

    @classmethod
    def start_anew(cls):
        cls.doClassCleanups()
        cls.setUpClass()

    def among(self, groups):
        return [tuple(self.phones[index] for index in group) for group in groups]

    def trios(self, groups):
        return self.among(groups)

    def connect_all(self, pairs):
        for caller, callee in pairs:
            self.connect(caller, callee)
        self.await_tones(pairs)

    @staticmethod
    def await_tones(pairs):
        for pair in pairs:
            for phone in pair:
                phone.mark()  # what it heard before it was put on hold is at the end of a recording
        for a, b in pairs:
            a.await_tone_of(b)
            b.await_tone_of(a)

    def hang_up_all(self, pairs, side=0):
        for pair in pairs:
            pair[side].hang_up()
        for pair in pairs:
            for phone in pair:
                phone.await_ended()

    def await_quiet(self, phones):
        def quiet():
            for phone in phones:
                phone.mark()
            time.sleep(1.1)
            return not any(phone.heard_anybody(self.phones) for phone in phones)
        wait_for(quiet, 8, f"{', '.join(map(str, phones))} hear nobody")

    def await_music(self, phones):
        for phone in phones:
            wait_for(lambda phone=phone: phone.hears_music(self.phones), 5,
                     f"{phone} hears music")

    def await_free(self, phones):
        """They call the echo test, and hear themselves."""
        for phone in phones:
            phone.call(ECHO)
        for phone in phones:
            phone.await_talking()
            phone.await_tone_of(phone)
            phone.hang_up()
            phone.await_ended()

    def await_records(self, known, trios):
        """All calls of these are over, were answered, and the three of each trio are in them."""
        def complete():
            calls = [call for call in self.new_calls(known) if call["callee"] != ECHO]
            return (all(call["disposition"] == "answered" and call["end"] for call in calls)
                    and all(any(phone.account.number in " ".join(
                        (call["caller"], call["callee"], call["transfers"])) for call in calls)
                            for trio in trios for phone in trio))
        wait_for(complete, 3, f"complete records in {self.jackfield.calls(12)}")

    def test_either_side_hangs_up(self):
        for turn, groups in enumerate(ROUNDS):
            pairs = self.among(groups)
            known = self.known_calls()
            self.connect_all(pairs)
            self.hang_up_all(pairs, turn % 2)
            for caller, callee in pairs:
                self.await_record(caller.account.number, callee.account.number, "answered", known)

    def test_a_rejected_call_is_over_for_both(self):
        pairs = self.among(ROUNDS[1])
        known = self.known_calls()
        for caller, callee in pairs:
            caller.call(callee.account.number)
        for _, callee in pairs:
            callee.await_ringing()
            callee.reject()
        for caller, callee in pairs:
            caller.await_ended()
            self.await_record(caller.account.number, callee.account.number,
                              "rejected" if isinstance(callee, Linphone) else "busy", known)

    def test_a_cancelled_call_is_over_for_both(self):
        pairs = self.among(ROUNDS[2])
        known = self.known_calls()
        for caller, callee in pairs:
            caller.call(callee.account.number)
        for caller, callee in pairs:
            callee.await_ringing()
            caller.await_ringback()
            caller.cancel()
        for caller, callee in pairs:
            callee.await_ended()
            self.await_record(caller.account.number, callee.account.number, "cancelled", known)

    def test_who_holds_hears_nobody_until_he_resumes(self):
        for turn, groups in enumerate(ROUNDS):
            pairs = self.among(groups)
            self.connect_all(pairs)
            holders = [pair[turn % 2] for pair in pairs]
            for holder in holders:
                holder.hold()
            self.await_quiet(holders)
            for holder in holders:
                holder.resume()
            self.await_tones(pairs)
            self.hang_up_all(pairs)

    def test_a_phone_on_hold_hears_music_and_not_the_other(self):
        for turn, groups in enumerate(ROUNDS):
            pairs = self.among(groups)
            self.connect_all(pairs)
            for pair in pairs:
                pair[turn % 2].hold()
            held = [pair[1 - turn % 2] for pair in pairs]
            self.await_quiet(held)
            self.await_music(held)
            for pair in pairs:
                pair[turn % 2].resume()
            self.await_tones(pairs)
            self.hang_up_all(pairs)

    def test_the_caller_transfers_the_called_one(self):
        for groups in TRIOS:
            self.transfer_blindly(self.trios(groups), side=0)

    def test_the_called_one_transfers_the_caller(self):
        for groups in TRIOS:
            self.transfer_blindly(self.trios(groups), side=1)

    def transfer_blindly(self, trios, side):
        known = self.known_calls()
        for a, b, _ in trios:
            self.connect(*((a, b), (b, a))[side])
        self.await_tones([(a, b) for a, b, _ in trios])
        for a, _, c in trios:
            a.transfer(c.account.number)
        for _, _, c in trios:
            c.await_ringing()
            c.answer()
        self.settle(trios, known)

    def settle(self, trios, known):
        """After a transfer: the other two talk, who transferred is free, and all is recorded."""
        self.await_tones([(b, c) for _, b, c in trios])
        for a, _, _ in trios:
            a.await_ended()
        self.await_free([a for a, _, _ in trios])
        for _, b, c in trios:
            b.catch_up()  # its call with the first one ended, too, for some kinds
            b.hang_up()
            c.await_ended()
        self.await_records(known, trios)

    def test_a_transfer_to_nobody_leaves_the_call_as_it_was(self):
        for groups in IN_VAIN:
            trios = self.trios(groups)
            self.connect_all([(a, b) for a, b, _ in trios])
            for a, _, _ in trios:
                a.transfer(NOBODY)
            self.go_on(trios)

    def test_a_transfer_to_a_busy_phone_leaves_the_call_as_it_was(self):
        for groups in IN_VAIN:
            trios = self.trios(groups)
            self.connect_all([(a, b) for a, b, _ in trios])
            for a, _, c in trios:
                a.transfer(c.account.number)
            for _, _, c in trios:
                c.await_ringing()
                c.reject()
            self.go_on(trios)

    def go_on(self, trios):
        pairs = [(a, b) for a, b, _ in trios]
        for a, _ in pairs:
            a.await_transfer_failed()
            a.resume()  # some hold a call before they transfer it
        self.await_tones(pairs)
        self.hang_up_all(pairs)

    def test_a_transfer_with_consultation(self):
        for groups in TRIOS:
            trios = [trio for trio in self.trios(groups) if hasattr(trio[0], "consult")]
            known = self.known_calls()
            self.connect_all([(a, b) for a, b, _ in trios])
            for a, _, c in trios:
                a.consult(c.account.number)
                c.await_ringing()
                c.answer()
            self.await_tones([(a, c) for a, _, c in trios])
            self.await_music([b for _, b, _ in trios])
            for a, _, _ in trios:
                a.complete_transfer()
            self.settle(trios, known)

    def press(self, pairs, digits):
        for digit in digits:
            for a, b in pairs:
                a.send_digits(digit)
            for a, b in pairs:
                b.await_digit(digit)

    def test_digits_reach_the_other_side(self):
        for groups, there, back in zip(ROUNDS, ("5#", "27", "69"), ("0", "*", "4")):
            pairs = self.among(groups)
            self.connect_all(pairs)
            self.press(pairs, there)
            self.press([(b, a) for a, b in pairs], back)
            self.hang_up_all(pairs)

    def test_digits_sent_by_info_reach_the_other_side(self):
        senders = [self.phone("107", Linphone, 3000, digits="info"),
                   self.phone("108", Twinkle, 3200, digits="info")]
        for sender in senders:
            sender.await_registered()
        for turn in range(3):
            pairs = list(zip(senders, (self.phones[turn], self.phones[(turn + 4) % 6])))
            self.connect_all(pairs)
            self.press(pairs, "5#")
            self.hang_up_all(pairs)

    def test_digits_sent_as_tones_reach_the_other_side(self):
        sender = self.phone("109", Twinkle, 3000, digits="inband")
        sender.await_registered()
        for phone in self.phones[:3]:
            self.connect_all([(sender, phone)])
            self.press([(sender, phone)], "159#")
            self.hang_up_all([(sender, phone)])

    def test_a_talk_is_recorded_with_each_party_on_a_side(self):
        self.jackfield.run("setting", "set", "record_format", "wav")
        pairs = self.among(ROUNDS[1])
        self.connect_all(pairs)
        for a, _ in pairs:
            for key in "*1":
                a.send_digits(key)
        recordings = [wait_for(lambda a=a, b=b: self.recording_of(a, b), 5, f"{a} records {b}")
                      for a, b in pairs]
        for recording in recordings:
            wait_for(lambda path=recording: tone.size(path) > 4 * 4 * RECORDED_RATE, 10,
                     f"four seconds in {recording}")
        self.hang_up_all(pairs)
        for recording, (a, b) in zip(recordings, pairs):
            path = recording.removesuffix(".part")
            left, right = wait_for(lambda path=path: tone.sides(path), 5, f"a whole {path}")
            for side, here, there in ((left, a, b), (right, b, a)):
                end = side[-RECORDED_RATE:]
                self.assertGreater(tone.level(end, RECORDED_RATE, here.frequency), tone.HEARD)
                self.assertTrue(tone.is_absent(end, RECORDED_RATE, there.frequency))

    def recording_of(self, caller, callee):
        found = glob.glob(os.path.join(
            self.jackfield.folder, "recordings", "*",
            f"*-{caller.account.number}-{callee.account.number}-*.wav.part"))
        return found[0] if found else None

    def test_each_in_a_conference_hears_exactly_the_other_two(self):
        members = self.phones[1:4]
        for phone in members:
            phone.call(CONFERENCE)
            phone.await_talking()
        self.await_exactly(members)
        members[0].hang_up()
        members[0].await_ended()
        self.await_exactly(members[1:])
        for phone in members[1:]:
            phone.hang_up()
            phone.await_ended()

    def await_exactly(self, members):
        for phone in members:
            others = [other for other in members if other is not phone]
            wait_for(lambda phone=phone, others=others: phone.hears_exactly(others, self.phones),
                     8, f"{phone} hears exactly {', '.join(map(str, others))}")


class OwnedCallsOverUdp(OwnedCalls):
    pass


class OwnedCallsOverTcp(OwnedCalls):
    transport = "tcp"
    domain = "office.example"


if __name__ == "__main__":
    sys.exit(unittest.main(verbosity=2))

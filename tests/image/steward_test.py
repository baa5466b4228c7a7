#!/usr/bin/env python3
"""The board's root side on the host: what is asked of sbin/steward, and what it leaves on the card."""

import os
import random
import subprocess
import sys
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "interop"))

from host_board import (BUSYBOX, PROGRAM, SECTOR, SLOT_SIZE, STATE_SECTORS, HostBoard, Keys,
                        file_system, release)
import update
from stage import Stage, wait_for

FIRST_BLOCK = 4096
SKIPPED = 77  # what ctest takes for it


class Board(unittest.TestCase):
    patience = 30

    @classmethod
    def setUpClass(cls):
        cls.keys = Keys(cls.enterClassContext(Stage()).folder)

    def setUp(self):
        self.stage = self.enterContext(Stage())
        self.board = HostBoard(self.stage, self.keys, patience=self.patience)

    def pack(self, lines=None, key=None, size=40_000):
        return update.pack(key or self.keys.trusted, lines or release("1.1", built=2000),
                           file_system(lines or release("1.1", built=2000), size))


class Slots(Board):
    """The state sectors, as sbin/slot keeps them."""

    def test_the_other_slot_is_tried_and_confirmed(self):
        self.assertEqual(self.board.slot("try")[1], 0)
        self.assertEqual(self.board.state(), (1, 0, 3))
        self.assertEqual(self.board.shown()["trial"], "no", "slot a runs, not the one on trial")
        self.board.write("run/slot", "b")
        self.assertEqual(self.board.shown()["trial"], "yes")
        self.board.slot("confirm")
        self.assertEqual(self.board.state(), (1, 1, 0))

    def test_a_try_can_be_taken_back(self):
        self.board.slot("try")
        self.board.slot("keep")
        self.assertEqual(self.board.state(), (0, 0, 0))

    def test_a_slot_on_trial_gets_no_other_on_trial(self):
        self.board.set_state(active=1, good=0, tries=2)
        self.board.write("run/slot", "b")
        for verb in ("try", "keep"):
            self.assertEqual(self.board.slot(verb)[1], 3)
            self.assertEqual(self.board.state(), (1, 0, 2))

    def test_a_try_falls_back_to_the_slot_that_runs(self):
        self.board.set_state(active=1, good=1)  # which could not be loaded: slot a runs instead
        self.board.slot("try")
        self.assertEqual(self.board.state(), (1, 0, 3))

    def test_what_the_boot_script_has_to_say_outlives_a_try(self):
        self.board.set_state(event=1)
        self.board.slot("try")
        self.assertEqual(self.board.shown()["event"], "1")
        self.board.slot("taken-note")
        self.assertEqual(self.board.shown()["event"], "0")

    def test_one_sector_is_written_and_half_of_it_counts_for_nothing(self):
        for verb in ("try", "keep", "confirm", "taken-note", "try"):
            before, known = self.board.read("card"), self.board.shown()
            self.assertEqual(self.board.slot(verb)[1], 0)
            after, wanted = self.board.read("card"), self.board.shown()
            at = next(place for place in STATE_SECTORS
                      if before[place * SECTOR:][:SECTOR] != after[place * SECTOR:][:SECTOR])
            begin, end = at * SECTOR, (at + 1) * SECTOR
            self.assertEqual(before[:begin] + before[end:], after[:begin] + after[end:])
            for cut in (1, 4, 8, 9, 12, 60, 63):
                self.board.write("card", after[:begin + cut] + before[begin + cut:])
                self.assertIn(self.board.shown(), (known, wanted), f"{verb} cut after {cut}")
            self.board.write("card", after)

    def test_one_damaged_sector_is_mended_by_the_next_change(self):
        for place in STATE_SECTORS:
            self.board.set_state(active=1, good=1)
            card = bytearray(self.board.read("card"))
            card[place * SECTOR + 8] ^= 1
            self.board.write("card", bytes(card))
            self.assertEqual(self.board.state(), (1, 1, 0))
            self.board.slot("taken-note")
            other = next(other for other in STATE_SECTORS if other != place)
            self.assertEqual(self.board.read("card")[other * SECTOR:][:SECTOR],
                             bytes(card[other * SECTOR:][:SECTOR]), "the whole one was left alone")

    def test_whoever_died_inside_holds_nobody_up_for_ever(self):
        os.mkdir(self.board.path("run/slot.lock"))
        self.assertEqual(self.board.slot("try")[1], 0)
        self.assertEqual(self.board.state(), (1, 0, 3))
        self.assertFalse(self.board.has("run/slot.lock"))

    def test_a_release_is_told_of_whole_slots_only(self):
        self.assertEqual(self.board.slot("release", "a"), (release(), 0))
        self.assertEqual(self.board.slot("release", "b"), (release("0.9", built=900), 0))
        self.board.write("b", bytes(FIRST_BLOCK) + self.board.read("b")[FIRST_BLOCK:])
        self.assertEqual(self.board.slot("release", "b"), ("", 1))


class Steward(Board):
    """What the switchboard may ask for."""

    def setUp(self):
        super().setUp()
        self.board.start()

    def test_tells_what_there_is_to_know(self):
        self.assertEqual(self.board.told(), {
            "slot": "a", "good": "a", "trial": "no", "other": "0.9", "update": "none", "reason": "",
            "version": "", "last": ""})
        self.assertEqual([self.board.mode(f"run/steward/{name}") for name in
                          (".", "state", "request", "update")], [0o750, 0o640, 0o620, 0o620])

    def test_an_update_is_ready_for_the_next_restart(self):
        file = self.pack()
        told = self.board.bring(file)
        self.assertEqual((told["update"], told["version"], told["other"], told["reason"]),
                         ("ready", "1.1", "1.1", ""))
        self.assertEqual(self.board.state(), (1, 0, 3))
        payload = file_system(release("1.1", built=2000))
        self.assertEqual(self.board.read("b")[:len(payload)], payload)
        self.assertEqual(self.board.read("a"), self.board.slots["a"].ljust(SLOT_SIZE, b"\0"))
        self.assertFalse(self.board.has("reboots"))

    def test_the_version_that_runs_may_come_again(self):
        self.assertEqual(self.board.bring(self.pack(release()))["update"], "ready")

    def refused(self, file, why, blank=False):
        card, running, other = (self.board.read(name) for name in ("card", "a", "b"))
        told = self.board.bring(file)
        self.assertEqual(told["update"], "refused")
        self.assertIn(why, told["reason"])
        self.assertEqual(self.board.read("card"), card, "the state sectors are as they were")
        self.assertEqual(self.board.read("a"), running)
        if blank:
            self.assertEqual(self.board.read("b")[:FIRST_BLOCK], bytes(FIRST_BLOCK))
            self.assertEqual(told["other"], "")
        else:
            self.assertEqual(self.board.read("b"), other)
            self.assertEqual(told["other"], "0.9")

    def test_refuses_what_it_may_not_install_and_writes_nothing_of_it(self):
        file = self.pack()
        head = len(update.MAGIC)
        for octets, why in (
                (b"PK\3\4" * 1000, "no update"),
                (b"", "ends too early"),
                (file[:head + 100], "ends too early"),
                (file[:head] + bytes(update.SIGNATURE) + file[head + update.SIGNATURE:], "signed"),
                (file.replace(b"version=1.1", b"version=1.2"), "signed"),
                (self.pack(key=self.keys.other), "signed"),
                (self.pack(release("1.1", built=2000, board="qemu/other")), "another kind of board"),
                (self.pack(release("1.1", built=999)), "older"),
                (self.pack(release("1.1", built=2000, schema=6)), "cannot read the data"),
                (self.pack(size=SLOT_SIZE + 4), "larger than the slot"),
        ):
            with self.subTest(why):
                self.refused(octets, why)

    def test_refuses_what_shows_only_while_it_comes(self):
        file = self.pack()
        damaged = bytearray(file)
        damaged[-1000] ^= 1
        for octets, why in ((file[:-1], "ends too early"), (bytes(damaged), "damaged"),
                            (file + b"x", "longer than it says")):
            with self.subTest(why):
                self.refused(octets, why, blank=True)
        self.assertEqual(self.board.bring(file)["update"], "ready", "the next one counts")

    def test_a_bad_update_takes_the_place_of_one_that_was_ready(self):
        self.board.bring(self.pack())
        self.assertEqual(self.board.bring(b"nothing")["update"], "refused")
        self.assertEqual(self.board.state(), (1, 0, 3), "nothing has happened to the one before")
        self.board.bring(self.pack()[:-1])
        self.assertEqual(self.board.state(), (0, 0, 0), "there is nothing to be tried any more")

    def test_a_version_on_trial_is_not_written_over_what_it_falls_back_to(self):
        self.board.kill()
        self.board.write("run/slot", "b")
        self.board.set_state(active=1, good=0, tries=2)
        self.board.start()
        self.assertEqual(self.board.told()["trial"], "yes")
        for word, why in (("update", "not proved itself"), ("rollback", "is on trial")):
            self.board.ask(word)
            wait_for(lambda why=why: why in self.board.told()["reason"], 10, why)
        self.assertEqual(self.board.state(), (1, 0, 2))
        self.board.slot("confirm")
        wait_for(lambda: self.board.told()["trial"] == "no", 10, "the trial is over")
        self.assertEqual(self.board.told()["good"], "b")

    def test_restarts_the_machine(self):
        self.board.ask("restart")
        wait_for(lambda: self.board.has("reboots"), 10, "a restart")

    def test_does_nothing_else(self):
        for word in ("reboot", "restart now", "", "$(reboot)", "../update", "x" * 100_000):
            self.board.ask(word)
        self.board.ask("rollback")
        self.board.await_update("refused")
        self.assertFalse(self.board.has("reboots"))

    def test_rolls_back_to_a_version_that_has_proved_itself(self):
        self.board.write("data/log/proven-b", release("0.9", built=900))
        self.board.ask("rollback")
        wait_for(lambda: self.board.has("reboots"), 10, "a restart")
        self.assertEqual(self.board.state(), (1, 0, 3))

    def roll_back_refused(self, why):
        self.board.ask("rollback")
        wait_for(lambda: why in self.board.told()["reason"], 10, why)
        self.assertEqual(self.board.state(), (0, 0, 0))
        self.assertFalse(self.board.has("reboots"))

    def test_rolls_back_to_nothing_else(self):
        self.roll_back_refused("never proved itself")
        self.board.write("data/log/proven-b", release("0.8", built=900))
        self.roll_back_refused("never proved itself")
        older = release("0.9", built=900, schema=6)
        self.board.write("b", file_system(older).ljust(SLOT_SIZE, b"\0"))
        self.board.write("data/log/proven-b", older)
        self.roll_back_refused("cannot read the data")
        self.board.write("b", bytes(SLOT_SIZE))
        self.roll_back_refused("no whole version")

    def test_one_that_died_is_followed_by_one_that_knows_what_is_ready(self):
        self.board.bring(self.pack())
        self.board.write("data/log/trial", "slot b (version 1.0) was given up after its tries\n")
        self.board.kill()
        self.board.start()
        told = self.board.told()
        self.assertEqual((told["update"], told["version"]), ("ready", "1.1"))
        self.assertEqual(told["last"], "slot b (version 1.0) was given up after its tries")


class Impatient(Board):
    """A writer who does not come, or does not go on, holds nobody up."""

    patience = 1

    def setUp(self):
        super().setUp()
        self.board.start()

    def test_waits_for_no_writer_for_ever(self):
        self.board.ask("update")
        self.assertIn("no more of the update", self.board.await_update("refused")["reason"])

    def test_waits_for_a_silent_writer_no_longer(self):
        self.board.ask("update")
        self.board.await_update("writing")
        with self.board.open_update() as fifo:
            fifo.write(self.pack()[:20_000])
            self.assertIn("no more of the update", self.board.await_update("refused")["reason"])
        self.assertEqual(self.board.state(), (0, 0, 0))


class Cuts(Board):
    """The program that writes, killed at any moment: the other slot holds what was there, or is no file
    system, or is the whole new one."""

    def test_leaves_nothing_half_done(self):
        file = self.pack(size=600_000)  # many times what a FIFO holds
        chance = random.Random(16)
        points = [chance.randrange(len(file) + 1) for _ in range(100)]
        points += [0, 1, len(update.MAGIC), len(file) - 600_000, len(file) - 1] + [len(file)] * 10
        os.mkfifo(self.board.path("fifo"))
        seen = {name: 0 for name in ("old", "blank", "new")}
        card, running = self.board.read("card"), self.board.read("a")
        for point in points:
            self.board.write("b", self.board.slots["b"].ljust(SLOT_SIZE, b"\0"))
            self.cut(file[:point], whole=point == len(file))
            seen[self.left()] += 1
            self.assertEqual((self.board.read("card"), self.board.read("a")), (card, running))
        self.assertGreater(seen["blank"], 50)
        self.assertGreater(seen["old"], 0)

    def cut(self, octets, whole):
        installer = self.stage.start(
            [PROGRAM, "install-update", "--from", self.board.path("fifo"),
             "--into", self.board.path("b"),
             "--release", self.board.path("usr/share/jackfield/release"),
             "--key", self.board.path("usr/share/jackfield/update-key.pub.pem"),
             "--data-schema", "7"], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
        with open(self.board.path("fifo"), "wb", buffering=0) as fifo:
            for begin in range(0, len(octets), 4096):
                fifo.write(octets[begin:begin + 4096])
            if not whole:
                self.stage.kill(installer)
        self.stage.kill(installer)  # as it writes the last of it, or is done

    def left(self):
        found = self.board.read("b")
        new = file_system(release("1.1", built=2000), 600_000)
        if found[:len(new)] == new:
            return "new"
        if found[:FIRST_BLOCK] == bytes(FIRST_BLOCK):
            return "blank"
        self.assertEqual(found, self.board.slots["b"].ljust(SLOT_SIZE, b"\0"))
        return "old"


if __name__ == "__main__":
    if not os.path.exists(BUSYBOX):
        print("Skipped: busybox-static is missing (toolchains/packages.txt, section test).")
        sys.exit(SKIPPED)
    unittest.main()

#!/usr/bin/env python3
"""Updates of a board as people bring them, by the API; and the power that goes at any moment of one. CUTS
and SEED are from the environment."""

import os
import random
import subprocess

import image_test
import machine
import update
import wire
from client import Client
from image_test import API, PASSWORD, Board
from sip import Endpoint, register
from stage import wait_for
from power_test import LoggedMachine
from write_log import WriteLog

CUTS = int(os.environ.get("CUTS", "12"))
SEED = int(os.environ.get("SEED", "1"))
KEY = os.environ.get("JACKFIELD_UPDATE_KEY") or os.path.join(
    os.environ.get("XDG_DATA_HOME") or os.path.expanduser("~/.local/share"), "jackfield/update-key.pem")


class Updated(Board):
    """An office on slot a, and the update that was made beside its image."""

    def open(self):
        self.board.power_on()
        self.board.await_sip()
        self.office = Client(wire.BOARD, 443, source=wire.HERE)
        self.begin(self.office, {"people": [{"name": "Alice", "number": "101"}], "done": True})
        with open(machine.update_of(self.board.board), "rb") as file:
            self.file = file.read()
        signed = self.file[len(update.MAGIC) + update.SIGNATURE:]
        text, self.payload = signed.split(b"\n\n", 1)
        self.manifest = text.decode()

    def put(self, octets):
        return self.office.ask("PUT", API + "/update", octets,
                               {"Content-Type": "application/octet-stream"}, seconds=300)

    def state(self):
        return self.office.ask("GET", API + "/update").json()

    def sign_in_again(self):
        self.office = Client(wire.BOARD, 443, source=wire.HERE)
        wait_for(lambda: self.signs_in(), 60, "the page lets its administrator in")

    def signs_in(self):
        try:
            return self.office.sign_in(PASSWORD).status == 200
        except OSError:
            return False

    def await_start(self, words):
        self.board.await_said(words)
        self.board.await_sip()
        self.sign_in_again()


class Brought(Updated):
    def setUp(self):
        super().setUp()
        self.open()

    def test_is_tried_and_kept_and_left_again(self):
        self.office.ask("PATCH", API + "/settings", {"max_expires": "4321"})
        done = self.put(self.file)
        self.assertEqual((done.status, done.json().get("progress")), (200, "ready"), done.body)
        first, _ = self.card.partition(3)
        self.assertTrue(self.card.read(first, len(self.payload) // machine.SECTOR) == self.payload)
        self.assertEqual(self.office.ask("POST", API + "/update/restart").status, 202)
        self.await_start("slot b is confirmed")
        wait_for(lambda: not self.state()["on_trial"], 20, "the page knows that it is confirmed")
        state = self.state()
        self.assertEqual(state["slot"], "b")
        self.assertIn("slot b", state["last"])
        self.assertEqual(self.office.ask("POST", API + "/update/rollback").status, 202)
        self.await_start("slot a is confirmed")
        self.assertEqual(self.state()["slot"], "a")
        settings = self.office.ask("GET", API + "/settings").json()["settings"]
        self.assertIn("4321", [row["value"] for row in settings])

    def test_is_refused_when_anything_is_off_and_nothing_changes(self):
        release = "".join(line + "\n" for line in self.manifest.split("\n")
                          if line.split("=")[0] in ("board", "version", "built", "schema"))

        def signed(old, new):
            self.assertIn(old, release)
            return update.pack(KEY, release.replace(old, new), self.payload)

        built = next(line for line in release.split("\n") if line.startswith("built="))
        older = f"built={int(built.removeprefix('built=')) - 1}"
        for reason, octets in (
                ("is no update file", b"anything else" * 1000),
                ("is not signed with the key", self.file[:20] + bytes(8) + self.file[28:]),
                ("is for another kind of board", signed("board=qemu/virt", "board=raspberrypi/4")),
                ("is older than the version that runs", signed(built, older)),
                ("ends too early", self.file[:len(self.file) // 2]),
                ("is longer than it says", self.file + b"x"),
                ("is damaged", self.file[:-1000] + bytes([self.file[-1000] ^ 1]) + self.file[-999:])):
            with self.subTest(reason):
                refused = self.put(octets)
                self.assertEqual(refused.status, 422, refused.body)
                self.assertIn(reason, refused.json()["detail"])
                self.assertEqual(self.state()["progress"], "refused")
                self.assertEqual(self.card.state(), (0, 0, 0))
        self.assertTrue(machine.answers_options(wire.BOARD))


class UpdateCuts(Updated):
    """The power goes while an update is written, tried and confirmed: the board is there again each time,
    with whatever was acknowledged before."""

    kind = LoggedMachine

    def test_leave_no_board_dead_and_lose_no_setting(self):
        begin, acknowledged = self.work()
        log = self.stage.own(WriteLog(self.board.log))
        chance = random.Random(SEED)
        changes = [index for index, (_, first, _, _) in enumerate(log.entries)
                   if first in machine.STATE_SECTORS and index >= log.entries_before(begin)]
        self.assertGreaterEqual(len(changes), 3, "ready, tried and confirmed change the state")
        cuts = {cut for index in changes for cut in (index, index + 1)}
        while len(cuts) < CUTS:
            cuts.add(chance.randrange(log.entries_before(begin), len(log.entries) + 1))
        slots = {"a": 0, "b": 0}
        with open(self.board.before, "r+b") as disk:
            for cut in sorted(cuts):
                log.make_durable(cut, disk)
                disk.flush()
                with self.subTest(cut=cut, seed=SEED):
                    slots[self.start_after(cut, log, chance, [
                        what for position, what in acknowledged if log.entries_before(position) <= cut])] += 1
        print(f"{len(cuts)} cuts of an update in {len(log.entries)} writes, at all {len(changes)} changes of "
              f"the state: slot a answered {slots['a']} times, slot b {slots['b']} times")

    def work(self):
        self.open()
        acknowledged = []
        endpoint = self.stage.own(Endpoint(wire.HERE, (wire.BOARD, 5060), wire.BOARD))

        def settle(value):
            changed = self.office.ask("PATCH", API + "/settings", {"max_expires": str(value)})
            self.assertEqual(changed.status, 200, changed.body)
            acknowledged.append((self.board.logged(), value))

        secret = self.office.ask("POST", API + "/extensions/101/connection", {}).json()["password"]
        self.assertEqual(register(endpoint, "101", secret, seconds=10), 200)
        settle(4000)
        begin = self.board.logged()
        done = self.put(self.file)
        self.assertEqual(done.status, 200, done.body)
        settle(4001)
        self.assertEqual(self.office.ask("POST", API + "/update/restart").status, 202)
        self.board.await_said("Starting slot b")
        self.await_start("slot b is confirmed")
        settle(4002)
        self.board.cut_power()
        return begin, acknowledged

    def start_after(self, cut, log, chance, acknowledged):
        """The slot that answers."""
        path = os.path.join(self.stage.folder, "card-cut")
        subprocess.run(["cp", "--sparse=always", self.board.before, path], check=True)
        with open(path, "r+b") as card:
            log.cut(cut, card, chance)
        board = machine.Machine(self.stage, machine.Card(path))
        board.power_on()
        try:
            board.await_sip()
            self.sign_in_again()
            settings = self.office.ask("GET", API + "/settings").json()["settings"]
            found = next(int(row["value"]) for row in settings if row["key"] == "max_expires")
            self.assertGreaterEqual(found, max(acknowledged))
            phones = self.office.ask("GET", API + "/registrations").json()["registrations"]
            self.assertEqual([row["number"] for row in phones], ["101"])
            return self.state()["slot"]
        finally:
            board.cut_power()


if __name__ == "__main__":
    image_test.main(globals())

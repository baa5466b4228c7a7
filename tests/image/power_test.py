#!/usr/bin/env python3
"""The power goes at any moment: the card is whole, and holds whatever was acknowledged before. One board
works under emulation while its writes are logged; the log is then cut at many places, what was not
flushed is lost at random, and the program itself is asked what it finds. CUTS and SEED are from the
environment."""

import glob
import json
import os
import random
import sqlite3
import subprocess
import tempfile

import image_test
import machine
import wire
from client import Client
from image_test import API, Board
from sip import Endpoint, register
from stage import wait_for
from switchboard import PROGRAM, Switchboard
from write_log import WriteLog

CUTS = int(os.environ.get("CUTS", "200"))
SEED = int(os.environ.get("SEED", "1"))
ROUNDS = 30
MEGABYTE = 1 << 20


class LoggedMachine(machine.Machine):
    """Its card has a cache that loses what was not flushed, and every write is kept in `log`."""

    card_size = 256 * MEGABYTE

    def __init__(self, stage):
        super().__init__(stage)
        self.log = os.path.join(stage.folder, "writes")
        self.before = os.path.join(stage.folder, "card-before")
        subprocess.run(["cp", "--sparse=always", self.card.path, self.before], check=True)
        open(self.log, "wb").close()

    def _disk(self):
        return ["-blockdev", f"driver=file,filename={self.card.path},node-name=file",
                "-blockdev", f"driver=file,filename={self.log},node-name=log",
                "-blockdev", "driver=blklogwrites,file=file,log=log,node-name=card",
                "-device", "virtio-blk-device,drive=card,write-cache=on"]

    def logged(self):
        """Octets of the log so far: what is acknowledged now is in them."""
        return os.path.getsize(self.log)


class PowerCuts(Board):
    kind = LoggedMachine

    def test_lose_nothing_that_was_acknowledged(self):
        acknowledged = self.work()
        log = self.stage.own(WriteLog(self.board.log))
        first = log.entries_before(acknowledged[0][0])
        chance = random.Random(SEED)
        cuts = sorted(chance.randrange(first, len(log.entries) + 1) for _ in range(CUTS))
        lost = 0
        with open(self.board.before, "r+b") as disk:
            for cut in cuts:
                log.make_durable(cut, disk)
                disk.flush()
                with self.subTest(cut=cut, seed=SEED):
                    card = self.copy()
                    with open(card, "r+b") as copy:
                        lost += log.cut(cut, copy, chance)
                    self.look(card, [what for position, what in acknowledged
                                     if log.entries_before(position) <= cut])
        print(f"{len(cuts)} cuts of {len(log.entries)} writes, {lost} unflushed ones lost in them, "
              f"{len(acknowledged)} acknowledgements")

    def work(self):
        """Registrations, people, settings and calls: (position in the log, what) for each that the
        board has said yes to."""
        self.board.power_on()
        self.board.await_sip()
        office = Client(wire.BOARD, 443, source=wire.HERE)
        done = []
        alice, _ = self.open_office(office)
        done.append((self.board.logged(), ("extension", "101")))
        endpoint = self.stage.own(Endpoint(wire.HERE, (wire.BOARD, 5060), wire.BOARD))
        for turn in range(ROUNDS):
            number = str(300 + turn)
            added = office.ask("POST", API + "/extensions", {"number": number})
            self.assertEqual(added.status, 201, added.body)
            done.append((self.board.logged(), ("extension", number)))
            self.assertEqual(register(endpoint, number, added.json()["password"], seconds=10), 200)
            done.append((self.board.logged(), ("registration", number)))
            changed = office.ask("PATCH", API + "/settings", {"max_expires": str(4000 + turn)})
            self.assertEqual(changed.status, 200, changed.body)
            done.append((self.board.logged(), ("max_expires", 4000 + turn)))
            if turn % 5 == 0:
                alice.call("*43")
                alice.await_talking()
                alice.hang_up()
                calls = 1 + turn // 5
                wait_for(lambda: self.ended(office) >= calls, 20, "the call is in the records")
                done.append((self.board.logged(), ("calls", calls)))
        self.board.cut_power()
        return done

    @staticmethod
    def ended(office):
        return sum(1 for call in office.ask("GET", API + "/calls").json()["calls"] if call["end"])

    def copy(self):
        path = os.path.join(self.stage.folder, "card-cut")
        subprocess.run(["cp", "--sparse=always", self.board.before, path], check=True)
        return path

    def look(self, card, acknowledged):
        """What the next start does with this card, and what the program finds then."""
        first, count = self.card.partition(4)
        data = os.path.join(self.stage.folder, "data.ext4")
        subprocess.run(["dd", f"if={card}", f"of={data}", "bs=1M", "iflag=skip_bytes,count_bytes",
                        f"skip={first * machine.SECTOR}", f"count={count * machine.SECTOR}",
                        "conv=sparse", "status=none"], check=True)
        for words in (("-p",), ("-y",), ("-y", "-b", "8192", "-B", "4096"), ("-f", "-y")):  # sbin/boot
            checked = subprocess.run(["e2fsck", *words, data], capture_output=True, text=True,
                                     check=False)
            if checked.returncode < 4:
                break
        self.assertLess(checked.returncode, 4, checked.stdout)
        again = subprocess.run(["e2fsck", "-f", "-n", data], capture_output=True, text=True, check=False)
        self.assertEqual(again.returncode, 0, again.stdout)
        with tempfile.TemporaryDirectory(dir=self.stage.folder) as folder:
            subprocess.run(["debugfs", "-R", f"rdump /jackfield {folder}", data], check=True,
                           capture_output=True)
            self.ask(os.path.join(folder, "jackfield"), acknowledged)

    def ask(self, folder, acknowledged):
        for path in glob.glob(os.path.join(folder, "*.db")):
            with sqlite3.connect(path) as store:
                self.assertEqual(store.execute("PRAGMA integrity_check").fetchone(), ("ok",))
            store.close()
        found = Found(self.stage, folder)
        self.assertEqual([what for what in acknowledged if not found.holds(*what)], [],
                         "was acknowledged and is lost")


class Found:
    """What the program finds in a data folder."""

    def __init__(self, stage, folder):
        switchboard = Switchboard(stage)
        switchboard.folder = folder
        switchboard.start()
        self._extensions = {row["number"] for row in
                            json.loads(switchboard.run("extension", "list", "--json"))["extensions"]}
        self._registrations = {row["number"] for row in switchboard.registrations()}
        self._calls = sum(1 for call in switchboard.calls() if call["end"])
        settings = json.loads(switchboard.run("setting", "list", "--json"))["settings"]
        self._max_expires = next(int(row["value"]) for row in settings if row["key"] == "max_expires")
        switchboard.kill()

    def holds(self, kind, value):
        return {"extension": lambda: value in self._extensions,
                "registration": lambda: value in self._registrations,
                "calls": lambda: self._calls >= value,
                "max_expires": lambda: self._max_expires >= value}[kind]()


if __name__ == "__main__":
    image_test.main(globals(), needs=[PROGRAM])

#!/usr/bin/env python3
"""What is on the card for whoever asks later what happened: the log, why the switchboard ended, and
where."""

import contextlib
import gzip
import os
import struct

import image_test
import wire
from client import Client
from image_test import API, PASSWORD, WHEN_IT_ANSWERS, Board
from stage import wait_for

# A fault ends the switchboard, and then another, at once. With the first code, logs begin.
FAULTS = WHEN_IT_ANSWERS + """until [ -e /data/log/first-visit-code ]; do sleep 1; done
echo "harm: a fault" >/dev/console
killall -SEGV jackfield
until ! killall -0 jackfield 2>/dev/null; do sleep 0.1; done
until killall -SEGV jackfield 2>/dev/null; do sleep 0.1; done
exec sleep 100000
"""

PT_LOAD = 1
ET_CORE = 4


def whole_core(octets):
    """Whether it is a core of 64 bits, and all that it lists is there."""
    kind = struct.unpack_from("<H", octets, 16)[0]
    first = struct.unpack_from("<Q", octets, 32)[0]
    size, count = struct.unpack_from("<HH", octets, 54)
    heads = [struct.unpack_from("<IIQQQQ", octets, first + size * at) for at in range(count)]
    return (octets.startswith(b"\x7fELF\x02") and kind == ET_CORE and
            any(head[0] == PT_LOAD for head in heads) and
            all(head[2] + head[5] <= len(octets) for head in heads))


class Kept(Board):
    def test_a_fault_leaves_its_reason_and_one_core(self):
        self.harm(FAULTS)
        self.board.await_said("it starts again in 2 s")
        self.board.await_sip()
        self.assertEqual(self.board.said().count("Starting slot a"), 1)
        self.board.cut_power()
        ends = self.card.data("log/ends").decode()
        self.assertEqual(ends.count("the switchboard ended, code 139"), 2, ends)
        core = gzip.decompress(self.card.data("log/core.gz"))
        self.assertTrue(whole_core(core))
        self.assertIn(b"/bin/jackfield", core)
        print(f"The core: {len(core) / 1e6:.1f} MB, packed "
              f"{len(self.card.data('log/core.gz')) / 1e6:.1f} MB")
        folder = os.environ.get("KEEP_CORE")  # for a look with a debugger
        if folder:
            with open(os.path.join(folder, "core"), "wb") as file:
                file.write(core)

    def test_the_logs_of_the_two_starts_before(self):
        self.board.power_on()
        self.board.await_sip()
        office = Client(wire.BOARD, 443, source=wire.HERE)
        self.begin(office)
        for starts in (2, 3):
            wait_for(lambda: restarts(office), 60, "the board starts again")
            wait_for(lambda: self.board.said().count("Starting slot a") == starts, 60, f"start {starts}")
            self.board.await_sip()
        self.board.cut_power()
        logs = [gzip.decompress(self.card.data(f"log/{name}")) for name in ("tail.gz", "tail.1.gz")]
        for log in logs:
            self.assertEqual(log.count(b"syslogd started"), 1)
            self.assertIn(b"jackfield stopped", log)
        self.assertNotEqual(*logs)


def restarts(office):
    with contextlib.suppress(OSError):
        return (office.sign_in(PASSWORD).status == 200 and
                office.ask("POST", API + "/update/restart").status == 202)


if __name__ == "__main__":
    image_test.main(globals())

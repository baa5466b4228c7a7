#!/usr/bin/env python3
"""`jackfield self-test` against the real program: it passes where all is well, leaves no trace, and says
which part does not work."""

import json
import os
import resource
import shutil
import socket
import subprocess
import sys
import unittest

from stage import Stage
from switchboard import PROGRAM, Switchboard

STEPS = ["register", "call", "echo", "hang-up", "unregister", "page", "healthz"]
CALLER = "127.0.0.1"  # from where this machine calls itself
PER_ADDRESS = 64  # more connections of one address than the page's door lets in


class SelfTest(unittest.TestCase):
    def setUp(self):
        self.stage = self.enterContext(Stage())
        self.office = Switchboard(self.stage, page=True)
        self.office.start()

    def run_test(self, *more, environment=None):
        return subprocess.run([PROGRAM, "self-test", "--data", self.office.folder, *more], text=True,
                              capture_output=True, timeout=60, check=False,
                              env={**os.environ, **(environment or {})})

    def outcome(self):
        """The exit code, and the steps that went wrong with their reasons."""
        done = self.run_test("--json")
        said = json.loads(done.stdout)
        self.assertEqual(said["passed"], done.returncode == 0)
        self.steps = [step["step"] for step in said["steps"]]
        return done.returncode, {step["step"]: step["why"] for step in said["steps"]
                                 if not step["passed"]}

    def log(self):
        with open(os.path.join(self.stage.folder, "jackfield.log"), encoding="utf-8") as log:
            return [line for line in log if "self-test" in line]

    def test_passes_and_leaves_one_line_in_the_log_and_nothing_else(self):
        self.assertEqual(self.outcome(), (0, {}))
        self.assertEqual(self.steps, STEPS)
        self.assertEqual(len(self.log()), 1)
        self.assertIn("passed", self.log()[0])
        self.assertEqual(self.office.calls(), [])
        self.assertEqual(self.office.registrations(), [])
        self.assertEqual(json.loads(self.office.run("extension", "list", "--json"))["extensions"], [])

    def test_speaks_to_people_in_their_language(self):
        done = self.run_test(environment={"LC_ALL": "C"})
        self.assertEqual(len(done.stdout.splitlines()), len(STEPS) + 1)
        self.assertTrue(done.stdout.endswith("The self-test has passed\n"))
        done = self.run_test(environment={"LC_ALL": "zh_CN.UTF-8"})
        self.assertTrue(done.stdout.endswith("自检通过\n"))

    def test_needs_no_rule_for_the_echo_test(self):
        for rule in json.loads(self.office.run("rule", "list", "--json"))["rules"]:
            self.office.run("rule", "remove", str(rule["position"]))
        self.assertEqual(self.outcome(), (0, {}))

    def test_fails_when_no_audio_can_be_had(self):
        pid = self.office.process.pid
        used = max(int(name) for name in os.listdir(f"/proc/{pid}/fd")) + 1
        limits = resource.prlimit(pid, resource.RLIMIT_NOFILE)
        # Room for who asks by the control socket, none for the ports of a call.
        resource.prlimit(pid, resource.RLIMIT_NOFILE, (used + 1, limits[1]))
        code, faults = self.outcome()
        self.assertEqual(code, 1)
        self.assertTrue({"call", "echo"} & set(faults), faults)
        self.assertIn("failed", self.log()[-1])
        resource.prlimit(pid, resource.RLIMIT_NOFILE, limits)
        self.assertEqual(self.outcome(), (0, {}))

    def hold(self, *ports):
        """Another program on this machine has them."""
        for port in ports:
            held = self.stage.own(socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
            held.bind((self.office.address, port))

    def whole_log(self):
        with open(os.path.join(self.stage.folder, "jackfield.log"), encoding="utf-8") as log:
            return log.read()

    def test_passes_though_another_program_holds_some_of_the_rtp_ports(self):
        self.hold(10000, 10003)
        self.assertEqual(self.outcome(), (0, {}))
        self.assertIn("first=10000 pairs=2 taken_instead=10004", self.whole_log())

    def test_fails_while_another_program_holds_all_rtp_ports_and_passes_with_others(self):
        self.hold(*range(20001, 20400, 2))
        self.office.run("setting", "set", "rtp_ports", "20000-20399")
        code, faults = self.outcome()
        self.assertEqual((code, set(faults)), (1, {"call"}))
        self.assertIn("503", faults["call"])
        self.assertIn("no RTP port to be had range=20000-20399", self.whole_log())
        self.office.run("setting", "set", "rtp_ports", "20000-20999")
        self.assertEqual(self.outcome(), (0, {}))

    def test_fails_when_the_page_does_not_answer(self):
        address, port = self.office.page.rsplit(":", 1)
        callers = [self.stage.own(socket.create_connection((address, int(port)),
                                                           source_address=(CALLER, 0)))
                   for _ in range(PER_ADDRESS)]
        code, faults = self.outcome()
        self.assertEqual((code, set(faults)), (1, {"page", "healthz"}))
        self.assertIn("page", self.log()[-1])
        for caller in callers:
            caller.close()

    def test_fails_when_the_page_shows_another_certificate(self):
        another = Switchboard(self.stage, page=True, folder="another")
        another.start()
        shutil.copy(os.path.join(another.folder, "certificate.pem"), self.office.folder)
        self.assertEqual(self.outcome(), (1, {name: "it does not show its own certificate"
                                              for name in ("page", "healthz")}))

    def test_needs_a_running_switchboard(self):
        self.office.kill()
        done = self.run_test()
        self.assertEqual(done.returncode, 5)
        self.assertIn("No switchboard is running", done.stderr)


if __name__ == "__main__":
    sys.exit(unittest.main(verbosity=2))

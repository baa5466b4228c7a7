"""SIPp against the switchboard: so many registrations and calls a second, none may fail."""

import os
import subprocess

import sip
from stage import wait_for
from switchboard import Switchboard, password

SCENARIOS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "sipp")
CALLERS = range(1000, 1500)
CALLEES = range(2000, 2100)


class Load:
    def __init__(self, stage):
        self._stage = stage
        self.switchboard = Switchboard(stage)
        self.switchboard.import_extensions(
            (str(number), f"Phone {number}", password(number)) for number in (*CALLERS, *CALLEES))
        self.switchboard.run("setting", "set", "accept_host_digest", "yes")  # as SIPp makes it
        self.switchboard.start()

    def _sipp(self, scenario, *options, fields=None):
        """Starts SIPp on an address of its own."""
        home = self._stage.subfolder(f"sipp-{scenario}")
        command = ["sipp", self.switchboard.route, "-nostdin",
                   "-sf", os.path.join(SCENARIOS, scenario + ".xml"),
                   "-trace_err", "-error_file", os.path.join(home, "errors"), *options]
        if fields:
            with open(os.path.join(home, "fields.csv"), "w", encoding="utf-8") as file:
                file.write("SEQUENTIAL\n")
                file.writelines(";".join(row) + "\n" for row in fields)
            command += ["-inf", os.path.join(home, "fields.csv")]
        with open(os.path.join(home, "screen"), "w", encoding="utf-8") as screen:
            process = self._stage.start(command, cwd=home, stdin=subprocess.DEVNULL, stdout=screen,
                                        stderr=subprocess.STDOUT,
                                        env={"PATH": os.environ["PATH"], "TERM": "dumb"})
        process.home = home
        return process

    @staticmethod
    def _finish(process, seconds):
        """SIPp's exit status is 0 when every call of the scenario went as written."""
        wait_for(lambda: process.poll() is not None, seconds, "SIPp is done")
        if process.returncode != 0:
            said = ""
            for name in ("errors", "screen"):
                path = os.path.join(process.home, name)
                if os.path.exists(path):
                    with open(path, encoding="utf-8", errors="replace") as file:
                        said += file.read()[-3000:]
            raise AssertionError(f"SIPp ended with {process.returncode}:\n{said}")

    def _authentication(self, number):
        return f"[authentication username={number} password={password(number)}]"

    def registrations(self, rate, seconds):
        fields = [(str(number), self._authentication(number), self.switchboard.domains[0])
                  for number in CALLERS]
        self._finish(self._sipp("register", "-i", self._stage.address(), "-r", str(rate),
                                "-m", str(rate * seconds), fields=fields), seconds + 40)

    def calls(self, rate, seconds):
        callees = sip.Endpoint(self._stage.address(),
                               (self.switchboard.address, self.switchboard.port),
                               self.switchboard.domains[0])
        for number in CALLEES:
            if sip.register(callees, str(number), password(number)) != 200:
                raise AssertionError(f"{number} could not register")
        callees.close()  # SIPp answers at the same address and port from here on
        answering = self._sipp("answer", "-i", callees.address, "-p", str(callees.port))
        fields = [(str(caller), self._authentication(caller),
                   str(CALLEES[index % len(CALLEES)]), self.switchboard.domains[0])
                  for index, caller in enumerate(CALLERS)]
        self._finish(self._sipp("call", "-i", self._stage.address(), "-r", str(rate), "-d", "100",
                                "-m", str(rate * seconds), fields=fields), seconds + 40)
        self._stage.kill(answering)

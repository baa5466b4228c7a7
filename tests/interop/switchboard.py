"""The jackfield program under test, as a user runs it: its command line and nothing else."""

import json
import os
import socket
import subprocess

from stage import free_port, wait_for

PROGRAM = os.environ.get("JACKFIELD_PROGRAM", os.path.join(
    os.path.dirname(__file__), "..", "..", "build", "host", "jackfield"))


def password(number):
    return f"secret-{number}"


class Switchboard:
    def __init__(self, stage, domains=(), page=False, plain=False, more=(), folder="data", steward=None):
        self._stage = stage
        self.folder = stage.subfolder(folder)
        self.address = stage.address()
        self.port = free_port(self.address)
        self.domains = domains or (self.address,)
        self.more = more  # options of serve
        self.page = f"{self.address}:{free_port(self.address, socket.SOCK_STREAM)}" if page else "none"
        self.plain = f"{self.address}:{free_port(self.address, socket.SOCK_STREAM)}" if plain else "none"
        self.process = None
        self.steward = steward or os.path.join(stage.folder, "no-steward")  # a folder

    @property
    def route(self):
        return f"{self.address}:{self.port}"

    def run(self, *arguments, text=""):
        """One command of the program; its standard output."""
        done = subprocess.run([PROGRAM, *arguments, "--data", self.folder], input=text, text=True,
                              capture_output=True, timeout=60, check=False)
        if done.returncode != 0:
            raise AssertionError(f"jackfield {' '.join(arguments)}: {done.stdout}{done.stderr}")
        return done.stdout

    def add_extension(self, number, password):
        self.run("extension", "add", number, "--name", f"Phone {number}", "--password-stdin",
                 text=password + "\n")

    def import_extensions(self, rows):
        """rows of (number, name, password)"""
        path = os.path.join(self._stage.folder, "extensions.csv")
        with open(path, "w", encoding="utf-8") as file:
            file.write("number,name,password\n")
            file.writelines(",".join(row) + "\n" for row in rows)
        self.run("import", "extensions", path)

    def start(self):
        domains = [word for name in self.domains for word in ("--domain", name)]
        with open(os.path.join(self._stage.folder, "jackfield.log"), "a", encoding="utf-8") as log:
            self.process = self._stage.start(
                [PROGRAM, "serve", "--data", self.folder, "--sip", self.route, "--https", self.page,
                 "--http", self.plain, "--steward", self.steward, *domains,
                 *self.more],
                stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT)
        wait_for(self._answers, 5, "jackfield answers OPTIONS")

    def _answers(self):
        if self.process.poll() is not None:
            with open(os.path.join(self._stage.folder, "jackfield.log"), encoding="utf-8") as log:
                raise AssertionError("jackfield ended at once:\n" + log.read()[-2000:])
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
            probe.settimeout(0.2)
            probe.connect((self.address, self.port))
            host, port = probe.getsockname()
            probe.send((f"OPTIONS sip:{self.route} SIP/2.0\r\n"
                        f"Via: SIP/2.0/UDP {host}:{port};branch=z9hG4bK{os.urandom(6).hex()}\r\n"
                        f"From: <sip:probe@{host}>;tag=1\r\nTo: <sip:{self.route}>\r\n"
                        f"Call-ID: {os.urandom(6).hex()}\r\nCSeq: 1 OPTIONS\r\n"
                        "Max-Forwards: 70\r\nContent-Length: 0\r\n\r\n").encode())
            try:
                return probe.recv(4096).startswith(b"SIP/2.0 ")
            except (TimeoutError, ConnectionRefusedError):
                return False

    def kill(self):
        """kill -9"""
        self._stage.kill(self.process)

    def registrations(self):
        return json.loads(self.run("registrations", "--json"))["registrations"]

    def calls(self, limit=1000):
        """The newest first."""
        return json.loads(self.run("calls", "--json", "--limit", str(limit)))["calls"]

"""A small HTTPS client: whole requests as a person or a program sends them, and raw octets. Every
answer to a whole request of the API must be as openapi.yaml describes it."""

import itertools
import json
import socket
import ssl

from description import Description


class Answer:
    def __init__(self, octets):
        head, _, self.body = octets.partition(b"\r\n\r\n")
        start, *lines = head.decode("latin-1").split("\r\n")
        self.status = int(start.split(" ")[1]) if start.startswith("HTTP/1.1 ") else 0
        self.fields = {}
        for line in lines:
            name, _, value = line.partition(":")
            self.fields[name.strip().lower()] = value.strip()

    @classmethod
    def of(cls, status, fields, body):
        answer = cls(b"")
        answer.status, answer.fields, answer.body = status, fields, body
        return answer

    def json(self):
        return json.loads(self.body)


class Client:
    """From `source`, an address of ours, or from many in turn: the door lets no address connect as
    fast as a test can. With a token or, after sign_in(), a session."""

    description = Description()
    _sources = itertools.cycle(f"127.0.100.{number}" for number in range(1, 255))

    def __init__(self, address, port, source=None, token=None):
        self.address = address
        self.port = port
        self.source = source
        self.token = token
        self.cookie = None
        self.csrf = None

    def connect(self, seconds=10):
        plain = socket.create_connection((self.address, self.port), timeout=seconds,
                                         source_address=(self.source or next(self._sources), 0))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE  # the box signs its own
        return context.wrap_socket(plain, server_hostname="jackfield.local")

    def raw(self, octets, seconds=10):
        """What comes back until the end; b"" when the other side just closes."""
        with self.connect(seconds) as stream:
            stream.sendall(octets)
            answer = b""
            try:
                while part := stream.recv(65536):
                    answer += part
            except (ConnectionResetError, ssl.SSLEOFError):
                pass
            return answer

    def ask(self, method, path, body=None, headers=None, seconds=10):
        fields = {"Host": f"{self.address}:{self.port}", "Connection": "close"}
        if self.token:
            fields["Authorization"] = f"Bearer {self.token}"
        if self.cookie:
            fields["Cookie"] = self.cookie
            if method not in ("GET", "HEAD"):
                fields["X-Jackfield-CSRF"] = self.csrf
        octets = b""
        if body is not None:
            octets = body if isinstance(body, bytes) else json.dumps(body).encode()
            fields["Content-Type"] = "application/json"
        if body is not None or method in ("POST", "PUT", "PATCH"):
            fields["Content-Length"] = str(len(octets))
        fields.update(headers or {})
        head = f"{method} {path} HTTP/1.1\r\n" + "".join(
            f"{name}: {value}\r\n" for name, value in fields.items()) + "\r\n"
        answer = Answer(self.raw(head.encode() + octets, seconds))
        self.description.check(method, path, answer)
        return answer

    def take_session(self, answer):
        """The session that an answer opened."""
        self.cookie = answer.fields["set-cookie"].split(";")[0]
        told = answer.json()
        self.csrf = told.get("session", told)["csrf"]

    def ask_plainly(self, url):
        """Without TLS."""
        with socket.create_connection((self.address, int(self.port)), timeout=10) as stream:
            path = "/" + url.split("/", 3)[3]
            stream.sendall(f"GET {path} HTTP/1.1\r\nHost: {self.address}:{self.port}\r\n"
                           "Connection: close\r\n\r\n".encode())
            return Answer(stream.makefile("rb").read())

    def sign_in(self, password, name="admin"):
        answer = self.ask("POST", "/api/v1/session", {"name": name, "password": password})
        if answer.status == 200:
            self.take_session(answer)
        return answer

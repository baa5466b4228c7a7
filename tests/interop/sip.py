"""A small SIP endpoint on one UDP socket, for what real phones cannot do: many at once, or wrongly.

It shares nothing with the program under test. Registrar and callee are told apart by the Call-ID.
"""

import hashlib
import os
import re
import select
import socket
import time


class Message:
    def __init__(self, datagram):
        head, _, self.body = datagram.decode("utf-8", "replace").partition("\r\n\r\n")
        self.start, *lines = head.split("\r\n")
        self.headers = [line.split(":", 1) for line in lines if ":" in line]
        self.is_response = self.start.startswith("SIP/2.0 ")
        self.status = int(self.start.split(" ", 2)[1]) if self.is_response else 0
        self.method = self.first("CSeq").split()[1]

    def all(self, name):
        return [value.strip() for key, value in self.headers
                if key.strip().lower() == name.lower()]

    def first(self, name):
        return next(iter(self.all(name)), "")


def uri_in(value):
    """The URI of a name-addr."""
    return re.search(r"<([^>]*)>", value).group(1)


class Credentials:
    """Answers to one challenge (RFC 7616), MD5 or SHA-256, with a running nonce count."""

    _HASHES = {"MD5": hashlib.md5, "SHA-256": hashlib.sha256}

    def __init__(self, challenge, user, password):
        self._fields = dict(re.findall(r'(\w+)="?([^",]*)"?', challenge.partition(" ")[2]))
        self._algorithm = self._fields.get("algorithm", "MD5")
        self._user = user
        self._secret = self._hash(f"{user}:{self._fields['realm']}:{password}")
        self._count = 0

    def _hash(self, text):
        return self._HASHES[self._algorithm](text.encode()).hexdigest()

    def header(self, method, uri):
        self._count += 1
        count, cnonce = f"{self._count:08x}", os.urandom(4).hex()
        nonce = self._fields["nonce"]
        response = self._hash(f"{self._secret}:{nonce}:{count}:{cnonce}:auth:"
                              + self._hash(f"{method}:{uri}"))
        opaque = f', opaque="{self._fields["opaque"]}"' if "opaque" in self._fields else ""
        return (f'Digest username="{self._user}", realm="{self._fields["realm"]}", '
                f'nonce="{nonce}", uri="{uri}", response="{response}", qop=auth, nc={count}, '
                f'cnonce="{cnonce}", algorithm={self._algorithm}{opaque}')


class Endpoint:
    """One socket at one address; requests go to the switchboard at `server` (address, port)."""

    def __init__(self, address, server, domain):
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4 << 20)
        self.socket.bind((address, 0))
        self.socket.setblocking(False)
        self.address, self.port = self.socket.getsockname()
        self.server = server
        self.domain = domain

    def close(self):
        self.socket.close()

    def contact(self, user):
        return f"sip:{user}@{self.address}:{self.port}"

    def branch(self):
        return f"z9hG4bK{os.urandom(8).hex()}"

    def send(self, method, uri, headers, branch=None):
        """headers: (name, value) pairs from From on."""
        lines = [f"{method} {uri} SIP/2.0",
                 f"Via: SIP/2.0/UDP {self.address}:{self.port};branch={branch or self.branch()}",
                 "Max-Forwards: 70"]
        lines += [f"{name}: {value}" for name, value in headers]
        self._send("\r\n".join(lines) + "\r\nContent-Length: 0\r\n\r\n")

    def respond(self, request, status, tag, contact=None):
        lines = [f"SIP/2.0 {status}"]
        for name in ("Via", "Record-Route", "From", "To", "Call-ID", "CSeq"):
            for value in request.all(name):
                if name == "To" and ";tag=" not in value:
                    value += f";tag={tag}"
                lines.append(f"{name}: {value}")
        if contact:
            lines.append(f"Contact: <{contact}>")
        self._send("\r\n".join(lines) + "\r\nContent-Length: 0\r\n\r\n")

    def _send(self, text):
        try:
            self.socket.sendto(text.encode(), self.server)
        except (ConnectionRefusedError, BlockingIOError):
            pass  # the switchboard is down, or slow: to the sender that is a lost datagram

    def received(self, seconds=0.0):
        """The messages that are there, or come within the time."""
        deadline = time.monotonic() + seconds
        while True:
            try:
                yield Message(self.socket.recv(65536))
            except ConnectionRefusedError:
                continue
            except BlockingIOError:
                left = deadline - time.monotonic()
                if left <= 0 or not select.select([self.socket], [], [], left)[0]:
                    return


class Registration:
    """One REGISTER with its challenge; `contacts` as they stand in the Contact header."""

    def __init__(self, endpoint, user, password, contacts, expires=3600, extra=()):
        self._endpoint = endpoint
        self._user = user
        self._password = password
        self._contacts = contacts
        self._expires = expires
        self._extra = list(extra)
        self._sequence = 0
        self.call_id = os.urandom(8).hex()
        self.status = None  # the final one
        self._challenged = False

    def start(self, authorization=None):
        self._sequence += 1
        aor = f"<sip:{self._user}@{self._endpoint.domain}>"
        headers = [("From", f"{aor};tag={self.call_id[:6]}"), ("To", aor),
                   ("Call-ID", self.call_id), ("CSeq", f"{self._sequence} REGISTER"),
                   ("Contact", self._contacts), ("Expires", str(self._expires)), *self._extra]
        if authorization:
            headers.append(("Authorization", authorization))
        self._endpoint.send("REGISTER", f"sip:{self._endpoint.domain}", headers)

    def take(self, response):
        if response.status == 401 and not self._challenged:
            self._challenged = True
            credentials = Credentials(response.first("WWW-Authenticate"), self._user,
                                      self._password)
            self.start(credentials.header("REGISTER", f"sip:{self._endpoint.domain}"))
        elif response.status >= 200:
            self.status = response.status


def register(endpoint, user, password, contacts=None, seconds=2.0, extra=()):
    """Registers and returns the final status, None if there was none in time."""
    registration = Registration(endpoint, user, password,
                                contacts or f"<{endpoint.contact(user)}>", extra=extra)
    registration.start()
    for message in endpoint.received(seconds):
        if message.is_response and message.first("Call-ID") == registration.call_id:
            registration.take(message)
            if registration.status:
                return registration.status
    return None

#!/usr/bin/env python3
"""The API of a running switchboard, as programs and intruders meet it."""

import os
import re
import socket
import statistics
import subprocess
import sys
import time
import unittest
from urllib.parse import quote

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "interop"))

import soundfile
from client import Answer, Client
from console import API, PASSWORD, Console
from description import Description
from sip import Endpoint, register
from stage import Stage
from switchboard import Switchboard

class Described(Console):
    """Client compares every answer with the description, here as everywhere."""

    def check(self, method, path, body=None, headers=None):
        return self.administrator.ask(method, API + path, body, headers)

    def test_every_answer_keeps_its_description(self):
        check = self.check
        for path in ("/setup", "/session", "/users", "/tokens", "/extensions", "/registrations",
                     "/rules", "/rooms", "/apps", "/calls", "/calls/live", "/recordings", "/sounds",
                     "/settings", "/status", "/log", "/certificate", "/backup",
                     "/update", "/openapi.yaml"):
            with self.subTest(path=path):
                self.assertEqual(check("GET", path).status, 200)
        with self.subTest("a person comes, changes and goes"):
            self.assertEqual(check("POST", "/extensions", body={"number": "200", "name": "Carol"})
                             .status, 201)
            shown = check("GET", "/extensions/200")
            changed = check("PATCH", "/extensions/200",
                            body={"name": "Caroline", "busy_to": "101"},
                            headers={"If-Match": shown.fields["etag"]})
            self.assertEqual(changed.json()["name"], "Caroline")
            late = check("PATCH", "/extensions/200", body={"name": "Carla"},
                         headers={"If-Match": shown.fields["etag"]})
            self.assertEqual(late.status, 412)
            self.assertEqual(check("POST", "/extensions/200/connection", body={}).status, 200)
            self.assertEqual(check("DELETE", "/extensions/200").status, 204)
            self.assertEqual(check("GET", "/extensions/200").status, 404)
        with self.subTest("a rule comes, changes and goes"):
            added = check("POST", "/rules", body={"name": "Doors", "user": "7??", "action": "reject",
                                                  "argument": "403 Closed"})
            self.assertEqual(added.status, 201, added.body)
            position = added.json()["position"]
            self.assertEqual(check("PATCH", f"/rules/{position}",
                                   body={"argument": "410 Gone"}).status, 200)
            self.assertEqual(self.administrator.ask(
                "GET", API + "/explain?number=712&from=101").json()["route"]["status"], 410)
            self.assertEqual(check("DELETE", f"/rules/{position}").status, 204)
        with self.subTest("rules change places"):
            shown = check("GET", "/rules")
            positions = [rule["position"] for rule in shown.json()["rules"]]
            seen = {"If-Match": shown.fields["etag"]}
            body = {"positions": positions[::-1]}
            moved = check("PUT", "/rules/order", body, seen)
            self.assertEqual(moved.status, 200)
            self.assertEqual(check("PUT", "/rules/order", body, seen).status, 412)
            self.assertEqual(check("PUT", "/rules/order", {"positions": [1]}).status, 422)
            self.assertEqual(check("PUT", "/rules/order", body).json(), shown.json())
        with self.subTest("a room comes, changes and goes"):
            room = {"number": "800", "name": "Board"}
            self.assertEqual(check("POST", "/rooms", room).status, 201)
            self.assertEqual(check("POST", "/rooms", room).status, 409)
            self.assertEqual(check("GET", "/rooms/800").json()["inside"], [])
            self.assertEqual(check("PATCH", "/rooms/800", {"pin": "none"}).status, 422)
            self.assertEqual(check("PATCH", "/rooms/800", {"pin": "4711"}).status, 200)
            self.assertEqual(check("DELETE", "/rooms/800").status, 204)
        with self.subTest("a user comes, changes and goes"):
            user = {"name": "dora", "role": "operator", "password": "battery staple"}
            self.assertEqual(check("POST", "/users", user).status, 201)
            self.assertEqual(check("PATCH", "/users/dora", {"role": "administrator"}).status, 200)
            self.assertEqual(check("DELETE", "/users/dora").status, 204)
        with self.subTest("what is not there"):
            for path in ("/calls/00000000", "/recordings/none", "/rules/1", "/rooms/1", "/nothing"):
                self.assertEqual(check("GET", path).status, 404, path)
            self.assertEqual(check("DELETE", "/status").status, 405)
            self.assertEqual(check("POST", "/rules").status, 415)
        with self.subTest("faults"):
            faulty = check("POST", "/extensions", body={"number": "", "password": "x",
                                                        "ring_seconds": 1})
            self.assertEqual(faulty.status, 422)
            self.assertGreaterEqual(len(faulty.json()["errors"]), 3)
            self.assertEqual(check("PATCH", "/settings", body={"realm": ""}).status, 422)

    def test_explains_where_a_call_would_go(self):
        answer = self.administrator.ask("GET", API + "/explain?number=102&from=101")
        self.assertEqual(answer.json()["route"], {"action": "extension", "number": "102"})
        for language, whys in (("en", ["another number", "No Such Extension"]),
                               ("zh", ["号码不符", "没有此分机"])):
            answer = self.administrator.ask("GET", API + "/explain?number=999&from=101",
                                            headers={"Accept-Language": language}).json()
            self.assertEqual(answer["route"]["reason"], "No Such Extension", "as phones hear it")
            self.assertEqual([answer["considered"][-1]["why"], answer["route"]["why"]], whys)

    def test_the_door_itself_answers_with_problem_documents(self):
        for language, detail in (("en", "This is longer than may be sent here"),
                                 ("zh", "内容超出此处允许的长度")):
            answer = self.administrator.ask("POST", API + "/extensions", {"name": "x" * 70000},
                                            headers={"Accept-Language": language})
            self.assertEqual((answer.status, answer.json()["status"]), (413, 413))
            self.assertEqual(answer.fields["content-type"], "application/problem+json")
            self.assertEqual(answer.json()["detail"], detail)

    def test_a_token_reaches_as_far_as_its_scopes(self):
        program = self.token("read")
        self.assertEqual(program.ask("GET", API + "/extensions").status, 200)
        self.assertEqual(program.ask("POST", API + "/extensions", {"number": "300"}).status, 403)
        self.assertEqual(program.ask("GET", API + "/backup").status, 403)


class Brought(Console):
    """Prompts and music, of each kind that people have."""

    def bring(self, name, octets, kind="application/octet-stream", client=None, **headers):
        return (client or self.administrator).ask("POST", f"{API}/sounds?name={quote(name)}",
                                                  octets, {"Content-Type": kind, **headers})

    def names(self):
        answer = self.administrator.ask("GET", API + "/sounds")
        return [sound["name"] for sound in answer.json()["sounds"]]

    def remove(self, name):
        return self.administrator.ask("DELETE", f"{API}/sounds/{quote(name)}")

    def test_every_kind_is_brought_heard_and_removed(self):
        for name, kind, octets in soundfile.every_kind(hz=1000, seconds=2):
            with self.subTest(name):
                added = self.bring(name, octets, kind)
                self.assertEqual(added.status, 201, added.body)
                self.assertAlmostEqual(added.json()["length_ms"], 2000, delta=100)
                self.assertIn(name, self.names())
                heard = self.administrator.ask("GET", f"{API}/sounds/{quote(name)}")
                self.assertEqual(heard.fields["content-type"], "audio/wav")
                rate, pcm = soundfile.read_wav(heard.body)
                self.assertEqual(rate, 16000)
                self.assertGreater(soundfile.share_of(1000, rate, pcm[8000:24000]), 0.95)
                self.assertEqual(self.remove(name).status, 204)
                self.assertNotIn(name, self.names())
                self.assertEqual(self.remove(name).status, 404)

    def test_a_part_can_be_had(self):
        self.bring("part", soundfile.wav(hz=440, seconds=1))
        part = self.administrator.ask("GET", API + "/sounds/part", headers={"Range": "bytes=0-43"})
        self.assertEqual((part.status, part.body[:4], len(part.body)), (206, b"RIFF", 44))
        self.assertEqual(self.remove("part").status, 204)

    def test_faults_are_told_in_both_languages(self):
        sound = soundfile.wav(hz=440, seconds=1)
        self.assertEqual(self.bring("taken", sound).status, 201)
        for status, name, octets, kind in (
                (409, "taken", sound, "audio/wav"),
                (415, "new", sound, "text/plain"),
                (422, "new", b"no sound at all", "audio/wav"),
                (422, "new", sound[:30], "audio/wav"),
                (422, "new", soundfile.wav(hz=440, seconds=1, rate=96000), "audio/wav"),
                (422, "new", soundfile.wav(hz=440, seconds=601, rate=8000), "audio/wav"),
                (422, "../../etc/passwd", sound, "audio/wav"),
                (422, "", sound, "audio/wav"),
                (422, "new", bytes(32 << 20), "audio/wav"),
                (413, "new", bytes((32 << 20) + 1), "audio/wav")):
            for language in ("en", "zh"):
                with self.subTest(status=status, name=name, language=language):
                    answer = self.bring(name, octets, kind, **{"Accept-Language": language})
                    self.assertEqual(answer.status, status, answer.body[:300])
                    said = answer.json()
                    text = said["detail"] + "".join(e["detail"] for e in said.get("errors", []))
                    self.assertEqual(any("\u4e00" <= c <= "\u9fff" for c in text), language == "zh")
        self.assertEqual(self.names(), ["taken"])
        apps = self.administrator.ask("GET", API + "/apps").json()["apps"]
        self.assertEqual(apps[-1]["option"]["choices"], ["taken"])
        self.assertEqual(self.remove("taken").status, 204)

    def test_what_is_in_use_stays(self):
        sound = soundfile.wav(hz=440, seconds=1)
        ask = self.administrator.ask
        self.bring("\u97f3\u4e50", sound)
        self.bring("Welcome", sound)
        self.assertEqual(ask("PATCH", API + "/settings", {"hold_music": "none"}).status, 422)
        self.assertEqual(ask("PATCH", API + "/settings", {"hold_music": "\u97f3\u4e50"}).status, 200)
        added = ask("POST", API + "/rules", {"name": "Welcome", "user": "700", "action": "app",
                                             "argument": "play Welcome", "position": 7})
        self.assertEqual(added.status, 201, added.body)
        explained = ask("GET", API + "/explain?number=700&from=101")
        self.assertEqual(explained.json()["route"],
                         {"action": "app", "app": "play", "sound": "Welcome"})
        for name in ("\u97f3\u4e50", "Welcome"):
            self.assertEqual(self.remove(name).status, 409)
        backup = ask("GET", API + "/backup").json()
        self.assertEqual(ask("PATCH", API + "/settings", {"hold_music": ""}).status, 200)
        self.assertEqual(ask("DELETE", API + "/rules/7").status, 204)
        for name in ("\u97f3\u4e50", "Welcome"):
            self.assertEqual(self.remove(name).status, 204)
        self.assertEqual(ask("PUT", API + "/backup", backup).status, 200)
        self.administrator.take_session(
            self.client().ask("POST", API + "/session", {"name": "admin", "password": PASSWORD}))
        self.assertEqual(self.names(), ["Welcome", "\u97f3\u4e50"])

    def test_who_may_bring_one(self):
        sound = soundfile.wav(hz=440, seconds=1)
        reader = self.token("read")
        self.assertEqual(reader.ask("GET", API + "/sounds").status, 200)
        self.assertEqual(self.bring("new", sound, client=reader).status, 403)
        program = self.token("recordings")
        self.assertEqual(self.bring("new", sound, client=program).status, 201)
        self.assertEqual(program.ask("DELETE", API + "/sounds/new").status, 204)


class Documented(unittest.TestCase):
    """What docs/api.md says, done word for word on a box without a password."""

    def test_the_examples_work(self):
        with open(os.path.join(HERE, "..", "..", "docs", "api.md"), encoding="utf-8") as file:
            blocks = re.findall(r"```sh\n(.*?)```", file.read(), re.DOTALL)
        with Stage() as stage:
            jackfield = Switchboard(stage, page=True)
            jackfield.start()
            script = "\n".join(["set -eu", f"BOX=https://{jackfield.page}", *blocks])
            done = subprocess.run(["bash", "-c", script], cwd=stage.subfolder("docs"), text=True,
                                  capture_output=True, timeout=60, check=False)
            self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
            self.assertNotIn('"title":', done.stdout)  # a problem document
            self.assertIn('"number":"102"', done.stdout)
            self.assertIn("102", jackfield.run("extension", "list"))


class Guarded(Console):
    def test_nobody_gets_in_without_a_session(self):
        stranger = self.client()
        for method, path, operation in Description().operations():
            open_to_all = operation.get("security") == [] or {} in operation.get("security", [{0: 0}])
            with self.subTest(method=method, path=path):
                asked = re.sub(r"\{\w+\}", "1", path)
                answer = stranger.ask(method, API + asked, {} if method != "GET" else None)
                if open_to_all:
                    self.assertNotEqual(answer.status, 404)
                else:
                    self.assertEqual(answer.status, 401, answer.body)

    def test_a_page_of_another_origin_changes_nothing(self):
        body = {"name": "Mallory"}
        path = API + "/extensions/101"
        mine = self.administrator
        self.assertEqual(mine.ask("PATCH", path, body, {"Origin": "https://evil.example"}).status, 403)
        self.assertEqual(mine.ask("PATCH", path, body, {"X-Jackfield-CSRF": "wrong"}).status, 403)
        same = f"https://{self.address}:{self.port}"
        self.assertEqual(mine.ask("PATCH", path, {"name": "Alice"}, {"Origin": same}).status, 200)

    def test_wrong_passwords_slow_their_address_alone(self):
        guesser = self.client(source="127.0.0.2")
        statuses = []
        for _ in range(50):
            try:
                statuses.append(guesser.sign_in("wrong").status)
            except ConnectionResetError:
                statuses.append(0)  # too many connections a second from one address
        self.assertLessEqual(set(statuses), {401, 429, 0})
        self.assertIn(429, statuses)
        self.assertLessEqual(statuses.count(401), 10)
        self.assertEqual(self.client(source="127.0.0.3").sign_in(PASSWORD).status, 200)

    def test_refuses_what_is_no_request_or_two(self):
        host = f"Host: {self.address}:{self.port}\r\n"
        for octets, statuses in (
                (f"GET /..%2f..%2fetc/passwd HTTP/1.1\r\n{host}\r\n", (400, 404)),
                (f"GET /../../etc/passwd HTTP/1.1\r\n{host}\r\n", (400, 404)),
                (f"GET /%00 HTTP/1.1\r\n{host}\r\n", (400,)),
                (f"GET / HTTP/1.1\r\n{host}Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n", (400, 501)),
                (f"POST /api/v1/session HTTP/1.1\r\n{host}Content-Length: 4\r\n"
                 "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n", (400, 501)),
                (f"POST /api/v1/session HTTP/1.1\r\n{host}Content-Length: 4\r\n"
                 "Content-Length: 5\r\n\r\nabcde", (400,)),
                (f"POST /api/v1/session HTTP/1.1\r\n{host}Content-Length: +4\r\n\r\nabcd", (400,)),
                (f"GET / HTTP/1.1\r\n{host}X: a\r\n b\r\n\r\n", (400,)),
                (f"GET / HTTP/1.1\n{host}\n", (400,)),
                (f"GET / HTTP/1.1\r\n{host}X : a\r\n\r\n", (400,)),
                ("GET / HTTP/1.1\r\n\r\n", (400,)),
                (f"GET / HTTP/1.1\r\n{host}{host}\r\n", (400,)),
                (f"GET / HTTP/2.7\r\n{host}\r\n", (400, 505)),
                (f"GET /{'a' * 9000} HTTP/1.1\r\n{host}\r\n", (414,)),
                (f"GET / HTTP/1.1\r\n{host}X: {'a' * 20000}\r\n\r\n", (431,)),
                (f"POST /api/v1/session HTTP/1.1\r\n{host}Content-Length: 99999999\r\n\r\n", (413,)),
        ):
            with self.subTest(octets[:60]):
                answer = Answer(self.client(source="127.0.0.9").raw(octets.encode()))
                self.assertIn(answer.status, statuses)

    def test_websocket_for_sip_is_refused_with_a_word(self):
        answer = self.client().ask("GET", "/", headers={
            "Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13",
            "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==", "Sec-WebSocket-Protocol": "sip"})
        self.assertEqual(answer.status, 501)
        self.assertTrue(answer.body)


class Crowd(Console):
    """Two hundred who say nothing and two hundred who dribble, from a few addresses."""

    def options_round_trip(self):
        times = []
        for _ in range(50):
            begin = time.monotonic()
            self.assertTrue(self.jackfield._answers())
            times.append(time.monotonic() - begin)
        return statistics.median(times) * 1000

    def test_leaves_the_page_usable(self):
        before = self.options_round_trip()
        crowd = []
        for number in range(400):
            source = f"127.0.1.{1 + number % 20}"
            try:
                crowd.append(socket.create_connection((self.address, self.port), timeout=5,
                                                      source_address=(source, 0)))
            except OSError:
                pass  # refused: all the better
        for number, stream in enumerate(crowd):
            if number % 2:
                try:
                    stream.send(b"\x16")
                except OSError:
                    pass
        self.assertEqual(self.client(source="127.0.3.1").ask("GET", "/healthz").status, 200)
        during = self.options_round_trip()
        for stream in crowd:
            stream.close()
        print(f"SIP OPTIONS round trip, median: {before:.2f} ms alone, {during:.2f} ms in the crowd")


class Live(Console):
    def register(self, password):
        endpoint = Endpoint(self.jackfield.address,
                            (self.jackfield.address, self.jackfield.port), self.jackfield.address)
        status = register(endpoint, "101", password)
        endpoint.close()
        return status

    def test_a_new_password_counts_at_the_next_message(self):
        path = API + "/extensions/101"
        self.assertEqual(self.administrator.ask("PATCH", path, {"password": "first-secret"}).status, 200)
        self.assertEqual(self.register("first-secret"), 200)
        self.assertEqual(self.administrator.ask("PATCH", path, {"password": "second-secret"}).status, 200)
        self.assertNotEqual(self.register("first-secret"), 200)
        self.assertEqual(self.register("second-secret"), 200)

    def test_who_holds_the_data_folder_gives_another_password_at_once(self):
        path = API + "/users"
        added = self.administrator.ask("POST", path, {
            "name": "carol", "role": "administrator", "password": "forgotten soon"})
        self.assertEqual(added.status, 201, added.body)
        carol = self.client()
        self.assertEqual(carol.sign_in("forgotten soon", "carol").status, 200)
        self.assertIn("carol", self.jackfield.run("user", "list"))
        self.jackfield.run("user", "set-password", "carol", "--password-stdin",
                           text="remembered well\n")
        self.assertEqual(carol.ask("GET", path).status, 401)
        self.assertEqual(carol.sign_in("forgotten soon", "carol").status, 401)
        self.assertEqual(carol.sign_in("remembered well", "carol").status, 200)
        self.jackfield.run("user", "remove", "carol")
        self.assertEqual(carol.ask("GET", path).status, 401)
        self.assertEqual(self.administrator.ask("GET", path).status, 200)

    def test_a_backup_restores_on_an_empty_switchboard(self):
        backup = self.administrator.ask("GET", API + "/backup").json()
        other = Switchboard(self.stage, page=True)
        other.folder = self.stage.subfolder("other")
        other.start()
        address, port = other.page.split(":")
        newcomer = Client(address, int(port))
        damaged = dict(backup, users="none")
        self.assertEqual(newcomer.ask("PUT", API + "/backup", damaged).status, 422)
        self.assertEqual(newcomer.ask("GET", API + "/setup").json()["step"], "password")
        self.assertEqual(newcomer.ask("PUT", API + "/backup", backup).status, 200)
        self.assertEqual(newcomer.ask("PUT", API + "/backup", backup).status, 401)
        self.assertEqual(newcomer.sign_in(PASSWORD).status, 200)
        self.assertEqual([one["name"] for one in newcomer.ask("GET", API + "/extensions")
                          .json()["extensions"]][:2], ["Alice", "Bob"])


if __name__ == "__main__":
    unittest.main(verbosity=2, argv=sys.argv)

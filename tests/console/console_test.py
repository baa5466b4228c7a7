#!/usr/bin/env python3
"""A person opens the page of a fresh switchboard and makes the first call; Chromium is the person's
browser, baresip and linphonec are the phones. Screenshots land in JACKFIELD_SCREENSHOTS."""

import json
import os
import sys
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "interop"))

from baresip import Baresip
import soundfile
from browser import Browser
from client import Client
from linphone import Linphone
from phones import Account
from sip import Credentials, Endpoint, register
from stage import Stage, wait_for
from switchboard import Switchboard

MODULES = os.environ.get("JACKFIELD_NODE_MODULES", os.path.join(HERE, "node_modules"))
SCREENSHOTS = os.environ.get("JACKFIELD_SCREENSHOTS", "")
PHONES = "127.0.0.1"  # where they stand: see office.py
PASSWORD = "correct horse battery"
API = "/api/v1"


class Page(unittest.TestCase):
    """A switchboard with its page, and a browser."""

    with_plain_port = False
    more = ()  # options of serve

    def setUp(self):
        self.stage = self.enterContext(Stage())
        self.jackfield = Switchboard(self.stage, page=True, plain=self.with_plain_port,
                                     more=self.more)
        self.jackfield.start()
        self.browser = Browser(self.stage, MODULES)
        self.url = f"https://{self.jackfield.page}/"

    def see_clean(self, name):
        """The screen at both widths, light and dark: nothing for axe-core to find, and a picture."""
        for width, scheme in ((1280, "light"), (1280, "dark"), (360, "light"), (360, "dark")):
            with self.subTest(screen=name, width=width, scheme=scheme):
                self.browser.view(width=width, scheme=scheme)
                if SCREENSHOTS:
                    os.makedirs(SCREENSHOTS, exist_ok=True)
                    self.browser.screenshot(
                        file=os.path.join(SCREENSHOTS, f"{name}-{width}-{scheme}.png"))
                self.assertEqual(self.browser.axe(), [])
                self.assertLessEqual(self.browser.width(), width)
        self.browser.view(width=1280, scheme="light")

    def first_people(self, names):
        """The first two steps, after which two people want phones."""
        self.browser.type(id="wizard-password", text=PASSWORD)
        self.browser.click(id="wizard-password-next")
        self.browser.type(id="wizard-names", text=names)
        self.browser.click(id="wizard-people-next")
        self.browser.see(id="wizard-phones-step")

    def phone_as_shown(self, number, frequency):
        """What the page says is typed into a phone, and nothing else."""
        self.browser.see(id=f"connect-{number}")
        self.browser.click(id="tab-hand")
        shown = {field: self.browser.read(id=f"connect-{field}")
                 for field in ("user", "password", "domain", "server", "transport")}
        server = shown["server"] if ":" in shown["server"] else shown["server"] + ":5060"
        account = Account(shown["user"], shown["password"], shown["domain"], server,
                          shown["transport"].lower())
        return Baresip(self.stage, account, frequency, address=PHONES)


class FirstFiveMinutes(Page):
    def first_call(self, locale, language, names):
        browser = self.browser
        browser.open(url=self.url, locale=locale)
        browser.see(id="wizard-password-step")
        self.assertTrue(browser.language().startswith(language))
        self.first_people(names)
        alice = self.phone_as_shown("101", 425)
        browser.see(id="connect-there")
        browser.click(id="wizard-next-person")
        bob = self.phone_as_shown("102", 750)
        browser.see(id="connect-there")
        browser.click(id="wizard-phones-next")
        browser.see(id="wizard-try-step")
        effort = browser.effort()
        self.assertEqual(effort["typed"], 2)
        self.assertLessEqual(effort["clicks"], 6)

        alice.call("*43")
        alice.await_talking()
        wait_for(lambda: browser.attribute(id="wizard-echo", name="data-done") == "true", 10,
                 "the page hears of the echo test")
        alice.hang_up()
        alice.await_ended()
        alice.call("102")
        bob.await_ringing()
        bob.answer()
        alice.await_talking()
        alice.await_tone_of(bob)
        bob.await_tone_of(alice)
        wait_for(lambda: browser.attribute(id="wizard-other", name="data-done") == "true", 10,
                 "the page hears of the call")
        self.assertIn("101", browser.see(id="live-calls"))
        bob.hang_up()
        alice.await_ended()
        browser.click(id="wizard-finish")
        browser.see(id="home-people")
        self.see_the_record()
        self.assertEqual(browser.complaints(), [])

    def see_the_record(self):
        record = self.jackfield.calls()[0]
        self.browser.goto(url=self.url + "#/calls")
        self.browser.see(id=f"call-{record['id']}")
        self.browser.click(id=f"call-{record['id']}")
        ladder = self.browser.see(id="ladder")
        for word in ("INVITE", "200", "BYE"):
            self.assertIn(word, ladder)
        if SCREENSHOTS:
            self.browser.screenshot(file=os.path.join(SCREENSHOTS, f"call-{self.id()}.png"))

    def test_in_english(self):
        self.first_call("en-GB", "en", "Alice, Bob")

    def test_in_chinese(self):
        self.first_call("zh-CN", "zh", "张三，李四")

    def test_goes_on_after_a_reload(self):
        self.browser.open(url=self.url)
        self.browser.type(id="wizard-password", text=PASSWORD)
        self.browser.click(id="wizard-password-next")
        self.browser.see(id="wizard-people-step")
        self.browser.reload()
        self.browser.see(id="wizard-people-step")
        self.browser.type(id="wizard-names", text="Alice, Bob")
        self.browser.click(id="wizard-people-next")
        self.browser.see(id="wizard-phones-step")
        self.browser.reload()
        self.browser.see(id="wizard-phones-step")
        self.browser.see(id="wizard-person-102")


class ProvisionedLinphone(Linphone):
    """linphonec that knows nothing but the link; `account.route` is that."""

    _CONFIG = """
[sip]
sip_port={udp}
sip_tcp_port={tcp}
sip_tls_port=0
bind_address={address}
use_ipv6=0
[rtp]
audio_rtp_port={rtp}-{rtp_last}
[misc]
config-uri={route}
"""


class Provisioning(Page):
    with_plain_port = True

    def test_linphone_needs_the_link_and_nothing_else(self):
        browser = self.browser
        browser.open(url=self.url)
        self.first_people("Alice, Bob")
        browser.see(id="connect-101")
        link = browser.read(id="connect-link")
        phone = ProvisionedLinphone(
            self.stage, Account("101", "unknown", self.jackfield.address, link, "udp"), 425,
            address=PHONES)
        phone.await_registered()
        browser.see(id="connect-there")
        again = Client(*self.jackfield.plain.split(":")).ask_plainly(link)
        self.assertEqual(again.status, 404)


class Screens(Page):
    def test_are_clean_in_light_and_dark_and_on_a_telephone(self):
        browser = self.browser
        browser.open(url=self.url)
        browser.see(id="wizard-password-step")
        self.see_clean("wizard-password")
        browser.type(id="wizard-password", text=PASSWORD)
        browser.click(id="wizard-password-next")
        browser.type(id="wizard-names", text="Alice, Bob, Carol")
        browser.see(id="wizard-proposed")
        self.see_clean("wizard-people")
        browser.click(id="wizard-people-next")
        browser.see(id="wizard-phones-step")
        self.see_clean("wizard-phones")
        alice = self.phone_as_shown("101", 425)
        browser.see(id="connect-there")
        browser.click(id="wizard-phones-next")
        browser.see(id="wizard-try-step")
        self.see_clean("wizard-try")
        alice.call("*43")
        alice.await_talking()
        browser.click(id="wizard-finish")
        for screen, sign in (("home", "home-people"), ("people", "people-list"),
                             ("people/101", "person-save"), ("rules", "rule-list"),
                             ("rules/220", "rule-option"), ("rooms", "room-list"),
                             ("rooms/new", "room-save"), ("people/new", "person-save"),
                             ("calls", "call-list"), ("recordings", "recording-list"),
                             ("account", "account-save"), ("system", "nav-system"),
                             *((f"system/{place}", f"system-{place}-screen")
                               for place in ("settings", "certificate", "backup", "update",
                                             "users", "tokens", "log"))):
            browser.goto(url=self.url + "#/" + ("" if screen == "home" else screen))
            browser.read(id=sign)  # an empty list is there and not seen
            self.see_clean(screen.replace("/", "-"))
        alice.hang_up()
        alice.await_ended()
        self.assertEqual(browser.complaints(), [])


class Sounds(Page):
    def test_music_on_hold_is_brought_chosen_and_removed(self):
        browser = self.browser
        browser.open(url=self.url)
        self.first_people("Alice, Bob")
        browser.click(id="wizard-phones-next")
        browser.click(id="wizard-finish")
        browser.see(id="home-people")
        browser.click(id="nav-recordings")
        browser.click(id="recordings-sounds")
        browser.see(id="sounds")
        path = os.path.join(self.stage.subfolder("sounds"), "My Tune (1).wav")
        with open(path, "wb") as file:
            file.write(soundfile.wav(hz=440, seconds=2))
        browser.upload(id="sound-file", file=path)
        self.assertEqual(browser.read(id="sound-name"), "My Tune 1")
        browser.click(id="sound-save")
        browser.see(id="sound-My Tune 1", text="0:02")
        browser.choose(id="sound-hold", value="My Tune 1")
        browser.see(id="toast", text="music on hold")
        self.see_clean("sounds")
        browser.click(id="sound-remove-My Tune 1")
        browser.click(id="confirm-yes")
        browser.see(id="problem", text="music on hold")
        browser.choose(id="sound-hold", value="")
        browser.click(id="sound-remove-My Tune 1")
        browser.click(id="confirm-yes")
        browser.gone(id="sound-My Tune 1")
        # Chromium complains of the answer 409 itself.
        self.assertEqual([one for one in browser.complaints() if "409" not in one], [])
class Changes(Page):
    """What an administrator changes in the office, and takes back."""

    def setUp(self):
        super().setUp()
        self.administrator = Client(*self.jackfield.page.split(":"))
        answer = self.administrator.ask("PUT", API + "/setup", {
            "password": PASSWORD, "language": "en",
            "people": [{"name": "Alice"}, {"name": "Bob"}], "done": True})
        self.administrator.take_session(answer)
        self.sign_in()

    def sign_in(self):
        self.browser.open(url=self.url)
        self.browser.type(id="sign-in-name", text="admin")
        self.browser.type(id="sign-in-password", text=PASSWORD)
        self.browser.click(id="sign-in-submit")
        self.browser.see(id="home-people")

    def told(self, path):
        answer = self.administrator.ask("GET", API + path)
        self.assertEqual(answer.status, 200, answer.body)
        return answer.json()

    def test_a_room_comes_changes_goes_and_comes_back(self):
        browser = self.browser
        browser.goto(url=self.url + "#/rooms/new")
        browser.type(id="room-name", text="Monday")
        browser.type(id="room-number", text="101")
        browser.click(id="room-save")
        browser.see(id="room-form", text="101 is the number of an extension")
        browser.type(id="room-number", text="*61")
        browser.type(id="room-pin", text="4711")
        browser.click(id="room-save")
        browser.see(id="room-list", text="Monday")
        self.assertEqual(self.told("/explain?number=*61&from=101")["route"]["app"], "conference")
        browser.goto(url=self.url + "#/rules")
        browser.see(id="rule-list", text="the number *61, they reach the conference room")
        browser.goto(url=self.url + "#/rooms")
        browser.click(id="room-edit-*61")
        browser.type(id="room-pin", text="")
        browser.click(id="room-save")
        browser.see(id="toast", text="Monday is saved")
        self.assertEqual(self.told("/rooms/*61")["pin"], "")
        browser.click(id="room-remove-*61")
        browser.click(id="confirm-no")
        room = self.told("/rooms/*61")
        browser.click(id="room-remove-*61")
        browser.click(id="confirm-yes")
        browser.gone(id="room-edit-*61")
        browser.click_last(id="undo")
        browser.see(id="room-edit-*61")
        self.assertEqual(self.told("/rooms/*61"), room)
        self.assertEqual(self.complaints(), [])

    def complaints(self):
        """But those that Chromium makes of itself when something is refused, as it should be."""
        return [one for one in self.browser.complaints()
                if "Failed to load resource: the server responded with a status of 4" not in one]

    def test_a_rule_moves_in_one_step_and_back_in_one(self):
        before = self.told("/rules")["rules"]
        self.browser.goto(url=self.url + "#/rules")
        self.browser.click(id="rule-up-210")
        self.browser.see(id="toast", text="is moved")
        moved = self.told("/rules")["rules"]
        self.assertEqual([rule["user"] for rule in moved], ["*", "\\*44", "\\*43", "\\*60"])
        self.assertEqual([rule["position"] for rule in moved],
                         [rule["position"] for rule in before])
        self.browser.click(id="undo")
        self.browser.see(id="toast", text="Undone")
        self.assertEqual(self.told("/rules")["rules"], before)
        self.assertEqual(self.complaints(), [])

    def test_of_two_administrators_the_second_is_told_and_chooses(self):
        browser = self.browser
        name = lambda: self.told("/extensions/101")["name"]

        def goes_to(window, text):
            browser.window(name=window)
            browser.type(id="person-name", text=text)

        def saves(window):
            browser.window(name=window)
            browser.click(id="person-save")

        for window in ("first", "second"):
            browser.window(name=window)
            if window == "second":
                self.sign_in()
            browser.goto(url=self.url + "#/people/101")
            browser.see(id="person-save")
        goes_to("first", "Alicia")
        goes_to("second", "Alison")
        saves("first")
        browser.see(id="toast", text="Alicia is saved")
        saves("second")
        clash = browser.see(id="clash")
        for words in ("Somebody else changed it meanwhile", "Alison", "Alicia"):
            self.assertIn(words, clash)
        self.assertEqual(self.browser.axe(), [])
        self.assertEqual(name(), "Alicia", "nothing is overwritten unasked")
        browser.click(id="clash-theirs")
        browser.gone(id="clash")
        wait_for(lambda: browser.read(id="person-name") == "Alicia", 5, "the form shows theirs")
        self.assertEqual(name(), "Alicia")

        goes_to("second", "Alison")
        goes_to("first", "Alma")
        saves("first")
        browser.see(id="toast", text="Alma is saved")
        saves("second")
        self.assertIn("Alma", browser.see(id="clash"))
        browser.click(id="clash-mine")
        browser.see(id="toast", text="Alison is saved")
        self.assertEqual(name(), "Alison")
        browser.click_last(id="undo")
        wait_for(lambda: name() == "Alma", 5, "what was there is there again")
        self.assertEqual(self.complaints(), [])

    def test_a_phone_that_is_switched_off_is_not_cut_off_unasked(self):
        made = self.administrator.ask("PATCH", API + "/extensions/101", {"renew_password": True})
        phone = Endpoint(self.jackfield.address,
                         (self.jackfield.address, self.jackfield.port), self.jackfield.address)
        self.addCleanup(phone.close)
        password = made.json()["password"]
        leaving = f"<{phone.contact('101')}>;expires=0"
        self.assertEqual(register(phone, "101", password), 200)
        self.assertEqual(register(phone, "101", password, leaving), 200)
        self.browser.goto(url=self.url + "#/people/101/connect")
        self.browser.see(id="connect-renew-why", text="switched off or away")
        self.assertEqual(register(phone, "101", password), 200, "its password still counts")
        self.assertEqual(register(phone, "101", password, leaving), 200)
        self.browser.click(id="connect-renew")
        self.browser.see(id="tab-hand")
        self.assertNotEqual(register(phone, "101", password), 200)

    def test_a_room_tells_who_is_inside(self):
        made = self.administrator.ask("POST", API + "/extensions/101/connection").json()
        alice = Baresip(self.stage, Account("101", made["password"], made["domain"],
                                            made["server"], "udp"), 425, address=PHONES)
        alice.await_registered()
        self.browser.goto(url=self.url + "#/rooms")
        self.browser.see(id="room-inside-*60", text="Nobody")
        alice.call("*60")
        alice.await_talking()
        self.browser.see(id="room-inside-*60", text="Alice (101)")
        alice.hang_up()
        alice.await_ended()
        self.browser.see(id="room-inside-*60", text="Nobody")


class Strangers(Page):
    def test_what_a_phone_calls_itself_stays_text(self):
        self.browser.open(url=self.url)
        self.first_people("Alice, Bob")
        self.browser.click(id="wizard-phones-next")
        self.browser.click(id="wizard-finish")
        self.browser.see(id="home-people")
        name = '<img src=x onerror=alert(1)>"\'</script>'
        session = self.browser.fetch(path="/api/v1/session").json()
        changed = self.browser.fetch(
            method="PATCH", path="/api/v1/extensions/101", body=json.dumps({"name": name}),
            headers={"Content-Type": "application/json", "X-Jackfield-CSRF": session["csrf"]})
        self.assertEqual(changed.status, 200)
        self.browser.goto(url=self.url + "#/people")
        self.browser.see(id="people-list", text=name)
        self.assertEqual(self.browser.complaints(), [])

    def test_what_a_phone_says_stays_text(self):
        script = "<script>alert(1)</script><img src=x onerror=alert(1)>"
        self.browser.open(url=self.url)
        self.first_people("Alice, Bob")
        self.browser.see(id="connect-101")  # with the password that the page has chosen
        self.jackfield.run("extension", "set", "101", "--password-stdin", text="secret-101\n")
        self.browser.click(id="wizard-phones-next")
        self.browser.click(id="wizard-finish")
        self.browser.see(id="home-people")
        endpoint = Endpoint(self.jackfield.address,
                            (self.jackfield.address, self.jackfield.port), self.jackfield.address)
        self.addCleanup(endpoint.close)
        self.assertEqual(register(endpoint, "101", "secret-101",
                                  extra=[("User-Agent", script)]), 200)
        self.refused_call(endpoint, script)
        for screen, sign in (("", "home-people"), ("people/101", "person-phones"),
                             ("calls", "call-list"), ("system", "nav-system")):
            self.browser.goto(url=self.url + "#/" + screen)
            self.browser.read(id=sign)
        self.browser.see(id="nav-people")
        record = self.jackfield.calls()[0]
        self.browser.goto(url=self.url + "#/calls")
        self.browser.click(id=f"call-{record['id']}")
        self.browser.see(id="ladder", text="INVITE")
        self.assertEqual(self.browser.complaints(), [])

    def refused_call(self, endpoint, script):
        """A call to somebody without a phone, with a script wherever a text may stand."""
        uri = f"sip:102@{endpoint.domain}"
        headers = [("From", f'"{script}" <sip:101@{endpoint.domain}>;tag=1'), ("To", f"<{uri}>"),
                   ("Call-ID", "script"), ("Contact", f"<{endpoint.contact('101')}>"),
                   ("User-Agent", script), ("Subject", script), ("X-Script", script)]
        endpoint.send("INVITE", uri, [*headers, ("CSeq", "1 INVITE")])
        for message in endpoint.received(3):
            if message.status == 407:
                proof = Credentials(message.first("Proxy-Authenticate"), "101", "secret-101")
                endpoint.send("INVITE", uri, [*headers, ("CSeq", "2 INVITE"), (
                    "Proxy-Authorization", proof.header("INVITE", uri))])
            elif message.status >= 400:
                return
        self.fail("the call was not refused")


if __name__ == "__main__":
    unittest.main(verbosity=2, argv=sys.argv)

#!/usr/bin/env python3
"""How a box begins, and begins anew, as a person sees it in a browser."""

import os
import sys
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "interop"))

from client import Client
from console_test import API, PASSWORD, Page
from stage import wait_for


class OpenedWithCode(Page):
    """The box shows a code, and the first screen asks for it."""

    more = ("--first-visit-code",)

    def test_asks_for_the_code_beside_the_password(self):
        browser = self.browser
        browser.open(url=self.url, locale="en")
        browser.see(id="wizard-code")
        self.see_clean("wizard-code")
        browser.type(id="wizard-code", text="AAAA-AAAA")
        browser.type(id="wizard-password", text=PASSWORD)
        browser.click(id="wizard-password-next")
        browser.see(id="wizard-password-step", text="not the code of the first visit")
        with open(os.path.join(self.jackfield.folder, "first-visit-code"), encoding="ascii") as file:
            browser.type(id="wizard-code", text=file.read().strip())
        browser.click(id="wizard-password-next")
        browser.see(id="wizard-names")


class Erased(Page):
    def test_is_asked_twice_and_then_the_box_is_fresh(self):
        browser = self.browser
        Client(*self.jackfield.page.split(":")).ask("PUT", API + "/setup", {
            "password": PASSWORD, "people": [{"name": "Alice"}], "done": True})
        browser.open(url=self.url, locale="en")
        browser.type(id="sign-in-password", text=PASSWORD)
        browser.click(id="sign-in-submit")
        browser.see(id="home-people")
        browser.goto(url=self.url + "#/system/backup")
        browser.click(id="reset-begin")
        browser.click(id="confirm-yes")
        self.see_clean("factory-reset")
        browser.type(id="reset-password", text=PASSWORD)
        browser.type(id="reset-word", text="erase")
        self.assertIsNotNone(browser.attribute(id="reset-now", name="disabled"))
        browser.type(id="reset-word", text="ERASE")
        browser.click(id="reset-now")
        browser.see(id="reset-done")
        wait_for(self.is_fresh, 10, "the box is fresh")

    def is_fresh(self):
        try:
            answer = Client(*self.jackfield.page.split(":")).ask("GET", API + "/setup")
            return answer.json()["step"] == "password"
        except (OSError, ValueError, AssertionError):  # cut off amid an answer, it may be
            return False


if __name__ == "__main__":
    sys.exit(unittest.main(verbosity=2))

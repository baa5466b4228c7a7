"""Chromium, driven by browser.mjs: browser.click("sign-in") and so on, by the page's test IDs."""

import json
import os
import shutil
import subprocess

from client import Answer, Client

HERE = os.path.dirname(os.path.abspath(__file__))


class Browser:
    def __init__(self, stage, modules):
        folder = stage.subfolder("browser")
        for name in ("browser.mjs", "package.json"):
            shutil.copy(os.path.join(HERE, name), folder)
        os.symlink(modules, os.path.join(folder, "node_modules"))
        with open(os.path.join(folder, "log"), "w", encoding="utf-8") as log:
            self._process = stage.start(
                ["node", "browser.mjs"], cwd=folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                stderr=log, text=True,
                env={"PATH": os.environ["PATH"], "HOME": folder,
                     "SCREENSHOT_OF_FAILURE": os.path.join(stage.folder, "failure.png")})

    def __getattr__(self, name):
        return lambda **options: self._carry_out(name, options)

    def fetch(self, path, method="GET", **options):
        """The page's own call of the API, which must be as it is described."""
        told = self._carry_out("fetch", {"path": path, "method": method, **options})
        answer = Answer.of(told["status"], told["fields"], told["text"].encode())
        Client.description.check(method, path, answer)
        return answer

    def _carry_out(self, name, options):
        self._process.stdin.write(json.dumps({"do": name, **options}) + "\n")
        self._process.stdin.flush()
        answer = json.loads(self._process.stdout.readline() or '{"error": "the browser ended"}')
        if "error" in answer:
            raise AssertionError(answer["error"])
        return answer["value"]

"""What a board's steward is to the switchboard: a folder with two FIFOs and a file (docs/boards.md).
This one writes nothing: it keeps what it was given, and refuses what does not begin as it likes."""

import os
import threading


class Steward:
    LIKES = b"JACKFIELD"

    def __init__(self, folder):
        self.folder = folder
        self.given = b""  # of the last update
        self.asked = []
        self.may_roll_back = True
        self.hold = threading.Event()  # cleared: he reads no further
        self.hold.set()
        for name in ("request", "update"):
            os.mkfifo(os.path.join(folder, name))
        self._state = {"slot": "a", "good": "a", "trial": "no", "other": "0.0.9", "update": "none",
                       "reason": "", "version": "", "last": ""}
        self.tell()
        # Open for writing as well: so the FIFO is never at its end.
        self._requests = os.open(os.path.join(folder, "request"), os.O_RDWR)
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def tell(self, **changes):
        self._state |= changes
        path = os.path.join(self.folder, "state")
        with open(path + ".new", "w", encoding="utf-8") as file:
            file.writelines(f"{key}={value}\n" for key, value in self._state.items())
        os.replace(path + ".new", path)

    def _serve(self):
        with os.fdopen(self._requests, encoding="ascii") as requests:
            for line in requests:
                self.asked.append(line.strip())
                if line == "close\n":
                    return
                if line == "update\n":
                    self._take()
                if line == "rollback\n":
                    if self.may_roll_back:
                        self.tell(update="none", reason="")
                    else:
                        self.tell(update="refused", reason="there is no whole version in the other slot")

    def _take(self):
        self.tell(update="writing", reason="", version="")
        with open(os.path.join(self.folder, "update"), "rb") as file:
            self.given = file.read(len(self.LIKES))
            if self.given != self.LIKES:
                self.tell(update="refused", reason="this is no update file")
                return
            self.hold.wait(30)
            self.given += file.read()
        self.tell(update="ready", version="0.2.0")

    def close(self):
        with open(os.path.join(self.folder, "request"), "w", encoding="ascii") as requests:
            requests.write("close\n")
        self._thread.join()

"""The stage a test plays on: processes that never outlive it, addresses of its own, waiting."""

import ctypes
import os
import random
import shutil
import signal
import socket
import subprocess
import tempfile
import time


def wait_for(condition, seconds, what):
    """Polls until condition() is true and returns its value; complains of `what` if it never is."""
    deadline = time.monotonic() + seconds
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > deadline:
            raise AssertionError(f"not within {seconds} s: {what}")
        time.sleep(0.01)


def free_port(address, kind=socket.SOCK_DGRAM):
    """A port that is free at the moment. On an address of Stage.address() nobody else takes it."""
    with socket.socket(socket.AF_INET, kind) as probe:
        probe.bind((address, 0))
        return probe.getsockname()[1]


def _die_with_parent():
    pr_set_pdeathsig = 1
    ctypes.CDLL(None).prctl(pr_set_pdeathsig, signal.SIGKILL)


class Stage:
    """with Stage() as stage: … what was started on it is killed after, and its folder removed."""

    def __init__(self):
        self._network = f"127.{random.randint(1, 254)}.{random.randint(0, 255)}"
        self._hosts = 0
        self._processes = []
        self._owned = []

    def __enter__(self):
        self.folder = tempfile.mkdtemp(prefix="jackfield-interop-")
        return self

    def __exit__(self, *_):
        for process in list(self._processes):
            self.kill(process)
        for closable in self._owned:
            closable.close()
        if os.environ.get("KEEP"):
            print("kept:", self.folder)
        else:
            shutil.rmtree(self.folder, ignore_errors=True)

    def own(self, closable):
        self._owned.append(closable)
        return closable

    def address(self):
        """A loopback address nobody else uses."""
        self._hosts += 1
        return f"{self._network}.{self._hosts}"

    def subfolder(self, name):
        path = os.path.join(self.folder, name)
        os.makedirs(path, exist_ok=True)
        return path

    def start(self, command, **options):
        process = subprocess.Popen(command, start_new_session=True, preexec_fn=_die_with_parent,
                                   **options)
        self._processes.append(process)
        return process

    def kill(self, process):
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        for stream in (process.stdin, process.stdout):
            if stream:
                try:
                    stream.close()
                except BrokenPipeError:
                    pass
        if process in self._processes:
            self._processes.remove(process)

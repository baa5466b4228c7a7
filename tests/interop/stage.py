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


# How much longer than on an idle machine anything may take: the tests share theirs.
PATIENCE = 4


def wait_for(condition, seconds, what):
    """Polls until condition() is true and returns its value; complains of `what` if it never is.
    `seconds` are enough on an idle machine."""
    seconds *= PATIENCE
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


class Ports:
    """A block of ports for what stands on an address others use too, or binds to all of them. Above
    what jackfield hands out for RTP, below what the system hands out itself. As long as somebody
    listens on the first port of a block, the others of it are his."""

    _BLOCKS = range(20000, 32400, 400)

    def __init__(self):
        for first in random.sample(self._BLOCKS, len(self._BLOCKS)):
            self._claim = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
            try:
                self._claim.bind(("127.0.0.1", first))
                self._claim.listen(1)
            except OSError:
                self._claim.close()
                continue
            self._next, self._end = first + 2, first + self._BLOCKS.step
            return
        raise AssertionError("no block of ports is free")

    def take(self, count):
        """The first of so many; it is even, as RTP likes it."""
        taken = self._next
        self._next += count + count % 2
        if self._next > self._end:
            raise AssertionError("the block of ports is used up")
        return taken

    def close(self):
        self._claim.close()


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
        self._ports = None

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

    def ports(self, count=1):
        """The first of so many ports nobody else uses, on whatever address."""
        if self._ports is None:
            self._ports = self.own(Ports())
        return self._ports.take(count)

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

"""Slots as they should not be, made of the one in the image; other partitions likewise."""

import os
import shutil
import subprocess

SECTOR = 512


def _run(*command, **options):
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                   **options)


class Slot:
    """A slot of a card, by its partition, unpacked in a folder of the stage; put_back() writes it onto the
    card."""

    def __init__(self, stage, card, number=3):
        self._card = card
        self._folder = stage.subfolder("slot")
        self._file = os.path.join(self._folder, "slot.ext4")
        self._root = os.path.join(self._folder, "root")
        self._first, count = card.partition(number)
        with open(self._file, "wb") as file:
            file.write(card.read(self._first, count))

    def _path(self, name):
        return os.path.join(self._folder, name)

    def replace(self, name, octets):
        """A file of the slot."""
        with open(self._path(name), "wb") as file:
            file.write(octets)
        self._write(name)

    def _write(self, name):
        for request in (f"rm {name}", f"write {self._path(name)} {name}"):
            _run("debugfs", "-w", "-R", request, self._file)

    def change_root(self, files, more=None):
        """Programs of the root: {path: text or octets}. `more`: a folder with what the root is to have
        besides; what it has stays."""
        _run("debugfs", "-R", f"dump root.squashfs {self._path('root.squashfs')}", self._file)
        _run("unsquashfs", "-no-xattrs", "-dest", self._root, self._path("root.squashfs"))
        for path, content in files.items():
            octets = content.encode() if isinstance(content, str) else content
            with open(os.path.join(self._root, path), "wb") as file:
                file.write(octets)
            os.chmod(os.path.join(self._root, path), 0o755)
        if more:
            shutil.copytree(more, self._root, dirs_exist_ok=True, copy_function=self._add)
        os.remove(self._path("root.squashfs"))
        _run("mksquashfs", self._root, self._path("root.squashfs"), "-all-root", "-no-xattrs",
             "-comp", "zstd", "-Xcompression-level", "6")
        shutil.rmtree(self._root)
        self._write("root.squashfs")

    @staticmethod
    def _add(source, target):
        if not os.path.exists(target):
            shutil.copy(source, target)

    def put_in(self, path, name):
        """A file of this machine, into the top folder."""
        _run("debugfs", "-w", "-R", f"write {path} {name}", self._file)

    def put_back(self):
        with open(self._file, "rb") as file:
            self._card.write(self._first, file.read())

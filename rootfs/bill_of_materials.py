#!/usr/bin/env python3
"""Prints what the image is made of, tab-separated, and gathers the licences that go along with it.

    rootfs/bill_of_materials.py CHECKOUT SYSROOT PACKAGES CLOSURE SHARE VERSION

SYSROOT and PACKAGES are folders that toolchains/debian.sh unpacked, CLOSURE is what closure.py printed;
the licences go to SHARE/doc/PACKAGE/copyright, as Debian has them.
"""

import json
import os
import re
import shutil
import subprocess
import sys

# Unpacked on the way to the board as a whole; of the sysroot only what a program needs.
COLUMNS = ("component", "version", "licence", "source", "where")


class Unpacked:
    """A folder of unpacked packages."""

    def __init__(self, folder):
        self.folder = folder
        with open(folder + ".packages", encoding="utf-8") as file:
            self.packages = {line.split()[0]: line.split() for line in file}
        with open(folder + ".files", encoding="utf-8") as file:
            self.owners = {path: package for package, path in
                           (line.rstrip("\n").split(" ", 1) for line in file)}

    def owner(self, path):
        return self.owners["/" + os.path.relpath(path, self.folder)]

    def copyright_of(self, package):
        path = os.path.join(self.folder, "usr/share/doc", package, "copyright")
        if not os.path.exists(path):  # the folder is a link to that of its base package
            folder = os.path.join(self.folder, "usr/share/doc")
            path = os.path.join(folder, os.readlink(os.path.join(folder, package)), "copyright")
        return path


def licences(path):
    """Their short names, but for those of Debian's own packaging."""
    with open(path, encoding="utf-8", errors="replace") as file:
        text = file.read()
    names = []
    for paragraph in re.split(r"\n\s*\n", text):
        if re.search(r"^Files: *debian/", paragraph, re.MULTILINE):
            continue
        if not re.search(r"^Files:", paragraph, re.MULTILINE):
            continue
        names += re.findall(r"^License: *(.+)$", paragraph, re.MULTILINE)
    names = names or re.findall(r"common-licenses/([\w.-]*\w)", text)
    return ", ".join(dict.fromkeys(names)) or "see its copyright file"


def row(tree, package, where, share):
    _, version, source, source_version = tree.packages[package]
    path = tree.copyright_of(package)
    target = os.path.join(share, "doc", package, "copyright")
    os.makedirs(os.path.dirname(target), exist_ok=True)
    shutil.copyfile(path, target)
    return (package, version, licences(path), f"Debian {source} {source_version}", where)


def of_the_root(tree, closure, share):
    """Programs and libraries, and of the libraries that are all header those the program contains."""
    with open(closure, encoding="utf-8") as file:
        copied = [line.rstrip("\n").split("\t") for line in file]
    owners = {}
    for place, source in copied:
        if source.startswith(tree.folder + "/"):
            owners.setdefault(tree.owner(source), []).append(place)
    for package, places in owners.items():
        yield row(tree, package, " ".join(places), share)
    yield row(tree, "busybox-static", "/bin/busybox, and in the initrd", share)
    sources = {tree.packages[package][2] for package in owners}
    for package in sorted(wanted(tree) - owners.keys()):
        if tree.packages[package][2] not in sources:
            yield row(tree, package, "in /bin/jackfield", share)


def wanted(tree):
    """The packages of section [build] that are there for the board."""
    with open(os.path.join(CHECKOUT, "toolchains/packages.txt"), encoding="utf-8") as file:
        section = file.read().split("\n[build]\n")[1].split("\n[")[0]
    return {line for line in section.splitlines() if line in tree.packages}


def of_the_compiler():
    architecture = os.path.basename(SYSROOT)
    package = f"libstdc++-12-dev-{architecture}-cross"
    version = subprocess.run(["dpkg-query", "--show", "--showformat", "${Version}", package],
                             check=True, capture_output=True, text=True).stdout
    return (package, version, "GPL-3+ with GCC Runtime Library Exception",
            f"Debian cross-toolchain-base {version}", "in /bin/jackfield")


def of_the_page():
    folder = os.path.join(CHECKOUT, "apps/console/page")
    with open(os.path.join(folder, "package-lock.json"), encoding="utf-8") as file:
        packages = json.load(file)["packages"]
    for name in packages[""]["dependencies"]:
        package = packages["node_modules/" + name]
        yield (name, package["version"], package.get("license", "see its package"), "npm",
               "the page in /bin/jackfield")


def of_the_firmware(tree, share):
    for package in tree.packages:
        where = {"raspi-firmware": "first partition",
                 "u-boot-rpi": "first partition"}.get(package, "kernel and modules of the slots")
        yield row(tree, package, where, share)


CHECKOUT, SYSROOT, PACKAGES, CLOSURE, SHARE, VERSION = sys.argv[1:]
table = [("jackfield", VERSION, "Apache-2.0", "this tree", "/bin/jackfield, /sbin, boot script"),
         *of_the_root(Unpacked(SYSROOT), CLOSURE, SHARE), of_the_compiler(), *of_the_page(),
         *of_the_firmware(Unpacked(PACKAGES), SHARE)]
for line in (COLUMNS, *sorted(set(table))):
    print("\t".join(line))

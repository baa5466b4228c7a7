#!/usr/bin/env python3
"""Copies programs of a sysroot, or built against it, into a root with all shared objects they need.

    rootfs/closure.py SYSROOT ROOT TOOLS-PREFIX PROGRAM…       PROGRAM: FILE=/place/in/root

Prints each copied file, as it is called in the root, with its origin, tab between. What is opened by
name at run time is no part of it; jackfield and what it links open nothing so:
- glibc's NSS reads `files` and `dns` itself since 2.34;
- CivetWeb would open OpenSSL, were it asked to speak TLS; the door speaks it;
- gconv's modules are for iconv, which nobody calls.
"""

import glob
import os
import re
import shutil
import subprocess
import sys


def libraries(readelf, path):
    text = subprocess.run([readelf, "--dynamic", "--program-headers", "--wide", path], check=True,
                          capture_output=True, text=True).stdout
    needed = re.findall(r"\(NEEDED\).*\[(.*)\]", text)
    return needed + re.findall(r"program interpreter: (.*)\]", text)


def find(sysroot, name):
    """As the dynamic linker would; the packages lay /lib and /usr/lib out as two folders."""
    if name.startswith("/"):
        return os.path.realpath(os.path.join(sysroot, name.lstrip("/")))
    for folder in ("lib/*-linux-gnu*", "usr/lib/*-linux-gnu*", "lib", "usr/lib"):
        for path in glob.glob(os.path.join(sysroot, folder, name)):
            return os.path.realpath(path)
    raise SystemExit(f"{name} is needed and in no package of the sysroot: add it to packages.txt")


def copy(root, source, place, mode, strip):
    target = os.path.join(root, place.lstrip("/"))
    os.makedirs(os.path.dirname(target), exist_ok=True)
    shutil.copyfile(source, target)
    os.chmod(target, mode)
    subprocess.run([strip, "--strip-unneeded", target], check=True)
    print(place, source, sep="\t")


def main():
    sysroot, root, tools, *programs = sys.argv[1:]
    waiting = []
    for program in programs:
        source, place = program.split("=")
        copy(root, source, place, 0o755, tools + "strip")
        waiting.append(source)
    seen = set()
    while waiting:
        for name in libraries(tools + "readelf", waiting.pop(0)):
            base = os.path.basename(name)
            if base in seen:
                continue
            seen.add(base)
            source = find(sysroot, name)
            waiting.append(source)
            copy(root, source, name if name.startswith("/") else "/lib/" + base, 0o755,
                 tools + "strip")


main()

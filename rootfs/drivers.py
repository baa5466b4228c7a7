#!/usr/bin/env python3
"""Checks that a board loads a driver for each device of its device tree for which the kernel has one as a
module, or says that it leaves it out: no board would tell why its card is not found.

    rootfs/drivers.py MODULES LISTS LEFT-OUT DEVICE-TREE…

MODULES is the kernel's folder, with depmod's modules.alias; LISTS names the files that list what is loaded,
with commas between; LEFT-OUT names the modules that the board does without, with commas between. Prints what
is amiss, a line each, and ends with 1.
"""

import fnmatch
import os
import re
import struct
import sys

BEGIN_NODE, END_NODE, PROPERTY, NOTHING, END = 1, 2, 3, 4, 9


def texts(value):
    return [text.decode("ascii", "replace") for text in value.split(b"\0") if text]


def devices(tree):
    """The enabled nodes of a flattened device tree (Devicetree Specification, 5) that say with what they
    are compatible: (name, [compatible…])."""
    structure, strings = struct.unpack_from(">8xII", tree)
    at, nodes, found = structure, [], []
    while True:
        token = struct.unpack_from(">I", tree, at)[0]
        at += 4
        if token == BEGIN_NODE:
            end = tree.index(b"\0", at)
            nodes.append({"": tree[at:end].decode("ascii"), "status": b"okay\0"})
            at = end + 1
        elif token == PROPERTY:
            size, name = struct.unpack_from(">II", tree, at)
            name = tree[strings + name:tree.index(b"\0", strings + name)].decode("ascii")
            nodes[-1][name] = tree[at + 8:at + 8 + size]
            at += 8 + size
        elif token == END_NODE:
            if "compatible" in nodes[-1] and all(texts(node["status"])[0] in ("okay", "ok") for node in nodes):
                found.append((nodes[-1][""], texts(nodes[-1]["compatible"])))
            nodes.pop()
        elif token == END:
            return found
        elif token != NOTHING:
            raise ValueError("this is no device tree")
        at = (at + 3) & ~3


def aliases(folder):
    """[(pattern, module)] of what device trees may ask for."""
    with open(os.path.join(folder, "modules.alias"), encoding="ascii") as file:
        lines = (line.split() for line in file if line.startswith("alias of:"))
        return [(words[1], words[-1].replace("-", "_")) for words in lines]


def listed(path):
    with open(path, encoding="ascii") as file:
        return {re.sub(r"\.ko$", "", os.path.basename(line.split()[0])).replace("-", "_") for line in file}


def main():
    folder, lists, left_out, *trees = sys.argv[1:]
    known = aliases(folder)
    settled = set(left_out.split(",")).union(*map(listed, lists.split(",")))
    amiss = set()
    for path in trees:
        with open(path, "rb") as file:
            tree = file.read()
        for node, compatible in devices(tree):
            for name in compatible:
                asked = f"of:N{node.split('@')[0]}T(null)C{name}"
                amiss |= {f"{os.path.basename(path)}: {node} ({name}) wants the module {module}"
                          for pattern, module in known
                          if module not in settled and fnmatch.fnmatchcase(asked, pattern)}
    print("\n".join(sorted(amiss)), end="\n" if amiss else "")
    sys.exit(1 if amiss else 0)


if __name__ == "__main__":
    main()

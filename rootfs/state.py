#!/usr/bin/env python3
"""A state sector, as rootfs/boot.cmd describes it: rootfs/state.py FILE [ACTIVE [GOOD [TRIES]]]"""

import struct
import sys
import zlib


def sector(active=0, good=0, tries=0, event=0, generation=1):
    body = struct.pack("<4sIBBBB48x", b"JKFS", generation, active, good, tries, event)
    return (body + struct.pack(">I", zlib.crc32(body))).ljust(512, b"\0")


if __name__ == "__main__":
    with open(sys.argv[1], "wb") as file:
        file.write(sector(*map(int, sys.argv[2:])))

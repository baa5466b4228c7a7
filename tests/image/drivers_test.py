#!/usr/bin/env python3
"""No image is made for a board that would lack the driver of a device."""

import os
import struct
import subprocess
import sys
import tempfile
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
PROGRAM = os.path.join(HERE, "../../rootfs/drivers.py")

ALIASES = """# Aliases extracted from modules themselves.
alias of:N*T*Cvendor,card vendor-card
alias of:N*T*Cvendor,cardC* vendor-card
alias of:N*T*Cregulator-fixed fixed
alias pci:v00001AF4d00001000sv*sd*bc*sc*i* virtio_pci
"""


def node(name, *children, **properties):
    """As a flattened device tree has it; names of properties are in `strings`."""
    octets = struct.pack(">I", 1) + padded(name.encode() + b"\0")
    for key, value in properties.items():
        offset = strings.index(key.encode())
        octets += struct.pack(">III", 3, len(value), offset) + padded(value)
    return octets + b"".join(children) + struct.pack(">I", 2)


def padded(octets):
    return octets + bytes(-len(octets) % 4)


strings = b"compatible\0status\0"
CARD = {"compatible": b"vendor,card-2\0vendor,card\0"}


class Drivers(unittest.TestCase):
    def setUp(self):
        self.folder = self.enterContext(tempfile.TemporaryDirectory())
        self.write("modules.alias", ALIASES.encode())

    def write(self, name, octets):
        path = os.path.join(self.folder, name)
        with open(path, "wb") as file:
            file.write(octets)
        return path

    def complaints(self, *nodes, loaded="", left=""):
        structure = node("", *nodes, compatible=b"vendor,board\0") + struct.pack(">I", 9)
        tree = struct.pack(">IIII", 0xd00dfeed, 0, 16, 16 + len(structure)) + structure + strings
        done = subprocess.run([sys.executable, "-B", PROGRAM, self.folder,
                               self.write("list", loaded.encode()), left, self.write("board.dtb", tree)],
                              capture_output=True, text=True, check=False)
        self.assertEqual(done.stderr, "")
        self.assertEqual(done.returncode, 1 if done.stdout else 0)
        return done.stdout

    def test_one_that_nobody_loads_is_named_with_its_device(self):
        self.assertEqual(self.complaints(node("mmc@7e340000", **CARD)),
                         "board.dtb: mmc@7e340000 (vendor,card) wants the module vendor_card\n")

    def test_one_that_is_loaded_is_there_whatever_its_options(self):
        self.assertEqual(self.complaints(node("mmc@1", **CARD),
                                         loaded="/lib/modules/6.1/drivers/vendor-card.ko slow=1\n"), "")

    def test_one_that_the_board_leaves_out_is_not_missed(self):
        self.assertEqual(self.complaints(node("mmc@1", **CARD), left="vendor_card"), "")

    def test_a_device_that_is_disabled_wants_none_nor_does_what_is_in_it(self):
        disabled = {"status": b"disabled\0"}
        self.assertEqual(self.complaints(node("mmc@1", **CARD, **disabled)), "")
        self.assertEqual(self.complaints(node("soc", node("mmc@1", **CARD), **disabled)), "")

    def test_a_device_inside_another_wants_its_own(self):
        self.assertIn("fixed", self.complaints(
            node("soc", node("vcc", compatible=b"regulator-fixed\0"), **CARD), left="vendor_card"))


if __name__ == "__main__":
    unittest.main()

"""What a disk was told to write, in order, as QEMU's blklogwrites driver keeps it; and what would be on
the disk, had the power gone at any moment of that: of what was not flushed yet, anything may be missing."""

import struct

SECTOR = 512
_FLUSH, _FUA, _DISCARD = 1, 2, 4


class WriteLog:
    def __init__(self, path):
        self._file = open(path, "rb")
        size = self._file.seek(0, 2)
        self.entries = []  # (where its data is in the log, first sector, sectors, flags)
        at = SECTOR  # behind the log's own head
        while at + SECTOR <= size:
            self._file.seek(at)
            first, count, flags, _ = struct.unpack("<QQQQ", self._file.read(32))
            data = at + SECTOR
            at = data + (0 if flags & _DISCARD else count * SECTOR)
            if at > size:
                break  # it was being written when QEMU ended
            self.entries.append((data, first, count, flags))
        self._durable = 0

    def close(self):
        self._file.close()

    def entries_before(self, position):
        """How many are whole in the log's first octets: what had been asked for by then."""
        return sum(1 for data, _, count, flags in self.entries
                   if data + (0 if flags & _DISCARD else count * SECTOR) <= position)

    def make_durable(self, cut, disk):
        """Onto the disk, which has what earlier cuts had: all that was flushed before this one."""
        end = max((index + 1 for index, entry in enumerate(self.entries[:cut])
                   if entry[3] & _FLUSH), default=0)
        for entry in self.entries[self._durable:end]:
            self._apply(entry, disk)
        self._durable = max(self._durable, end)

    def cut(self, cut, disk, chance):
        """The rest before the cut, as far as luck has it: each write whole, in part, or not at all.
        How many were not whole."""
        lost = 0
        for entry in self.entries[self._durable:cut]:
            _, _, count, flags = entry
            if flags & _FUA or chance.random() < 0.5:
                self._apply(entry, disk)
                continue
            lost += 1
            if count > 1 and chance.random() < 0.5:
                self._apply(entry, disk, chance.randrange(1, count))
        return lost

    def _apply(self, entry, disk, sectors=None):
        data, first, count, flags = entry
        if flags & _DISCARD or count == 0:
            return
        self._file.seek(data)
        disk.seek(first * SECTOR)
        disk.write(self._file.read((sectors or count) * SECTOR))

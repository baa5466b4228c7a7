"""What a screen of text shows, without knowing its font."""

import re

CELL = (8, 16)  # dots of a character on the kernel's console


class Screen:
    """A picture in PPM's binary kind, as QEMU makes it, as rows of characters' pictures."""

    def __init__(self, octets):
        head = re.match(rb"P6\s+(\d+)\s+(\d+)\s+255\s", octets)
        if not head:
            raise ValueError("this is no picture in PPM")
        width, height = map(int, head.groups())
        dots = octets[head.end():]
        columns, rows = width // CELL[0], height // CELL[1]

        def picture(row, column):
            starts = (3 * (y * width + column * CELL[0]) for y in range(row * CELL[1], (row + 1) * CELL[1]))
            return b"".join(dots[start:start + 3 * CELL[0]] for start in starts)

        self._rows = [tuple(picture(row, column) for column in range(columns)) for row in range(rows)]

    def shows(self, line):
        """Whether a row begins with the line, and goes on in the rows below where it is longer: whether
        equal characters look equal there, and others different."""
        return any(self._is(line, sum(self._rows[first:], ())) for first in range(len(self._rows)))

    @staticmethod
    def _is(line, pictures):
        pairs = set(zip(line, pictures, strict=False))
        return (len(pictures) >= len(line) and
                len(pairs) == len(set(line)) == len({picture for _, picture in pairs}))

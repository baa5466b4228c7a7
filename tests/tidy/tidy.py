#!/usr/bin/env python3
"""Holds the tree against the law of the house (law.py) and says where it is broken, and why.

    tests/tidy/tidy.py [ROOT]        exit status 1 if anything is broken
"""

import os
import re
import sys

import law
import source

HERE = os.path.dirname(os.path.abspath(__file__))


class File:
    def __init__(self, root, path):
        self.path = path
        self.folder = os.path.dirname(path)
        with open(os.path.join(root, path), encoding="utf-8") as stream:
            self.text = stream.read()
        self.is_header = path.endswith(".h")
        self.is_cpp = path.endswith((".h", ".cpp"))
        self.code = source.code_of(self.text) if self.is_cpp else ""
        self.includes = source.includes_of(self.text) if self.is_cpp else []


class Tidy:
    """One walk over one tree; `faults` are lines `path:line: what (why)`."""

    def __init__(self, root):
        self.faults = []
        self.files = {}
        for top in ("firmware", "apps", "tests"):
            for folder, subfolders, names in os.walk(os.path.join(root, top)):
                subfolders.sort()
                for name in sorted(names):
                    path = os.path.relpath(os.path.join(folder, name), root)
                    if name.endswith((".h", ".h.in", ".cpp", ".py")) or name == "CMakeLists.txt":
                        self.files[path] = File(root, path)

    def fault(self, path, line, what):
        self.faults.append(f"{path}:{line}: {what}")

    def run(self):
        for file in self.files.values():
            self.check_size(file)
            if file.is_cpp:
                self.check_form(file)
                self.check_names(file)
            if file.is_cpp and not file.path.startswith("tests/"):
                self.check_words(file)
                self.check_floors(file)
                self.check_vendors(file)
        self.check_links()
        return self.faults

    # Form: sizes, the first lines of a header, names.

    def check_size(self, file):
        lines = file.text.splitlines()
        if len(lines) > law.FILE_LINES:
            self.fault(file.path, len(lines),
                       f"{len(lines)} lines; a file has at most {law.FILE_LINES}")
        for number, line in enumerate(lines, 1):
            if len(line) > law.COLUMNS and file.is_cpp:
                self.fault(file.path, number,
                           f"{len(line)} columns; a line has at most {law.COLUMNS}")
            if re.search(law.UNFINISHED, line):
                self.fault(file.path, number, "unfinished work; finish it or leave it out")
        for first, length, head in source.functions_of(file.code):
            if length > law.FUNCTION_LINES:
                self.fault(file.path, first, f"{length} lines; a function has at most "
                                             f"{law.FUNCTION_LINES}: {head[:60]}")

    def check_form(self, file):
        if file.is_header:
            if not file.text.startswith(("//", "/*")):
                self.fault(file.path, 1, "a header opens with a comment that says what it is")
            if not re.search(r"^#pragma once$", file.code, re.MULTILINE):
                self.fault(file.path, 1, "a header has #pragma once")
        for line, quoted, path in file.includes:
            ours = path.split("/")[0] in ("firmware", "apps", "tests")
            if quoted and not ours and file.folder not in law.FOREIGN_HEADERS:
                self.fault(file.path, line, f'"{path}": own headers are named from the root')
            elif quoted and ours and path not in self.files and path + ".in" not in self.files:
                self.fault(file.path, line, f'"{path}" is not there')
            elif ours and not quoted:
                self.fault(file.path, line, f"<{path}>: own headers stand in quotes")

    def check_names(self, file):
        for match in re.finditer(r"\b(?:class|struct|enum|union|concept|using)\s+(\w+)", file.code):
            last_word = re.findall(r"[A-Z][a-z0-9]*|[a-z0-9]+|_", match.group(1))[-1:]
            if last_word and last_word[0] in law.SAYS_NOTHING:
                self.fault(file.path, file.code.count("\n", 0, match.start()) + 1,
                           f"{match.group(1)}: '{last_word[0]}' says nothing; name what it is")
        last_word = os.path.splitext(os.path.basename(file.path))[0].split("_")[-1].capitalize()
        if last_word in law.SAYS_NOTHING:
            self.fault(file.path, 1, f"'{last_word}' says nothing; name the file for what it holds")

    def check_words(self, file):
        for pattern, homes, why in law.WORDS:
            if file.folder not in homes:
                for match in re.finditer(pattern, file.code):
                    self.fault(file.path, file.code.count("\n", 0, match.start()) + 1,
                               f"{match.group()}: {why}")

    # Who may know whom.

    @staticmethod
    def place(folder):
        """The folder's name in the law's tables and its floor, or None: unknown to the law."""
        for name in (folder, os.path.dirname(folder) + "/*"):
            for floor, folders in enumerate(law.FLOORS):
                if name in folders:
                    return name, floor
        return None

    def check_floors(self, file):
        here = self.place(file.folder)
        if here is None:
            self.fault(file.path, 1, f"{file.folder} is on no floor of tests/tidy/law.py")
            return
        for line, quoted, path in file.includes:
            folder = os.path.dirname(path)
            if not quoted or folder == file.folder or path not in self.files:
                continue
            there = self.place(folder)
            if there is None:
                self.fault(file.path, line, f"{folder} may not be included from {file.folder}")
            elif there[1] > here[1]:
                self.fault(file.path, line, f"{file.folder} includes {folder}, which stands above")
            elif there[1] == here[1] and (here[0], there[0]) not in law.SIDEWAYS:
                self.fault(file.path, line, f"{file.folder} includes {folder} beside it")
            elif here[0] not in law.RESERVED.get(folder, (here[0],)):
                self.fault(file.path, line, f"{folder} is open only to "
                                            f"{', '.join(law.RESERVED[folder])}")

    def check_vendors(self, file):
        for line, _, path in file.includes:
            for pattern, home in law.VENDOR_HOMES:
                if re.match(pattern, path) and home not in (file.folder, file.path):
                    self.fault(file.path, line, f"<{path}> is at home "
                                                + (f"in {home} only" if home else "nowhere"))
            if re.match(law.ONLY_IN_CPP, path) and file.is_header:
                self.fault(file.path, line, f"<{path}> belongs in .cpp files, being slow")
            if path in self.files and os.path.dirname(path) != file.folder:
                for chain in self.vendors_behind(path, []):
                    self.fault(file.path, line, "reaches a vendor header outside its home: "
                                                + " -> ".join(chain))

    def vendors_behind(self, header, chain):
        """Chains of includes inside one folder from a header to a vendor's."""
        chain = chain + [header]
        for _, _, path in self.files[header].includes:
            if path in chain:
                continue
            if path in self.files and os.path.dirname(path) == os.path.dirname(header):
                yield from self.vendors_behind(path, chain)
            elif not re.match(law.TRAVELS, path) and any(
                    re.match(pattern, path) for pattern, _ in law.VENDOR_HOMES):
                yield chain + [path]

    # What CMake links is what the includes need, and nothing lies about unbuilt.

    def check_links(self):
        folders = {}
        for file in self.files.values():
            if not file.path.startswith("tests/") and file.is_cpp:
                folders.setdefault(file.folder, []).append(file)
        libraries = {}
        for folder in folders:
            lists = self.files.get(folder + "/CMakeLists.txt")
            if lists is None:
                self.fault(folder, 1, "has sources and no CMakeLists.txt: nothing builds them")
            else:
                libraries[folder] = source.cmake_of(lists.text)
        folder_of = {name: folder for folder, (names, *_) in libraries.items() for name in names}
        for folder, (_, sources, public, private) in libraries.items():
            self.check_folder(folder, folders[folder], sources,
                              {folder_of[name] for name in public if name in folder_of},
                              {folder_of[name] for name in private if name in folder_of})

    def check_folder(self, folder, files, sources, public, private):
        lists = folder + "/CMakeLists.txt"
        for file in files:
            name = os.path.basename(file.path)
            if not file.is_header and name not in sources:
                self.fault(lists, 1, f"{name} lies in the folder and is not built")
        shown, hidden = {}, {}
        for file in files:
            for line, quoted, path in file.includes:
                target = os.path.dirname(path)
                if quoted and path in self.files and target != folder:
                    (shown if file.is_header else hidden).setdefault(target, f"{file.path}:{line}")
        for target, where in shown.items():
            if target not in public:
                self.fault(lists, 1, f"{target} is missing in LINKS: {where} includes it")
        for target, where in hidden.items():
            if target not in public | private:
                self.fault(lists, 1, f"{target} is missing in the links: {where} includes it")
        for target in sorted((public | private) - set(shown) - set(hidden)):
            self.fault(lists, 1, f"{target} is linked and nothing here includes it")


def main():
    root = sys.argv[1] if len(sys.argv) > 1 else os.path.join(HERE, "..", "..")
    faults = Tidy(root).run()
    for fault in faults:
        print(fault)
    print("The tree keeps the law." if not faults else f"{len(faults)} faults.")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())

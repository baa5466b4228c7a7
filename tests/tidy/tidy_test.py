#!/usr/bin/env python3
"""tidy must catch what it promises: each test plants one fault in a small good tree."""

import os
import sys
import tempfile
import unittest

import source
import tidy

GOOD = {
    "firmware/base/ascii.h": "// Text.\n#pragma once\nnamespace base { int f(int a); }\n",
    "firmware/base/ascii.cpp":
        '#include "firmware/base/ascii.h"\nint base::f(int a) { return a; }\n',
    "firmware/base/result.h": "// R.\n#pragma once\n#include <boost/system/result.hpp>\n",
    "firmware/base/CMakeLists.txt":
        "jackfield_library(base SOURCES ascii.cpp LINKS Boost::headers)\n",
    "firmware/net/address.h": '// A.\n#pragma once\n#include "firmware/base/result.h"\n',
    "firmware/net/CMakeLists.txt": "jackfield_library(net LINKS base)\n",
    "firmware/store/statement.h": "// S.\n#pragma once\nstruct sqlite3;\n",
    "firmware/store/statement.cpp":
        '#include "firmware/store/statement.h"\n#include <sqlite3.h>\n',
    "firmware/store/CMakeLists.txt":
        "jackfield_library(store SOURCES statement.cpp PRIVATE_LINKS SQLite::SQLite3)\n",
    "firmware/proxy/branch.h": '// B.\n#pragma once\n#include "firmware/net/address.h"\n',
    "firmware/proxy/CMakeLists.txt": "jackfield_library(proxy LINKS net)\n",
    "firmware/registrar/registrar.h": "// R.\n#pragma once\n",
    "firmware/registrar/CMakeLists.txt": "jackfield_library(registrar)\n",
    "apps/lobby/lobby.h": "// L.\n#pragma once\n",
    "apps/lobby/CMakeLists.txt": "jackfield_library(lobby)\n",
    "apps/queue/queue.h": "// Q.\n#pragma once\n",
    "apps/queue/CMakeLists.txt": "jackfield_library(queue)\n",
}


def body(lines):
    return "void f(int a) {\n" + "  g();\n" * (lines - 2) + "}\n"


class Tree(unittest.TestCase):
    def faults(self, changes):
        with tempfile.TemporaryDirectory() as root:
            for path, text in {**GOOD, **changes}.items():
                os.makedirs(os.path.join(root, os.path.dirname(path)), exist_ok=True)
                with open(os.path.join(root, path), "w", encoding="utf-8") as stream:
                    stream.write(text)
            return tidy.Tidy(root).run()

    def caught(self, words, changes):
        """Exactly one fault, and it says `words`."""
        faults = self.faults(changes)
        self.assertEqual(len(faults), 1, faults)
        self.assertIn(words, faults[0])

    def appended(self, path, text):
        return {path: GOOD[path] + text}


class GoodTree(Tree):
    def test_keeps_the_law(self):
        self.assertEqual(self.faults({}), [])

    def test_may_have_functions_of_the_greatest_length(self):
        self.assertEqual(self.faults(self.appended("firmware/base/ascii.cpp", body(70))), [])

    def test_may_name_forbidden_words_in_comments_and_strings(self):
        text = '// throw std::thread shared_ptr\nconst char* s = "throw";\n'
        self.assertEqual(self.faults(self.appended("firmware/base/ascii.cpp", text)), [])


class Floors(Tree):
    def test_upward_include_is_caught(self):
        self.caught("stands above", {
            "firmware/net/address.h": GOOD["firmware/net/address.h"]
            + '#include "firmware/proxy/branch.h"\n',
            "firmware/net/CMakeLists.txt": "jackfield_library(net LINKS base proxy)\n"})

    def test_firmware_that_knows_an_app_is_caught(self):
        self.caught("stands above", {
            "firmware/registrar/registrar.h": GOOD["firmware/registrar/registrar.h"]
            + '#include "apps/queue/queue.h"\n',
            "firmware/registrar/CMakeLists.txt": "jackfield_library(registrar LINKS queue)\n"})

    def test_sideways_include_is_caught(self):
        self.caught("beside it", {
            "firmware/registrar/registrar.h": GOOD["firmware/registrar/registrar.h"]
            + '#include "firmware/proxy/branch.h"\n',
            "firmware/registrar/CMakeLists.txt": "jackfield_library(registrar LINKS proxy)\n"})

    def test_app_that_knows_another_app_is_caught(self):
        self.caught("beside it", {
            "apps/queue/queue.h": GOOD["apps/queue/queue.h"] + '#include "apps/lobby/lobby.h"\n',
            "apps/queue/CMakeLists.txt": "jackfield_library(queue LINKS lobby)\n"})

    def test_the_program_may_know_every_app(self):
        self.assertEqual(self.faults({
            "apps/jackfield/main.cpp": '#include "apps/lobby/lobby.h"\n',
            "apps/jackfield/CMakeLists.txt":
                "add_executable(jackfield main.cpp)\n"
                "target_link_libraries(jackfield PRIVATE lobby)\n"}), [])

    def test_app_that_opens_sockets_is_caught(self):
        self.caught("open only to apps/jackfield", {
            "firmware/net/asio/loop.h": "// L.\n#pragma once\n",
            "firmware/net/asio/CMakeLists.txt": "jackfield_library(net_asio)\n",
            "apps/queue/queue.h": GOOD["apps/queue/queue.h"]
            + '#include "firmware/net/asio/loop.h"\n',
            "apps/queue/CMakeLists.txt": "jackfield_library(queue LINKS net_asio)\n"})

    def test_folder_unknown_to_the_law_is_caught(self):
        self.caught("on no floor", {
            "firmware/misc/misc.h": "// M.\n#pragma once\n",
            "firmware/misc/CMakeLists.txt": "jackfield_library(misc)\n"})


class Vendors(Tree):
    def test_vendor_away_from_home_is_caught(self):
        self.caught("at home in firmware/store only",
                    self.appended("firmware/proxy/branch.h", "#include <sqlite3.h>\n"))

    def test_asio_outside_its_home_is_caught(self):
        self.caught("at home in firmware/net/asio only",
                    self.appended("firmware/registrar/registrar.h",
                                  "#include <boost/asio/ip/udp.hpp>\n"))

    def test_vendor_at_home_in_one_file_is_caught_in_the_file_beside_it(self):
        folder = "firmware/media/codec/"
        self.caught("at home in firmware/media/codec/opus.cpp only", {
            folder + "opus.cpp": "#include <opus/opus.h>\n",
            folder + "speex.cpp": "#include <opus/opus.h>\n",
            folder + "CMakeLists.txt": "jackfield_library(media SOURCES opus.cpp speex.cpp)\n"})

    def test_vendor_without_a_home_is_caught(self):
        self.caught("at home nowhere", self.appended("firmware/base/ascii.cpp",
                                                     "#include <spandsp.h>\n"))

    def test_vendor_that_leaks_through_public_headers_is_caught(self):
        self.caught("firmware/store/database.h -> firmware/store/raw.h -> sqlite3.h", {
            "firmware/store/raw.h": "// R.\n#pragma once\n#include <sqlite3.h>\n",
            "firmware/store/database.h": '// D.\n#pragma once\n#include "firmware/store/raw.h"\n',
            "firmware/proxy/branch.h":
                '// B.\n#pragma once\n#include "firmware/store/database.h"\n',
            "firmware/proxy/CMakeLists.txt": "jackfield_library(proxy LINKS store)\n"})

    def test_json_in_a_header_is_caught(self):
        self.caught("belongs in .cpp", self.appended("apps/queue/queue.h",
                                                     "#include <nlohmann/json.hpp>\n"))


class Words(Tree):
    def test_shared_ownership_is_caught(self):
        self.caught("shared ownership", self.appended("firmware/base/ascii.cpp",
                                                      "std::shared_ptr<int> p;\n"))

    def test_thread_below_the_program_is_caught(self):
        self.caught("only the program", self.appended("firmware/base/ascii.cpp",
                                                      "void f() { std::thread t(g); }\n"))

    def test_clock_in_an_engine_is_caught(self):
        self.caught("time is handed in", self.appended(
            "firmware/base/ascii.cpp", "auto f() { return std::chrono::steady_clock::now(); }\n"))

    def test_own_exception_is_caught(self):
        self.caught("errors are values", self.appended("firmware/base/ascii.cpp",
                                                       "void f() { throw 1; }\n"))

    def test_unfinished_work_is_caught(self):
        self.caught("unfinished", self.appended("firmware/base/ascii.cpp", "// TO" "DO: more\n"))

    def test_type_that_says_nothing_is_caught(self):
        self.caught("says nothing", self.appended("firmware/base/ascii.cpp",
                                                  "class CallManager {};\n"))

    def test_file_that_says_nothing_is_caught(self):
        self.caught("says nothing", {"firmware/base/string_util.h": "// U.\n#pragma once\n"})


class Form(Tree):
    def test_long_file_is_caught(self):
        self.caught("501 lines", {"firmware/base/long.h": "// L.\n#pragma once\n" + "\n" * 499})

    def test_long_function_is_caught_where_it_begins(self):
        self.caught("ascii.cpp:3: 71 lines", self.appended("firmware/base/ascii.cpp", body(71)))

    def test_header_without_a_guard_is_caught(self):
        self.caught("#pragma once", {"firmware/base/bare.h": "// B.\n"})

    def test_header_that_does_not_introduce_itself_is_caught(self):
        self.caught("opens with a comment", {"firmware/base/bare.h": "#pragma once\n"})

    def test_include_that_is_not_from_the_root_is_caught(self):
        self.caught("from the root", self.appended("firmware/base/ascii.cpp",
                                                   '#include "ascii.h"\n'))

    def test_include_of_a_missing_header_is_caught(self):
        self.caught("is not there", self.appended("firmware/base/ascii.cpp",
                                                  '#include "firmware/base/gone.h"\n'))


class Links(Tree):
    def test_missing_link_is_caught(self):
        self.caught("missing in LINKS", {
            "firmware/proxy/CMakeLists.txt": "jackfield_library(proxy)\n"})

    def test_header_whose_link_is_private_is_caught(self):
        self.caught("missing in LINKS", {
            "firmware/proxy/CMakeLists.txt": "jackfield_library(proxy PRIVATE_LINKS net)\n"})

    def test_needless_link_is_caught(self):
        self.caught("nothing here includes it", {
            "firmware/proxy/CMakeLists.txt": "jackfield_library(proxy LINKS net store)\n"})

    def test_source_that_nobody_builds_is_caught(self):
        self.caught("not built", {"firmware/base/spare.cpp": "\n"})

    def test_folder_that_nobody_builds_is_caught(self):
        self.caught("no CMakeLists.txt", {"apps/paging/paging.h": "// P.\n#pragma once\n"})


class Functions(unittest.TestCase):
    def heads(self, text):
        return [head for _, _, head in source.functions_of(source.code_of(text))]

    def test_are_found_in_namespaces_and_classes(self):
        self.assertEqual(self.heads("namespace a { class B : C { int f() const { if (x) { y(); } }"
                                    " }; template <class T> void g(T t) { } }"),
                         ["int f() const", "template <class T> void g(T t)"])

    def test_are_one_with_their_constructor_initialisers(self):
        found = source.functions_of("A::A(int b)\n    : b_{b},\n      c_(b) {\n  f();\n}\nint x;\n")
        self.assertEqual([(first, length) for first, length, _ in found], [(1, 5)])

    def test_are_not_tables_or_types(self):
        self.assertEqual(self.heads("const int t[] = {f(1), 2};\nstruct alignas(8) S { int a; };\n"
                                    "enum class E { a };\nauto v = V{1, 2};\n"), [])

    def test_are_found_when_they_return_a_struct_or_take_braces_as_default(self):
        self.assertEqual(len(self.heads("struct S f() { }\nvoid g(int a = {}) { }\n"
                                        "TEST(Uri, KeepsIt) { }\n")), 3)


if __name__ == "__main__":
    sys.exit(unittest.main())

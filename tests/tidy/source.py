"""Just enough C++ and CMake reading for tidy: includes, code without comments, functions, links."""

import re

_TOKEN = re.compile(
    r'R"(?P<delimiter>[^()\s\\]{0,16})\((?:.|\n)*?\)(?P=delimiter)"'
    r"|//(?:[^\n\\]|\\.|\\\n)*"
    r"|/\*(?:.|\n)*?\*/"
    r'|"(?:[^"\\\n]|\\.)*"'
    r"|(?<![0-9a-fA-F])'(?:[^'\\\n]|\\.)*'")
_INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*(["<])([^">]+)[">]', re.MULTILINE)
_DIRECTIVE = re.compile(r"^[ \t]*#(?:[^\n\\]|\\.|\\\n)*", re.MULTILINE)
_CONTROL = re.compile(r"^\s*(if|for|while|switch|do|else|try|catch|return)\b")
_SCOPE = re.compile(r'\b(namespace|class|struct|union|enum)\b|^\s*extern\s*""\s*$')


def _blank(match):
    """The same number of lines and columns with nothing in them; strings keep their quotes."""
    text = match.group()
    inside = re.sub(r"[^\n]", " ", text)
    return '"' + inside[1:-1] + '"' if text[0] in 'R"' else inside


def code_of(text):
    """The text with comments and the insides of literals blanked out."""
    return _TOKEN.sub(_blank, text)


def includes_of(text):
    """(line, is_quoted, path) of each #include."""
    return [(text.count("\n", 0, m.start(2)) + 1, m.group(1) == '"', m.group(2))
            for m in _INCLUDE.finditer(text)]


def _closing(code, opening):
    depth = 0
    for position in range(opening, len(code)):
        if code[position] == "{":
            depth += 1
        elif code[position] == "}":
            depth -= 1
            if depth == 0:
                return position
    return len(code) - 1


def _opens_scope(head):
    head = re.sub(r"template\s*<[^{]*>|alignas\s*\([^)]*\)|\[\[.*?\]\]", "", head)
    return _SCOPE.search(head) and "(" not in head


def _is_function(head, is_initialiser):
    if "(" not in head or _CONTROL.match(head):
        return False
    return not is_initialiser or "](" in head  # or a lambda with a name at namespace scope


def functions_of(code):
    """(first line, number of lines, head) of each function body outside other functions."""
    code = _DIRECTIVE.sub(lambda m: re.sub(r"[^\n]", " ", m.group()), code)
    found = []
    start = position = 0
    while position < len(code):
        character = code[position]
        if character in ";}":
            start = position + 1
        elif character == "{":
            head = code[start:position]
            if _opens_scope(head):
                start = position + 1  # look inside namespaces and classes
            else:
                end = _closing(code, position)
                is_initialiser = code[end + 1:].lstrip()[:1] in tuple(",{();.")
                if _is_function(head, is_initialiser):
                    first = code.count("\n", 0, start + len(head) - len(head.lstrip())) + 1
                    last = code.count("\n", 0, end) + 1
                    found.append((first, last - first + 1, " ".join(head.split())))
                    start = end + 1
                elif not is_initialiser:
                    start = end + 1
                position = end  # over the body, or over the braces of an initialiser
        position += 1
    return found


def cmake_of(text):
    """Library and program names, their sources and links, as one folder's CMakeLists.txt says."""
    text = re.sub(r"#[^\n]*", "", text)
    names, sources, public, private = set(), set(), set(), set()
    for command, arguments in re.findall(r"(\w+)\s*\(([^()]*)\)", text):
        words = arguments.split()
        if command not in ("jackfield_library", "add_executable", "target_link_libraries"):
            continue
        names.add(words[0])
        into = sources if command == "add_executable" else public
        for word in words[1:]:
            if word in ("SOURCES", "LINKS", "PRIVATE_LINKS", "PUBLIC", "PRIVATE", "INTERFACE"):
                into = {"SOURCES": sources, "PRIVATE": private, "PRIVATE_LINKS": private}.get(
                    word, public)
            else:
                into.add(word)
    return names, sources, public - names, private - names

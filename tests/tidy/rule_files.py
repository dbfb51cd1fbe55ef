"""Rules for files of every kind, and for headers."""
import re

from finding import Finding

COLUMNS_MAX = 100
LINES_MAX = 500
MEASURED = {".h", ".cpp", ".c", ".py", ".sh", ".cmake", ".js", ".ts", ".mjs"}

# Longer for a reason.
LINES_ALLOWED = {}

# Words from a machine that is not the reader's. Put together from parts, so that this file passes.
MACHINE_PATHS = r"(?<![\w.])/(?:home/(?!user\b)\w|root/|work/|Users/\w|tmp/[a-z]+-)"


def check_columns(tree):
    for source in tree:
        if source.suffix not in MEASURED:
            continue
        for number, line in enumerate(source.lines, 1):
            if len(line) > COLUMNS_MAX:
                yield Finding(source.path, number, "columns", f"{len(line)} columns")
            if line != line.rstrip():
                yield Finding(source.path, number, "columns", "a space at the line's end")
            if "\t" in line:
                yield Finding(source.path, number, "columns", "a tab")


def check_length(tree):
    for source in tree:
        limit = LINES_ALLOWED.get(source.path, LINES_MAX)
        if source.suffix in MEASURED and len(source.lines) >= limit:
            yield Finding(source.path, len(source.lines), "length",
                          f"{len(source.lines)} lines; files stay under {limit}")


def check_machine_paths(tree):
    for source in tree:
        for line, match in source.find(MACHINE_PATHS, source.text):
            yield Finding(source.path, line, "machine",
                          f"'{match.group()}…' is a path of one machine")


def check_todo(tree):
    for source in tree:
        if source.path.startswith("tests/tidy/") or source.suffix == ".md":
            continue
        for line, _ in source.find(r"\b(?:TODO|FIXME|XXX|HACK)\b(?!\(#\d+\))", source.text):
            yield Finding(source.path, line, "todo", "write TODO(#123), with an issue's number")


def check_headers(tree):
    for source in tree.cpp():
        if source.suffix != ".h":
            continue
        if not re.match(r"//|/\*", source.text):
            yield Finding(source.path, 1, "headers", "a header begins with what it promises")
        if not re.search(r"^#pragma once$", source.text, re.MULTILINE):
            yield Finding(source.path, 1, "headers", "#pragma once is missing")
        for line, _ in source.find(r"^\s*using\s+namespace\b"):
            yield Finding(source.path, line, "headers", "using namespace in a header")


def check_public_headers(tree):
    """Nothing but the standard library and ourselves in what is installed."""
    for source in tree.cpp("sdk/include"):
        promise = re.match(r"(?://[^\n]*\n)+|/\*.*?\*/", source.text, re.DOTALL)
        if promise is None or len(promise.group()) < 40:
            yield Finding(source.path, 1, "headers", "a public header begins with its promise")
        for line, name, angled in source.includes:
            if not angled and not name.startswith("godwit/"):
                yield Finding(source.path, line, "headers", f"{name} is not installed")
            if angled and "/" in name:
                yield Finding(source.path, line, "headers", f"<{name}> in an installed header")


def check_readme(tree):
    readme = tree.get("README.md")
    for command in ("./dev demo", "./dev test"):
        if readme is None or command not in readme.text:
            yield Finding("README.md", 1, "readme", f"the README does not name `{command}`")


def check_links(tree):
    """Links between our documents lead somewhere."""
    for source in tree:
        if source.suffix != ".md":
            continue
        folder = source.path.rsplit("/", 1)[0] if "/" in source.path else ""
        for line, match in source.find(r"\]\((?![a-z]+:|#)([^)#\s]+)", source.text):
            if not _exists(tree, folder, match.group(1)):
                yield Finding(source.path, line, "links", f"{match.group(1)} is not there")


def _exists(tree, folder, target):
    parts = [part for part in folder.split("/") if part]
    for part in target.rstrip("/").split("/"):
        if part == "..":
            if not parts:
                return False
            parts.pop()
        elif part != ".":
            parts.append(part)
    path = "/".join(parts)
    return tree.get(path) is not None or any(each.startswith(path + "/") for each in tree.sources)


RULES = [check_columns, check_length, check_machine_paths, check_todo, check_headers,
         check_public_headers, check_readme, check_links]

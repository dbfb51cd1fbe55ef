#!/usr/bin/env python3
"""Writes what follows from the description of what crosses an edge of the library.

Usage: generate.py headers [--check]   the public headers of C++ and C, between their marks; --check
                                       writes nothing and fails where one is not up to date
       generate.py typescript FILE     what pages import: names, orders and types
       generate.py json FILE           the whole description, for other languages and for tests
       generate.py markdown IN OUT     a page, with the tables that its marks ask for
--root FOLDER: the tree; default: the one that holds this file.
"""

import argparse
import json
import pathlib
import re
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

import c_headers
import cpp_headers
import tables
import typescript
from description import Description, DescriptionError

HEADERS = "sdk/include/godwit"
# `// <interface: NAME>` or `/* <interface: NAME> */`, what follows from it, and the end.
REGION = re.compile(
    r"^(?P<indent> *)(?P<open>//|/\*|<!--) <interface: (?P<name>[^>]+)>(?P<close>.*)\n"
    r"(?P<text>(?:.*\n)*?)(?P<end> *(?://|/\*|<!--) </interface>.*\n)", re.MULTILINE)


def filled(text, render, place):
    """`text` with what `render` gives for the name of each region."""
    def fill(match):
        lines = render(match["name"])
        if lines is None:
            raise DescriptionError(f"{place}: there is nothing called `{match['name']}`")
        indent = match["indent"]
        body = "".join((indent + line).rstrip() + "\n" for line in lines)
        return (f"{indent}{match['open']} <interface: {match['name']}>{match['close']}\n{body}"
                f"{match['end']}")
    return REGION.sub(fill, text)


def write_headers(description, root, check):
    stale = []
    for path in sorted((root / HEADERS).rglob("*.h")):
        text = path.read_text(encoding="utf-8")
        render = c_headers.render if path.name.startswith("godwit") else cpp_headers.render
        found = filled(text, lambda name: render(description, name), path.name)
        if found == text:
            continue
        stale.append(str(path.relative_to(root)))
        if not check:
            path.write_text(found, encoding="utf-8")
    for name in stale:
        print(f"{'not up to date' if check else 'written'}: {name}")
    if check and stale:
        print("run `python3 interface/generate.py headers`")
        return 1
    return 0


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=("headers", "typescript", "json", "markdown"))
    parser.add_argument("files", nargs="*", type=pathlib.Path)
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--root", type=pathlib.Path,
                        default=pathlib.Path(__file__).resolve().parent.parent)
    arguments = parser.parse_args()
    try:
        description = Description(arguments.root / "interface")
        if arguments.what == "headers":
            return write_headers(description, arguments.root, arguments.check)
        if arguments.what == "markdown":
            source, target = arguments.files
            text = source.read_text(encoding="utf-8")
            target.write_text(filled(text, lambda name: tables.render(description, name),
                                     source.name), encoding="utf-8")
            return 0
        target, = arguments.files
        text = (typescript.module(description) if arguments.what == "typescript"
                else json.dumps(tables.everything(description), indent=1) + "\n")
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
        return 0
    except DescriptionError as error:
        print(error, file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())

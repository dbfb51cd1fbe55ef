"""Doxygen's view of a header: our plain comments as documentation of what follows them.

    comments.py HEADER

Doxygen calls it for each header. A comment at a line's end belongs to what stands before it.
"""

import pathlib
import re
import sys

LINE = re.compile(r"^(?P<before>.*?)//(?P<text>[^/!].*)?$")
GENERATED = re.compile(r" </?interface")  # Marks of interface/generate.py.
FIXED_WORDS = r"\b(Units|Errors|Threads|Lifetime|Durability):"


def escape(text):
    """No word of a comment is a command of Doxygen's or a tag of HTML."""
    parts = re.split(r"(`[^`]*`)", text)
    for at in range(0, len(parts), 2):
        part = re.sub(r"([\\@#&<>%]|::)", r"\\\1", parts[at])
        parts[at] = re.sub(FIXED_WORDS, r"<b>\1:</b>", part)
    return "".join(parts)


def line_comments(lines):
    """`// text` becomes `/// text`; behind code, `///< text`. The first comment is the file's."""
    at_top = True
    for line in lines:
        found = LINE.match(line)
        if found is None or found["before"].count('"') % 2:
            at_top = False
            yield line
            continue
        text = found["text"] or ""
        if (text.endswith(":") and not at_top) or GENERATED.match(text):
            # It stands over a group, and belongs to none of its members.
            yield line
        elif at_top and not found["before"]:
            yield "///" + top(text)
        else:
            at_top = False
            mark = "///<" if found["before"].strip() else "///"
            yield found["before"] + mark + escape(text)


def top(text):
    # Indented by more than a space, it is an example.
    return text if text.startswith("   ") else escape(text)


def block_comments(text):
    """The same for the C headers, whose comments are /* … */."""
    def document(match):
        inside = match.group(2)
        before = match.group(1)
        if inside.startswith(" ----") or GENERATED.match(inside):
            # A title stands over a group of declarations, and belongs to none of them.
            return match.group(0)
        mark = "/**<" if before.strip() else "/**"
        lines = inside.split("\n")
        lines = [each if each.startswith("     ") else escape(each) for each in lines]
        return f"{before}{mark}" + "\n".join(lines) + "*/"

    return re.sub(r"^([^\n]*?)/\*(.*?)\*/", document, text, flags=re.DOTALL | re.MULTILINE)


def main():
    text = pathlib.Path(sys.argv[1]).read_text()
    if text.startswith("/*"):
        sys.stdout.write("/** @file */\n" + block_comments(text))
    else:
        sys.stdout.write("/// @file\n" + "\n".join(line_comments(text.splitlines())) + "\n")


if __name__ == "__main__":
    main()

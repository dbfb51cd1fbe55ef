"""Doxygen's view of a header: our plain comments as documentation of what follows them.

    comments.py HEADER

Doxygen calls it for each header. A comment at a line's end belongs to the code before it.
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


def prose_and_programs(lines, indent):
    """The lines of a comment, escaped. Indented lines behind an empty one are a program."""
    out, program = [], False
    for at, line in enumerate(lines):
        empty = not line.strip()
        indented = line.startswith(indent)
        if program and not indented and not empty:
            out.append("@endcode")
            program = False
        if not program and indented and at > 0 and not lines[at - 1].strip():
            out.append("@code")
            program = True
        if at > 0 and re.match(r" *" + FIXED_WORDS, line):
            out.append("")  # A paragraph of its own.
        out.append(line if program else escape(line))
    return out + ["@endcode"] if program else out


def first_comment(lines):
    """The number of lines of `// text` with which a header begins."""
    for count, line in enumerate(lines):
        if not line.startswith("//"):
            return count
    return len(lines)


def line_comments(lines):
    """`// text` becomes `/// text`; behind code, `///< text`."""
    for line in lines:
        found = LINE.match(line)
        if found is None or found["before"].count('"') % 2:
            yield line
            continue
        text = found["text"] or ""
        if text.endswith(":") or GENERATED.match(text):
            # It stands over a group, and belongs to none of its members.
            yield line
        else:
            mark = "///<" if found["before"].strip() else "///"
            yield found["before"] + mark + escape(text)


def line_header(text):
    """A header whose comments are `// text`. The first one is the file's."""
    lines = text.splitlines()
    count = first_comment(lines)
    top = prose_and_programs([line[2:] for line in lines[:count]], "   ")
    return ["/// @file", *("///" + line for line in top), *line_comments(lines[count:])]


def block_comments(text):
    """The same for the C headers, whose comments are /* … */."""
    def document(match):
        before, inside = match.groups()
        if inside.startswith(" ----") or GENERATED.match(inside):
            # A title stands over a group of declarations, and belongs to none of them.
            return match.group(0)
        mark = "/**<" if before.strip() else "/**"
        lines = prose_and_programs(inside.split("\n"), "     ")
        return f"{before}{mark}" + "\n".join(lines) + "*/"

    return re.sub(r"^([^\n]*?)/\*(.*?)\*/", document, text, flags=re.DOTALL | re.MULTILINE)


def main():
    text = pathlib.Path(sys.argv[1]).read_text()
    if text.startswith("/*"):
        sys.stdout.write(block_comments(text).replace("/**", "/** @file\n  ", 1))
    else:
        sys.stdout.write("\n".join(line_header(text)) + "\n")


if __name__ == "__main__":
    main()

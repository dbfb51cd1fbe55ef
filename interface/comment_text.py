"""Comments of generated text: paragraphs that are wrapped to the width of the language."""

import textwrap

WIDTH = 96  # 100 columns, less the deepest indent.


def line_comment(text):
    """For C++."""
    return [f"// {line}" for line in textwrap.wrap(text, WIDTH - 3)] if text else []


def block_comment(text, width=WIDTH):
    """For C."""
    if not text:
        return []
    lines = textwrap.wrap(text, width - 6)
    if len(lines) == 1:
        return [f"/* {lines[0]} */"]
    return [f"/* {lines[0]}", *(f"   {line}" for line in lines[1:-1]), f"   {lines[-1]} */"]


def doc_comment(text):
    """For TypeScript."""
    if not text:
        return []
    lines = textwrap.wrap(text, WIDTH - 7)
    if len(lines) == 1:
        return [f"/** {lines[0]} */"]
    return ["/**", *(f" * {line}" for line in lines), " */"]

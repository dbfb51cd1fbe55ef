"""Copies the documents to one folder as mkdocs wants them, and writes its configuration.

    pages.py SOURCE_DIR PAGES_DIR SITE_DIR CONFIG

The documents keep their places, so their links stay right; README.md becomes index.md. A linked
file that is no document is copied as text.
"""

import pathlib
import posixpath
import re
import shutil
import sys

HERE = pathlib.Path(__file__).resolve().parent

sys.path.insert(0, str(HERE.parents[1] / "interface"))

import generate
import tables
from description import Description

# Section -> documents. A document of docs/ that stands nowhere comes under "More".
SECTIONS = {
    "Use it": ["docs/cpp.md", "docs/browser.md", "docs/send.md", "docs/collector.md",
               "docs/schemas.md", "docs/configuration.md", "docs/building.md",
               "docs/platforms.md", "docs/versioning.md"],
    "How it works": ["docs/architecture.md", "docs/storage-format.md", "docs/protocol.md",
                     "docs/energy.md"],
    "Decisions": ["docs/adr/*.md"],
    "Work on it": ["CONTRIBUTING.md", "docs/testing.md", "bench/README.md", "RELEASING.md",
                   "SECURITY.md", "CHANGELOG.md"],
}
# Made by other programs, in SITE_DIR/api.
REFERENCE = {"C++": "api/cpp/index.html", "C": "api/c/index.html",
             "TypeScript": "api/ts/index.html"}
ELSEWHERE = ["wasm/README.md", "tests/vectors/README.md"]  # Documents without a place in the list.

LINK = re.compile(r"(\]\()(?![a-z]+:|#)([^)#\s]+)")
LIST_ITEM = re.compile(r"\s*(?:[-*]|\d+\.) ")
FENCE = re.compile(r"\s*```")


def title_of(text, path):
    found = re.search(r"^# (.+)$", text, re.MULTILINE)
    if found is None:
        raise SystemExit(f"{path}: a document begins with a title")
    # Decisions are numbered as 0009 and as 9.
    return re.sub(r"^0*(\d+)[:.] ", r"\1. ", found.group(1).replace("`", ""))


def for_markdown(text):
    """GitHub begins a list without an empty line before it, and Python's Markdown does not."""
    lines, fenced, before = [], False, ""
    for line in text.splitlines():
        if FENCE.match(line):
            fenced = not fenced
        begins = LIST_ITEM.match(line) and before.strip() and not before.startswith(" ")
        if begins and not fenced and not LIST_ITEM.match(before):
            lines.append("")
        lines.append(line)
        before = line
    return "\n".join(lines) + "\n"


def sections(root):
    named = {name: [path.relative_to(root).as_posix() for pattern in patterns
                    for path in sorted(root.glob(pattern))] for name, patterns in SECTIONS.items()}
    named["Decisions"].sort(key=lambda path: not path.endswith("README.md"))
    placed = {path for paths in named.values() for path in paths}
    more = [path.relative_to(root).as_posix() for path in sorted((root / "docs").glob("*.md"))]
    named["More"] = [path for path in more if path not in placed]
    return {name: paths for name, paths in named.items() if paths}


def copy_linked(root, pages, path, text):
    """Copies each file that a document links to and that is no document."""
    for _, target in LINK.findall(text):
        name = posixpath.normpath(posixpath.join(posixpath.dirname(path), target))
        if (root / name).is_file() and not name.endswith(".md"):
            # As text, so that a browser shows it.
            copy(root / name, pages / text_name(name))


def text_name(name):
    return name if name.endswith((".svg", ".png")) else name + ".txt"


def copy(source, target):
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)


def write(root, pages, path, text):
    def show_as_text(match):
        target = match.group(2)
        name = posixpath.normpath(posixpath.join(posixpath.dirname(path), target))
        if (root / name).is_file() and not name.endswith(".md"):
            target = text_name(target)
        return match.group(1) + target

    (pages / path).parent.mkdir(parents=True, exist_ok=True)
    (pages / path).write_text(LINK.sub(show_as_text, for_markdown(text)))


def navigation(root, named):
    lines = ["nav:", "  - Start: index.md"]
    for section, paths in named.items():
        lines.append(f"  - {section}:")
        for path in paths:
            title = title_of((root / path).read_text(), path)
            lines.append(f"      - {title!r}: {path}")
    lines += ["  - Measured: measured.md", "  - Reference:"]
    lines += [f"      - {language}: {target}" for language, target in REFERENCE.items()]
    return "\n".join(lines) + "\n"


def main(root, pages, site, config):
    shutil.rmtree(pages, ignore_errors=True)
    named = sections(root)
    description = Description(root / "interface")
    for path in ["README.md", *ELSEWHERE, *(path for paths in named.values() for path in paths)]:
        text = generate.filled((root / path).read_text(),
                               lambda name: tables.render(description, name), path)
        write(root, pages, "index.md" if path == "README.md" else path, text)
        copy_linked(root, pages, path, text)
    # Links to the README lead to the first page.
    for page in pages.rglob("*.md"):
        up = posixpath.relpath(".", page.relative_to(pages).parent.as_posix())
        text = page.read_text()
        page.write_text(text.replace(f"]({up}/README.md", f"]({up}/index.md"))
    copy(HERE / "site.css", pages / "site.css")
    settings = (HERE / "mkdocs.yml").read_text()
    config.write_text(f"{settings}docs_dir: {pages}\nsite_dir: {site}\n{navigation(root, named)}")


if __name__ == "__main__":
    if len(sys.argv) != 5:
        sys.exit(__doc__)
    main(*(pathlib.Path(word).resolve() for word in sys.argv[1:]))

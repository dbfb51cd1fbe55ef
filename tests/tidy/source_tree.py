"""The files that the rules look at, each with its code apart from its comments and strings."""
import functools
import pathlib
import re

# A corpus is bytes that somebody made to break things.
SKIPPED_FOLDERS = {".git", "build", "node_modules", "__pycache__", "results", "corpus"}
CPP = {".h", ".cpp", ".c"}
SCRIPTS = {".py", ".sh", ".js", ".ts", ".mjs"}
TEXT = CPP | SCRIPTS | {".md", ".txt", ".cmake", ".json", ".in", ".svg", ".yaml", ".yml", ""}

# Comments, raw strings, strings and characters, in the order in which they are tried.
_APART = re.compile(
    r'//(?:\\\n|[^\n])*|/\*.*?\*/|R"(?P<mark>[^(\s]*)\(.*?\)(?P=mark)"'
    r'|"(?:\\.|[^"\\\n])*"|(?<![0-9A-Fa-f])\'(?:\\.|[^\'\\\n])*\'', re.DOTALL)
_INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*([<"])([^>"]+)[>"]', re.MULTILINE)


def _blank(match):
    """As many lines and columns as before, so that what is left keeps its place."""
    return re.sub(r"[^\n]", " ", match.group())


class Source:
    def __init__(self, path, text):
        self.path = path  # Relative to the root, with forward slashes.
        self.text = text
        self.suffix = pathlib.PurePosixPath(path).suffix

    @property
    def lines(self):
        return self.text.splitlines()

    @functools.cached_property
    def code(self):
        """The text with comments, strings and characters blanked out."""
        return _APART.sub(_blank, self.text)

    @functools.cached_property
    def includes(self):
        """(line, name, whether it is in angle brackets), as written."""
        live = re.sub(r'//[^\n]*|/\*.*?\*/', _blank, self.text, flags=re.DOTALL)
        return [(live.count("\n", 0, match.start(2)) + 1, match.group(2), match.group(1) == "<")
                for match in _INCLUDE.finditer(live)]

    def within(self, *folders):
        return any(self.path.startswith(folder + "/") for folder in folders)

    def find(self, pattern, text=None):
        """(line, match) of a regular expression in the code, or in another text of this file."""
        where = self.code if text is None else text
        for match in re.finditer(pattern, where, re.MULTILINE):
            yield where.count("\n", 0, match.start()) + 1, match


class Tree:
    def __init__(self, sources):
        self.sources = {source.path: source for source in sources}

    @classmethod
    def read(cls, root):
        sources = []
        for path in sorted(root.rglob("*")):
            inside = path.relative_to(root)
            if SKIPPED_FOLDERS & set(inside.parts) or not path.is_file():
                continue
            if path.suffix not in TEXT or path.name.startswith("."):
                continue
            try:
                sources.append(Source(inside.as_posix(), path.read_text(encoding="utf-8")))
            except UnicodeDecodeError:
                continue  # A fixture.
        return cls(sources)

    def __iter__(self):
        return iter(self.sources.values())

    def get(self, path):
        return self.sources.get(path)

    def cpp(self, *folders):
        """The C and C++ files, of these folders or of all."""
        for source in self:
            if source.suffix in CPP and (not folders or source.within(*folders)):
                yield source

    def resolve(self, source, name):
        """The file of ours that an include means, or None."""
        folder = source.path.rsplit("/", 1)[0]
        for base in (folder, "sdk/include", "sdk/src", "platform", "collector-stub/include",
                     "collector-stub/src", "cli", "tests"):
            found = self.get(f"{base}/{name}")
            if found is not None:
                return found
        return None

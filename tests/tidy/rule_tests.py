"""Every test is built and run, and none of them sleeps."""
import re

from finding import Finding

SLEEPS = r"\b(?:sleep_for|sleep_until|usleep|nanosleep|sleep)\s*\("
# In these folders real processes die and real time passes.
MAY_SLEEP = ("tests/e2e", "tests/crash")
# Polls for another process, with a deadline.
SLEEP_ALLOWED = {}


def _names(text, spelling):
    return re.search(rf"(?<![\w.-]){re.escape(spelling)}(?![\w-])", text) is not None


def _named(tree, path):
    """Whether a CMakeLists.txt names the file: one in its folder or above, or any by a longer path.

    A Python test `test_x.py` may be named by its module, or by `x` alone.
    """
    parts = path.split("/")
    stem = parts[-1].rsplit(".", 1)[0]
    for source in tree:
        if not source.path.endswith("CMakeLists.txt"):
            continue
        text = re.sub(r"#.*", "", source.text)
        folder = source.path.removesuffix("CMakeLists.txt")
        if path.startswith(folder):
            inside = path.removeprefix(folder)
            if _names(text, inside):
                return True
            if path.endswith(".py") and "/" not in inside and (
                    _names(text, stem) or _names(text, stem.removeprefix("test_"))):
                return True
        if len(parts) > 1 and _names(text, "/".join(parts[-2:])):
            return True
    return False


def check_built(tree):
    for source in tree:
        if not source.within("tests", "examples", "bench", "sdk/src", "platform", "cli",
                             "collector-stub", "energy"):
            continue
        is_test = source.suffix == ".py" and source.path.rsplit("/", 1)[1].startswith("test_")
        if source.suffix not in {".cpp", ".c"} and not is_test:
            continue
        if not _named(tree, source.path):
            yield Finding(source.path, 1, "built", "no CMakeLists.txt builds or runs this file")


def check_suites(tree):
    """Every folder of tests is in tests/CMakeLists.txt."""
    root = tree.get("tests/CMakeLists.txt")
    for source in tree:
        parts = source.path.split("/")
        if len(parts) == 3 and parts[0] == "tests" and parts[2] == "CMakeLists.txt":
            if not re.search(rf"\b{re.escape(parts[1])}\b", root.text):
                yield Finding(source.path, 1, "built",
                              f"tests/CMakeLists.txt leaves {parts[1]} out")


def check_sleeps(tree):
    for source in tree:
        if not source.within("tests") or source.within(*MAY_SLEEP, "tests/tidy"):
            continue
        if source.suffix == ".py":
            found = source.find(r"\btime\.sleep\s*\(", source.text)
        elif source.suffix in {".cpp", ".c", ".h"}:
            found = source.find(SLEEPS)
        else:
            continue
        for line, _ in found:
            if source.path not in SLEEP_ALLOWED:
                yield Finding(source.path, line, "sleeps", "a test sleeps outside e2e/ and crash/")


RULES = [check_built, check_suites, check_sleeps]

"""Compares the places that name a version: of the release, of the C interface and of each format.

    release_check.py SOURCE_DIR [--build DIR] [--final]

--build: also the files that CMake made there for packages. --final: the changes have a date, and
nothing is left uncommitted. Prints FILE: what is wrong, and ends with 1 if there is anything.
"""

import argparse
import json
import pathlib
import re
import subprocess
import sys

VERSIONS = "docs/versioning.md"

# Name in the table of docs/versioning.md -> the places that write, read or describe it: a file and
# a pattern whose group is the number. All places must say the same.
FORMATS = {
    "C interface (ABI)": [("sdk/include/godwit/godwit.h", r"#define GODWIT_ABI_VERSION (\d+)")],
    "wire protocol": [
        ("sdk/src/delivery/wire_v1.cpp", r'kBodyStart = "\{\\"godwit\\":(\d+),'),
        ("collector-stub/src/wire/batch_parser.cpp", r'unsupported_version = .* != "(\d+)"'),
        ("docs/protocol.md", r"^# The wire protocol, version (\d+)"),
        ("docs/protocol.md", r"version of the protocol: (\d+)\.")],
    "data directory": [
        ("platform/posix/data_directory.h", r"kFormat = (\d+);"),
        ("docs/storage-format.md", r"^# The storage format, version (\d+)"),
        ("docs/storage-format.md", r"the version of this layout, in decimal: (\d+)")],
    "staging log": [
        ("sdk/src/queue/staging_format.h", r"kMagic = 0x0*([0-9A-F]+?)474E4952574447u"),
        ("docs/storage-format.md", r"`GDWRING`, (\d+) \(the version\)")],
    "segment": [("sdk/src/queue/segment.cpp", r'kMagic = \w+;  // "GDS(\d+)"')],
    "store, SQLite": [
        ("platform/sqlite/event_database.cpp", r"kSchemaVersion = (\d+);"),
        ("platform/sqlite/event_database.cpp", r"PRAGMA user_version=(\d+);"),
        ("docs/storage-format.md", r"`user_version` (\d+)\.")],
    "store of a page, IndexedDB": [
        ("wasm/src/store.ts", r"indexedDB\.open\(name, (\d+)\)")],
    "collector's database": [
        ("collector-stub/src/store/database.cpp", r"kSchemaVersion = (\d+);"),
        ("collector-stub/src/store/database.cpp", r"PRAGMA user_version = (\d+);")],
    "schema pack": [
        ("sdk/src/schema/pack_format.h", r"kFormat = (\d+);"),
        ("docs/schemas.md", r"`GWSP`, the format \((\d+)\)")],
}
# The words with which the changes name the versions that leave the house.
IN_CHANGES = {
    "C interface (ABI)": r"ABI version {}\b",
    "wire protocol": r"[Ww]ire protocol version {}\b",
    "staging log": r"staging log version {}\b",
    "segment": r"segment format {}\b",
    "store, SQLite": r"store schema version {}\b",
    "schema pack": r"packs \(format {}\)",
}


class Check:
    def __init__(self, root):
        self.root, self.findings = root, []

    def say(self, path, message):
        self.findings.append(f"{path}: {message}")

    def text(self, path):
        file = self.root / path
        if not file.is_file():
            self.say(path, "is not there")
            return ""
        return file.read_text()

    def number(self, path, pattern):
        """The pattern's group in this file; None, with a finding, where it does not stand."""
        found = re.search(pattern, self.text(path), re.MULTILINE)
        if found is None:
            self.say(path, f"no version stands there as {pattern}")
            return None
        return found.group(1)

    def same(self, path, what, found, expected):
        if found is not None and expected is not None and found != expected:
            self.say(path, f"{what} is {found} here and {expected} elsewhere")


def table(check):
    """Name -> version, as docs/versioning.md has them."""
    rows = re.findall(r"^\| ([^|]+?) \| ([\d.]+) \|", check.text(VERSIONS), re.MULTILINE)
    return dict(rows)


def check_release(check, rows):
    version = check.number("CMakeLists.txt", r"^project\(godwit VERSION ([\d.]+)")
    for path in ("wasm/package.json", "wasm/package-lock.json"):
        package = json.loads(check.text(path) or "{}")
        check.same(path, "the version", package.get("version"), version)
    lock = json.loads(check.text("wasm/package-lock.json") or "{}")
    check.same("wasm/package-lock.json", "the package's version",
               lock.get("packages", {}).get("", {}).get("version"), version)
    check.same("CHANGELOG.md", "the newest version", newest_change(check)[0], version)
    check.same(VERSIONS, "the version", rows.get("C++ interface, programs, npm package"), version)
    return version


def newest_change(check):
    """(version, date or None) of the first section of the changes."""
    found = re.search(r"^## (?:Unreleased \(([\d.]+)\)|([\d.]+) - (\d{4}-\d\d-\d\d))$",
                      check.text("CHANGELOG.md"), re.MULTILINE)
    if found is None:
        check.say("CHANGELOG.md", "begins with `## Unreleased (1.2.3)` or `## 1.2.3 - 2027-01-31`")
        return None, None
    return found.group(1) or found.group(2), found.group(3)


def check_formats(check, rows):
    changes = check.text("CHANGELOG.md")
    for name, places in FORMATS.items():
        expected = rows.get(name)
        if expected is None:
            check.say(VERSIONS, f"the table has no row `{name}`")
        for path, pattern in places:
            check.same(path, f"the version of the {name}", check.number(path, pattern), expected)
        if name in IN_CHANGES and expected is not None:
            if not re.search(IN_CHANGES[name].format(expected), changes):
                check.say("CHANGELOG.md", f"does not name version {expected} of the {name}")


def check_packages(check, build, version):
    """Checks the files that CMake made for users of the packages."""
    major_minor = ".".join(version.split(".")[:2])
    for path, pattern, expected in [
            ("godwit.pc", r"^Version: *([\d.]+)", version),
            ("godwit-config-version.cmake", r'set\(PACKAGE_VERSION "([\d.]+)"\)', version),
            ("sdk/include/godwit/version.h", r'GODWIT_VERSION "([\d.]+)"', version)]:
        built = Check(build)
        check.same(f"{build.name}/{path}", "the version", built.number(path, pattern), expected)
        check.findings += [f"{build.name}/{finding}" for finding in built.findings]
    name = f"libgodwit.so.{major_minor}"
    if list(build.rglob("libgodwit.so*")) and not list(build.rglob(name)):
        check.say(build.name, f"the shared library is not called {name}")


def check_final(check):
    _, date = newest_change(check)
    if date is None:
        check.say("CHANGELOG.md", "the newest section has no date")
    changed = subprocess.run(["git", "status", "--porcelain"], cwd=check.root, capture_output=True,
                             text=True, check=True).stdout
    for line in changed.splitlines():
        check.say(line[3:], "is not committed")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("root", type=pathlib.Path)
    parser.add_argument("--build", type=pathlib.Path)
    parser.add_argument("--final", action="store_true")
    options = parser.parse_args()
    check = Check(options.root)
    rows = table(check)
    version = check_release(check, rows)
    check_formats(check, rows)
    if options.build and version:
        check_packages(check, options.build, version)
    if options.final:
        check_final(check)
    print(*check.findings, sep="\n", end="\n" if check.findings else "")
    print(f"release-check: {len(check.findings)} places are wrong; version {version}, "
          f"{len(FORMATS)} formats")
    return 1 if check.findings else 0


if __name__ == "__main__":
    sys.exit(main())

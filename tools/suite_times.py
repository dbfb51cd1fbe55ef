"""Prints the seconds of each suite as Markdown, read from the files of `./dev test` in build/tests.

Usage: python3 tools/suite_times.py [--write docs/testing.md]
--write puts the tables between the file's lines `seconds: begin` and `seconds: end`.
"""
import argparse
import datetime
import os
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
QUICK = ("release", "dev", "tsan")
FULL = ("full", "full-fuzz")
# The rest of ctest's file holds what the suites said, in whatever bytes.
CASE = re.compile(r'<testcase name="([^"]+)"[^>]* time="([0-9.]+)" status="(?:run|fail)"')
MARKS = re.compile(r"(<!-- seconds: begin[^>]*-->\n).*?(<!-- seconds: end -->)", re.DOTALL)


def read_times(folder):
    """The seconds of each suite that ran: {preset: {suite: seconds}}."""
    return {path.stem: {name: float(time) for name, time in
                        CASE.findall(path.read_text(encoding="utf-8", errors="replace"))}
            for path in sorted(folder.glob("*.xml"))}


def seconds(value):
    return "" if value is None else "< 1" if value < 1 else f"{value:.0f}"


def table(head, rows):
    lines = [head, ["---", *["---:"] * (len(head) - 1)], *rows]
    return "".join("| " + " | ".join(cells) + " |\n" for cells in lines)


def suites_of(times, presets):
    """All suites, in the order in which the first preset that has them lists them."""
    return list(dict.fromkeys(name for preset in presets for name in times.get(preset, {})))


def tables(times):
    quick = [[f"`{name}`", *(seconds(times.get(preset, {}).get(name)) for preset in QUICK)]
             for name in suites_of(times, QUICK)]
    fuzz = times.get("fuzz", {})
    if fuzz:
        quick.append([f"preset `fuzz`, {len(fuzz)} suites", "", seconds(sum(fuzz.values())), ""])
    text = table(["suite of `./dev test`", *QUICK], quick)
    full = [[f"`{name}`", seconds(times[preset][name])]
            for preset in FULL for name in times.get(preset, {})]
    if full:
        text += "\n" + table(["suite of `./dev test full`", "seconds"], full)
    return text


def machine():
    try:
        named = re.search(r"model name\s*: (.*)", pathlib.Path("/proc/cpuinfo").read_text())
    except OSError:
        named = None
    return f"{os.cpu_count()} processors ({named[1] if named else os.uname().machine})"


def main():
    parser = argparse.ArgumentParser(prog="suite_times")
    parser.add_argument("--write", type=pathlib.Path, metavar="FILE")
    file = parser.parse_args().write
    times = read_times(ROOT / "build/tests")
    if not times:
        print("suite_times: build/tests holds no times; run ./dev test first", file=sys.stderr)
        return 1
    text = f"On {machine()}, {datetime.date.today()}:\n\n{tables(times)}"
    if file is None:
        print(text, end="")
        return 0
    before = file.read_text(encoding="utf-8")
    if not MARKS.search(before):
        print(f"suite_times: {file} has no line `seconds: begin`", file=sys.stderr)
        return 1
    after = MARKS.sub(lambda marks: f"{marks[1]}\n{text}\n{marks[2]}", before)
    file.write_text(after, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())

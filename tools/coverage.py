"""Which lines of sdk/ the unit tests, those of schemas and the simulator run.

    coverage.py --build DIR

Runs them in a build with --coverage (the preset `coverage`), reads what gcov counted, prints a
table and the lines that never ran, and ends with 1 where fewer than 95 % did. The C interface is
left out: it is glue over the native tracker, which neither of the two starts; `tests/capi` tests
it.
"""

import argparse
import collections
import json
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[1]
COVERED_MIN = 0.95
LEFT_OUT = ("sdk/src/c_api",)
SEEDS = 3000


def run_suites(build):
    for stale in build.rglob("*.gcda"):
        stale.unlink()
    seeds = ROOT / "tests/sim/seeds.txt"
    for command in (["unit_test"], ["schema_test"],
                    ["godwit_sim", "--seeds", str(SEEDS), "--regressions", str(seeds)],
                    ["godwit_nth_failure", "--stride", "11"]):
        print("coverage: running", *command, flush=True)
        done = subprocess.run([build / "bin" / command[0], *command[1:]], capture_output=True,
                              text=True)
        if done.returncode != 0:
            print(done.stdout[-2000:], done.stderr[-2000:], sep="\n")
            raise SystemExit(f"coverage: {command[0]} failed")


def count_lines(build):
    """The runs of each line of sdk/: path -> line -> count, over all that include it."""
    counts = collections.defaultdict(lambda: collections.defaultdict(int))
    for data in sorted(build.rglob("*.gcda")):
        report = subprocess.run(["gcov", "--json-format", "--stdout", str(data)], cwd=build,
                                check=True, capture_output=True, text=True).stdout
        for part in filter(None, report.splitlines()):
            for file in json.loads(part)["files"]:
                path = pathlib.Path(build, file["file"]).resolve()
                if not path.is_relative_to(ROOT / "sdk"):
                    continue
                name = str(path.relative_to(ROOT))
                if not name.startswith(LEFT_OUT):
                    for line in file["lines"]:
                        counts[name][line["line_number"]] += line["count"]
    return counts


def ranges(lines):
    """The lines as text: 3, 7-9."""
    parts = []
    for line in sorted(lines):
        if parts and parts[-1][1] == line - 1:
            parts[-1][1] = line
        else:
            parts.append([line, line])
    return ", ".join(str(a) if a == b else f"{a}-{b}" for a, b in parts)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--build", type=pathlib.Path, required=True)
    build = parser.parse_args().build.resolve()
    run_suites(build)
    all_lines = all_run = 0
    print(f"\n{'file':44} {'lines':>6} {'run':>7}  never run")
    for name, lines in sorted(count_lines(build).items()):
        missing = [line for line, count in lines.items() if count == 0]
        all_lines += len(lines)
        all_run += len(lines) - len(missing)
        share = 100 * (len(lines) - len(missing)) / len(lines)
        print(f"{name:44} {len(lines):6} {share:6.1f}%  {ranges(missing)}")
    share = all_run / all_lines
    print(f"\n{all_run} of {all_lines} lines of sdk/ ran: {100 * share:.2f} % "
          f"(at least {100 * COVERED_MIN:.0f})")
    return 0 if share >= COVERED_MIN else 1


if __name__ == "__main__":
    sys.exit(main())

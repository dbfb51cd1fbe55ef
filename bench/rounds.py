"""The long suites of `./dev test full`, with more rounds: worlds, kills, power cuts, fuzzing.

Usage: python3 bench/rounds.py --build build/release [--times N]
Exit codes: 0 every suite passed, 1 one failed, 2 it could not be built.
"""
import argparse
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
TIMES = 5
# Each preset that is built, and the test preset that runs its long suites.
PARTS = {"release": "full", "fuzz": "full-fuzz"}


def run(*command):
    return subprocess.run(command, cwd=ROOT).returncode


def main():
    parser = argparse.ArgumentParser(prog="rounds")
    parser.add_argument("--build", help="the build directory; it must be that of a preset")
    parser.add_argument("--times", type=int, default=TIMES,
                        help=f"how many times the rounds of ./dev test full (default: {TIMES})")
    times = parser.parse_args().times
    status = 0
    for built, tested in PARTS.items():
        # The next `cmake --preset` puts the number back.
        if run("cmake", "--preset", built, f"-DGODWIT_LONG={times}") or \
                run("cmake", "--build", "--preset", built):
            return 2
        if run("ctest", "--preset", tested, "-R", "^long_"):
            status = 1
    return status


if __name__ == "__main__":
    sys.exit(main())

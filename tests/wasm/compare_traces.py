"""Holds traces of the simulator as WebAssembly against those of the native one.

    compare_traces.py NATIVE NODE WASM_PROGRAM SEEDS_FILE

The first seeds of the file, and some that nothing is known of; a trace has every request, every
commit and every decision, with its time. Ends with 1 where a line differs, and shows it.
"""

import itertools
import pathlib
import subprocess
import sys
import tempfile

FROM_FILE = 15
OTHERS = range(1, 11)


def trace(command):
    # To a file: a program that ends with exit() in Node loses what its pipe's reader has not taken.
    with tempfile.TemporaryFile("w+") as out:
        done = subprocess.run(command, stdout=out, timeout=120)
        out.seek(0)
        return done.returncode, out.read().splitlines()


def main():
    native, node, program, file = sys.argv[1:]
    lines = [line.split() for line in pathlib.Path(file).read_text().splitlines()
             if line and not line.startswith("#")]
    jobs = [(words[0], words[1] if len(words) > 1 else "mixed") for words in lines[:FROM_FILE]]
    jobs += [(str(seed), "mixed") for seed in OTHERS]
    compared = 0
    for seed, scenario in jobs:
        flags = ["--seed", seed, "--scenario", scenario, "--trace"]
        # If there is fetch(), Debian's emcc takes Node for a browser.
        there = trace([node, "--no-experimental-fetch", program, *flags])
        here = trace([native, *flags])
        compared += len(here[1])
        if here == there:
            continue
        print(f"seed {seed}: native ends with {here[0]}, WebAssembly with {there[0]}")
        for a, b in itertools.zip_longest(here[1], there[1], fillvalue="(ends)"):
            if a != b:
                print(f"  native:      {a}\n  WebAssembly: {b}")
                break
        return 1
    print(f"{len(jobs)} seeds, {compared} lines of trace: the same")
    return 0 if compared > 1000 else 1


if __name__ == "__main__":
    sys.exit(main())

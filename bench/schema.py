#!/usr/bin/env python3
"""Measures what checking an event against its schema costs, beside others, and holds the bars.

Natively beside nlohmann/json with valijson; in Node, as the package's WebAssembly, beside
JSON.parse() with ajv; and what the validator adds to a page's download. Exit codes: 0 all bars are
held, 1 one is missed, 2 it could not be measured.
"""
import argparse
import gzip
import json
import pathlib
import platform
import statistics
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent

NATIVE_RATIO_MIN = 10.0
NODE_RATIO_MIN = 3.0
DOWNLOAD_BYTES_MAX = 6 * 1024


def run(*command):
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True)
    if done.returncode != 0:
        print(done.stderr, file=sys.stderr)
        sys.exit(2)
    return done.stdout


def medians(runs):
    return {name: statistics.median(one[name] for one in runs) for name in runs[0]}


def measure(build, rounds, directory):
    schema = HERE / "schema/product_viewed.json"
    folder = directory / "schemas"
    folder.mkdir()
    (folder / schema.name).write_bytes(schema.read_bytes())
    pack, events = directory / "pack", directory / "events"
    run(build / "bin/godwit", "schema", "compile", folder, "-o", pack)
    native, node = [], []
    for _ in range(rounds):
        native.append(json.loads(run(build / "bin/godwit-bench-schema", "--schema", schema,
                                     "--pack", pack, "--events", events)))
        node.append(json.loads(run("node", HERE / "schema.mjs", build / "bench/schema.wasm", pack,
                                   schema, events)))
    return medians(native), medians(node)


def download(build, *modules):
    """The bytes that a page with schemas, and with these modules, downloads besides."""
    dist = build / "wasm/package/dist"

    def size(*names):
        return sum(len(gzip.compress((dist / name).read_bytes(), 9)) for name in names)
    return size("godwit.schemas.js", *modules) - size("godwit.js", "godwit.wasm")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--build", type=pathlib.Path, required=True)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--results", type=pathlib.Path, default=HERE / "results")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="godwit-bench-") as directory:
        native, node = measure(options.build, options.rounds, pathlib.Path(directory))
    rows = [
        ("natively, beside nlohmann/json and valijson", native["peer_ns"] / native["ours_ns"],
         NATIVE_RATIO_MIN, "x faster", f"{native['ours_ns']:.0f} ns beside "
         f"{native['peer_ns']:.0f}; reading the text alone {native['reading_ns']:.0f}"),
        ("in Node, beside JSON.parse() and ajv", node["peer_ns"] / node["ours_ns"],
         NODE_RATIO_MIN, "x faster", f"{node['ours_ns']:.0f} ns beside {node['peer_ns']:.0f}; "
         f"JSON.parse() alone {node['parse_ns']:.0f}"),
        ("download with the validator", download(options.build, "godwit.schemas.wasm"),
         DOWNLOAD_BYTES_MAX, "bytes more, gzipped", "a pack that is not ordinary: "
         f"{download(options.build, 'godwit.all-schemas.wasm'):,}, besides the "
         "module that was loaded in vain"),
    ]
    lines, held = [], True
    for name, figure, bar, unit, detail in rows:
        least = unit.startswith("x")
        good = figure >= bar if least else figure <= bar
        held = held and good
        shown = f"{figure:.2f}" if least else f"{figure:,}"
        lines.append(f"{name}: {shown} {unit} (bar {'at least' if least else 'at most'} {bar:,}"
                     f"{'' if good else ', MISSED'}){'; ' + detail if detail else ''}")
    machine = f"{platform.machine()}, Python {platform.python_version()}"
    text = "\n".join(lines) + f"\n{machine}, an event of 330 bytes, medians of {options.rounds}\n"
    print(text, end="")
    options.results.mkdir(exist_ok=True)
    (options.results / "schema.txt").write_text(text)
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main())

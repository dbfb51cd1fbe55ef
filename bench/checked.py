"""The cost of checking events against their schema: in track(), and in the collector.

Usage: ./dev bench checked [--rounds N] [--save]

Each round measures both with and without; a ratio is the median of the rounds' own. There is no
bar: the figures are for docs/schemas.md. `--save` writes bench/results/checked.txt.
"""
import argparse
import pathlib
import statistics
import subprocess
import sys
import tempfile

from native import Bench, CannotMeasure

HERE = pathlib.Path(__file__).resolve().parent
CALLS = 200_000
REQUESTS = 1_000


def compiled(build, directory):
    """A pack of the schema of the one event that all benchmarks send."""
    folder = pathlib.Path(directory) / "schemas"
    folder.mkdir()
    (folder / "product_viewed.json").write_bytes(
        (HERE / "schema" / "product_viewed.json").read_bytes())
    pack = pathlib.Path(directory) / "bench.pack"
    subprocess.run([build / "bin" / "godwit", "schema", "compile", folder, "-o", pack], check=True,
                   stdout=subprocess.DEVNULL)
    return pack


def one_round(bench, pack, backwards):
    def calls(**options):
        report = bench.with_sink("track", mode="calls", threads=1, events=CALLS, **options)
        return report["p50_ns"]

    def rate(*flags):
        report = bench.with_collector(*flags, batch=500, connections=4, requests=REQUESTS)
        return report["events_per_s"]

    steps = {
        "track": calls,
        "track_checked": lambda: calls(pack=pack),
        "collector": rate,
        "collector_checked": lambda: rate("--schemas", str(pack)),
    }
    names = list(steps)
    if backwards:
        names.reverse()
    return {name: steps[name]() for name in names}


def ratio(rounds, ours, other):
    return statistics.median(each[ours] / each[other] for each in rounds)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--build", type=pathlib.Path, required=True)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--save", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="godwit-bench-") as directory:
        pack = compiled(options.build, directory)
        bench = Bench(options.build, directory)
        rounds = [one_round(bench, pack, number % 2 == 1) for number in range(options.rounds)]

    def middle(name):
        return statistics.median(each[name] for each in rounds)

    lines = [
        f"track() of an event that is checked: {ratio(rounds, 'track_checked', 'track'):.2f} x the "
        f"time; p50 {middle('track_checked'):.0f} ns beside {middle('track'):.0f}",
        "a collector that checks, batches of 500: "
        f"{ratio(rounds, 'collector_checked', 'collector'):.2f} x the rate; "
        f"{middle('collector_checked'):,.0f} events/s beside {middle('collector'):,.0f}",
    ]
    print("\n".join(lines))
    if options.save:
        (HERE / "results" / "checked.txt").write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    try:
        main()
    except (CannotMeasure, OSError, subprocess.SubprocessError) as error:
        sys.exit(f"cannot measure: {error}")

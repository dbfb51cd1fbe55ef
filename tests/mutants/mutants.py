"""Changes sdk/ and platform/ one place at a time, and tells which changes the suites catch.

    mutants.py [--count N] [--seed N] [--only TEXT] [--workers N] [--again] [--list]

Draws N places (200), so that each operator and each file has its share; before them come those of
named.py. What argued.py argues about is no mutant: another is drawn. Ends with 0 where all of the
named and at least 95 % of the drawn are caught, 1 where not, 2 where it could not be tried. The
verdicts are kept in build/mutants/report.txt; --again takes from there what is caught already,
which holds where tests were only added since.
"""

import argparse
import collections
import concurrent.futures
import itertools
import os
import pathlib
import queue
import random
import subprocess
import sys
import time

from argued import argument_for, stale_arguments
from named import NAMED
from sites import OPERATORS, find_sites
from trial import ROOT, Trial, read_sources

CAUGHT_MIN = 0.95


def mutable_files():
    patterns = [f"{folder}/*.{ending}" for folder in ("sdk", "platform") for ending in ("cpp", "h")]
    listed = subprocess.run(["git", "ls-files", *patterns], cwd=ROOT, check=True,
                            capture_output=True, text=True)
    return listed.stdout.split()


def draw(seed, only):
    """All sites, in an order that depends on the seed and hardly on one another: an operator in
    turn, then a file, as if by lot, then a place. (Weighted sampling without replacement, by
    Efraimidis and Spirakis, 2006: of equal files, whatever the number of their places.)"""
    ranked = {operator: [] for operator in OPERATORS}
    for path in mutable_files():
        if only not in path:
            continue
        sites = find_sites(path, (ROOT / path).read_text())
        for operator, group in itertools.groupby(sites, lambda site: site.operator):
            group, seen = list(group), collections.Counter()
            for site in group:
                key = (path, operator, site.source_line, site.before)
                seen[key] += 1
                chance = random.Random(f"{seed} {key} {seen[key]}").random()
                ranked[operator].append((chance ** len(group), site))
    for row in itertools.zip_longest(*(sorted(sites, key=lambda rank: -rank[0])
                                       for sites in ranked.values())):
        yield from (site for _, site in filter(None, row) if not argument_for(site))


NO_MUTANT = "no mutant"


def known_verdicts(path):
    """The verdicts of a report: description -> caught, or no mutant."""
    lines = path.read_text().splitlines() if path.exists() else []
    known = {}
    for description, said in zip(lines[::2], lines[1::2]):
        if said.startswith("    caught by "):
            known[description] = said.removeprefix("    caught by ")
        elif said.strip() == NO_MUTANT:
            known[description] = None
    return known


class Report:
    def __init__(self, path):
        self.path = path
        self.rows = []
        self.started = time.monotonic()
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("")

    def add(self, mutant, verdict):
        said = (f"caught by {verdict}" if verdict else
                NO_MUTANT if verdict is None else "survives")
        line = f"{mutant.describe()}\n    {said}"
        with open(self.path, "a") as file:
            print(line, file=file)
        if verdict is None:
            return
        self.rows.append((mutant, verdict))
        minutes = (time.monotonic() - self.started) / 60
        print(f"{len(self.rows):4} {minutes:5.1f} min  {line}", flush=True)

    def share(self, drawn):
        verdicts = [bool(verdict) for mutant, verdict in self.rows
                    if (mutant not in NAMED) == drawn]
        return sum(verdicts), len(verdicts)

    def conclude(self):
        named, named_all = self.share(drawn=False)
        drawn, drawn_all = self.share(drawn=True)
        by_suite = {}
        for _, verdict in self.rows:
            by_suite[verdict or "survives"] = by_suite.get(verdict or "survives", 0) + 1
        print("\n" + ", ".join(f"{name}: {count}" for name, count in sorted(by_suite.items())))
        print(f"named: {named} of {named_all} caught")
        share = drawn / drawn_all if drawn_all else 1
        print(f"drawn: {drawn} of {drawn_all} caught ({100 * share:.1f} %)")
        good = named == named_all and share >= CAUGHT_MIN
        print("ok" if good else "too few are caught")
        return 0 if good else 1


def run(options):
    base = ROOT / "build" / "mutants"
    sources = read_sources()
    trials = queue.Queue()
    for number in range(options.workers):
        trial = Trial(base / str(number))
        print(f"building copy {number} in {trial.build.relative_to(ROOT)}", flush=True)
        trial.build.mkdir(parents=True, exist_ok=True)
        trial.prepare(sources)
        if number == 0 and not options.no_baseline:
            print("testing it unchanged", flush=True)
            broken = trial.check_baseline()
            if broken:
                print(f"{broken} fails already; see {trial.log}", file=sys.stderr)
                return 2
        trials.put(trial)
    known = known_verdicts(base / "report.txt") if options.again else {}
    report = Report(base / "report.txt")

    def judge(mutant):
        if mutant.describe() in known:
            return known[mutant.describe()]
        trial = trials.get()
        try:
            return trial.judge(mutant, mutant in NAMED or mutant.path.startswith("platform/"))
        finally:
            trials.put(trial)

    named = [mutant for mutant in NAMED if options.only in mutant.path]
    upcoming = draw(options.seed, options.only)
    compiled, open_ones = 0, {}
    with concurrent.futures.ThreadPoolExecutor(options.workers) as pool:
        while True:
            while len(open_ones) < options.workers:
                # Those that do not compile are drawn again, so it shows only later how many count.
                sure = compiled + sum(mutant not in NAMED for mutant in open_ones.values())
                mutant = named.pop(0) if named else (
                    next(upcoming, None) if sure < options.count else None)
                if mutant is None:
                    break
                open_ones[pool.submit(judge, mutant)] = mutant
            if not open_ones:
                break
            done, _ = concurrent.futures.wait(open_ones, return_when="FIRST_COMPLETED")
            for future in done:
                mutant, verdict = open_ones.pop(future), future.result()
                if verdict is None and mutant in NAMED:
                    raise RuntimeError(f"{mutant.name} does not compile")
                compiled += verdict is not None and mutant not in NAMED
                report.add(mutant, verdict)
    return report.conclude()


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--count", type=int, default=200, help="how many are drawn (200)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", default="", help="only files whose path has this in it")
    parser.add_argument("--workers", type=int, default=max(1, (os.cpu_count() or 2)))
    parser.add_argument("--no-baseline", action="store_true",
                        help="do not test the unchanged sources first")
    parser.add_argument("--again", action="store_true",
                        help="try only what the last report does not say is caught")
    parser.add_argument("--list", action="store_true", help="only print what would be tried")
    options = parser.parse_args()
    if options.list:
        stale = stale_arguments(lambda path: (ROOT / path).read_text())
        if stale:
            print(f"argued.py argues about what stands nowhere: {stale}", file=sys.stderr)
            return 2
        for mutant in NAMED:
            mutant.apply((ROOT / mutant.path).read_text())
            print(mutant.describe())
        for _, mutant in zip(range(options.count), draw(options.seed, options.only)):
            print(mutant.describe())
        return 0
    return run(options)


if __name__ == "__main__":
    sys.exit(main())

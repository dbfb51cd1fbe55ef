#!/usr/bin/env python3
"""Measures what delivery costs a phone's radio, ours beside the policies of others and the optimum.

Replays sets of traces with `godwit energy` and sums the joules of each set. Writes
results/energy.txt, and into docs/energy.md and docs/energy/. Exit codes: 0 all bars are held, 1 one
is missed, 2 it could not be measured.
"""
import argparse
import json
import os
import pathlib
import subprocess
import sys
import tempfile

import energy_chart
import energy_traces as traces

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent
LOG = ROOT.parent / "shared/data/clickstream/access.log"

# No seed of these was looked at while the policy was made.
SEED = "held out"

WITH_APP_MAX, WITHOUT_APP_MAX, OTHER_RADIOS_MAX = 1.10, 1.06, 1.20
PEER_RATIO_MIN = 1.8
PEERS = ("interval:30", "interval:10", "count:20,interval:30", "immediate", "1ds")
RADIOS = (("lte", 1), ("3g", 1), ("5g-nsa", 0.5), ("5g-nsa", 1), ("5g-nsa", 2), ("5g-sa", 0.5),
          ("5g-sa", 1), ("5g-sa", 2), ("wifi", 1))
MEANS = (5, 20, 60, 200, 600)


class Replayer:
    """Runs `godwit energy` on traces in a directory of its own."""

    def __init__(self, program, directory):
        self.program = program
        self.directory = directory

    def _write(self, name, times):
        path = self.directory / name
        path.write_text("".join(f"{time:.6f}\n" for time in times))
        return path

    def _run(self, trace, *flags):
        events, app = trace
        done = subprocess.run(
            [self.program, "energy", "--events", self._write("events.csv", events), "--app",
             self._write("app.csv", app), *map(str, flags)], capture_output=True, text=True)
        if done.returncode != 0:
            print(done.stderr, file=sys.stderr)
            sys.exit(2)
        return [json.loads(line) for line in done.stdout.splitlines()]

    def compare(self, trace_set):
        """{policy: sums} of all policies."""
        return self._sums(trace_set, "--compare", "--json")

    def ours(self, trace_set, radio, tail_power):
        return self._sums(trace_set, "--radio", radio, "--tail-power", tail_power)["godwit"]

    def _sums(self, trace_set, *flags):
        sums = {}
        for trace in trace_set:
            for one in self._run(trace, *flags):
                into = sums.setdefault(one["policy"], {})
                for key in ("marginal_joules", "optimum_marginal_joules", "flushes", "events_late",
                            "delay_p50_seconds"):
                    into[key] = into.get(key, 0) + one[key]
        return sums


def ratio_of(sums):
    return sums["marginal_joules"] / sums["optimum_marginal_joules"]


def sets_with_app(log):
    found = {
        "Poisson, events 20 s, app 60 s": traces.poisson_set(SEED, 20, 60, count=6),
        "Poisson, events 60 s, app 60 s": traces.poisson_set(SEED, 60, 60, count=6),
        "bursty sessions": traces.drawn(
            f"{SEED}/sessions", 20, lambda chance: traces.sessions(chance, 10 * traces.HOUR)),
    }
    if log.exists():
        found["clients of the access log"] = traces.clients_of(log, SEED)
    else:
        print(f"without the clients of an access log: there is no {log} (--log FILE)")
    return found


def varied_sets():
    return {
        "heavy-tailed, both 45 s": traces.drawn(
            f"{SEED}/heavy", 6, lambda chance: (
                traces.heavy_tailed(chance, 45, 10 * traces.HOUR),
                traces.heavy_tailed(chance, 45, 10 * traces.HOUR))),
        **{f"polling each {period} s, events {mean} s": traces.drawn(
            f"{SEED}/polling/{period}/{mean}", 4, lambda chance, period=period, mean=mean:
            traces.polling(chance, 10 * traces.HOUR, period, mean))
           for period, mean in ((1, 5), (1, 60), (15, 20), (30, 20))},
    }


def rides_possible(trace):
    """The number of times that an event waited when the application used the network."""
    events, app = trace
    taken, rides = 0, 0
    for at in app:
        before = taken
        while taken < len(events) and events[taken] <= at:
            taken += 1
        rides += taken > before
    return rides


class Report:
    def __init__(self):
        self.lines = []
        self.held = True

    def say(self, line=""):
        print(line, flush=True)
        self.lines.append(line)

    def bar(self, name, figure, limit, least=False):
        good = figure >= limit if least else figure <= limit
        self.held = self.held and good
        self.say(f"{name}: {figure:.3f} (bar: at {'least' if least else 'most'} {limit}"
                 f"{'' if good else ', MISSED'})")


def table(report, compared):
    """{set: {policy: sums}}: joules of each policy, and how many times the optimum's."""
    policies = list(next(iter(compared.values())))
    report.say("| LTE, deadline 60 s: J (times the optimum's) | " + " | ".join(compared) + " |")
    report.say("| --- |" + " --- |" * len(compared))
    for policy in policies:
        cells = [f"{sums[policy]['marginal_joules']:,.0f} ({ratio_of(sums[policy]):.2f})"
                 for sums in compared.values()]
        report.say(f"| {policy} | " + " | ".join(cells) + " |")
    report.say()


def grid(report, replayer):
    report.say("| Poisson, LTE: times the optimum's | " +
               " | ".join(f"app {mean} s" for mean in MEANS) + " | no app |")
    report.say("| --- |" + " --- |" * (len(MEANS) + 1))
    for event_mean in MEANS:
        cells = []
        for app_mean in (*MEANS, None):
            one = traces.poisson_set(SEED, event_mean, app_mean or 60)
            sums = replayer.ours(one if app_mean else traces.without_app(one), "lte", 1)
            hours = 30
            excess = (sums["marginal_joules"] - sums["optimum_marginal_joules"]) / hours
            small = sums["optimum_marginal_joules"] / hours < 5
            cells.append(f"+{excess:.1f} J/h" if small else f"{ratio_of(sums):.2f}")
        report.say(f"| events {event_mean} s | " + " | ".join(cells) + " |")
    report.say()


def radios(report, replayer, sets):
    report.say("| ours, times the optimum's | " + " | ".join(sets) + " | all |")
    report.say("| --- |" + " --- |" * (len(sets) + 1))
    alls = {}
    for radio, power in RADIOS:
        sums = [replayer.ours(one, radio, power) for one in sets.values()]
        total = sum(each["marginal_joules"] for each in sums) / sum(
            each["optimum_marginal_joules"] for each in sums)
        alls[radio, power] = total
        name = radio if power == 1 else f"{radio}, tail {power}x"
        report.say(f"| {name} | " + " | ".join(f"{ratio_of(each):.2f}" for each in sums) +
                   f" | {total:.2f} |")
    report.say()
    return alls


def varied(report, replayer):
    report.say("| varied, LTE | optimum J/h | ours J/h | 30 s interval J/h | our requests/h | "
               "one for each ride/h |")
    report.say("| --- | --- | --- | --- | --- | --- |")
    for name, one in varied_sets().items():
        sums = replayer.compare(one)
        hours = 10 * len(one)
        rides = sum(rides_possible(trace) for trace in one) / hours
        report.say(f"| {name} | {sums['optimum']['marginal_joules'] / hours:.1f} | "
                   f"{sums['godwit']['marginal_joules'] / hours:.1f} | "
                   f"{sums['interval:30']['marginal_joules'] / hours:.1f} | "
                   f"{sums['godwit']['flushes'] / hours:.0f} | {rides:.0f} |")
    report.say()


def bars(report, compared, alone, alls):
    for name, sums in compared.items():
        report.bar(f"{name}, ours over the optimum", ratio_of(sums["godwit"]), WITH_APP_MAX)
    for name, sums in alone.items():
        report.bar(f"{name}, ours over the optimum", ratio_of(sums["godwit"]), WITHOUT_APP_MAX)
    ours = sum(sums["godwit"]["marginal_joules"] for sums in compared.values())
    for peer in PEERS:
        theirs = sum(sums[peer]["marginal_joules"] for sums in compared.values())
        report.bar(f"all traces with app traffic, {peer} over ours", theirs / ours,
                   PEER_RATIO_MIN, least=True)
    for (radio, power), ratio in alls.items():
        if radio not in ("lte", "wifi"):
            report.bar(f"{radio}, tail {power}x, ours over the optimum", ratio, OTHER_RADIOS_MAX)
    late = sum(sums["godwit"]["events_late"] for sums in (*compared.values(), *alone.values()))
    report.bar("events after their deadline", late, 0)


def rows_of(sums):
    return [(policy, one["marginal_joules"], ratio_of(one)) for policy, one in sums.items()]


def keep(docs, text, pictures):
    """Puts the tables between the marks of docs/energy.md, and the pictures beside it."""
    begin = "<!-- measured: begin. Written by ./dev bench energy. -->"
    end = "<!-- measured: end -->"
    page = docs / "energy.md"
    before, _, rest = page.read_text().partition(begin)
    _, _, after = rest.partition(end)
    page.write_text(f"{before}{begin}\n\n{text}\n{end}{after}")
    (docs / "energy").mkdir(exist_ok=True)
    for name, picture in pictures.items():
        (docs / "energy" / name).write_text(picture)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--build", type=pathlib.Path, required=True)
    parser.add_argument("--log", type=pathlib.Path,
                        default=pathlib.Path(os.environ.get("GODWIT_ACCESS_LOG", LOG)))
    parser.add_argument("--results", type=pathlib.Path, default=HERE / "results")
    parser.add_argument("--docs", type=pathlib.Path, default=ROOT / "docs")
    options = parser.parse_args()
    report = Report()
    with tempfile.TemporaryDirectory(prefix="godwit-bench-") as directory:
        replayer = Replayer(options.build / "bin/godwit", pathlib.Path(directory))
        sets = sets_with_app(options.log)
        compared = {name: replayer.compare(one) for name, one in sets.items()}
        table(report, compared)
        alone = {f"{name.split(', app')[0]}, no app": replayer.compare(traces.without_app(one))
                 for name, one in sets.items()}
        table(report, alone)
        alls = radios(report, replayer, sets)
        grid(report, replayer)
        varied(report, replayer)
        bars(report, compared, alone, alls)
    text = "\n".join(report.lines) + "\n"
    options.results.mkdir(exist_ok=True)
    (options.results / "energy.txt").write_text(text)
    tables = text[:text.rindex("\n\n") + 1]
    keep(options.docs, tables, {
        "with_app.svg": energy_chart.chart("Joules that delivery adds, and how many times the "
                                           "optimum's: LTE, deadline 60 s",
                                           [(n, rows_of(s)) for n, s in compared.items()]),
        "without_app.svg": energy_chart.chart("The same without the application's own traffic",
                                              [(n, rows_of(s)) for n, s in alone.items()])})
    return 0 if report.held else 1


if __name__ == "__main__":
    sys.exit(main())

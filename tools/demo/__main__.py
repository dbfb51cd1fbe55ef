"""Sends real events through a bad network and a sender that is killed, and counts what arrived.

Usage: python3 tools/demo --bin DIRECTORY --data FLIGHTS_JSON
Exit codes: 0 nothing was lost or doubled, 1 something was (a sentence says what), 130 interrupted.
"""
import argparse
import json
import pathlib
import shutil
import signal
import sys
import tempfile
import time

import count
from collector import Collector
from problem import Problem
from progress import Progress
from sender import Sender

KEY = "demo-key"
EVENTS_A_SECOND = 1000
# The sender is killed when it has accepted so many events since it was first started.
KILL_AT = (6_000, 13_000)
TIME_MAX_S = 170

# The n-th request meets the fault. They stand apart, so that each is a first failure and costs one
# back-off of 4 to 8 seconds.
FAULTS = [
    {"nth": 3, "status": 503},
    {"nth": 9, "status": 429, "retry_after_s": 3},
    {"nth": 15, "cut": "after_store"},
    {"nth": 22, "cut": "mid_reply"},
    {"nth": 28, "cut": "before_store"},
    {"nth": 35, "cut": "after_store"},
]


def interrupt(*_):
    raise KeyboardInterrupt


def send_all(rows, sender, collector, progress):
    """Starts the sender, kills it and starts it again, until every row was taken once."""
    end = time.monotonic() + TIME_MAX_S
    taken = 0  # Rows that the SDK has: all before this one.
    kills = list(KILL_AT)
    while True:
        sender.start(rows, taken, last=not kills)
        while sender.running():
            if time.monotonic() > end:
                raise Problem(f"the demo is not done after {TIME_MAX_S} s; it was given up")
            accepted = taken + sender.accepted()
            progress.show(accepted, collector.summary(), len(sender.runs) - 1, collector.hits())
            if kills and accepted >= kills[0]:
                sender.kill()
                break
            time.sleep(0.1)
        run = sender.finish(expect_kill=bool(kills))
        taken = where_it_stood(run, sender, collector)
        if not kills:
            return
        kills.pop(0)
        progress.say(f"the sender was killed (SIGKILL) after {taken:,} events; "
                     "a new one goes on there")


def where_it_stood(run, sender, collector):
    """The number of the first row that the SDK does not have, after a run has ended.

    Every accepted event is claimed, and must be in the queue or at the collector. One more may have
    been accepted at the very instant of the kill, before it could be claimed.
    """
    known = {row for row in sender.queued_rows() if row >= run.first_row}
    known |= collector.stored_rows(run.first_row)
    claimed = range(run.first_row, run.first_row + run.claimed)
    lost = [row for row in claimed if row not in known]
    if lost:
        raise Problem(f"accepted, but neither queued nor stored: {count.events(len(lost))}; "
                      f"the first is row {lost[0]}")
    unclaimed = sorted(known - set(claimed))
    if unclaimed not in ([], [claimed.stop]):
        raise Problem(f"rows {unclaimed[:5]} were taken but never accepted")
    run.taken = run.claimed + len(unclaimed)
    return run.first_row + run.taken


def run_demo(arguments, directory, progress):
    flights = json.loads(pathlib.Path(arguments.data).read_text(encoding="utf-8"))
    rows = [{"name": "flight_landed", "properties": {"row": number, **flight}}
            for number, flight in enumerate(flights)]
    started = time.monotonic()
    with Collector(arguments.bin / "godwit-collector", directory / "collector", KEY) as collector:
        collector.set_faults(FAULTS)
        progress.say(f"{len(rows):,} flights go to {collector.url}, {EVENTS_A_SECOND:,} a second; "
                     f"{len(FAULTS)} requests will fail, and the sender is killed twice")
        with Sender(arguments.bin / "godwit", directory, collector.url, KEY,
                    EVENTS_A_SECOND) as sender:
            send_all(rows, sender, collector, progress)
            runs = sender.runs
        summary = collector.summary()
        faults = collector.faults()
        collector.stop()
    progress.clear()
    result = count.count(directory / "collector" / "events", rows, runs)
    count.show(result, summary, faults, runs)
    count.judge(result, summary, faults)
    print(f"demo: ok: {len(rows):,} events accepted, each stored exactly once, "
          f"in {time.monotonic() - started:.0f} s")


def main():
    parser = argparse.ArgumentParser(prog="demo")
    parser.add_argument("--bin", type=pathlib.Path, required=True, help="where the programs are")
    parser.add_argument("--data", required=True, help="vega-datasets' flights-20k.json")
    arguments = parser.parse_args()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, interrupt)
    progress = Progress(sys.stdout)
    directory = pathlib.Path(tempfile.mkdtemp(prefix="godwit-demo-"))
    try:
        run_demo(arguments, directory, progress)
        return 0
    except Problem as problem:
        progress.clear()
        print(f"demo: failed: {problem}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        progress.clear()
        print("demo: interrupted; nothing is left behind", file=sys.stderr)
        return 130
    finally:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
        shutil.rmtree(directory, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())

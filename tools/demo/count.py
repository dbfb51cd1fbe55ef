"""Counts what is in the collector's files, without asking the collector, and says so."""
import collections
import dataclasses
import json

from problem import Problem

SHOWN = 3


@dataclasses.dataclass
class Result:
    accepted: int = 0
    stored_lines: int = 0
    stored_once: int = 0
    missing: list = dataclasses.field(default_factory=list)   # (run, sequence)
    doubled: list = dataclasses.field(default_factory=list)   # (stream, sequence)
    altered: list = dataclasses.field(default_factory=list)   # Rows that are not as they were sent.
    strangers: int = 0                                        # Events that nobody sent.
    samples: list = dataclasses.field(default_factory=list)


def read_events(directory):
    for path in sorted(directory.glob("*.ndjson")):
        with open(path, encoding="utf-8") as lines:
            for line in lines:
                yield json.loads(line)


def count(directory, rows, runs):
    """Compares the files with what was sent, event by event.

    Each run is one stream; its row r has the sequence number r - first_row + 1. Which stream is
    which run shows in the rows that it holds.
    """
    result = Result(accepted=sum(run.taken for run in runs))
    seen = collections.Counter()
    places = {}  # (run, sequence) -> how often
    for event in read_events(directory):
        result.stored_lines += 1
        seen[event["stream"], event["sequence"]] += 1
        row = event["properties"].get("row")
        run = run_of(row, runs)
        if run is None:
            result.strangers += 1
            continue
        place = (run, row - runs[run].first_row + 1)
        places[place] = places.get(place, 0) + 1
        sent = rows[row]
        if (event["name"] != sent["name"] or event["properties"] != sent["properties"]
                or event["sequence"] != place[1]):
            result.altered.append(row)
        if row % (len(rows) // SHOWN) == 0 and len(result.samples) < SHOWN:
            result.samples.append(event)
    result.doubled = [key for key, times in seen.items() if times > 1]
    result.doubled += [place for place, times in places.items() if times > 1]
    for number, run in enumerate(runs):
        for sequence in range(1, run.taken + 1):
            times = places.get((number, sequence), 0)
            result.stored_once += times == 1
            if times == 0:
                result.missing.append((number, sequence))
    return result


def run_of(row, runs):
    if not isinstance(row, int):
        return None
    for number, run in enumerate(runs):
        if run.first_row <= row < run.first_row + run.taken:
            return number
    return None


def fault_name(rule):
    if "cut" in rule:
        return f"connection cut, {rule['cut'].replace('_', ' ')}"
    retry = f", Retry-After {rule['retry_after_s']} s" if "retry_after_s" in rule else ""
    return f"answer {rule['status']}{retry}"


def show(result, summary, faults, runs):
    hits = collections.Counter()
    for rule in faults:
        hits[fault_name(rule)] += rule["hits"]
    table = [
        ("accepted by track()", f"{result.accepted:,}"),
        ("stored exactly once", f"{result.stored_once:,}"),
        ("missing", len(result.missing)),
        ("stored twice", len(result.doubled)),
        ("changed on the way", len(result.altered) + result.strangers),
        ("sent again, refused as duplicates", f"{summary['duplicates']:,}"),
        ("times the sender was killed", sum(run.killed for run in runs)),
        *((f"survived: {name}", times) for name, times in sorted(hits.items())),
        ("requests", f"{summary['requests']:,}"),
        ("connections", summary["connections"]),
        ("bytes on the wire, headers included", f"{summary['bytes']:,}"),
        ("bytes for each event", f"{summary['bytes'] / max(result.stored_once, 1):.1f}"),
    ]
    width = max(len(name) for name, _ in table)
    print("\nCounted in the collector's files by (stream, sequence) and by row:\n")
    for name, value in table:
        print(f"  {name:<{width}}  {value:>12}")
    print("\nThree of the stored events:\n")
    for event in result.samples:
        print("\n".join(f"  {name:>12}: {json.dumps(value)}" for name, value in event.items()))
        print()


def events(count):
    return f"{count:,} event{'' if count == 1 else 's'}"


def judge(result, summary, faults):
    """Raises a Problem where anything is not as promised."""
    if result.missing:
        run, sequence = result.missing[0]
        raise Problem(f"accepted but not stored: {events(len(result.missing))}, the first of them "
                      f"sequence {sequence} of process {run + 1}")
    if result.doubled:
        raise Problem(f"stored twice: {events(len(result.doubled))}, such as "
                      f"{result.doubled[0]}")
    if result.altered or result.strangers:
        raise Problem("stored, but not as it was sent: "
                      f"{events(len(result.altered) + result.strangers)}")
    if result.stored_lines != result.accepted:
        raise Problem(f"{events(result.stored_lines)} stored, {result.accepted:,} accepted")
    if summary["missing"] != 0 or summary["unique"] != result.stored_lines:
        raise Problem(f"the collector counts {events(summary['missing'])} missing, and "
                      f"{summary['unique']:,} stored; its files hold {result.stored_lines}")
    unmet = [fault_name(rule) for rule in faults if rule["hits"] == 0]
    if unmet:
        raise Problem(f"no request met the fault '{unmet[0]}', so the demo shows less than it says")

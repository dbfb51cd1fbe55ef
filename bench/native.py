#!/usr/bin/env python3
"""Measures ours beside two floors, in one run, and holds the bars; README.md says what is what.

Exit codes: 0 all bars are held, 1 a bar is missed, 2 it could not be measured, 3 the run is void
(the floors are not where they are on this class of machine, so nothing beside them counts).
"""
import argparse
import contextlib
import json
import os
import pathlib
import re
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent

# The floors' figures on this class of machine; a run counts between half and twice of them.
FLOOR_WRITER_P50_NS = 1_800
FLOOR_PIPELINE_CPU_S = 0.5
BAND = (0.5, 2.0)
# With more than this used by others, rates say little: ours works on two cores at once.
OTHER_CORES_MAX = 0.2

CALLS = 1_000_000
EVENTS = 100_000
TIMEOUT_S = 300


class CannotMeasure(Exception):
    pass


# --- Running programs.

class Bench:
    def __init__(self, build, directory):
        self.bin = build / "bin"
        self.directory = directory

    @contextlib.contextmanager
    def fresh_directory(self):
        path = tempfile.mkdtemp(prefix="godwit-bench-", dir=self.directory)
        try:
            yield path
        finally:
            shutil.rmtree(path, ignore_errors=True)

    def run(self, program, **options):
        """One measured program in a fresh directory; what it reports."""
        command = [str(self.bin / f"godwit-bench-{program}")]
        for name, value in options.items():
            command += [f"--{name}", str(value)]
        with self.fresh_directory() as directory:
            if program != "load":
                command += ["--dir", directory]
            done = subprocess.run(command, capture_output=True, text=True, timeout=TIMEOUT_S)
        if done.returncode != 0:
            raise CannotMeasure(f"{program} failed: {done.stderr.strip()}")
        if done.stderr:
            print(done.stderr.strip(), file=sys.stderr)
        return json.loads(done.stdout)

    def with_sink(self, program, **options):
        """As run(), beside a sink of its own; what both report."""
        sink = subprocess.Popen([self.bin / "godwit-bench-sink"], stdout=subprocess.PIPE, text=True)
        try:
            port = int(sink.stdout.readline())
            report = self.run(program, port=port, **options)
            sink.send_signal(signal.SIGTERM)
            report["sink"] = json.loads(sink.communicate(timeout=10)[0])
        finally:
            sink.kill()
            sink.wait()
        return report

    def with_collector(self, *flags, **options):
        """The load generator beside a collector with a fresh data directory and these flags."""
        with self.fresh_directory() as directory:
            collector = subprocess.Popen(
                [self.bin / "godwit-collector", "--data", directory, "--listen", "127.0.0.1:0",
                 "--key", "bench-key", *flags],
                stdout=subprocess.PIPE, text=True)
            try:
                listening = collector.stdout.readline()
                found = re.search(r":(\d+)\s*$", listening)
                if not found:
                    raise CannotMeasure("the collector did not start")
                return self.run("load", port=found.group(1), **options)
            finally:
                collector.terminate()
                collector.wait(timeout=30)


def one_round(bench, number):
    """All that is measured more than once. Every second round goes the other way around, so that
    what comes later has no steady advantage or disadvantage."""
    steps = {
        "floor_writer": lambda: bench.run("floor-writer", events=CALLS),
        "one_thread": lambda: bench.with_sink("track", mode="calls", threads=1, events=CALLS),
        "four_threads": lambda: bench.with_sink("track", mode="calls", threads=4, events=CALLS),
        "pipeline": lambda: bench.with_sink("floor-pipeline", events=EVENTS),
        "deliver": lambda: bench.with_sink("track", mode="deliver", events=EVENTS),
        "allocations": lambda: bench.with_sink("track", mode="allocations", events=EVENTS),
        "collector": lambda: bench.with_collector(batch=500, connections=4, requests=1_000),
        "collector_single": lambda: bench.with_collector(batch=1, connections=32, requests=32_000),
    }
    names = list(steps)
    if number % 2 == 1:
        names.reverse()
    measured = {}
    for name in names:
        measured[name] = steps[name]()
        print(".", end="", file=sys.stderr, flush=True)
    return measured


def stripped_bytes(bench, build):
    library = next(iter(sorted(build.rglob("libgodwit.so*"))), None)
    if library is None:
        raise CannotMeasure("there is no libgodwit.so (GODWIT_SHARED is off?)")
    with bench.fresh_directory() as directory:
        stripped = os.path.join(directory, "libgodwit.so")
        subprocess.run(["strip", "--strip-all", "-o", stripped, library.resolve()], check=True)
        return os.path.getsize(stripped)


def once(bench, build, idle_seconds):
    """The measurements that do not depend on the machine's speed."""
    return {
        "uuid_lines": bench.with_sink("floor-pipeline", events=EVENTS, uuid=1),
        "idle": bench.with_sink("track", mode="idle", seconds=idle_seconds),
        "stripped_bytes": stripped_bytes(bench, build),
    }


# --- Figures.

class Figures:
    def __init__(self, rounds, single):
        self.rounds = rounds
        self.single = single
        self.rows = []

    def each(self, step, name):
        return [measured[step][name] for measured in self.rounds]

    def median(self, step, name):
        return statistics.median(self.each(step, name))

    def row(self, name, unit, ours, bar, at_least=False, floor=None, ratio=None):
        value = ours if ratio is None else ratio
        held = value >= bar if at_least else value <= bar
        self.rows.append({"name": name, "unit": unit, "ours": ours, "floor": floor, "ratio": ratio,
                          "bar": bar, "at_least": at_least, "held": held})

    def paired(self, name, unit, ours, floor, bar, at_least=False, scale=1.0):
        """Ours and floor are (step, figure); the ratio is the median of each round's own."""
        pairs = list(zip(self.each(*ours), self.each(*floor)))
        ratio = statistics.median(a / b for a, b in pairs)
        self.row(name, unit, self.median(*ours) * scale, bar, at_least,
                 self.median(*floor) * scale, ratio)


def wire_bytes_per_event(report):
    return (report["sink"]["bytes_in"] + report["sink"]["bytes_out"]) / EVENTS


def figures_of(rounds, single):
    figures = Figures(rounds, single)
    p50, p99 = "p50_ns", "p99_ns"
    writer, one, four = "floor_writer", "one_thread", "four_threads"
    figures.paired("track() p50, one thread", "us", (one, p50), (writer, p50), 1.0, scale=1e-3)
    figures.paired("track() p99, one thread", "us", (one, p99), (writer, p99), 2.0, scale=1e-3)
    figures.paired("track() rate, four threads beside one", "events/s", (four, "events_per_s"),
                   (one, "events_per_s"), 1.0, at_least=True)
    figures.paired("track() p50, four threads beside one", "us", (four, p50), (one, p50), 2.0,
                   scale=1e-3)
    figures.paired("end to end, acknowledged", "events/s", ("deliver", "events_per_s"),
                   ("pipeline", "events_per_s"), 1.0, at_least=True)
    figures.paired("CPU per 100,000 events", "s", ("deliver", "cpu_s"), ("pipeline", "cpu_s"), 1.2)

    ours = statistics.median(wire_bytes_per_event(each["deliver"]) for each in rounds)
    floor = wire_bytes_per_event(single["uuid_lines"])
    figures.row("on the wire, per event", "bytes", ours, 0.8, floor=floor, ratio=ours / floor)
    sinks = [each["deliver"]["sink"] for each in rounds]
    figures.row("connections", "", max(sink["connections"] for sink in sinks), 1)
    figures.row("requests per 100,000 events", "",
                statistics.median(sink["requests"] for sink in sinks), 250)
    figures.row("peak RSS", "MB", figures.median("deliver", "peak_rss_mb"), 30)
    figures.row("wake-ups when idle", "a minute", single["idle"]["wake_ups_per_minute"], 0)
    figures.row("stripped libgodwit.so", "KB", single["stripped_bytes"] / 1_000, 400)
    figures.row("allocations in 100,000 track()", "",
                max(figures.each("allocations", "allocations")), 0)
    figures.row("collector, batches of 500", "events/s",
                figures.median("collector", "events_per_s"), 200_000, at_least=True)
    figures.row("collector, single events", "requests/s",
                figures.median("collector_single", "requests_per_s"), 10_000, at_least=True)
    return figures


def why_void(figures):
    floors = (
        ("writer + write(2), p50 in us", figures.median("floor_writer", "p50_ns") / 1e3,
         FLOOR_WRITER_P50_NS / 1e3),
        ("pipeline, CPU seconds per 100,000 events", figures.median("pipeline", "cpu_s"),
         FLOOR_PIPELINE_CPU_S),
    )
    reasons = []
    for name, measured, known in floors:
        if not BAND[0] * known <= measured <= BAND[1] * known:
            reasons.append(f"{name}: {measured:.2f}, not within {BAND[0] * known:.2f} to "
                           f"{BAND[1] * known:.2f}")
    return reasons


# --- Where it was measured.

def cmake_cache(build):
    cache = {}
    for line in (build / "CMakeCache.txt").read_text().splitlines():
        found = re.match(r"([A-Za-z0-9_]+):[A-Z]+=(.*)", line)
        if found:
            cache[found.group(1)] = found.group(2)
    return cache


def file_system(directory):
    """The type of the file system that holds `directory`."""
    best, kind = "", "unknown"
    real = os.path.realpath(directory)
    for line in pathlib.Path("/proc/mounts").read_text().splitlines():
        _, mount, its_kind, *_ = line.split()
        inside = real == mount or real.startswith(mount.rstrip("/") + "/")
        if inside and len(mount) >= len(best):
            best, kind = mount, its_kind
    return kind


def first_line(command):
    try:
        done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=True)
    except (OSError, subprocess.CalledProcessError):
        return "unknown"
    return done.stdout.splitlines()[0] if done.stdout else ""


def machine(cache, directory):
    cpu = re.search(r"^model name\s*:\s*(.*)$", pathlib.Path("/proc/cpuinfo").read_text(), re.M)
    memory = re.search(r"MemTotal:\s*(\d+)", pathlib.Path("/proc/meminfo").read_text())
    revision = first_line(["git", "rev-parse", "--short", "HEAD"])
    if first_line(["git", "status", "--porcelain", "--untracked-files=no"]):
        revision += " with changes"
    return {
        "cpu": cpu.group(1) if cpu else os.uname().machine,
        "cores": os.cpu_count(),
        "memory_gb": round(int(memory.group(1)) / 2**20) if memory else None,
        "kernel": os.uname().release,
        "file_system": file_system(directory),
        "compiler": first_line([cache["CMAKE_CXX_COMPILER"], "--version"]),
        "build_type": cache.get("CMAKE_BUILD_TYPE", ""),
        "revision": revision,
    }


class OtherLoad:
    """The CPU time that others used meanwhile: that of /proc/stat, less our children's."""

    def __init__(self):
        self.begin = self.now()

    @staticmethod
    def now():
        fields = [int(field) for field in
                  pathlib.Path("/proc/stat").read_text().splitlines()[0].split()[1:9]]
        busy = sum(fields) - fields[3] - fields[4]  # Less idle and iowait.
        times = os.times()
        ours = times.children_user + times.children_system + times.user + times.system
        return times.elapsed, busy / os.sysconf("SC_CLK_TCK"), ours

    def cores(self):
        elapsed, busy, ours = (b - a for a, b in zip(self.begin, self.now()))
        return max(0.0, (busy - ours) / elapsed)


# --- Telling.

def number(value):
    if value is None:
        return ""
    if value >= 1_000:
        return f"{value:,.0f}"
    return f"{value:.2f}".rstrip("0").rstrip(".") if value % 1 else f"{value:.0f}"


def bar_text(row):
    sign = "≥" if row["at_least"] else "≤"
    return f"{sign} {number(row['bar'])}{'x' if row['ratio'] is not None else ''}"


def table(rows):
    head = ("what", "ours", "floor", "ratio", "bar", "")
    lines = [head]
    for row in rows:
        ratio = "" if row["ratio"] is None else f"{row['ratio']:.2f}x"
        lines.append((f"{row['name']}{', ' if row['unit'] else ''}{row['unit']}",
                      number(row["ours"]), number(row["floor"]), ratio, bar_text(row),
                      "held" if row["held"] else "MISSED"))
    widths = [max(len(line[at]) for line in lines) for at in range(len(head))]
    return "\n".join("  ".join(text.ljust(width) if at == 0 or at == 5 else text.rjust(width)
                               for at, (text, width) in enumerate(zip(line, widths))).rstrip()
                     for line in lines)


def one_liners(rows, where, remark):
    place = (f"{where['cpu']}, {where['cores']} cores, Linux {where['kernel']}, "
             f"{where['file_system']}; {where['compiler']}, {where['build_type']}; "
             f"{where['revision']}{'; ' + remark if remark else ''}")
    for row in rows:
        unit = f" {row['unit']}" if row["unit"] else ""
        beside = ""
        if row["ratio"] is not None:
            beside = f", {row['ratio']:.2f}x of {number(row['floor'])}{unit}"
        yield (f"{row['name']}: {number(row['ours'])}{unit}{beside} "
               f"({bar_text(row)}: {'held' if row['held'] else 'missed'}) [{place}]")


def save(directory, figures, where, other_cores, void):
    directory.mkdir(parents=True, exist_ok=True)
    remarks = ["void"] if void else []
    if other_cores > OTHER_CORES_MAX:
        remarks.append(f"busy machine: others used {other_cores:.1f} cores")
    document = {"machine": where, "other_load_cores": round(other_cores, 2), "void": void,
                "metrics": figures.rows, "rounds": figures.rounds, "once": figures.single}
    (directory / "native.json").write_text(json.dumps(document, indent=1) + "\n")
    (directory / "native.txt").write_text(
        "\n".join(one_liners(figures.rows, where, "; ".join(remarks))) + "\n")


# --- All of it.

def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--build", type=pathlib.Path, required=True,
                        help="a configured build directory, as build/release")
    parser.add_argument("--dir", default=tempfile.gettempdir(),
                        help="where data is written: on a disk, not on a tmpfs (%(default)s)")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--idle-seconds", type=int, default=20)
    parser.add_argument("--results", type=pathlib.Path, default=HERE / "results")
    parser.add_argument("--report-only", action="store_true", help="always exit with 0")
    return parser.parse_args()


def prepare(options):
    if not (options.build / "CMakeCache.txt").exists():
        raise CannotMeasure(f"{options.build} is not configured; "
                            "cmake --preset release makes build/release")
    cache = cmake_cache(options.build)
    if cache.get("CMAKE_BUILD_TYPE") not in ("RelWithDebInfo", "Release"):
        raise CannotMeasure("only an optimised build is measured: the preset release")
    if file_system(options.dir) in ("tmpfs", "ramfs"):
        raise CannotMeasure("--dir is in memory; name a directory on a disk")
    built = subprocess.run(["cmake", "--build", options.build, "--target", "godwit-bench"],
                           stdout=subprocess.DEVNULL)
    if built.returncode != 0:
        raise CannotMeasure("the build failed")
    return cache


def measure(options):
    cache = prepare(options)
    bench = Bench(options.build, options.dir)
    load = OtherLoad()
    rounds = [one_round(bench, number) for number in range(options.rounds)]
    figures = figures_of(rounds, once(bench, options.build, options.idle_seconds))
    print(file=sys.stderr)
    other_cores = load.cores()
    where = machine(cache, options.dir)
    void = why_void(figures)
    save(options.results, figures, where, other_cores, void)

    print(f"{where['cpu']}, {where['cores']} cores, Linux {where['kernel']}, "
          f"{where['file_system']}; {where['compiler']}, {where['build_type']}")
    print(f"medians of {options.rounds} rounds; others used {other_cores:.1f} cores meanwhile\n")
    print(table(figures.rows))
    if other_cores > OTHER_CORES_MAX:
        print("the machine was busy: rates and what depends on them say little")
    for reason in void:
        print(f"void: {reason}")
    if void:
        return 3
    return 0 if all(row["held"] for row in figures.rows) else 1


def main():
    options = arguments()
    try:
        code = measure(options)
    except (CannotMeasure, subprocess.SubprocessError, OSError) as error:
        print(f"native.py: {error}", file=sys.stderr)
        return 2
    return 0 if options.report_only else code


if __name__ == "__main__":
    sys.exit(main())

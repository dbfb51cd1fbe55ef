"""The power fails between any two writes: what was promised is there, and nothing is made up.

A sender's writes are recorded (write_shim.c). For each of them, the directories are built that a
disk may hold if the power fails just then (write_log.py), and looked at as a user would.
"""

import itertools
import json
import os
import random
import subprocess
import tempfile
import unittest

from case import NOWHERE, EndToEnd
from programs import CLI, DONE, FAILED, LOST, RUNS, STILL_QUEUED, WRITE_SHIM
from sender import Sender, event_lines, temporary_file
from write_log import Disk, claims_of, read_log

CUTS_MAX = 20 * RUNS  # Places; where there are more, some are drawn.
POWER_CUTS = {"safe only": Disk.safe_only,
              **{f"some, seed {seed}": lambda disk, root, seed=seed: disk.some(root, seed)
                 for seed in range(2)}}


class PowerCut(EndToEnd):
    def record(self, endpoint, stdin, *flags):
        """The writes of a sender of these events, to its end; its data are below "writes"."""
        root, log = self.path("writes"), self.path("log")
        os.mkdir(root)
        self.data = os.path.join(root, "data")
        with temporary_file(stdin) as source, temporary_file() as claims:
            process = self.sender(endpoint, *flags).start(
                source, claims, env={**os.environ, "LD_PRELOAD": WRITE_SHIM,
                                     "GODWIT_WRITE_ROOT": root, "GODWIT_WRITE_LOG": log,
                                     "GODWIT_WRITE_CLAIMS": str(claims.fileno())})
            self.assertIn(process.wait(timeout=60), (DONE, STILL_QUEUED))
        return read_log(log)

    def for_each_cut(self, entries, disks, check):
        """Calls check(data directory, what had been claimed) for each of the disks that the power
        may leave behind after each entry. Returns how many that were."""
        # Nothing is written by a claim; it counts from the next write on.
        places = [number for number, entry in enumerate(entries) if entry.kind != b"c"]
        chosen = set(random.Random(1).sample(places, min(CUTS_MAX, len(places))))
        disk, claimed = Disk(), set()
        for number, entry in enumerate(entries):
            claimed |= claims_of(entry)
            disk.apply(entry)
            for name, build in disks.items() if number in chosen else ():
                with self.subTest(after=number, kind=entry.kind, path=entry.path, disk=name), \
                        tempfile.TemporaryDirectory(dir=self.directory) as directory:
                    root = os.path.join(directory, "root")
                    build(disk, root)
                    check(os.path.join(root, "data"), claimed)
        return len(chosen) * len(disks)

    def export(self, directory):
        """The queued events of that directory: sequence -> name and properties."""
        done = subprocess.run([CLI, "queue", "export", "--data-dir", directory],
                              capture_output=True, timeout=60)
        if done.returncode == FAILED and b"data directory" in done.stderr:
            return {}  # Nothing is there, or nothing but the lock.
        self.assertEqual(done.returncode, DONE, done.stderr)
        events = [json.loads(line) for line in done.stdout.splitlines()]
        found = {event["sequence"]: (event["name"], event["properties"]) for event in events}
        self.assertEqual(len(found), len(events), "one event twice")
        return found

    def assert_kept(self, directory, claimed, tracked):
        """All that was claimed is in the queue, and what is there is as it was tracked."""
        found = self.export(directory)
        self.assertEqual(sorted(claimed - found.keys()), [], "missing")
        for sequence, event in found.items():
            self.assertEqual(event, tracked[sequence - 1])


def tracked_in(lines):
    events = [json.loads(line) for line in lines.splitlines()]
    return [(event["name"], event["properties"]) for event in events]


class WhatIsPromised(PowerCut):
    def check_kept(self, disks, lines, *flags):
        entries = self.record(NOWHERE, lines, "--no-flush", *flags)
        self.for_each_cut(entries, disks, lambda directory, claimed: self.assert_kept(
            directory, claimed, tracked_in(lines)))

    def test_power_safe_events_survive_a_power_cut_after_every_write(self):
        self.check_kept(POWER_CUTS, event_lines("e", 12) + event_lines("large", 3, padding=60_000),
                        "--durability", "power_safe")

    def test_accepted_events_survive_the_end_of_the_process_after_every_write(self):
        self.check_kept({"everything": Disk.everything}, event_lines("e", 200, padding=20_000))


class WhatComesAfter(PowerCut):
    def test_the_next_process_goes_on_after_a_power_cut_at_every_write(self):
        collector = self.collector()
        entries = self.record(collector.url, event_lines("e", 300, padding=1000))
        cuts = itertools.count(1)

        def check(directory, _):
            done = Sender(collector.url, directory).send(
                event_lines("later", 1, first=next(cuts)))
            self.assertIn(done.returncode, (DONE, LOST), done.errors)
            # Records that the cut tore are counted, and said to be lost; neither of the files is
            # given up for it.
            self.assertEqual([name for name in os.listdir(directory) if "damaged" in name], [])

        tried = self.for_each_cut(entries, POWER_CUTS, check)
        self.assertGreater(tried, 50)
        collector.stop()
        self.assert_stored_once(collector.stored(), {"e": range(1, 301),
                                                     "later": range(1, tried + 1)})


if __name__ == "__main__":
    unittest.main()

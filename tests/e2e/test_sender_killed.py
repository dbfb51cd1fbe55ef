"""kill -9 of the sender: nothing that it claimed is lost, nothing is stored twice."""

import subprocess
import unittest

from case import EndToEnd
from programs import DONE, RUNS, SANITIZED, scaled
from sender import event_lines, some_claims, temporary_file


class SenderCase(EndToEnd):
    def assert_survives_kills(self, rate, claims_max, up, *flags):
        """`rate` in events a second, or None: as fast as possible."""
        collector = self.collector()
        sender = self.sender(collector.url, *flags)
        pace = () if rate is None else ("--rate", rate)
        if not up:
            collector.stop()
        claimed = {}
        for run in range(RUNS):
            name = f"run_{run}"
            before_kill = some_claims(claims_max, seed=f"{rate} {up} {run}")
            claimed[name] = sender.send_and_kill(event_lines(name, 2 * claims_max), before_kill,
                                                 *pace)
            self.assertGreaterEqual(len(claimed[name]), before_kill)
        if not up:
            collector.start()
        done = sender.send()
        self.assertEqual(done.returncode, DONE, done.errors)
        self.assertEqual(sum(done.stats["dropped"].values()), 0, done.stats)
        self.assertEqual(done.stats["damaged_bytes"], 0, done.stats)
        self.assert_claims_stored(collector, claimed)

    def assert_claims_stored(self, collector, claimed):
        """An event that was accepted but not yet claimed may be there: one in each run."""
        self.assertEqual(collector.summary()["missing"], 0)
        collector.stop()
        events = collector.stored()
        for event in events:
            self.assertEqual(event["sequence"], event["properties"]["i"])
            if event["sequence"] == len(claimed[event["name"]]) + 1:
                claimed[event["name"]].add(event["sequence"])
        self.assert_stored_once(events, claimed)


class SenderKilledAtARate(SenderCase):
    def test_at_100_events_a_second_with_the_collector_up(self):
        self.assert_survives_kills(100, 150, True)

    def test_at_100_events_a_second_with_the_collector_down(self):
        self.assert_survives_kills(100, 150, False)

    def test_at_2000_events_a_second_with_the_collector_up(self):
        self.assert_survives_kills(2000, scaled(3000), True)

    def test_at_2000_events_a_second_with_the_collector_down(self):
        self.assert_survives_kills(2000, scaled(3000), False)


class SenderKilledAtFullSpeed(SenderCase):
    def test_at_full_speed_with_the_collector_up(self):
        self.assert_survives_kills(None, scaled(100_000), True)

    def test_at_full_speed_with_the_collector_down(self):
        self.assert_survives_kills(None, scaled(100_000), False)

    def test_safe_from_power_cuts_with_the_collector_up(self):
        self.assert_survives_kills(None, scaled(1000), True, "--durability", "power_safe")


class Opening(EndToEnd):
    def test_killed_while_it_opens_and_recovers(self):
        """The kills come within the first milliseconds, whatever happens there."""
        collector = self.stopped_collector()
        sender = self.sender(collector.url)
        sender.send(event_lines("before", 2000), "--no-flush")
        longest = 0.3 if SANITIZED else 0.03
        for run in range(RUNS * 8):
            with temporary_file() as claims:
                process = sender.start(subprocess.DEVNULL, claims)
            try:
                process.wait(timeout=longest * run / (RUNS * 8))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        collector.start()
        done = sender.send()
        self.assertEqual((done.returncode, sum(done.stats["dropped"].values())), (DONE, 0),
                         done.errors)
        self.assert_delivered(collector, {"before": range(1, 2001)})


if __name__ == "__main__":
    unittest.main()

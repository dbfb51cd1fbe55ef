"""kill -9 of the collector at full load: what the sender claimed is in the files, once."""

import unittest

from case import EndToEnd
from programs import DONE, PATIENCE, RUNS, SANITIZED, scaled
from sender import claimed_in, event_lines, temporary_file

EVENTS = scaled(100_000)


class CollectorKilled(EndToEnd):
    def assert_survives_kills(self, *collector_flags):
        collector = self.collector(*collector_flags)
        sender = self.sender(collector.url)
        with temporary_file(event_lines("event", EVENTS)) as source, temporary_file() as claims:
            process = sender.start(source, claims)
            for run in range(RUNS):
                reached = collector.wait_for(EVENTS * (run + 1) // (RUNS + 2))
                self.assertTrue(reached)
                collector.kill()
                collector.start()
            self.assertEqual(process.wait(timeout=60 * PATIENCE), DONE)
            claims.seek(0)
            claimed = claimed_in(claims)
        self.assertEqual(claimed, set(range(1, EVENTS + 1)))
        self.assert_delivered(collector, {"event": claimed})

    def test_safe_from_its_own_death(self):
        self.assert_survives_kills()

    @unittest.skipIf(SANITIZED, "the same code, slower")
    def test_safe_from_power_cuts(self):
        self.assert_survives_kills("--durability", "power_safe")

    def test_both_are_killed(self):
        collector = self.collector()
        sender = self.sender(collector.url)
        expected = {}
        for run in range(RUNS):
            name = f"run_{run}"
            claimed = sender.send_and_kill(event_lines(name, scaled(60_000)), scaled(30_000))
            collector.kill()
            collector.start()
            expected[name] = claimed
        self.assertEqual(sender.send().returncode, DONE)
        collector.stop()
        events = collector.stored()
        for event in events:  # Accepted, but killed before the claim.
            if event["sequence"] == len(expected[event["name"]]) + 1:
                expected[event["name"]].add(event["sequence"])
        self.assert_stored_once(events, expected)


if __name__ == "__main__":
    unittest.main()

"""`godwit send` and the examples against the real collector."""

import os
import subprocess
import tempfile
import unittest

from cli import DONE, NOWHERE, PATIENCE, STILL_QUEUED, SendCase
from collector import Collector

EXAMPLES = [os.environ["GODWIT_EXAMPLE_C"], os.environ["GODWIT_EXAMPLE_CPP"]]


class Delivery(SendCase):
    def arguments(self, *more, endpoint=NOWHERE):
        return self.required(*more, endpoint=endpoint)

    def test_everything_arrives_once_and_the_queue_is_empty(self):
        with Collector() as collector:
            done, stats = self.send(b'{"name":"a"}\n' * 1500, "--endpoint", collector.url)
            self.assertEqual(done.returncode, DONE, done.stderr)
            self.assertEqual((stats["accepted"], stats["delivered"], stats["queued_events"]),
                             (1500, 1500, 0))
            summary = collector.summary()
            self.assertEqual((summary["unique"], summary["missing"]), (1500, 0))

    def test_what_was_left_behind_is_delivered_by_the_next_run(self):
        done, _ = self.send(b'{"name":"early"}\n' * 10, "--no-flush")
        self.assertEqual(done.returncode, STILL_QUEUED)
        with Collector() as collector:
            # The first run may have tried, and its back-off holds here too.
            done, stats = self.send(b'{"name":"late"}\n', "--endpoint", collector.url)
            self.assertEqual((done.returncode, stats["recovered"]), (DONE, 10), done.stderr)
            self.assertEqual(collector.summary()["unique"], 11)

    def test_an_event_arrives_as_it_was_written(self):
        with Collector() as collector:
            self.send('{"name":"ä","properties":{"b":[1,{"c":"\\u0000"}]}}'.encode(),
                      "--endpoint", collector.url)
            (event,) = collector.events()
            self.assertIn({"b": [1, {"c": "\0"}]}, event.values())


class Examples(unittest.TestCase):
    def test_each_delivers_its_three_events(self):
        for program in EXAMPLES:
            with self.subTest(program=program), Collector() as collector, \
                    tempfile.TemporaryDirectory() as directory:
                done = subprocess.run([program, collector.url, "KEY", directory],
                                      timeout=30 * PATIENCE, capture_output=True, text=True)
                self.assertEqual((done.returncode, done.stdout),
                                 (DONE, "delivered 3, still queued 0\n"), done.stderr)
                self.assertEqual(collector.summary()["unique"], 3)

    def test_without_arguments_they_say_how_they_are_used(self):
        for program in EXAMPLES:
            done = subprocess.run([program], capture_output=True, text=True)
            self.assertEqual(done.returncode, 2)
            self.assertIn("usage:", done.stderr)


if __name__ == "__main__":
    unittest.main()

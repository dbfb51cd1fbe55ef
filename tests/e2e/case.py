"""Shared by all end-to-end tests: directories, a collector, and the count of arrived events."""

import collections
import os
import tempfile
import unittest

from collector import Collector
from sender import Sender

# Nothing listens on the discard port, so what is tracked stays queued.
NOWHERE = "http://127.0.0.1:9"


class EndToEnd(unittest.TestCase):
    maxDiff = 2000

    def setUp(self):
        directory = tempfile.TemporaryDirectory(prefix="godwit-e2e-", ignore_cleanup_errors=True)
        self.addCleanup(directory.cleanup)
        self.directory = directory.name
        self.data = self.path("data")

    def path(self, name):
        return os.path.join(self.directory, name)

    def collector(self, *flags, directory="collector", **options):
        """A running collector that ends with the test."""
        collector = Collector(self.path(directory), *flags, **options).start()
        self.addCleanup(self.stop, collector)
        return collector

    def stop(self, collector):
        self.assertIn(collector.stop(), (0, None))  # Neither a crash nor a sanitizer ended it.

    def stopped_collector(self, *flags):
        """One that has a port, and refuses connections until it is started."""
        collector = self.collector(*flags)
        collector.stop()
        return collector

    def sender(self, endpoint, *flags, **options):
        return Sender(endpoint, self.data, *flags, **options)

    def assert_stored_once(self, events, expected):
        """`events`: lines of the collector's files. `expected`: name -> the values of the property
        i that must be there. None is missing, none is there twice, and none is from elsewhere."""
        keys = collections.Counter((event["stream"], event["sequence"]) for event in events)
        self.assertEqual([key for key, count in keys.items() if count > 1], [], "stored twice")
        found = collections.Counter((event["name"], event["properties"].get("i"))
                                    for event in events)
        self.assertEqual([key for key, count in found.items() if count > 1], [],
                         "one event under two numbers")
        wanted = {(name, i) for name, values in expected.items() for i in values}
        self.assertEqual(sorted(wanted - found.keys())[:20], [], "missing")
        self.assertEqual(sorted(found.keys() - wanted, key=str)[:20], [], "unexpected")

    def assert_delivered(self, collector, expected):
        """Stops the collector and counts what is in its files."""
        self.assertEqual(collector.summary()["missing"], 0)
        self.assertEqual(collector.stop(), 0)
        self.assert_stored_once(collector.stored(), expected)

"""A collector that may not write: `ulimit -f` from the start and later, a log that is full, closed
standard streams. It says so, answers 503 storage, and no signal ends it."""

import json
import os
import resource
import subprocess
import unittest
import urllib.error

from case import EndToEnd
from collector import Collector
from programs import COLLECTOR, PATIENCE

STREAM = "33333333-3333-4333-8333-333333333333"
INSTALLATION = "11111111-1111-4111-8111-111111111111"


def batch(first, count, text=""):
    events = [first] + [{"n": "event", "t": 1, "p": {"i": first + at, "text": text}}
                        for at in range(count)]
    return {"godwit": 1, "batch": "b", "sections": [{
        "installation": INSTALLATION, "stream": STREAM, "opened_ago_ms": 1000, "first": 1,
        "acked_below": 1, "last_accepted": first + count - 1, "context": {}, "events": events}]}


class LimitedCollector(Collector):
    """Starts with a limit for its files, or with standard streams closed."""

    def __init__(self, directory, *flags, file_bytes=None, closed=(), errors=None):
        super().__init__(directory, *flags)
        self.file_bytes, self.closed, self.errors = file_bytes, closed, errors

    def prepare(self):
        if self.file_bytes is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (self.file_bytes, resource.RLIM_INFINITY))
        for descriptor in self.closed:
            os.close(descriptor)

    def popen(self, port):
        return subprocess.Popen(
            [COLLECTOR, "--data", self.directory, "--listen", f"127.0.0.1:{port}", *self._flags],
            stdout=subprocess.PIPE, stderr=self.errors, text=True, preexec_fn=self.prepare)

    def start(self):
        self._process = self.popen(0)
        self.port = int(self._process.stdout.readline().rpartition(":")[2])
        return self

    @property
    def pid(self):
        return self._process.pid

    def limit(self, file_bytes):
        resource.prlimit(self.pid, resource.RLIMIT_FSIZE, (file_bytes, resource.RLIM_INFINITY))

    def send(self, content):
        """The status, and the error's code."""
        try:
            self.request("/v1/events", content)
        except urllib.error.HTTPError as error:
            return error.code, json.loads(error.read())["error"]["code"]
        return 200, None


class Limits(EndToEnd):
    def limited(self, **options):
        collector = LimitedCollector(self.path("collector"), **options).start()
        self.addCleanup(self.stop, collector)
        return collector

    def assert_all_there(self, collector, last):
        self.assertEqual(collector.stop(), 0)
        self.assertEqual(sorted(event["sequence"] for event in collector.stored()),
                         list(range(1, last + 1)))

    def test_no_file_at_all_is_a_refusal_to_start(self):
        for made_before in (False, True):
            with self.subTest(made_before=made_before):
                if made_before:
                    self.assertEqual(self.limited().stop(), 0)
                collector = LimitedCollector(self.path("collector"), file_bytes=0,
                                             errors=subprocess.PIPE)
                done = collector.popen(0)
                _, errors = done.communicate(timeout=30 * PATIENCE)
                self.assertEqual(done.returncode, 1, errors)
                self.assertIn("ulimit -f", errors)
                self.assertIn(self.path("collector"), errors)

    def test_a_limit_that_is_reached_is_answered_and_heals(self):
        collector = self.limited(file_bytes=1 << 20)
        first, answer = 1, (200, None)
        while answer == (200, None) and first < 10_000:
            answer = collector.send(batch(first, 100, "x" * 1000))
            first += 100
        self.assertEqual(answer, (503, "storage"))
        self.assertEqual(collector.send(batch(first - 100, 100, "x" * 1000)), (503, "storage"))
        collector.limit(resource.RLIM_INFINITY)
        self.assertEqual(collector.send(batch(1, first - 1, "x" * 1000)), (200, None))
        self.assert_all_there(collector, first - 1)

    def test_a_limit_that_is_lowered_later(self):
        with open(self.path("log"), "w+") as log:
            collector = self.limited(errors=log)
            self.assertEqual(collector.send(batch(1, 10)), (200, None))
            collector.limit(0)  # The log cannot grow either.
            self.assertEqual(collector.send(batch(11, 10)), (503, "storage"))
            with self.assertRaises(urllib.error.HTTPError) as erasing:
                collector.request("/erase", {"installation": INSTALLATION})
            self.assertEqual(erasing.exception.code, 503)
            self.assertEqual(collector.request("/healthz"), {"status": "ok"})
            collector.limit(resource.RLIM_INFINITY)
            self.assertEqual(collector.send(batch(1, 20)), (200, None))
            collector.limit(1)
            self.assertEqual(collector.send(batch(21, 10)), (503, "storage"))
            collector.limit(resource.RLIM_INFINITY)
            self.assertEqual(collector.send(batch(21, 1)), (200, None))
            self.assert_all_there(collector, 21)

    def test_stopped_at_the_limit(self):
        collector = self.limited()
        self.assertEqual(collector.send(batch(1, 10)), (200, None))
        collector.limit(0)
        self.assertEqual(collector.stop(), 0)
        collector = self.limited()
        self.assertEqual(collector.summary()["unique"], 10)
        self.assert_all_there(collector, 10)

    def test_a_log_that_nobody_reads(self):
        read, write = os.pipe()
        with os.fdopen(write, "w") as log:
            collector = self.limited(errors=log)
        os.close(read)
        collector.limit(0)
        self.assertEqual(collector.send(batch(1, 1)), (503, "storage"))
        self.assertEqual(collector.request("/healthz"), {"status": "ok"})

    def test_files_stay_off_closed_standard_streams(self):
        for closed in ((0,), (2,), (0, 2)):
            with self.subTest(closed=closed):
                collector = LimitedCollector(self.path(f"closed-{len(closed)}-{closed[0]}"),
                                             closed=closed).start()
                self.addCleanup(self.stop, collector)
                self.assertEqual(collector.send(batch(1, 3)), (200, None))
                for descriptor in closed:
                    self.assertEqual(os.readlink(f"/proc/{collector.pid}/fd/{descriptor}"),
                                     "/dev/null")
                self.assert_all_there(collector, 3)


if __name__ == "__main__":
    unittest.main()

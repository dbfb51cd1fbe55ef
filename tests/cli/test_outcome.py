"""The end of `godwit send`: its exit code, its wait, and its message about undelivered events."""

import json
import signal
import socket
import subprocess
import time
import unittest

from cli import (DONE, FAILED, LOST, NOWHERE, PATIENCE, PROGRAM, REFUSED, STILL_QUEUED,
                 SendCase)
from collector import Collector

EVENT = b'{"name":"a"}\n'
BAD = b"no event\n"
# In the right form; but the collector takes no such time.
BAD_FOR_COLLECTOR = b'{"name":"a","time":9223372036854775807}\n'
LONG = ("--flush-timeout", "600")


class OutcomeCase(SendCase):
    """Nothing here waits out a long --flush-timeout: send() gives up much earlier."""

    def arguments(self, *more, endpoint=NOWHERE):
        return self.required(*more, endpoint=endpoint)

    def assert_said_once(self, done, sentence):
        self.assertEqual(done.stderr.count(sentence), 1, done.stderr)


class Codes(OutcomeCase):
    def test_every_line_is_declined(self):
        done, stats = self.send(BAD * 3)
        self.assertEqual((done.returncode, stats["declined"]), (REFUSED, 3))

    def test_some_lines_are_declined_and_the_rest_is_delivered(self):
        with Collector() as collector:
            done, stats = self.send(EVENT + BAD + EVENT, "--endpoint", collector.url)
        self.assertEqual((done.returncode, stats["delivered"]), (REFUSED, 2), done.stderr)

    def test_the_collector_refuses_an_event(self):
        with Collector() as collector:
            done, stats = self.send(EVENT + BAD_FOR_COLLECTOR, "--endpoint", collector.url)
        self.assertEqual((done.returncode, stats["delivered"]), (REFUSED, 1), done.stderr)

    def test_queued_events_count_for_more_than_declined_lines(self):
        done, _ = self.send(EVENT + BAD, "--no-flush")
        self.assertEqual(done.returncode, STILL_QUEUED)

    def test_lost_events_count_for_more_than_declined_lines(self):
        done, _ = self.send(EVENT + BAD, "--no-flush", "--consent", "pending")
        self.assertEqual(done.returncode, LOST)

    def test_an_evicted_event_is_lost_though_others_are_queued(self):
        line = b'{"name":"a","properties":{"text":"%s"}}\n' % (b"x" * 1000)
        done, stats = self.send(line * 8000, "--no-flush", "--queue-bytes", "20000")
        self.assertGreater(stats["dropped"]["queue_full"], 0)
        self.assertEqual(done.returncode, LOST)
        self.assertIn("evicted from a full queue", done.stderr)


class InMemory(OutcomeCase):
    def test_pending_consent_loses_what_was_taken_and_says_so(self):
        done, stats = self.send(EVENT * 2, *LONG, "--consent", "pending")
        self.assertEqual(done.returncode, LOST, done.stderr)
        self.assertEqual((stats["queued_events"], stats["dropped"]["lost"]), (0, 2))
        self.assert_said_once(done, "consent is pending")
        self.assert_said_once(
            done, "2 events are lost: 2 in memory only when the program ended")
        self.assertNotIn("stay queued", done.stderr)
        self.assertNotIn("wait in memory", done.stderr)

    def test_pending_consent_declines_what_memory_cannot_hold_and_ends(self):
        line = b'{"name":"a","properties":{"text":"%s"}}\n' % (b"x" * 60_000)
        done, stats = self.send(line * 200, *LONG, "--consent", "pending")
        self.assertEqual(done.returncode, LOST, done.stderr)
        self.assertGreater(stats["declined"], 0)
        self.assertEqual(stats["declined"] + stats["dropped"]["lost"], 200)

    def test_an_unusable_directory_loses_what_is_not_delivered(self):
        self.directory = "/dev/null/queue"
        done, stats = self.send(EVENT, "--no-flush")
        self.assertEqual((done.returncode, stats["dropped"]["lost"]), (LOST, 1), done.stderr)
        self.assertEqual(stats["storage"], "storage_unavailable")
        self.assert_said_once(done, "1 event is lost")

    def test_events_that_are_lost_are_not_said_to_wait(self):
        self.directory = "/dev/null/queue"
        done, stats = self.send(EVENT, "--flush-timeout", "1")
        self.assertEqual((done.returncode, stats["dropped"]["lost"]), (LOST, 1), done.stderr)
        self.assert_said_once(done, "the last delivery failed; next attempt in ")
        self.assertNotIn("wait in memory", done.stderr)

    def test_an_unusable_directory_loses_nothing_that_is_delivered(self):
        self.directory = "/dev/null/queue"
        with Collector() as collector:
            done, stats = self.send(EVENT, "--endpoint", collector.url)
        self.assertEqual((done.returncode, stats["delivered"]), (DONE, 1), done.stderr)
        self.assertEqual(stats["storage"], "storage_unavailable")


class Waiting(OutcomeCase):
    def test_a_refused_key_ends_the_wait(self):
        with Collector() as collector:
            for requests in (1, 0):  # The next run knows it already.
                done, stats = self.send(EVENT, *LONG, "--endpoint", collector.url, "--key", "BAD")
                self.assertEqual((done.returncode, stats["requests"]), (STILL_QUEUED, requests))
                for words in ("refused the write key", "(401", "pass a valid one with --key",
                              "next attempt in 60 min", "undelivered events stay queued"):
                    self.assert_said_once(done, words)

    def test_a_back_off_that_ends_after_the_timeout_ends_the_wait(self):
        done, stats = self.send(EVENT, "--flush-timeout", "4")
        self.assertEqual((done.returncode, stats["requests"]), (STILL_QUEUED, 1), done.stderr)
        self.assert_said_once(done, "the last delivery failed; next attempt in ")
        self.assert_said_once(done, " s at the earliest; undelivered events stay queued")

    def test_a_back_off_that_ends_before_the_timeout_is_waited_for(self):
        with socket.create_server(("127.0.0.1", 0)) as reserved:
            port = reserved.getsockname()[1]
        done, stats = self.send(EVENT, "--flush-timeout", "1.5", "--retry-min-ms", "100",
                                "--retry-max-ms", "100", "--endpoint", f"http://127.0.0.1:{port}")
        self.assertEqual(done.returncode, STILL_QUEUED)
        self.assertGreater(stats["requests"], 3)

    def test_an_interrupt_ends_the_wait_for_a_reply(self):
        with socket.create_server(("127.0.0.1", 0)) as silent:
            endpoint = "http://127.0.0.1:%d" % silent.getsockname()[1]
            process = subprocess.Popen(
                [PROGRAM, *self.arguments(*LONG, endpoint=endpoint)], stdin=subprocess.PIPE,
                stdout=subprocess.PIPE, stderr=subprocess.PIPE)
            process.stdin.write(EVENT)
            process.stdin.close()
            process.stdin = None
            connection, _ = silent.accept()
            with connection:
                began = time.monotonic()
                process.send_signal(signal.SIGINT)
                output, _ = process.communicate(timeout=60 * PATIENCE)
            self.assertLess(time.monotonic() - began, 20 * PATIENCE)
            self.assertEqual(process.returncode, STILL_QUEUED)
            self.assertEqual(json.loads(output)["queued_events"], 1)


class ClosedStreams(SendCase):
    """The program's own pipes and files never take the place of a stream that its caller closed."""

    def run_with(self, redirections):
        return subprocess.run(["sh", "-c", f'exec "$0" "$@" {redirections}', PROGRAM,
                               *self.arguments()], input=EVENT, capture_output=True,
                              timeout=30 * PATIENCE)

    def test_without_standard_input_nothing_is_waited_for(self):
        done = self.run_with("<&-")
        self.assertEqual(done.returncode, FAILED)
        self.assertIn(b"standard input cannot be read", done.stderr)

    def test_without_any_stream_it_ends(self):
        self.assertEqual(self.run_with("<&- >&- 2>&-").returncode, FAILED)

    def test_without_standard_output_it_fails(self):
        self.assertEqual(self.run_with(">&-").returncode, FAILED)

    def test_without_standard_error_it_works(self):
        self.assertEqual(self.run_with("2>&-").returncode, STILL_QUEUED)


if __name__ == "__main__":
    unittest.main()

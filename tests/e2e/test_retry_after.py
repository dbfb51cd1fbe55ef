"""429: nothing comes sooner than it was asked for, nor much later."""

import email.utils
import re
import time
import unittest

from case import EndToEnd
from programs import DONE
from sender import event_lines
from sink import Shelf, Sink, our_error


class RetryAfter(EndToEnd):
    def seconds_between_tries(self, wait_from_now):
        def script(request):
            if len(sink.requests) > 0:
                return shelf.store(request)
            return our_error(429, request, "slow_down", Retry_After=wait_from_now())

        shelf = Shelf()
        with Sink(script) as sink:
            done = self.sender(sink.url).send(event_lines("event", 20))
            self.assertEqual(done.returncode, DONE, done.errors)
            self.assertEqual((len(shelf.events), len(sink.requests)), (20, 2))
            return sink.requests[1].at - sink.requests[0].at

    def test_in_seconds(self):
        self.assertAlmostEqual(self.seconds_between_tries(lambda: 3), 3.4, delta=0.4)

    def test_as_a_date(self):
        def three_seconds_on():
            return email.utils.formatdate(int(time.time()) + 4, usegmt=True)

        self.assertAlmostEqual(self.seconds_between_tries(three_seconds_on), 3.7, delta=0.75)

    def test_of_two_the_longer_counts_and_a_fraction_is_rounded_up(self):
        self.assertAlmostEqual(self.seconds_between_tries(lambda: "1\r\nRetry-After: 2.2"), 3.4,
                               delta=0.4)

    def test_twenty_digits_are_the_longest_wait_and_not_none(self):
        def script(request):
            return our_error(429, request, "slow_down", **how)

        for how in ({"Retry_After": "9" * 20}, {"Retry_After": "Fri, 31 Dec 9999 23:59:59 GMT"}):
            with self.subTest(how), Sink(script) as sink:
                done = self.sender(sink.url).send(event_lines("event", 20), "--flush-timeout", 2)
                self.assertEqual(len(sink.requests), 1)
                waits = re.findall(r"next attempt in (\d+) ms", done.errors)
                self.assertGreaterEqual(int(waits[0]), 3_600_000, done.errors)

    def test_it_outlives_the_process(self):
        def script(request):
            return our_error(429, request, "slow_down", Retry_After=3)

        with Sink(script) as sink:
            sender = self.sender(sink.url)
            sender.send(event_lines("event", 20), "--flush-timeout", 0.5)
            sender.send(event_lines("event", 20), "--flush-timeout", 0.5)
            sender.send(b"", "--flush-timeout", 3)
            self.assertEqual(len(sink.requests), 2)
            self.assertGreaterEqual(sink.requests[1].at - sink.requests[0].at, 3)


if __name__ == "__main__":
    unittest.main()

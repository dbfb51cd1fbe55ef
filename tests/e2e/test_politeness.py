"""The first minute with a collector that closes every connection: at most ten attempts."""

import threading
import time
import unittest

from case import EndToEnd
from sender import Sender, event_lines, temporary_file
from sink import Sink

MINUTE = 60
RESTARTS = 20
ATTEMPTS_MAX = 10

AS_SHIPPED = ("--retry-min-ms", 8000, "--retry-max-ms", 300_000, "--flush-timeout", 600)


class Politeness(EndToEnd):
    """Both claims at once, because each takes the minute."""

    def test_ten_attempts_in_a_minute_however_much_is_tracked_and_across_20_restarts(self):
        with Sink(None) as steady, Sink(None) as restarted:
            end = time.monotonic() + MINUTE
            threads = [threading.Thread(target=self.track_all_the_time, args=(steady.url, end)),
                       threading.Thread(target=self.restart, args=(restarted.url, end))]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            for name, sink in (("steady", steady), ("restarted", restarted)):
                with self.subTest(name):
                    print(f"{name}: {len(sink.connected_at)} attempts in a minute")
                    self.assertGreaterEqual(len(sink.connected_at), 2)
                    self.assertLessEqual(len(sink.connected_at), ATTEMPTS_MAX)

    def track_all_the_time(self, url, end):
        sender = Sender(url, self.path("steady"), "--rate", 5000, *AS_SHIPPED)
        self.run_until(sender, 5000 * (MINUTE + 5), end)

    def restart(self, url, end):
        sender = Sender(url, self.path("restarted"), *AS_SHIPPED)
        for left in range(RESTARTS, 0, -1):
            self.run_until(sender, 5000, time.monotonic() + (end - time.monotonic()) / left)

    def run_until(self, sender, count, end):
        with temporary_file(event_lines("event", count)) as source, temporary_file() as claims:
            process = sender.start(source, claims)
        time.sleep(max(end - time.monotonic(), 0))
        process.kill()
        process.wait()


if __name__ == "__main__":
    unittest.main()

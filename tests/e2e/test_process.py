"""One process to a directory, and none that wakes up without need."""

import glob
import os
import time
import unittest

from case import NOWHERE, EndToEnd
from driver import Driver, wait_until
from programs import FAILED, SANITIZED

IDLE_SECONDS = float(os.environ.get("GODWIT_IDLE_SECONDS") or 6)
QUIET_SECONDS = 1.5  # Longer than any timer that delivery leaves behind.


class OneProcess(EndToEnd):
    def test_a_second_process_is_told_that_the_directory_is_in_use(self):
        with Driver() as driver:
            driver.open(NOWHERE, self.data)
            done = self.sender(NOWHERE).send(b'{"name":"a"}\n')
            self.assertEqual(done.returncode, FAILED)
            self.assertIn(self.data, done.errors)
            self.assertEqual(driver.ask("track", "a")["status"], "ok")
            driver.kill()
        self.assertEqual(self.sender(NOWHERE).send(b"", "--no-flush").stats["recovered"], 1)

    def test_a_second_tracker_in_the_same_process_too(self):
        with Driver() as driver:
            driver.open(NOWHERE, self.data)
            again = driver.open(NOWHERE, self.data)
            self.assertEqual(again["status"], "in_use")
            self.assertIn(self.data, again["message"])


def context_switches(pid):
    total = 0
    for path in glob.glob(f"/proc/{pid}/task/*/status"):
        with open(path) as file:
            total += sum(int(line.split()[1]) for line in file if "voluntary_ctxt" in line)
    return total


@unittest.skipIf(SANITIZED, "sanitizers have threads of their own")
class Idle(EndToEnd):
    def assert_never_wakes(self, driver):
        pid = driver.process.pid
        since = [time.monotonic(), context_switches(pid)]

        def quiet_for():
            if context_switches(pid) != since[1]:
                since[:] = [time.monotonic(), context_switches(pid)]
            return time.monotonic() - since[0]

        wait_until(quiet_for, lambda seconds: seconds > QUIET_SECONDS)
        before = context_switches(pid)
        time.sleep(IDLE_SECONDS)
        self.assertEqual(context_switches(pid) - before, 0)

    def test_after_delivery(self):
        collector = self.collector()
        with Driver() as driver:
            driver.open(collector.url, self.data)
            driver.ask("track", "event", 1000)
            self.assertEqual(driver.ask("flush", 10_000)["status"], "ok")
            self.assert_never_wakes(driver)

    def test_after_the_collector_has_gone(self):
        collector = self.collector()
        with Driver() as driver:
            driver.open(collector.url, self.data)
            driver.ask("track", "event", 1000)
            self.assertEqual(driver.ask("flush", 10_000)["status"], "ok")
            collector.stop()
            self.assert_never_wakes(driver)

    def test_with_a_wrong_key(self):
        collector = self.collector("--key", "OTHER")
        with Driver() as driver:
            driver.open(collector.url, self.data)
            driver.ask("track", "event", 1000)
            driver.ask("flush", 300)
            self.assert_never_wakes(driver)


if __name__ == "__main__":
    unittest.main()

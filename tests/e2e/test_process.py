"""One process to a directory, and none that wakes up without need."""

import time
import unittest

from case import NOWHERE, EndToEnd
from driver import Driver
from idle import IDLE_SECONDS, context_switches, settle
from programs import FAILED, SANITIZED


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


@unittest.skipIf(SANITIZED, "sanitizers have threads of their own")
class Idle(EndToEnd):
    def tracker(self, name, collector):
        """A driver whose tracker has tried to deliver what it was given."""
        driver = Driver()
        self.addCleanup(driver.__exit__)
        driver.open(collector.url, self.path(name))
        driver.ask("track", "event", 1000)
        driver.ask("flush", 1000)
        return driver

    def test_no_wake_up_after_delivery_nor_with_a_wrong_key_nor_when_the_collector_has_gone(self):
        leaving = self.collector(directory="leaving")
        drivers = {
            "delivered": self.tracker("delivered", self.collector()),
            "wrong key": self.tracker("refused", self.collector("--key", "OTHER",
                                                                directory="strict")),
            "collector gone": self.tracker("left", leaving),
        }
        leaving.stop()
        pids = {name: driver.process.pid for name, driver in drivers.items()}
        for pid in pids.values():
            settle(pid)
        before = {name: context_switches(pid) for name, pid in pids.items()}
        time.sleep(IDLE_SECONDS)
        after = {name: context_switches(pid) for name, pid in pids.items()}
        self.assertEqual(after, before)


if __name__ == "__main__":
    unittest.main()

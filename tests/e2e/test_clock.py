"""A wall clock that is set, back or forward: no event is lost or held up, and the collector's times
are right. The programs run with clock_shim.c, which moves their clock."""

import os
import struct
import time
import unittest

import mounts
from case import NOWHERE, EndToEnd
from driver import Driver
from programs import CLOCK_SHIM, DONE, STILL_QUEUED
from sender import event_lines

DAY_MS = 24 * 3600 * 1000
STEPS = {"a day back": -DAY_MS, "a day on": DAY_MS,
         "a year back": -365 * DAY_MS, "a year on": 365 * DAY_MS}
TOLERANCE_MS = 500


def write(path, content):
    with open(path, "w") as file:
        file.write(content)


class ClockCase(EndToEnd):
    def setUp(self):
        super().setUp()
        self.offsets = self.path("offsets")
        with open(self.offsets, "wb") as file:
            file.write(bytes(16))
        self.environment = {**os.environ, "LD_PRELOAD": CLOCK_SHIM,
                            "GODWIT_CLOCK_OFFSETS": self.offsets}

    def set_clock(self, wall_ms, boot_ms=0):
        """By so much the program's clocks differ from the true ones."""
        with open(self.offsets, "r+b") as file:
            file.write(struct.pack("=qq", wall_ms, boot_ms))

    def assert_times(self, collector, true_times, tolerance_ms=TOLERANCE_MS):
        """`true_times`: name -> when it was tracked, in ms by a clock that nobody moved."""
        collector.stop()
        events = collector.stored()
        self.assertEqual({event["name"] for event in events}, set(true_times))
        for event in events:
            self.assertAlmostEqual(event["time"], true_times[event["name"]],
                                   delta=tolerance_ms, msg=event["name"])


class Clock(ClockCase):
    def test_set_while_running(self):
        for name, step_ms in STEPS.items():
            with self.subTest(name):
                self.set_clock(0)
                collector = self.collector(directory="collector " + name)
                times = {}
                with Driver(env=self.environment) as driver:
                    driver.open(collector.url, self.path("data " + name).replace(" ", "-"))
                    times["before"] = time.time() * 1000
                    driver.ask("track", "before", 100)
                    self.set_clock(step_ms)
                    times["after"] = time.time() * 1000
                    driver.ask("track", "after", 100)
                    flushed = driver.ask("flush", 5000)
                    self.assertEqual(flushed["status"], "ok")
                    self.assertLess(flushed["took_ms"], 2000)
                    self.assertEqual(driver.stats()["delivered"], 200)
                self.assert_times(collector, times)

    def test_set_across_a_restart_with_a_full_queue(self):
        for name, step_ms in STEPS.items():
            with self.subTest(name):
                self.set_clock(0)
                self.data = self.path("data " + name)
                collector = self.collector(directory="collector " + name)
                queued = self.sender(NOWHERE).send(event_lines("queued", 2000), "--no-flush",
                                                   env=self.environment)
                self.assertEqual(queued.returncode, STILL_QUEUED)
                queued_at = time.time() * 1000
                self.set_clock(step_ms)
                start = time.monotonic()
                done = self.sender(collector.url).send(event_lines("new", 10),
                                                       env=self.environment)
                self.assertLess(time.monotonic() - start, 5)
                self.assertEqual((done.returncode, done.stats["delivered"]), (DONE, 2010))
                self.assertEqual(sum(done.stats["dropped"].values()), 0, done.stats)
                self.assert_times(collector, {"queued": queued_at, "new": time.time() * 1000},
                                  5000)

    def test_set_during_a_back_off(self):
        for name, step_ms in STEPS.items():
            with self.subTest(name):
                self.set_clock(0)
                collector = self.collector(directory="collector " + name)
                collector.faults({"first": 2, "status": 503, "retry_after_s": 1})
                with Driver(env=self.environment) as driver:
                    driver.open(collector.url, self.path("data " + name).replace(" ", "-"))
                    driver.ask("track", "event", 10)
                    driver.ask("flush", 1)
                    driver.wait_until(lambda stats: stats["failed"] == 1)
                    self.set_clock(step_ms)
                    self.assertEqual(driver.ask("flush", 10_000)["status"], "ok")

    def test_wrong_from_the_start(self):
        for name, step_ms in STEPS.items():
            with self.subTest(name):
                self.set_clock(step_ms)
                self.data = self.path("data " + name)
                collector = self.collector(directory="collector " + name)
                done = self.sender(collector.url).send(event_lines("event", 10),
                                                       env=self.environment)
                self.assertEqual((done.returncode, done.stats["delivered"]), (DONE, 10))
                self.assert_times(collector, {"event": time.time() * 1000}, 5000)


class Sleep(ClockCase):
    """Time that passes while nothing happens is no reason to lose what happens then."""

    def sleep(self, days):
        self.set_clock(days * DAY_MS, days * DAY_MS)

    def test_a_device_that_sleeps_longer_than_the_collector_remembers(self):
        for already_known in (False, True):
            with self.subTest(already_known=already_known):
                self.sleep(0)
                collector = self.collector(directory=f"collector-{already_known}")
                with Driver(env=self.environment) as driver:
                    driver.open(collector.url, self.path(f"data-{already_known}"))
                    if already_known:
                        driver.ask("track", "before", 10)
                        self.assertEqual(driver.ask("flush", 5000)["status"], "ok")
                    self.sleep(40)
                    driver.ask("track", "after", 10)
                    self.assertEqual(driver.ask("flush", 5000)["status"], "ok")
                    self.assertEqual(driver.stats()["dropped"]["refused"], 0)

    def test_what_is_queued_survives_a_sleep_of_days(self):
        collector = self.stopped_collector()
        with Driver(env=self.environment) as driver:
            driver.open(collector.url, self.data)
            driver.ask("track", "before", 10)
            self.sleep(5)  # Less than queue_age_max.
            collector.start()
            self.assertEqual(driver.ask("flush", 5000)["status"], "ok")
            self.assertEqual(driver.stats()["delivered"], 10)
        five_days_ago = time.time() * 1000 - 5 * DAY_MS
        self.assert_times(collector, {"before": five_days_ago}, 3000)


class Reboot(ClockCase):
    """With another boot id nothing but the wall clock is left to say how much time has passed."""

    def test_the_clock_is_wrong_after_a_reboot(self):
        mounts.make_private()
        path = "/proc/sys/kernel/random/boot_id"
        mounts.put_over(path, "")
        for number, (name, step_ms) in enumerate(STEPS.items()):
            with self.subTest(name):
                self.set_clock(0)
                self.data = self.path("data " + name)
                collector = self.collector(directory="collector " + name)
                write(path, f"00000000-0000-4000-8000-{2 * number:012}\n")
                self.sender(NOWHERE).send(event_lines("queued", 2000), "--no-flush",
                                          env=self.environment)
                write(path, f"00000000-0000-4000-8000-{2 * number + 1:012}\n")
                self.set_clock(step_ms)
                done = self.sender(collector.url).send(event_lines("new", 10),
                                                       env=self.environment)
                self.assertEqual((done.returncode, done.stats["delivered"]), (DONE, 2010),
                                 done.errors)
                self.assert_delivered(collector, {"queued": range(1, 2001), "new": range(1, 11)})


if __name__ == "__main__":
    unittest.main()

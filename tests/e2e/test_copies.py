"""Backups, copies and forks of a data directory: no new event is taken for an old one."""

import os
import shutil
import unittest

from case import NOWHERE, EndToEnd
from driver import Driver
from programs import DONE, PATIENCE, STILL_QUEUED
from sender import Sender, event_lines, temporary_file


class Copies(EndToEnd):
    def copy(self, name):
        return shutil.copytree(self.data, self.path(name))

    def deliver(self, sender, stdin=b""):
        done = sender.send(stdin)
        self.assertEqual(done.returncode, DONE, done.errors)
        return done.stats

    def test_an_older_copy_is_restored_after_delivery(self):
        collector = self.collector()
        sender = self.sender(collector.url)
        self.deliver(sender, event_lines("first", 500))
        backup = self.copy("backup")
        self.deliver(sender, event_lines("second", 500))
        for name in ("third", "fourth"):
            shutil.rmtree(self.data)
            shutil.copytree(backup, self.data)
            self.deliver(sender, event_lines(name, 500))
        expected = dict.fromkeys(("first", "second", "third", "fourth"), range(1, 501))
        self.assert_delivered(collector, expected)

    def test_a_copy_with_a_full_queue_is_restored_after_delivery(self):
        collector = self.stopped_collector()
        sender = self.sender(collector.url)
        queued = sender.send(event_lines("queued", 1234), "--no-flush")
        self.assertEqual(queued.returncode, STILL_QUEUED)
        backup = self.copy("backup")
        collector.start()
        self.deliver(sender, event_lines("new", 10))
        shutil.rmtree(self.data)
        os.rename(backup, self.data)
        stats = self.deliver(sender, event_lines("newer", 10))
        self.assertEqual(stats["duplicates"], 1234)
        self.assert_delivered(collector, {"queued": range(1, 1235), "new": range(1, 11),
                                          "newer": range(1, 11)})

    def test_both_copies_are_used_at_the_same_time(self):
        collector = self.stopped_collector()
        self.sender(NOWHERE).send(event_lines("queued", 1000), "--no-flush")
        both = [Sender(collector.url, directory) for directory in (self.data, self.copy("twin"))]
        collector.start()
        running = []
        for number, sender in enumerate(both):
            with temporary_file(event_lines(f"user_{number}", 3000)) as source, \
                    temporary_file() as claims:
                running.append(sender.start(source, claims))
        self.assertEqual([process.wait(timeout=60 * PATIENCE) for process in running], [DONE, DONE])
        self.assert_delivered(collector, {"queued": range(1, 1001), "user_0": range(1, 3001),
                                          "user_1": range(1, 3001)})

    def test_a_copy_taken_from_a_running_tracker(self):
        collector = self.collector()
        with Driver() as driver:
            driver.open(collector.url, self.data)
            driver.ask("track", "early", 1, '{"i":1}')
            self.assertEqual(driver.ask("flush", 10_000)["status"], "ok")
            driver.ask("track", "both", 1, '{"i":1}')
            twin = Sender(collector.url, self.copy("twin"))
            driver.ask("track", "original", 1, '{"i":1}')
            # The twin speaks of the same stream, and knows less of it.
            self.deliver(twin, event_lines("twin", 5))
            driver.ask("track", "late", 1, '{"i":1}')
            self.assertEqual(driver.ask("flush", 10_000)["status"], "ok")
            self.assertEqual(driver.finish(), 0)
        self.deliver(self.sender(collector.url))
        expected = dict.fromkeys(("early", "both", "original", "late"), [1])
        self.assert_delivered(collector, {**expected, "twin": range(1, 6)})

    def test_only_one_of_the_two_files_is_restored(self):
        for restored in ("staging.ring", "events.db"):
            with self.subTest(restored=restored):
                self.only_one_file_is_restored(restored)

    def only_one_file_is_restored(self, restored):
        self.data = self.path("data-" + restored)
        collector = self.collector(directory="collector-" + restored)
        sender = self.sender(collector.url)
        self.deliver(sender, event_lines("first", 300))
        backup = self.copy("backup-" + restored)
        self.deliver(sender, event_lines("second", 300))
        for name in (name for name in os.listdir(backup) if name.startswith(restored)):
            shutil.copy(os.path.join(backup, name), os.path.join(self.data, name))
        self.deliver(sender, event_lines("third", 300))
        self.assert_delivered(collector, dict.fromkeys(("first", "second", "third"),
                                                       range(1, 301)))


class Fork(EndToEnd):
    def test_a_child_is_answered_closed_and_the_parent_goes_on(self):
        collector = self.collector()
        with Driver() as driver:
            driver.open(collector.url, self.data)
            driver.ask("track", "before", 3, '{"i":1}')
            child = driver.ask("fork")
            self.assertEqual((child["status"], child["exit"]), ("exited", 0), child)
            for call in ("track", "set_user", "set_super_property", "set_key", "set_consent",
                         "reset", "set_power", "set_network", "set_app_state",
                         "note_network_activity", "flush", "close"):
                self.assertEqual(child[call], "closed", call)
            self.assertEqual(driver.ask("track", "after", 1, '{"i":1}')["status"], "ok")
            self.assertEqual(driver.ask("flush", 10_000)["status"], "ok")
            self.assertEqual(driver.stats()["delivered"], 4)
        collector.stop()
        names = sorted(event["name"] for event in collector.stored())
        self.assertEqual(names, ["after", "before", "before", "before"])


if __name__ == "__main__":
    unittest.main()

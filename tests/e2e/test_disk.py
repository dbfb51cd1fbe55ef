"""Full, read-only and unusable disks: the status says so, and the application goes on."""

import os
import subprocess
import unittest

import mounts
from case import NOWHERE, EndToEnd
from driver import Driver, wait_until
from programs import DONE


def setUpModule():
    mounts.make_private()


class Disk(EndToEnd):
    def mount_disk(self, megabytes):
        disk = self.path("disk")
        os.mkdir(disk)
        options = f"size={megabytes}m,nr_inodes=200,mode=0700"
        mounts.mount("-t", "tmpfs", "-o", options, "none", disk)
        self.addCleanup(subprocess.run, ["umount", "-l", disk])
        return disk

    def fill(self, disk):
        with open(os.path.join(disk, "filler"), "ab", buffering=0) as filler:
            block = 1 << 20
            while block >= 1:
                try:
                    filler.write(b"x" * block)
                except OSError:
                    block //= 2
        return filler.name

    def assert_works_in_memory(self, directory, path_in_message):
        collector = self.collector()
        with Driver() as driver:
            opened = driver.open(collector.url, directory)
            self.assertEqual((opened["status"], opened["storage"]), ("ok", "storage_unavailable"))
            self.assertIn(path_in_message, opened["message"])
            self.assertEqual(driver.ask("track", "event", 1000)["taken"], 1000)
            self.assertEqual(driver.ask("flush", 10_000)["status"], "ok")
            self.assertEqual(driver.stats()["delivered"], 1000)
            self.assertEqual(driver.finish(), 0)
        self.assertEqual(collector.summary()["unique"], 1000)

    def test_a_read_only_disk(self):
        disk = self.mount_disk(32)
        mounts.mount("-o", "remount,ro", disk)
        self.assert_works_in_memory(os.path.join(disk, "data"), disk)

    def test_a_queue_on_a_disk_that_became_read_only(self):
        disk = self.mount_disk(32)
        data = os.path.join(disk, "data")
        with Driver() as driver:
            driver.open(NOWHERE, data)
            driver.ask("track", "queued", 10)
        mounts.mount("-o", "remount,ro", disk)
        self.assert_works_in_memory(data, data)
        mounts.mount("-o", "remount,rw", disk)
        collector = self.collector(directory="later")
        self.data = data
        done = self.sender(collector.url).send()
        self.assertEqual((done.returncode, done.stats["delivered"]), (DONE, 10), done.errors)

    def test_a_path_below_a_file(self):
        with open(self.path("file"), "w"):
            pass
        self.assert_works_in_memory(self.path("file/data"), self.path("file"))

    def test_a_disk_that_is_full_from_the_start(self):
        disk = self.mount_disk(4)
        self.fill(disk)
        self.assert_works_in_memory(os.path.join(disk, "data"), disk)

    def test_a_disk_with_room_for_the_directory_only(self):
        for megabytes in (1, 8):  # The staging file needs a little more than eight.
            with self.subTest(megabytes):
                self.directory = self.path(f"size-{megabytes}")
                os.mkdir(self.directory)
                disk = self.mount_disk(megabytes)
                self.assert_works_in_memory(os.path.join(disk, "data"), disk)

    def test_a_disk_that_fills_up_while_the_collector_is_away(self):
        disk = self.mount_disk(64)
        data = os.path.join(disk, "data")
        collector = self.stopped_collector()
        with Driver() as driver:
            self.assertEqual(driver.open(collector.url, data)["storage"], "ok")
            accepted = driver.ask("track", "before", 1000)["taken"]
            driver.wait_until(lambda stats: stats["queued_events"] >= 1000)
            filler = self.fill(disk)
            accepted += driver.ask("track", "full", 20_000, '{"text":"%s"}' % ("x" * 200))["taken"]
            storage = wait_until(lambda: driver.ask("storage"),
                                 lambda storage: storage["status"] != "ok", 10)
            self.assertEqual(storage["status"], "storage_unavailable")
            self.assertTrue(storage["message"])
            os.unlink(filler)
            accepted += driver.ask("track", "after", 1000)["taken"]
            collector.start()
            self.assertEqual(driver.ask("flush", 30_000)["status"], "ok")
            stats = driver.stats()
            self.assertEqual((stats["delivered"], stats["accepted"]), (accepted, accepted), stats)
            wait_until(lambda: driver.ask("storage")["status"], lambda status: status == "ok", 5)
            self.assertEqual(driver.finish(), 0)
        summary = collector.summary()
        self.assertEqual((summary["unique"], summary["missing"]), (accepted, 0))

    def test_a_disk_that_only_the_queue_fills_heals_once_the_collector_is_back(self):
        disk = self.mount_disk(16)
        collector = self.stopped_collector()
        with Driver() as driver:
            driver.open(collector.url, os.path.join(disk, "data"))
            accepted = 0

            def full():
                nonlocal accepted
                accepted += driver.ask("track", "e", 100, '{"text":"%s"}' % ("x" * 3000))["taken"]
                return driver.ask("storage")["status"]
            wait_until(full, lambda status: status == "storage_unavailable")
            self.fill(disk)  # The crumbs.
            collector.start()
            self.assertEqual(driver.ask("flush", 30_000)["status"], "ok")
            self.assertEqual(driver.stats()["delivered"], accepted)
            wait_until(lambda: driver.ask("storage")["status"], lambda status: status == "ok", 5)
            self.assertEqual(driver.finish(), 0)
        summary = collector.summary()
        self.assertEqual((summary["unique"], summary["missing"]), (accepted, 0))

    def test_a_full_disk_with_a_working_network(self):
        disk = self.mount_disk(16)
        collector = self.collector()
        with Driver() as driver:
            driver.open(collector.url, os.path.join(disk, "data"))
            self.fill(disk)
            accepted = driver.ask("track", "event", 1000)["taken"]
            driver.ask("flush", 5000)
            with self.subTest("what cannot be stored is sent"):
                self.assertEqual(driver.stats()["delivered"], accepted)
            driver.kill()
        os.unlink(os.path.join(disk, "filler"))
        self.data = os.path.join(disk, "data")
        self.assertEqual(self.sender(collector.url).send().returncode, DONE)
        self.assertEqual(collector.summary()["unique"], accepted)

    def test_killed_on_a_full_disk(self):
        disk = self.mount_disk(16)
        data = os.path.join(disk, "data")
        collector = self.stopped_collector()
        with Driver() as driver:
            driver.open(collector.url, data)
            accepted = driver.ask("track", "event", 2000)["taken"]
            self.fill(disk)
            accepted += driver.ask("track", "event", 2000)["taken"]
            driver.kill()
        collector.start()
        self.data = data
        with self.subTest("with the disk still full"):
            done = self.sender(collector.url).send(b"", "--flush-timeout", 3)
            self.assertIn(done.returncode, (0, 3), done.errors)
        os.unlink(os.path.join(disk, "filler"))
        self.assertEqual(self.sender(collector.url).send().returncode, DONE)
        summary = collector.summary()
        self.assertEqual((summary["unique"], summary["missing"]), (accepted, 0))


if __name__ == "__main__":
    unittest.main()

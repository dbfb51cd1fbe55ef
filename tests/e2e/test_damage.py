"""Damaged files: what is intact arrives once, damage is counted and set aside, nothing crashes."""

import json
import os
import random
import subprocess
import unittest

from case import NOWHERE, EndToEnd
from driver import Driver, wait_until
from programs import CLI, DONE, LOST, SANITIZED, STILL_QUEUED
from sender import event_lines

QUEUED = 1000
SEEDS = range(4 if SANITIZED else 20)


def overwrite(path, offset, content):
    with open(path, "r+b") as file:
        file.seek(offset)
        file.write(content)


def flip_bits(path, count, chance, within=None):
    size = within or os.path.getsize(path)
    for _ in range(count):
        offset = chance.randrange(size)
        with open(path, "rb") as file:
            file.seek(offset)
            byte = file.read(1)[0]
        overwrite(path, offset, bytes([byte ^ 1 << chance.randrange(8)]))


class Damage(EndToEnd):
    def fill_queue(self):
        """A killed process's directory: some events are in the store, some in the staging log."""
        sender = self.sender(NOWHERE)
        done = sender.send(event_lines("stored", QUEUED), "--no-flush")
        self.assertEqual(done.returncode, STILL_QUEUED)
        return sender.send_and_kill(event_lines("staged", QUEUED), QUEUED // 2)

    def file(self, name):
        return os.path.join(self.data, name)

    def deliver(self, name="collector"):
        """The events that arrive from the directory beside a new one; and the sender's end."""
        collector = self.collector(directory=name)
        done = self.sender(collector.url).send(b'{"name":"new","properties":{"i":1}}\n')
        lost = done.stats["dropped"]["corrupt"] != 0
        self.assertEqual(done.returncode, LOST if lost else DONE, done.errors)
        self.assertEqual(collector.summary()["missing"], 0)
        collector.stop()
        events = collector.stored()
        keys = [(event["stream"], event["sequence"]) for event in events]
        self.assertEqual(len(keys), len(set(keys)), "stored twice")
        texts = [(event["name"], event["properties"]["i"]) for event in events]
        self.assertEqual(len(texts), len(set(texts)), "one event under two numbers")
        self.assertIn(("new", 1), texts)
        return set(texts), done

    def assert_reported(self, done):
        self.assertEqual(done.stats["storage"], "storage_corrupt", done.errors)
        self.assertNotEqual(done.errors, "")

    def test_the_store_is_garbage(self):
        staged = self.fill_queue()
        for name in ("events.db", "events.db-wal"):  # Either alone may hold all that matters.
            overwrite(self.file(name), 0, random.Random(1).randbytes(20_000))
        arrived, done = self.deliver()
        self.assert_reported(done)
        self.assertLessEqual({("staged", i) for i in staged}, arrived)
        self.assertTrue(any("damaged" in name for name in os.listdir(self.data)))

    def test_the_store_is_empty_or_cut(self):
        for size in (0, 1, 100, 5000):
            with self.subTest(size=size):
                self.data = self.path(f"data-{size}")
                staged = self.fill_queue()
                os.truncate(self.file("events.db"), size)
                arrived, _ = self.deliver(f"collector-{size}")
                self.assertLessEqual({("staged", i) for i in staged}, arrived)

    def test_the_store_is_gone(self):
        staged = self.fill_queue()
        for name in os.listdir(self.data):
            if name.startswith("events.db"):
                os.unlink(os.path.join(self.data, name))
        arrived, _ = self.deliver()
        self.assertLessEqual({("staged", i) for i in staged}, arrived)

    def test_the_store_is_gone_after_all_was_stored_in_it(self):
        """The staging log still has the bytes; the collector knows what it had of them."""
        with Driver() as driver:
            driver.open(NOWHERE, self.data)
            for i in range(1, 201):
                driver.ask("track", "staged", 1, f'{{"i":{i}}}')
            wait_until(self.staged_events, lambda count: count == 0)
            driver.kill()
        for name in ("events.db", "events.db-wal"):
            os.unlink(self.file(name))
        arrived, _ = self.deliver()
        self.assertEqual(len(arrived), 201)

    def staged_events(self):
        done = subprocess.run([CLI, "queue", "status", "--data-dir", self.data],
                              capture_output=True, check=True)
        return json.loads(done.stdout)["staged_events"]

    def test_the_staging_file_is_gone_garbage_or_cut(self):
        stored = {("stored", i) for i in range(1, QUEUED + 1)}
        size = 8 * 1024 * 1024
        damages = {
            "gone": os.unlink,
            "garbage": lambda path: overwrite(path, 0, random.Random(2).randbytes(100_000)),
            "zeros": lambda path: overwrite(path, 0, bytes(100_000)),
            "empty": lambda path: os.truncate(path, 0),
            "cut in the header": lambda path: os.truncate(path, 100),
            "cut at the header": lambda path: os.truncate(path, 4096),
            "cut in the ring": lambda path: os.truncate(path, 20_001),
            "cut near the end": lambda path: os.truncate(path, size - 1),
            "longer": lambda path: os.truncate(path, size * 2),
        }
        for name, damage in damages.items():
            with self.subTest(name):
                self.data = self.path("data-" + name.replace(" ", "-"))
                self.fill_queue()
                damage(self.file("staging.ring"))
                arrived, _ = self.deliver("collector " + name)
                self.assertLessEqual(stored, arrived)

    def test_one_flipped_bit_in_the_staging_file_costs_one_event(self):
        for seed in SEEDS:
            with self.subTest(seed=seed):
                self.data = self.path(f"data-{seed}")
                staged = self.fill_queue()
                everything = {("staged", i) for i in staged} | {
                    ("stored", i) for i in range(1, QUEUED + 1)}
                path = self.file("staging.ring")
                # Behind both headers, where the records are.
                used = 100 * len(staged)
                offset = 4096 + 4096 + random.Random(seed).randrange(used)
                with open(path, "rb") as file:
                    file.seek(offset)
                    byte = file.read(1)[0]
                overwrite(path, offset, bytes([byte ^ 1 << seed % 8]))
                arrived, done = self.deliver(f"collector-{seed}")
                lost = everything - arrived
                self.assertLessEqual(len(lost), 1)
                counted = done.stats["dropped"]["corrupt"]
                if lost == {("staged", max(staged))}:
                    # With a broken header it looks like a record that was never finished.
                    header_is_whole = done.stats["damaged_bytes"] != 0
                    self.assertEqual(counted, 1 if header_is_whole else 0, done.stats)
                else:
                    self.assertEqual(counted, len(lost), done.stats)

    def test_flipped_bits_anywhere(self):
        for seed in SEEDS:
            for part in ("staging.ring", "events.db", "events.db-wal"):
                with self.subTest(seed=seed, part=part):
                    chance = random.Random(seed)
                    self.data = self.path(f"data-{part}-{seed}")
                    self.fill_queue()
                    within = 80_000 if part == "staging.ring" else None
                    flip_bits(self.file(part), 1 + seed * 5, chance, within)
                    self.deliver(f"collector-{part}-{seed}")

    def test_a_torn_write_ahead_log(self):
        for seed in SEEDS:
            with self.subTest(seed=seed):
                self.data = self.path(f"data-{seed}")
                self.fill_queue()
                path = self.file("events.db-wal")
                chance = random.Random(seed)
                os.truncate(path, chance.randrange(os.path.getsize(path) + 1))
                self.deliver(f"collector-{seed}")

    def test_a_directory_of_a_newer_version_is_set_aside_and_kept(self):
        self.fill_queue()
        before = {name: os.path.getsize(os.path.join(self.data, name))
                  for name in os.listdir(self.data)}
        with open(os.path.join(self.data, "format"), "w") as file:
            file.write("99\n")
        arrived, done = self.deliver()
        self.assertEqual(arrived, {("new", 1)})
        self.assertIn("newer version", done.errors)
        (aside,) = [name for name in os.listdir(self.data) if name.startswith("set-aside-")]
        kept = os.listdir(os.path.join(self.data, aside))
        self.assertLessEqual(set(before) - {"lock"}, set(kept))

    def test_foreign_files_and_directories_in_the_way(self):
        for name in ("lock", "format"):
            with self.subTest(name):
                self.data = self.path("data-" + name)
                os.makedirs(os.path.join(self.data, name))
                self.deliver("collector-" + name)


if __name__ == "__main__":
    unittest.main()

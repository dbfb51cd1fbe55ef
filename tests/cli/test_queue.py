"""`godwit queue`: what it says about a data directory, and that it leaves it alone."""

import json
import os
import signal
import subprocess
import time
import unittest

from cli import DONE, FAILED, NOWHERE, PROGRAM, SendCase, run


def contents(directory):
    """Every file below a directory, with its bytes."""
    found = {}
    for path, _, names in os.walk(directory):
        for name in names:
            with open(os.path.join(path, name), "rb") as file:
                found[os.path.join(path, name)] = file.read()
    return found


class Queue(SendCase):
    def status(self):
        done = run("queue", "status", "--data-dir", self.directory)
        self.assertEqual(done.returncode, DONE, done.stderr)
        return json.loads(done.stdout)

    def export(self):
        done = run("queue", "export", "--data-dir", self.directory)
        self.assertEqual(done.returncode, DONE, done.stderr)
        return [json.loads(line) for line in done.stdout.splitlines()]

    def test_a_directory_that_is_not_there_is_an_error_and_stays_away(self):
        for command in ("status", "export"):
            done = run("queue", command, "--data-dir", self.directory)
            self.assertEqual((done.returncode, done.stdout), (FAILED, ""))
            self.assertIn(self.directory, done.stderr)
        self.assertFalse(os.path.exists(self.directory))

    def test_what_was_tracked_is_exported_as_it_was(self):
        events = [
            {"name": "plain", "properties": {}, "priority": "normal"},
            {"name": "ä \"😀\"", "properties": {"a": [1, {"b": None}]}, "priority": "immediate",
             "time": 1700000000000},
            {"name": "late", "properties": {"x": 1.5}, "priority": "deferred"},
        ]
        self.send("\n".join(map(json.dumps, events)).encode(), "--user", "u1")
        exported = sorted(self.export(), key=lambda event: event["sequence"])
        self.assertEqual([event["sequence"] for event in exported], [1, 2, 3])
        for event, given in zip(exported, events):
            for member, value in given.items():
                self.assertEqual(event[member], value)
            self.assertEqual(event["context"]["user"], "u1")
            self.assertEqual(event["stream"], exported[0]["stream"])

    def test_the_status_counts_the_same(self):
        self.send(b'{"name":"a"}\n' * 5 + b'{"name":"b","priority":"deferred"}\n')
        status = self.status()
        self.assertEqual(status["queued_events"], 6)
        self.assertEqual(status["priorities"], {"immediate": 0, "normal": 5, "deferred": 1})
        self.assertIsNone(status["consent"])  # Only set_consent() is remembered.
        self.assertRegex(status["installation"], r"\A[0-9a-f-]{36}\Z")
        self.assertGreaterEqual(status["oldest_age_ms"], 0)
        (stream,) = status["streams"]
        self.assertEqual((stream["queued_events"], stream["first"], stream["last"]), (6, 1, 6))

    def test_the_status_says_until_when_a_failure_is_waited_for(self):
        run("send", "--endpoint", NOWHERE, "--key", "KEY", "--data-dir", self.directory,
            "--flush-timeout", "0.5", stdin=b'{"name":"a","priority":"immediate"}\n')
        status = self.status()
        self.assertEqual(status["retry"]["attempts"], 1)
        self.assertIs(status["switched_off"], False)
        wait_ms = status["retry"]["not_before"] - time.time() * 1000
        self.assertGreater(wait_ms, -5_000)  # At least 4 s, of which some have passed.
        self.assertLess(wait_ms, 8_001)

    def test_looking_changes_nothing(self):
        self.send(b'{"name":"a"}\n' * 100)
        before = contents(self.directory)
        self.status()
        self.export()
        self.assertEqual(contents(self.directory), before)

    def test_a_killed_process_leaves_a_directory_that_can_be_read(self):
        reader, writer = os.pipe()
        process = subprocess.Popen(
            [PROGRAM, *self.arguments("--accepted-fd", str(writer))], pass_fds=[writer],
            stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        os.close(writer)
        process.stdin.write(b'{"name":"a"}\n' * 50)
        process.stdin.flush()
        claims = os.fdopen(reader)
        self.assertEqual([claims.readline() for _ in range(50)][-1], "50\n")
        process.send_signal(signal.SIGKILL)
        process.wait()
        claims.close()
        process.stdin.close()
        before = contents(self.directory)
        self.assertEqual(self.status()["queued_events"], 50)
        self.assertEqual([event["sequence"] for event in self.export()], list(range(1, 51)))
        self.assertEqual(contents(self.directory), before)


if __name__ == "__main__":
    unittest.main()

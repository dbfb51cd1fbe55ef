"""Runs the `godwit` program (from the environment: GODWIT_CLI) as its users do."""

import json
import os
import subprocess
import tempfile
import unittest

PROGRAM = os.environ["GODWIT_CLI"]

# A test waits so many times longer than usual before it gives up.
PATIENCE = int(os.environ.get("GODWIT_PATIENCE") or 1)

# Nothing listens on the discard port, so what is tracked stays queued.
NOWHERE = "http://127.0.0.1:9"

DONE, FAILED, USAGE, STILL_QUEUED, REFUSED, LOST = 0, 1, 2, 3, 4, 5


def run(*arguments, stdin=b"", **options):
    """The finished process, its output as text."""
    done = subprocess.run([PROGRAM, *map(str, arguments)], input=stdin, capture_output=True,
                          timeout=60 * PATIENCE, **options)
    done.stdout, done.stderr = done.stdout.decode(), done.stderr.decode()
    return done


class SendCase(unittest.TestCase):
    """A test with a data directory of its own."""

    def setUp(self):
        directory = tempfile.TemporaryDirectory(prefix="godwit-cli-")
        self.addCleanup(directory.cleanup)
        self.directory = os.path.join(directory.name, "data")

    def arguments(self, *more):
        return (*self.required(*more), "--no-flush")

    def required(self, *more, endpoint=NOWHERE):
        """The command with `more`, and with each required flag that `more` does not have."""
        flags = {"--endpoint": endpoint, "--key": "KEY", "--data-dir": self.directory}
        for flag in more:
            flags.pop(flag, None)
        return ("send", *(word for flag in flags.items() for word in flag), *more)

    def send(self, stdin, *more, **options):
        """The finished process and the statistics that it printed."""
        done = run(*self.arguments(*more), stdin=stdin, **options)
        self.assertEqual(done.stdout.count("\n"), 1, done.stderr)
        return done, json.loads(done.stdout)

"""Runs the real collector (from the environment: GODWIT_COLLECTOR) on a port of its own."""

import json
import os
import subprocess
import tempfile
import urllib.request

from cli import PATIENCE

PROGRAM = os.environ.get("GODWIT_COLLECTOR")


class Collector:
    """with Collector() as collector: …; collector.url is where it listens."""

    def __enter__(self):
        self._directory = tempfile.TemporaryDirectory(prefix="godwit-collector-")
        self._process = subprocess.Popen(
            [PROGRAM, "--listen", "127.0.0.1:0", "--data", self._directory.name, "--key", "KEY"],
            stdout=subprocess.PIPE, text=True)
        greeting = self._process.stdout.readline()
        self.url = greeting.rpartition(" ")[2].strip()
        return self

    def __exit__(self, *_):
        self._process.terminate()
        self._process.communicate(timeout=10 * PATIENCE)
        self._directory.cleanup()
        if self._process.returncode != 0:
            raise RuntimeError(f"the collector ended with {self._process.returncode}")

    def get(self, path):
        with urllib.request.urlopen(self.url + path, timeout=10 * PATIENCE) as reply:
            return reply.read().decode()

    def summary(self):
        return json.loads(self.get("/inspect/summary"))

    def events(self):
        return [json.loads(line) for line in self.get("/inspect/events?limit=1000").splitlines()]

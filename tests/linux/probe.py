"""The program signals_probe, and what it says."""

import json
import os
import select
import subprocess
import time

from bus import PATIENCE

PROBE = os.environ["GODWIT_SIGNALS_PROBE"]
UNKNOWN = {"network": "unknown", "saving_data": False, "percent": -1, "charging": False,
           "saving": False}


def conditions(**known):
    return {**UNKNOWN, **known}


class Probe:
    def __init__(self, supplies, routes, address):
        self._process = subprocess.Popen([PROBE, supplies, routes, address], stdin=subprocess.PIPE,
                                         stdout=subprocess.PIPE)
        self._bytes = b""
        self.pid = self._process.pid
        self.seen = []

    def next(self, seconds=20):
        """The next conditions that it says."""
        end = time.monotonic() + seconds * PATIENCE
        while b"\n" not in self._bytes:
            ready, _, _ = select.select([self._process.stdout], [], [],
                                        max(end - time.monotonic(), 0))
            if not ready:
                raise TimeoutError(f"it says nothing more; so far: {self.seen}")
            more = os.read(self._process.stdout.fileno(), 4096)
            if not more:
                raise RuntimeError(f"it ended with {self._process.wait()}")
            self._bytes += more
        line, self._bytes = self._bytes.split(b"\n", 1)
        self.seen.append(json.loads(line))
        return self.seen[-1]

    def until(self, **known):
        """Waits for exactly these conditions."""
        wanted = conditions(**known)
        while self.next() != wanted:
            pass

    def stop(self):
        """Ends it as its user ends it, if it runs; returns the exit code."""
        self._process.stdin.close()
        code = self._process.wait(20 * PATIENCE)
        self._process.stdout.close()
        return code

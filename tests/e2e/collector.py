"""The real collector on a port of its own; it can be killed and started again on the same port."""

import glob
import json
import os
import signal
import subprocess
import urllib.request

from programs import COLLECTOR, ERRORS_TO, PATIENCE


class Collector:
    def __init__(self, directory, *flags, address="127.0.0.1", port=0):
        self.directory = directory
        self.address, self.port = address, port
        self._flags = flags
        self._process = None

    @property
    def url(self):
        return f"http://{self.address}:{self.port}"

    def start(self):
        self._process = subprocess.Popen(
            [COLLECTOR, "--data", self.directory, "--listen", f"{self.address}:{self.port}",
             *self._flags],
            stdout=subprocess.PIPE, stderr=ERRORS_TO, text=True)
        greeting = self._process.stdout.readline()
        if not greeting:
            raise RuntimeError("the collector does not start")
        self.port = int(greeting.rpartition(":")[2])
        return self

    def stop(self, how=signal.SIGTERM):
        """Ends it, if it runs, and returns its exit code (negative: the signal's)."""
        if self._process is None:
            return None
        self._process.send_signal(how)
        self._process.communicate(timeout=30 * PATIENCE)
        code, self._process = self._process.returncode, None
        return code

    def kill(self):
        self.stop(signal.SIGKILL)

    def request(self, path, content=None):
        data = None if content is None else json.dumps(content).encode()
        with urllib.request.urlopen(self.url + path, data, timeout=60 * PATIENCE) as reply:
            return json.loads(reply.read())

    def faults(self, *rules):
        self.request("/faults", list(rules))

    def summary(self):
        return self.request("/inspect/summary")

    def wait_for(self, unique, seconds=30):
        """Whether so many events are there before the time is over."""
        path = f"/inspect/wait?unique={unique}&timeout_ms={round(seconds * PATIENCE * 1000)}"
        return self.request(path)["reached"]

    def stored(self):
        """Every event in the files, read without the collector's help. A torn line is an error."""
        events = []
        for path in sorted(glob.glob(os.path.join(self.directory, "events", "*.ndjson"))):
            with open(path, "rb") as file:
                events += [json.loads(whole_line(line, path)) for line in file]
        return events


def whole_line(line, path):
    if not line.endswith(b"\n"):
        raise ValueError(f"{path} ends with a torn line: {line[-80:]!r}")
    return line.decode()

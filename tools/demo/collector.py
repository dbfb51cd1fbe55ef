"""The collector as a process, and what its inspection says."""
import json
import subprocess
import urllib.error
import urllib.request

from problem import Problem

PAGE = 1000


class Collector:
    def __init__(self, program, data, key):
        # A session of its own: Ctrl-C is for the demo, which then stops what it started.
        self.process = subprocess.Popen(
            [program, "--data", data, "--listen", "127.0.0.1:0", "--key", key],
            stdout=subprocess.PIPE, text=True, start_new_session=True)
        line = self.process.stdout.readline()
        if not line.startswith("listening on "):
            self.stop()
            raise Problem("the collector did not start")
        self.url = line.split()[-1]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()

    def stop(self):
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        self.process.stdout.close()

    def _request(self, path, body=None):
        try:
            with urllib.request.urlopen(self.url + path, body, timeout=10) as reply:
                return reply.read().decode()
        except (urllib.error.URLError, OSError) as error:
            raise Problem(f"the collector does not answer {path}: {error}") from error

    def set_faults(self, rules):
        self._request("/faults", json.dumps(rules).encode())

    def faults(self):
        return json.loads(self._request("/faults"))

    def hits(self):
        return sum(rule["hits"] for rule in self.faults())

    def summary(self):
        return json.loads(self._request("/inspect/summary"))

    def stored_rows(self, first_row):
        """The rows from this one on that are stored."""
        rows, after = set(), 0
        while True:
            page = self._request(f"/inspect/events?after={after}&limit={PAGE}").splitlines()
            for line in page:
                event = json.loads(line)
                after = event["ordinal"]
                if event["properties"]["row"] >= first_row:
                    rows.add(event["properties"]["row"])
            if not page:
                return rows

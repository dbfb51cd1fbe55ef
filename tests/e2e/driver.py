"""The C++ driver (driver.cpp), asked line by line."""

import json
import subprocess
import time

from programs import DRIVER, ERRORS_TO, PATIENCE, SOON_WORDS


class Driver:
    def __init__(self, **options):
        self.process = subprocess.Popen([DRIVER], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        stderr=ERRORS_TO, text=True, **options)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.kill()
        self.process.communicate()

    def ask(self, *words):
        self.process.stdin.write(" ".join(map(str, words)) + "\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline()
        if not answer:
            raise RuntimeError(f"the driver died of {self.process.wait()} at {words}")
        return json.loads(answer)

    def open(self, endpoint, directory, *words):
        return self.ask("open", f"endpoint={endpoint}", f"directory={directory}", SOON_WORDS,
                        *words)

    def stats(self):
        return self.ask("stats")

    def wait_until(self, holds, seconds=30):
        """The statistics for which holds(stats) is true."""
        return wait_until(self.stats, holds, seconds)

    def flush_until(self, holds, seconds=30):
        """The same, while somebody waits for delivery."""
        def flush():
            self.ask("flush", 50)
            return self.stats()
        return wait_until(flush, holds, seconds)

    def finish(self):
        """Ends it as its users end: the input closes. Returns the exit code."""
        self.process.communicate(timeout=30 * PATIENCE)
        return self.process.returncode

    def kill(self):
        self.process.kill()
        self.process.wait()


def wait_until(read, holds, seconds=30):
    """Reads until holds(what was read), and returns that."""
    end = time.monotonic() + seconds * PATIENCE
    while True:
        value = read()
        if holds(value):
            return value
        if time.monotonic() > end:
            raise TimeoutError(f"still {value}")
        time.sleep(0.005)

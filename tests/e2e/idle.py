"""Counts the wake-ups of a process."""

import glob
import os
import time

from driver import wait_until

IDLE_SECONDS = float(os.environ.get("GODWIT_IDLE_SECONDS") or 6)
QUIET_SECONDS = 1.5  # Longer than any timer that delivery leaves behind.


def context_switches(pid):
    total = 0
    for path in glob.glob(f"/proc/{pid}/task/*/status"):
        with open(path) as file:
            total += sum(int(line.split()[1]) for line in file if "voluntary_ctxt" in line)
    return total


def settle(pid):
    """Returns once nothing has happened in a process for a while."""
    since = [time.monotonic(), context_switches(pid)]

    def quiet_for():
        if context_switches(pid) != since[1]:
            since[:] = [time.monotonic(), context_switches(pid)]
        return time.monotonic() - since[0]

    wait_until(quiet_for, lambda seconds: seconds > QUIET_SECONDS)

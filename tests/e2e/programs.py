"""The programs under test and how hard to try, as ctest says in the environment."""

import os
import subprocess

CLI = os.environ["GODWIT_CLI"]
COLLECTOR = os.environ["GODWIT_COLLECTOR"]
DRIVER = os.environ["GODWIT_E2E_DRIVER"]
CLOCK_SHIM = os.environ["GODWIT_E2E_CLOCK_SHIM"]
WRITE_SHIM = os.environ["GODWIT_E2E_WRITE_SHIM"]

# The number of kills in a test; 20 gives the full table.
RUNS = int(os.environ.get("GODWIT_RUNS") or 2)

SANITIZED = bool(os.environ.get("GODWIT_SANITIZE"))

# A test waits so many times longer than usual before it gives up.
PATIENCE = int(os.environ.get("GODWIT_PATIENCE") or 1)

# A program's messages matter only if a sanitizer may speak.
ERRORS_TO = None if SANITIZED else subprocess.DEVNULL


def scaled(count):
    """So much work in a release build; a tenth of it under a sanitizer."""
    return max(count // 10, 1) if SANITIZED else count


# Exit codes of `godwit`.
DONE, FAILED, USAGE, STILL_QUEUED, REFUSED, LOST = 0, 1, 2, 3, 4, 5

# Back-off short enough for a test, as flags of `godwit send` and as words of the driver's `open`.
SOON_FLAGS = ("--retry-min-ms", "50", "--retry-max-ms", "200")
SOON_WORDS = "retry_min_ms=50 retry_max_ms=200"

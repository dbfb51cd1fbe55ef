"""The two programs, and what every command line of theirs has in common."""

import os
import re
import subprocess

from cli import PATIENCE

CLI = os.environ["GODWIT_CLI"]
COLLECTOR = os.environ["GODWIT_COLLECTOR"]


def call(*words, **options):
    """The finished process, its output as text. Nothing is on standard input."""
    return subprocess.run(words, stdin=subprocess.DEVNULL, capture_output=True, text=True,
                          timeout=60 * PATIENCE, check=False, **options)


def commands():
    """["send"], ["queue", "status"] and so on, as `godwit --help` lists them."""
    table = call(CLI, "--help").stdout.partition("Commands:\n")[2].partition("\n\n")[0]
    return [re.match(r"  (\S+(?: \S+)?)  ", line).group(1).split() for line in table.splitlines()]


def manuals():
    """(name of the man page, words that start the command) of every command of both programs."""
    pages = [("godwit", [CLI]), ("godwit-collector", [COLLECTOR])]
    return pages + [("-".join(["godwit", *words]), [CLI, *words]) for words in commands()]

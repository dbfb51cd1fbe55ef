"""Mounts that only this test process and its children see. They vanish with the process."""

import ctypes
import os
import subprocess
import unittest

CLONE_NEWNS = 0x00020000


def make_private():
    """Called from setUpModule(): skips the module where the system does not allow it."""
    if os.geteuid() != 0:
        raise unittest.SkipTest("mounting needs root")
    if ctypes.CDLL(None, use_errno=True).unshare(CLONE_NEWNS) != 0:
        raise unittest.SkipTest("mount namespaces are not allowed here: "
                                + os.strerror(ctypes.get_errno()))
    mount("--make-rprivate", "/")


def mount(*arguments):
    done = subprocess.run(["mount", *map(str, arguments)], capture_output=True, text=True)
    if done.returncode != 0:
        raise unittest.SkipTest("mount is not allowed here: " + done.stderr.strip())


def put_over(path, content):
    """Covers a file with another one, which can be written to."""
    cover = f"/dev/shm/godwit-e2e-{os.getpid()}"
    with open(cover, "w") as file:
        file.write(content)
    try:
        mount("--bind", cover, path)
    finally:
        os.unlink(cover)

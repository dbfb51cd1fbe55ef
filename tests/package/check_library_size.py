#!/usr/bin/env python3
"""Checks that the shared library, stripped, is no larger than it may be.

Usage: check_library_size.py LIBRARY"""
import os
import subprocess
import sys
import tempfile

# README.md tells the figure; bench/native.py has the same bar. For x86-64, RelWithDebInfo.
MAX_BYTES = 400_000


def main(library):
    with tempfile.TemporaryDirectory() as folder:
        stripped = os.path.join(folder, "library")
        subprocess.run(["strip", "--strip-all", "-o", stripped, library], check=True)
        size = os.path.getsize(stripped)
    print(f"{library}, stripped: {size:,} bytes of at most {MAX_BYTES:,}")
    return 0 if size <= MAX_BYTES else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))

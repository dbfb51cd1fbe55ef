"""Holds the size of what a page downloads: godwit.js and godwit.wasm, each after gzip -9.

Usage: check_web_size.py DIST
"""

import gzip
import pathlib
import sys

# The limits, and the sizes to aim at: bytes.
LIMITS = {"godwit.wasm": 23_720, "godwit.js": 10_940,
          "godwit.schemas.wasm": 28_510, "godwit.all-schemas.wasm": 35_560,
          "godwit.schemas.js": 11_370}
SNIPPET_LIMIT = 1024  # It stands in the page itself, not compressed by us.
GOALS = {"godwit.wasm": 9 * 1024, "godwit.js": 5 * 1024,
         "godwit.schemas.wasm": 15 * 1024, "godwit.all-schemas.wasm": 15 * 1024,
         "godwit.schemas.js": 5 * 1024}


def main() -> int:
    dist = pathlib.Path(sys.argv[1])
    too_large = []
    snippet = (dist / "snippet.html").stat().st_size
    print(f"snippet.html: {snippet} bytes, limit {SNIPPET_LIMIT}")
    if snippet > SNIPPET_LIMIT:
        too_large.append("snippet.html is too large")
    for name, limit in LIMITS.items():
        plain = (dist / name).read_bytes()
        size = len(gzip.compress(plain, 9))
        print(f"{name}: {len(plain)} bytes, {size} gzipped; limit {limit}, goal {GOALS[name]}")
        if size > limit:
            too_large.append(f"{name} is too large by {size - limit} bytes")
    print("\n".join(too_large))
    return 1 if too_large else 0


if __name__ == "__main__":
    sys.exit(main())

"""Links the whole core with emcc, as a page would load it, and holds its size.

Usage: check_size.py SOURCE_DIR BUILD_DIR VERSION_HEADER_DIR SOURCE...
A source's path is absolute, or begins in SOURCE_DIR/sdk.
The size is that of the .wasm file after gzip -9, without Emscripten's JavaScript.
"""

import gzip
import os
import pathlib
import shutil
import subprocess
import sys

# What DESIGN asks for, and what the core may not grow beyond until it gets there.
GOAL_BYTES = 9 * 1024
LIMIT_BYTES = 20_000


def main() -> int:
    source, build, version = (pathlib.Path(path) for path in sys.argv[1:4])
    if shutil.which("emcc") is None:
        print("skipped: emcc is not installed")
        return 77
    here = source / "tests/package/wasm"
    build.mkdir(parents=True, exist_ok=True)
    exports = (here / "exports.txt").read_text().split()
    command = [
        "emcc", "-std=c++20", "-Oz", "-flto", "-fno-exceptions", "-fno-rtti", "-DNDEBUG",
        # emcc's -Oz keeps every function that is not declared inline out of line, also those whose
        # body is shorter than a call.
        "-finline-functions", "-Wl,-mllvm,-inline-threshold=0",
        # Costs bytes: loads that are made earlier to save time. Saves some: one body for functions
        # that are the same, and a second look by wasm-opt, at code brought into another shape.
        "-Wl,-mllvm,-enable-pre=false", "-Wl,-mllvm,-enable-load-pre=false",
        "-Wl,-mllvm,-enable-merge-functions",
        "-sBINARYEN_EXTRA_PASSES=--flatten,--rereloop,-Oz,-Oz",
        f"-I{source}/sdk/include", f"-I{source}/sdk/src", f"-I{version}", "--no-entry",
        "-sMODULARIZE", "-sEXPORT_ES6", "-sFILESYSTEM=0", "-sMALLOC=none",
        "--js-library", str(here / "imports.js"),
        "-sEXPORTED_FUNCTIONS=" + ",".join(exports),
        *(str(source / "sdk" / name) for name in sys.argv[4:]),
        "-o", str(build / "core.js"),
    ]
    # Debian's emcc needs acorn, which stands there where node is not Debian's own.
    environment = dict(os.environ, NODE_PATH="/usr/share/nodejs")
    subprocess.run(command, check=True, env=environment)
    plain = (build / "core.wasm").read_bytes()
    size = len(gzip.compress(plain, 9))
    print(f"core.wasm: {len(plain)} bytes, {size} gzipped; "
          f"limit {LIMIT_BYTES}, goal {GOAL_BYTES}")
    if size > LIMIT_BYTES:
        print(f"too large by {size - LIMIT_BYTES} bytes: make the change smaller")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())

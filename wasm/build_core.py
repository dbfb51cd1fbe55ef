"""Links the core and the page's bindings with emcc, as small as it gets.

Usage: build_core.py SOURCE_DIR OUTPUT VERSION_HEADER_DIR EXPORTS[,EXPORTS...] SOURCE...
EXPORTS are files of bindings/ that list what a page may call. A source's path is absolute, or
begins in SOURCE_DIR/sdk. OUTPUT is a .wasm file that needs no JavaScript of Emscripten's: its
imports are those of bindings/imports.h.
"""

import os
import pathlib
import subprocess
import sys

FLAGS = [
    "-std=c++20", "-Oz", "-flto", "-mbulk-memory", "-fno-exceptions", "-fno-rtti", "-DNDEBUG",
    # emcc's -Oz keeps every function that is not declared inline out of line, also those whose body
    # is shorter than a call.
    "-finline-functions", "-Wl,-mllvm,-inline-threshold=0",
    # Costs bytes: loads that are made earlier to save time. Saves some: one body for functions that
    # are the same, and a second look by wasm-opt, at code brought into another shape.
    "-Wl,-mllvm,-enable-pre=false", "-Wl,-mllvm,-enable-load-pre=false",
    "-Wl,-mllvm,-enable-merge-functions",
    "-sBINARYEN_EXTRA_PASSES=--flatten,--rereloop,-Oz,-Oz",
    "--no-entry", "-sFILESYSTEM=0", "-sMALLOC=none",
    # What is undefined must be one of the imports that name their module; tests/web compares them.
    "-sERROR_ON_UNDEFINED_SYMBOLS=0", "-sWARN_ON_UNDEFINED_SYMBOLS=0",
    "-sALLOW_MEMORY_GROWTH", "-sINITIAL_MEMORY=3MB", "-sTOTAL_STACK=128KB",
]


def main() -> int:
    source, output, version = (pathlib.Path(path) for path in sys.argv[1:4])
    output.parent.mkdir(parents=True, exist_ok=True)
    bindings = source / "wasm/bindings"
    exports = [name for file in sys.argv[4].split(",")
               for name in (bindings / file).read_text().split()]
    command = ["emcc", *FLAGS, f"-I{source}/sdk/include", f"-I{source}/sdk/src", f"-I{version}",
               "-sEXPORTED_FUNCTIONS=" + ",".join("_" + name for name in exports),
               *(str(source / "sdk" / name) for name in sys.argv[5:]), "-o", str(output)]
    # Debian's emcc needs acorn, which stands there where node is not Debian's own.
    return subprocess.run(command, env=dict(os.environ, NODE_PATH="/usr/share/nodejs")).returncode


if __name__ == "__main__":
    sys.exit(main())

"""Compiles the core and the page's bindings with emcc, and links small modules of them.

Usage: build_core.py compile SOURCE_DIR VERSION_HEADER_DIR OBJECT_DIR SOURCE...
       build_core.py link OUTPUT EXPORTS[,EXPORTS...] OBJECT...
A SOURCE's path begins in SOURCE_DIR; its object is named after the file alone. EXPORTS are files of
bindings/ that list what a page may call. OUTPUT is a .wasm file that needs no JavaScript of
Emscripten's: its imports are those of bindings/imports.h.
"""

import os
import pathlib
import subprocess
import sys

COMPILE_FLAGS = [
    "-std=c++20", "-Oz", "-flto", "-mbulk-memory", "-fno-exceptions", "-fno-rtti", "-DNDEBUG",
    # emcc's -Oz keeps every function that is not declared inline out of line, also those whose body
    # is shorter than a call.
    "-finline-functions",
]
LINK_FLAGS = [
    "-Oz", "-flto", "-mbulk-memory", "-fno-exceptions", "-fno-rtti",
    "-Wl,-mllvm,-inline-threshold=0",
    # Costs bytes: loads that are made earlier to save time. Saves some: one body for functions that
    # are the same, and a second look by wasm-opt, at code brought into another shape.
    "-Wl,-mllvm,-enable-pre=false", "-Wl,-mllvm,-enable-load-pre=false",
    "-Wl,-mllvm,-enable-merge-functions",
    "-sBINARYEN_EXTRA_PASSES=--flatten,--rereloop,-Oz,-Oz",
    "--no-entry", "-sFILESYSTEM=0", "-sMALLOC=none",
    # Each undefined symbol must be an import that names its module; tests/web compares them.
    "-sERROR_ON_UNDEFINED_SYMBOLS=0", "-sWARN_ON_UNDEFINED_SYMBOLS=0",
    "-sALLOW_MEMORY_GROWTH", "-sINITIAL_MEMORY=3MB", "-sTOTAL_STACK=128KB",
]
# emcc removes unused functions after its own wasm-opt has run; this round finds what they leave. No
# other feature is enabled: wasm2js, which translates the module, knows none.
LAST_PASSES = ["--enable-bulk-memory", "--converge", "--dce", "--simplify-locals", "-Oz"]
BINDINGS = pathlib.Path(__file__).resolve().parent / "bindings"


def emcc(arguments: list[str], folder: pathlib.Path) -> int:
    folder.mkdir(parents=True, exist_ok=True)
    # Debian's emcc needs acorn, which stands there where node is not Debian's own.
    environment = dict(os.environ, NODE_PATH="/usr/share/nodejs")
    return subprocess.run(["emcc", *arguments], env=environment, cwd=folder).returncode


def compile_sources(source: str, version: str, objects: str, *names: str) -> int:
    root = pathlib.Path(source)
    # All at once, because emcc takes as long to begin as to compile one.
    includes = [f"-I{folder}" for folder in (root, root / "sdk/include", root / "sdk/src", version)]
    return emcc([*COMPILE_FLAGS, *includes, "-c", *(str(root / name) for name in names)],
                pathlib.Path(objects))


def link(output: str, exports: str, *objects: str) -> int:
    names = [name for file in exports.split(",") for name in (BINDINGS / file).read_text().split()]
    linked = emcc([*LINK_FLAGS, "-sEXPORTED_FUNCTIONS=" + ",".join("_" + name for name in names),
                   *objects, "-o", output], pathlib.Path(output).parent)
    if linked != 0:
        return linked
    # A part of binaryen, without which emcc does not run.
    return subprocess.run(["wasm-opt", *LAST_PASSES, output, "-o", output]).returncode


if __name__ == "__main__":
    step = {"compile": compile_sources, "link": link}[sys.argv[1]]
    sys.exit(step(*sys.argv[2:]))

"""Writes a compile_commands.json that has every C and C++ source of the tree, for clangd.

    compile_database.py SOURCE_DIR OUTPUT BUILD_DIR...

The build directories are configured without joined sources (presets `editor` and `editor-fuzz`).
The first one that compiles a file says how. Files that this machine's CMake never compiles take
the command of a file beside them; the page's bindings are given clang's flags for WebAssembly. The
program ends with 1 and writes nothing if a source has no command.
"""

import json
import pathlib
import shlex
import shutil
import subprocess
import sys

FOLDERS = ("bench", "cli", "collector-stub", "command-line", "energy", "examples", "platform",
           "schema-compiler", "sdk", "tests", "wasm/bindings")
SUFFIXES = {".c", ".cpp"}

# A file that CMake compiles on other systems, with other packages or in other projects -> the file
# whose command it takes.
BORROWED = {
    "bench/schema.cpp": "tests/schema/pattern_driver.cpp",
    "platform/linux/no_bus_signals.cpp": "platform/linux/routes.cpp",
    "platform/other/no_system_signals.cpp": "platform/linux/routes.cpp",
    "tests/package/c_consumer/main.c": "examples/c_quickstart/main.c",
    "tests/package/consumer/main.cpp": "examples/cpp_quickstart/main.cpp",
}
# Without a command, and the reason.
LEFT_OUT = {
    "tests/schema/typed_events.cpp": "includes a header that its test generates",
}
WEB_FOLDERS = ("wasm/bindings/", "bench/schema/")


def sources(root):
    """The C and C++ files of the tree, relative to it."""
    return sorted(path.relative_to(root).as_posix() for folder in FOLDERS
                  for path in (root / folder).rglob("*")
                  if path.suffix in SUFFIXES and "node_modules" not in path.parts)


def read_builds(builds):
    """Path -> entry of all databases, the first one first."""
    entries = {}
    for build in builds:
        for entry in json.loads((build / "compile_commands.json").read_text()):
            entries.setdefault(str(pathlib.Path(entry["directory"], entry["file"])), entry)
    return entries


def borrow(root, entries):
    """Entries for the files of BORROWED, made from those of their neighbours."""
    for name, neighbour in BORROWED.items():
        entry = entries.get(str(root / neighbour))
        if entry is None or str(root / name) in entries:
            continue
        words = [str(root / name) if word == entry["file"] else word
                 for word in shlex.split(entry["command"])]
        yield {"directory": entry["directory"], "file": str(root / name),
               "command": shlex.join(words)}


def web_flags():
    """The flags with which clang reads code as emcc does; None where emcc is missing."""
    if shutil.which("emcc") is None:
        return None
    flags = subprocess.run(["emcc", "--cflags"], capture_output=True, text=True).stdout.split()
    sysroot = [flag for flag in flags if flag.startswith("--sysroot=")]
    return ["--target=wasm32-unknown-emscripten", *sysroot, "-DEMSCRIPTEN", "-DNDEBUG",
            "-std=c++20", "-mbulk-memory", "-fno-exceptions", "-fno-rtti"]


def web_entries(root, build, names):
    flags = web_flags()
    if flags is None:
        return
    includes = [f"-I{root}/sdk/include", f"-I{root}/sdk/src", f"-I{root}/wasm/bindings",
                f"-I{build}/sdk/include"]
    for name in names:
        if name.startswith(WEB_FOLDERS):
            yield {"directory": str(build), "file": str(root / name),
                   "command": shlex.join(["clang++", *flags, *includes, "-c", str(root / name)])}


def complete(root, builds):
    """(all entries, the sources that have none)."""
    names = sources(root)
    entries = read_builds(builds)
    for more in (*borrow(root, entries), *web_entries(root, builds[0], names)):
        entries.setdefault(more["file"], more)
    missing = [name for name in names if str(root / name) not in entries and name not in LEFT_OUT]
    if web_flags() is None:
        missing = [name for name in missing if not name.startswith(WEB_FOLDERS)]
    return list(entries.values()), missing


def main():
    root, output, *builds = (pathlib.Path(word).resolve() for word in sys.argv[1:])
    entries, missing = complete(root, builds)
    if missing:
        print(*(f"{name}: no build directory compiles this file" for name in missing), sep="\n",
              file=sys.stderr)
        return 1
    output.write_text(json.dumps(entries, indent=1) + "\n")
    print(f"{output.name}: {len(entries)} files")
    return 0


if __name__ == "__main__":
    if len(sys.argv) < 4:
        sys.exit(__doc__)
    sys.exit(main())

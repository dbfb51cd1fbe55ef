"""Dependencies point one way, and the core includes nothing that it may not."""
import re

from finding import Finding

# base <- schema, identity <- queue <- delivery <- engine <- tracker, C interface. Files right in
# sdk/src have their place by name; the others by folder. A file may include what stands in its own
# row, or in one above.
LAYERS = [
    {"status", "base", "public"},
    {"counters", "enumerations"},
    {"schema", "identity"},
    {"queue"},
    {"delivery"},
    {"recorder"},
    {"engine", "engine_consent", "engine_flush"},
    {"tracker", "properties", "properties_writer", "endpoint_check", "limits_check", "config_check",
     "c_api", "c_api_config", "c_api_sized"},
]
RANK = {name: rank for rank, row in enumerate(LAYERS) for name in row}

# Exceptions from the rule, with the reason.
ALLOWED = {
    # The uploader closes the recorder's gate after 410 and hands it the collector's directives. It
    # is given the recorder by the engine and knows nothing else above itself.
    ("sdk/src/delivery/uploader.h", "sdk/src/recorder.h"),
}

# The core's parts that adapters may know besides ports and public types, with the reason.
PLATFORM_ALLOWED = {
    "platform/posix/device_context.cpp": {"base/bytes.h", "base/json_writer.h"},  # Writes JSON.
    "platform/curl/answer_words.cpp": {"base/json_reader.h"},  # Reads what a server says.
    "platform/memory/serial_event_store.h": {"base/bytes.h"},
    "platform/memory/memory_event_store.h": {"base/bytes.h"},
    "platform/curl/proxy_choice.cpp": {"base/loopback.h"},  # There is one rule for loopback.
}

# Code in the WebAssembly module stays small and the same everywhere (docs/adr/0003).
BANNED_HEADERS = {
    "thread", "condition_variable", "future", "semaphore", "iostream", "ostream", "istream",
    "sstream", "fstream", "iomanip", "functional", "cstdio", "stdio.h", "ctime", "time.h",
    "random", "regex", "locale", "filesystem", "exception", "stdexcept", "typeinfo", "any",
    "unordered_map", "map", "charconv", "csignal", "format", "shared_mutex"}
BANNED_PREFIXES = ("nlohmann/", "sys/", "curl/", "emscripten", "boost/", "arpa/", "netinet/")
SYSTEM_HEADERS = {"unistd.h", "fcntl.h", "pthread.h", "dlfcn.h", "windows.h", "sqlite3.h",
                  "zlib.h", "libdeflate.h", "errno.h", "cerrno", "signal.h", "poll.h"}
# One header is reached for its enumerations; what else it declares is not linked.
REACHED_ALLOWED = {"sdk/include/godwit/config.h": {"functional"}}

BANNED_CALLS = [
    (r"\b(?:std::)?(?:v?s?n?printf|v?fprintf|fputs|puts|sscanf)\s*\(", "the printf family"),
    (r"\b(?:(?:strto[a-z]+|ato(?:i|l|ll|f))\s*\(|std::(?:to_chars|from_chars|to_string|stod)\b)",
     "a number conversion of the C or C++ library"),
    (r"\bstd::function\b", "std::function"),
    (r"\bstd::chrono::(?:system|steady|high_resolution)_clock\b", "a clock"),
    (r"\b(?:std::)?(?:clock_gettime|gettimeofday|rand|srand|getenv|time)\s*\(",
     "time, chance or environment"),
    (r"\bstd::(?:random_device|mt19937\w*)\b", "chance"),
    (r"\b(?:throw|try|catch|dynamic_cast|typeid)\b", "exceptions and RTTI"),
    (r"\b(?:thread_local|co_await|co_return|co_yield)\b", "threads and coroutines"),
]


def layer(path):
    if path.startswith("sdk/include/"):
        return "public"
    inside = path.removeprefix("sdk/src/")
    return inside.split("/")[0] if "/" in inside else inside.rsplit(".", 1)[0]


def core_sources(tree):
    """The list in sdk/CMakeLists.txt: what is linked into the WebAssembly module."""
    cmake = tree.get("sdk/CMakeLists.txt")
    match = re.search(r"add_library\(godwit_core\s+STATIC\s+(.*?)\)", cmake.text, re.DOTALL)
    return [f"sdk/{name}" for name in match.group(1).split()]


def check_core_layers(tree):
    for source in tree.cpp("sdk/src", "sdk/include"):
        own = layer(source.path)
        if own not in RANK:
            yield Finding(source.path, 1, "layers", f"'{own}' has no place in tests/tidy's LAYERS")
            continue
        for line, name, angled in source.includes:
            target = tree.resolve(source, name)
            if target is None or angled:
                continue
            if not target.within("sdk"):
                yield Finding(source.path, line, "layers", f"the core includes {target.path}")
            elif (RANK.get(layer(target.path), 99) > RANK[own]
                  and (source.path, target.path) not in ALLOWED):
                yield Finding(source.path, line, "layers",
                              f"{own} includes {name}, which stands above it")


def check_platform(tree):
    for source in tree.cpp("platform"):
        part = source.path.split("/")[1]
        for line, name, angled in source.includes:
            target = tree.resolve(source, name)
            if target is None or angled or target.within("sdk/include"):
                continue
            allowed = name in PLATFORM_ALLOWED.get(source.path, ())
            if target.within("sdk/src") and part != "native" and not allowed:
                yield Finding(source.path, line, "layers",
                              f"an adapter knows ports and public types only, not {name}")
            elif target.within("platform/native") and part != "native":
                yield Finding(source.path, line, "layers", "only platform/native chooses adapters")
            elif target.within("collector-stub", "cli", "tests"):
                yield Finding(source.path, line, "layers", f"an adapter includes {target.path}")


# The file layer, which the SDK and the collector share.
COLLECTOR_MAY_KNOW = ("platform/files/", "platform/sqlite/sqlite_connection.h",
                      "platform/sqlite/statement.h")
# One way to files for all: its errors cannot be ignored, and it follows no link.
COLLECTOR_BANNED = [
    (r"\bstd::filesystem::(?!path\b)\w+", "platform/files is the way to files"),
    (r"\bstd::[io]?fstream\b", "platform/files is the way to files"),
    (r"(?<!\w)::(?:open|openat|pread|pwrite|rename|unlink|mkdir|ftruncate|fsync)\s*\(",
     "platform/files is the way to files"),
    (r"\bsqlite3_open\w*\s*\(", "SqliteConnection is the way to SQLite"),
]


def check_collector(tree):
    for source in tree.cpp("collector-stub"):
        for line, name, angled in source.includes:
            target = None if angled else tree.resolve(source, name)
            if (target is not None and target.within("platform")
                    and not target.path.startswith(COLLECTOR_MAY_KNOW)):
                yield Finding(source.path, line, "layers",
                              f"of the adapters the collector knows the file layer, not {name}")
        for pattern, instead in COLLECTOR_BANNED:
            for line, match in source.find(pattern):
                yield Finding(source.path, line, "layers",
                              f"{match.group().strip(' (')}: {instead}")


def check_cycles(tree):
    """No file includes itself, not even by way of others."""
    done = set()
    for source in tree.cpp():
        yield from _visit(tree, source, [], done)


def _visit(tree, source, path, done):
    if source.path in path:
        loop = path[path.index(source.path):] + [source.path]
        yield Finding(source.path, 1, "cycles", " includes ".join(loop))
        return
    if source.path in done:
        return
    for _, name, angled in source.includes:
        target = None if angled else tree.resolve(source, name)
        if target is not None and target.suffix == ".h":
            yield from _visit(tree, target, path + [source.path], done)
    done.add(source.path)


def _banned(name):
    return name in BANNED_HEADERS or name in SYSTEM_HEADERS or name.startswith(BANNED_PREFIXES)


def core_files(tree):
    """The core's sources, and every header of ours that they reach."""
    reached, todo = set(), [tree.get(path) for path in core_sources(tree)]
    while todo:
        source = todo.pop()
        if source is None or source.path in reached:
            continue
        reached.add(source.path)
        yield source
        todo += [tree.resolve(source, name) for _, name, angled in source.includes if not angled]


def check_core_purity(tree):
    for source in core_files(tree):
        for line, name, _ in source.includes:
            if _banned(name) and name not in REACHED_ALLOWED.get(source.path, ()):
                yield Finding(source.path, line, "core",
                              f"<{name}> is reached by what is linked into wasm")
        if source.path in REACHED_ALLOWED:
            continue
        for pattern, what in BANNED_CALLS:
            for line, match in source.find(pattern):
                yield Finding(source.path, line, "core",
                              f"{match.group().strip(' (')}: {what} is not for the core")
    for path in core_sources(tree):
        if tree.get(path) is None:
            yield Finding("sdk/CMakeLists.txt", 1, "core", f"{path} is not there")


RULES = [check_core_layers, check_platform, check_collector, check_cycles, check_core_purity]

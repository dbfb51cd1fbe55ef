"""A copy of the sources in which one change after the other is built and tested."""

import hashlib
import os
import pathlib
import resource
import shutil
import subprocess

ROOT = pathlib.Path(__file__).resolve().parents[2]

MEMORY_MAX_BYTES = 6 << 30  # A change may make a program allocate without end.
FILE_MAX_BYTES = 2 << 30

# Memory that is not freed shows when a program ends.
FLAGS = "-O1 -fsanitize=leak"

# Each mutant links several programs; mold takes a fraction of the time of the usual linker.
LINKER = "-fuse-ld=mold" if shutil.which("mold") else ""

INTERFACE = "interface"
SCHEMAS = "schemas"
END_TO_END = "end to end"

TOOK_TOO_LONG = "took too long"  # In place of an exit code.

# The suites in the order in which they run, the quick ones first: (name, targets, seconds, command
# in the build directory). A suite runs only if one of its programs was built anew. The suite
# without a program compares the public headers with the description that generates them. The last
# suite takes minutes and is for platform/ alone: tests of the core have to find faults of the core.
SUITES = [
    ("unit", ["unit_test"], 120, ["bin/unit_test", "--abort", "~[slow]"]),
    ("unit", ["unit_test"], 120, ["bin/unit_test", "--abort", "[slow]"]),
    (INTERFACE, [], 60, ["ctest", "-R", "^interface_headers$", "--no-tests=error"]),
    ("simulator", ["godwit_sim"], 120, ["bin/godwit_sim", "--seeds", "1000"]),
    ("contract", ["contract_test"], 120, ["bin/contract_test", "--abort"]),
    (SCHEMAS, ["schema_test", "typed_code_test", "godwit_cli"], 300,
     ["ctest", "-R", "^(schema_(test|cases|cli)|typed_code_test)$", "--no-tests=error"]),
    ("Linux", ["linux_test", "godwit_signals_probe"], 300,
     ["ctest", "-R", "^linux_", "--no-tests=error"]),
    ("C++ interface", ["tracker_test"], 120, ["ctest", "-R", "^tracker_test$", "--no-tests=error"]),
    ("C interface", ["capi_c_test", "capi_cpp_test", "capi_misuse_test", "capi_schemas_test"], 120,
     ["ctest", "-R", "^capi_", "--no-tests=error"]),
    ("simulator", ["godwit_sim"], 600,
     ["bin/godwit_sim", "--seeds", "20000", "--regressions", str(ROOT / "tests/sim/seeds.txt")]),
    ("command line", ["godwit_cli", "godwit-collector", "c_quickstart", "cpp_quickstart",
                      "no_schema_commands", "godwit_man"], 300,
     ["ctest", "-R", "^cli_", "-j", "2", "--no-tests=error"]),
    # The one of over a minute is left out.
    (END_TO_END, ["godwit_cli", "godwit-collector", "godwit_e2e_driver", "godwit_e2e_clock_shim",
      "godwit_e2e_write_shim"],
     900, ["ctest", "-R", "^e2e_", "-E", "politeness", "-j", "2", "--no-tests=error"]),
]


def _limits():
    # Not RLIMIT_AS: the leak sanitizer reserves more than that, and never uses it.
    resource.setrlimit(resource.RLIMIT_DATA, (MEMORY_MAX_BYTES, MEMORY_MAX_BYTES))
    # The hard limit stays: a test sets limits of its own, and lifts them.
    _, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (FILE_MAX_BYTES, hard))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def read_sources():
    """The tracked files as they are now: name -> (content, mode)."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True)
    paths = {name: ROOT / name for name in listed.stdout.decode().split("\0") if name}
    return {name: (path.read_bytes(), path.stat().st_mode & 0o777)
            for name, path in paths.items() if path.is_file()}


# The suite that tests most of a folder comes right after the unit tests.
OWN_SUITES = [("/schema/", SCHEMAS), ("platform/linux/", "Linux"), ("c_api", "C interface"),
              ("sdk/src/", "simulator")]


def suites_for(mutant, end_to_end):
    """The suites that try this mutant, in their order."""
    own = next((name for part, name in OWN_SUITES if part in mutant.path), None)
    left_out = {END_TO_END} if not end_to_end else set()
    if "/include/" not in mutant.path:
        left_out.add(INTERFACE)
    tried = [suite for suite in SUITES if suite[0] not in left_out]
    return sorted(tried, key=lambda suite: (suite[0] != "unit", suite[0] != own))


class Trial:
    def __init__(self, directory):
        self.source, self.build = directory / "source", directory / "build"
        self.log = directory / "last.log"

    def prepare(self, sources):
        """Writes those files that differ from the copy's, and builds them."""
        for name, (content, mode) in sources.items():
            copy = self.source / name
            if copy.is_file() and copy.read_bytes() == content:
                continue
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes(content)
            copy.chmod(mode)
        self._run(["cmake", "-S", str(self.source), "-B", str(self.build), "-G", "Ninja",
                   "-DCMAKE_BUILD_TYPE=Debug", f"-DCMAKE_CXX_FLAGS_DEBUG={FLAGS}",
                   f"-DCMAKE_C_FLAGS_DEBUG={FLAGS}", f"-DCMAKE_EXE_LINKER_FLAGS={LINKER}",
                   f"-DCMAKE_SHARED_LINKER_FLAGS={LINKER}", "-DGODWIT_RUNS=1"], 300, check=True)
        every = sorted({target for _, targets, _, _ in SUITES for target in targets})
        self._run(["cmake", "--build", str(self.build), "--target", *every], 3600, check=True)

    def read(self, path):
        return (self.source / path).read_text()

    def judge(self, mutant, end_to_end):
        """The suite that catches the mutant; "" if it survives; None if it is no mutant
        because it does not compile, or compiles to the same program."""
        path = self.source / mutant.path
        original = path.read_text()
        path.write_text(mutant.apply(original))
        try:
            return self._run_suites(suites_for(mutant, end_to_end))
        finally:
            path.write_text(original)

    def check_baseline(self):
        """The suite that fails although nothing is changed; "" where none does."""
        return self._run_suites(SUITES, always=True)

    def _run_suites(self, suites, always=False):
        ran = False
        before = {target: self._program(target) for suite in suites for target in suite[1]}
        for name, targets, seconds, command in suites:
            if not self._builds(targets):
                return None
            anew = any(self._program(target) != before[target] for target in targets)
            if targets and not anew and not always:
                continue
            ran = ran or anew or always
            if self._fails(command, seconds):
                return name
        return "" if ran else None

    def _builds(self, targets):
        build = ["cmake", "--build", str(self.build), "--target", *targets]
        return not targets or self._run(build, 1800) == 0

    def _fails(self, command, seconds):
        if command[0] != "ctest":
            return self._run(command, seconds) != 0
        code = self._run([*command, "--stop-on-failure"], seconds)
        if code == 0:
            return False
        # Otherwise the test would catch every mutant.
        if b"Could not find executable" in self.log.read_bytes():
            raise RuntimeError(f"SUITES builds too little for {command}; see {self.log}")
        # Such suites start many processes beside others: what is caught must be caught again. One
        # that was ended has not written down what failed.
        again = command if code == TOOK_TOO_LONG else ["ctest", "--rerun-failed"]
        return self._run(again, seconds) != 0

    def _program(self, target):
        """The identity of the program's bytes, and of those of the library that all share."""
        program = self.build / "bin" / {"godwit_cli": "godwit"}.get(target, target)
        library = self.build / "platform/native/libgodwit.so"
        return [hashlib.blake2b(path.read_bytes()).digest()
                for path in (program, library) if path.exists()]

    def _run(self, command, seconds, check=False):
        with open(self.log, "wb") as log:
            process = subprocess.Popen(command, cwd=self.build if self.build.exists() else None,
                                       stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                                       preexec_fn=_limits, start_new_session=True)
            try:
                code = process.wait(timeout=seconds)
            except subprocess.TimeoutExpired:
                code = TOOK_TOO_LONG
            finally:
                try:
                    os.killpg(process.pid, 9)  # All that it left behind.
                except ProcessLookupError:
                    pass
                process.wait()
        if check and code != 0:
            raise RuntimeError(f"{' '.join(command)} ended with {code}; see {self.log}")
        return code

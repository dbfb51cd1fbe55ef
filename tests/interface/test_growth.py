"""A new limit, counter or drop reason: how many files of the tree must change, and whether every
language has it then. On a copy of the tree, of which only changed units are compiled.

Usage: test_growth.py CXX CC GENERATED_INCLUDE
"""

import filecmp
import json
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
COPIED = ("interface", "sdk", "cli")
FILES_MAX = 3  # The row itself, and a public header for each of C++ and C.

LIMIT = """// Bytes that nobody needs.
GODWIT_LIMIT(uint32, spare_bytes_max, bytes, 2 * KiB, 1, 1 * MiB, "nothing happens")

"""
COUNTER = """// Events that were counted by a test.
GODWIT_COUNTER(spared, everywhere)

"""
DROP_REASON = """// Dropped by a test.
GODWIT_DROP_REASON(9, spared)

"""

CPP_USE = """
#include "godwit/config.h"
#include "godwit/stats.h"
#include "counters.h"
#include "limits_check.h"
"""


class Growth(unittest.TestCase):
    cxx = cc = generated = ""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.tree = pathlib.Path(folder.name)
        for name in COPIED:
            shutil.copytree(ROOT / name, self.tree / name)

    def add(self, name, row, before):
        """Writes the row before a line of a .def file, and generates what follows."""
        path = self.tree / "interface" / name
        text = path.read_text(encoding="utf-8")
        self.assertEqual(text.count(before), 1, before)
        path.write_text(text.replace(before, row + before), encoding="utf-8")
        self.generate("headers")
        changed = [str(path.relative_to(self.tree)) for path in self.tree.rglob("*")
                   if path.is_file() and not filecmp.cmp(path, ROOT / path.relative_to(self.tree),
                                                         shallow=False)]
        self.assertLessEqual(len(changed), FILES_MAX, changed)
        self.assertGreater(len(changed), 1, changed)

    def generate(self, *arguments):
        subprocess.run([sys.executable, "-B", self.tree / "interface/generate.py", *arguments],
                       check=True, capture_output=True)

    def compiles(self, compiler, name, text="", flags=()):
        source = self.tree / name
        if text:
            source.write_text(text, encoding="utf-8")
        includes = [f"-I{self.tree / part}" for part in (".", "sdk/include", "sdk/src", "cli")]
        done = subprocess.run([compiler, "-fsyntax-only", "-Wall", "-Wextra", "-Werror", *flags,
                               *includes, f"-I{self.generated}", source],
                              capture_output=True, text=True, check=False)
        self.assertEqual(done.returncode, 0, done.stderr)

    def compiles_cpp(self, claim, *units):
        text = CPP_USE + f"bool claim() {{ return {claim}; }}\n"
        self.compiles(self.cxx, "claim.cpp", text, ["-std=c++20"])
        for unit in units:
            self.compiles(self.cxx, unit, flags=["-std=c++20"])

    def compiles_c(self, claim):
        text = f"#include <godwit/godwit.h>\n_Static_assert(({claim}) || 1, \"\");\n"
        self.compiles(self.cc, "claim.c", text, ["-std=c11"])

    def typescript(self):
        self.generate("typescript", self.tree / "interface.ts")
        return (self.tree / "interface.ts").read_text(encoding="utf-8")

    def description(self):
        self.generate("json", self.tree / "interface.json")
        return json.loads((self.tree / "interface.json").read_text(encoding="utf-8"))

    def test_a_limit_touches_three_files_and_is_checked_and_found_in_c(self):
        self.add("limits.def", LIMIT, "GODWIT_PAGE_LIMIT(queue_bytes_max")
        self.compiles_cpp("godwit::Limits().spare_bytes_max == 2048", "sdk/src/limits_check.cpp",
                          "sdk/src/c_api_config.cpp")
        self.compiles_c("sizeof((godwit_limits*)0)->spare_bytes_max == 4")
        limit = self.description()["limits"][-1]
        self.assertEqual((limit["name"], limit["default"], limit["max"]),
                         ("spare_bytes_max", 2048, 1 << 20))

    def test_a_counter_touches_three_files_and_is_found_in_c_json_and_pages(self):
        self.add("stats.def", COUNTER, "#undef GODWIT_COUNTER")
        self.compiles_cpp("godwit::Counters().spared == godwit::Stats().spared",
                          "sdk/src/counters.cpp", "sdk/src/c_api.cpp", "cli/send_stats.cpp")
        self.compiles_c("sizeof((godwit_stats*)0)->spared == 8")
        text = self.typescript()
        self.assertIn("readonly spared: number;", text)
        self.assertRegex(text, r"COUNTERS = .*\bspared\b")

    def test_a_drop_reason_touches_three_files_and_is_found_in_c_json_and_pages(self):
        self.add("stats.def", DROP_REASON, "#undef GODWIT_COUNTER")
        self.compiles_cpp("godwit::DropReason::spared == godwit::DropReason(9) && "
                          "godwit::kDropReasonCount == 10",
                          "sdk/src/status.cpp", "sdk/src/c_api.cpp", "cli/send_stats.cpp")
        self.compiles_c("sizeof((godwit_stats*)0)->dropped_spared == 8 && GODWIT_DROP_SPARED == 9")
        text = self.typescript()
        self.assertRegex(text, r"DROP_REASONS = .*\bspared\b")
        self.assertIn("  | 'spared';", text)


if __name__ == "__main__":
    Growth.cxx, Growth.cc, Growth.generated = sys.argv[1:4]
    unittest.main(argv=sys.argv[:1])

"""The compile database that clangd reads has every source of the tree."""
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tools"))

import compile_database  # noqa: E402


class MadeUpTree(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="godwit tree ")
        self.addCleanup(folder.cleanup)
        self.root = pathlib.Path(folder.name)

    def database(self, build, *names):
        """Writes the database of a build that compiles these files."""
        folder = self.root / "build" / build
        folder.mkdir(parents=True)
        (folder / "compile_commands.json").write_text(json.dumps([
            {"directory": str(folder), "file": str(self.root / name),
             "command": f"c++ -D{build} -c '{self.root / name}'"} for name in names]))
        return folder

    def source(self, *names):
        for name in names:
            (self.root / name).parent.mkdir(parents=True, exist_ok=True)
            (self.root / name).write_text("")

    def test_a_source_that_no_build_compiles_is_named(self):
        self.source("sdk/src/seen.cpp", "sdk/src/forgotten.cpp")
        build = self.database("one", "sdk/src/seen.cpp")
        _, missing = compile_database.complete(self.root, [build])
        self.assertEqual(missing, ["sdk/src/forgotten.cpp"])

    def test_the_first_build_that_compiles_a_file_says_how(self):
        self.source("sdk/src/both.cpp", "tests/second.cpp")
        builds = [self.database("one", "sdk/src/both.cpp"),
                  self.database("two", "sdk/src/both.cpp", "tests/second.cpp")]
        entries, missing = compile_database.complete(self.root, builds)
        self.assertEqual(missing, [])
        self.assertEqual([entry["command"].split()[1] for entry in entries], ["-Done", "-Dtwo"])

    def test_a_file_of_another_system_takes_its_neighbours_command(self):
        self.source("platform/linux/routes.cpp", "platform/linux/no_bus_signals.cpp")
        entries, missing = compile_database.complete(
            self.root, [self.database("one", "platform/linux/routes.cpp")])
        self.assertEqual(missing, [])
        self.assertIn(f"{self.root}/platform/linux/no_bus_signals.cpp", entries[1]["command"])
        self.assertNotIn("routes.cpp", entries[1]["command"])


@unittest.skipUnless("GODWIT_CMAKE" in os.environ, "needs CMake's path in GODWIT_CMAKE")
class ThisTree(unittest.TestCase):
    def configure(self, preset, build):
        done = subprocess.run([os.environ["GODWIT_CMAKE"], "--preset", preset, "-B", build],
                              cwd=ROOT, capture_output=True, text=True)
        self.assertEqual((done.returncode, done.stderr), (0, ""), "an error or a warning")

    def test_a_preset_that_leaves_much_out_sets_no_option_that_nothing_reads(self):
        with tempfile.TemporaryDirectory() as folder:
            self.configure("demo", folder)

    def test_every_source_has_a_command_of_its_own(self):
        with tempfile.TemporaryDirectory() as folder:
            builds = [pathlib.Path(folder, preset) for preset in ("editor", "editor-fuzz")]
            for build in builds:
                self.configure(build.name, build)
            entries, missing = compile_database.complete(ROOT, builds)
            self.assertEqual(missing, [])
            names = [entry["file"] for entry in entries]
            self.assertEqual(len(names), len(set(names)))
            self.assertEqual([name for name in names if "/Unity/" in name], [])


if __name__ == "__main__":
    unittest.main()

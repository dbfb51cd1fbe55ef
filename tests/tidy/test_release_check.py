"""`./dev release-check` notices each version that differs: on copies with one broken place."""
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tools"))

import release_check  # noqa: E402

FILES = {"CMakeLists.txt", "CHANGELOG.md", release_check.VERSIONS, "wasm/package.json",
         "wasm/package-lock.json",
         *(path for places in release_check.FORMATS.values() for path, _ in places)}


VERSION = re.search(r"VERSION ([\d.]+) LANG", (ROOT / "CMakeLists.txt").read_text()).group(1)
NEWEST = r"\A((?:.*\n)*?)## (?:Unreleased \(.*\)|[\d.]+ - \S+)$"


class ReleaseCheck(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="godwit release ")
        self.addCleanup(folder.cleanup)
        self.root = pathlib.Path(folder.name)
        for path in FILES:
            (self.root / path).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / path, self.root / path)

    def run_check(self, *flags):
        done = subprocess.run(
            [sys.executable, "-B", ROOT / "tools/release_check.py", self.root, *flags],
            capture_output=True, text=True)
        return done.returncode, done.stdout.splitlines()[:-1]

    def replace(self, path, pattern, by):
        text, count = re.subn(pattern, by, (self.root / path).read_text(), flags=re.MULTILINE)
        self.assertGreater(count, 0, f"{path} has no {pattern}")
        (self.root / path).write_text(text)

    def test_this_tree_is_consistent(self):
        self.assertEqual(self.run_check(), (0, []))

    def test_each_file_that_names_another_version_of_the_release_is_named(self):
        for path, pattern, by in [
                ("wasm/package.json", '"version": "[^"]*"', '"version": "9.9.9"'),
                ("wasm/package-lock.json", f'"version": "{VERSION}"', '"version": "9.9.9"'),
                ("CHANGELOG.md", NEWEST, r"\1## Unreleased (9.9.9)"),
                (release_check.VERSIONS, r"npm package \| [\d.]+", "npm package | 9.9.9")]:
            with self.subTest(path):
                kept = (self.root / path).read_text()
                self.replace(path, pattern, by)
                code, findings = self.run_check()
                self.assertEqual(code, 1)
                self.assertTrue(all(each.startswith(path + ": ") for each in findings), findings)
                self.assertIn("9.9.9", findings[0])
                (self.root / path).write_text(kept)

    def test_each_place_that_has_another_version_of_a_format_is_named(self):
        for name, places in release_check.FORMATS.items():
            for path, pattern in places:
                with self.subTest(f"{name} in {path}"):
                    kept = (self.root / path).read_text()
                    found = re.search(pattern, kept, re.MULTILINE)
                    (self.root / path).write_text(
                        kept[:found.start(1)] + "777" + kept[found.end(1):])
                    self.assertEqual(self.run_check(), (1, [
                        f"{path}: the version of the {name} is 777 here and "
                        f"{found.group(1)} elsewhere"]))
                    (self.root / path).write_text(kept)

    def test_a_new_version_of_a_format_must_stand_in_the_changes(self):
        self.replace(release_check.VERSIONS, r"^\| wire protocol \| \d+", "| wire protocol | 777")
        self.assertIn("CHANGELOG.md: does not name version 777 of the wire protocol",
                      self.run_check()[1])

    def test_a_place_that_has_moved_is_named(self):
        self.replace("sdk/src/schema/pack_format.h", r"kFormat = \d+", "kPackFormat{1}")
        self.assertIn("sdk/src/schema/pack_format.h: no version stands there",
                      self.run_check()[1][0])

    def test_what_cmake_made_with_another_version_is_named(self):
        build = self.root / "build"
        (build / "sdk/include/godwit").mkdir(parents=True)
        (build / "godwit.pc").write_text("Version: 0.0.1\n")
        (build / "godwit-config-version.cmake").write_text(f'set(PACKAGE_VERSION "{VERSION}")\n')
        (build / "sdk/include/godwit/version.h").write_text(f'#define GODWIT_VERSION "{VERSION}"\n')
        (build / "libgodwit.so.7").write_text("")
        self.assertEqual(self.run_check("--build", build), (1, [
            f"build/godwit.pc: the version is 0.0.1 here and {VERSION} elsewhere",
            f"build: the shared library is not called libgodwit.so.{VERSION.rpartition('.')[0]}"]))

    def test_a_final_check_wants_a_date_and_everything_committed(self):
        subprocess.run(["git", "init", "-q"], cwd=self.root, check=True)
        self.replace("CHANGELOG.md", NEWEST, rf"\1## Unreleased ({VERSION})")
        code, findings = self.run_check("--final")
        self.assertEqual(code, 1)
        self.assertIn("CHANGELOG.md: the newest section has no date", findings)
        self.assertIn("CMakeLists.txt: is not committed", findings)
        self.replace("CHANGELOG.md", NEWEST, rf"\1## {VERSION} - 2027-01-31")
        self.assertNotIn("CHANGELOG.md: the newest section has no date",
                         self.run_check("--final")[1])


if __name__ == "__main__":
    unittest.main()

"""An installed Godwit, shared and static: what stands where, and what links with it."""

import os
import pathlib
import re
import shlex
import shutil
import subprocess
import tempfile
import unittest

CMAKE = os.environ["GODWIT_CMAKE"]
BUILD = os.environ["GODWIT_BUILD"]
CC = os.environ["GODWIT_CC"]
HERE = pathlib.Path(__file__).parent
PREFIXES = {"shared": os.environ["GODWIT_PREFIX"], "static": os.environ["GODWIT_STATIC_PREFIX"]}
MAIN_C = HERE / "c_consumer/main.c"


def run(*command, **options):
    return subprocess.run([str(word) for word in command], capture_output=True, text=True,
                          timeout=300, check=False, **options)


def folder_of(prefix, pattern):
    """The folder below the prefix in which such a file stands: the library's has several names."""
    return next(pathlib.Path(prefix).rglob(pattern)).parent


class Case(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="godwit install ")
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def good(self, *command, **options):
        done = run(*command, **options)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        return done.stdout

    def moved(self, kind):
        """A copy of the tree, in a folder whose name has a space."""
        return shutil.copytree(PREFIXES[kind], self.folder / "moved tree", symlinks=True)


@unittest.skipUnless(shutil.which("pkg-config"), "pkg-config is not installed")
class PkgConfig(Case):
    def flags(self, prefix, *options):
        path = folder_of(prefix, "godwit.pc")
        return shlex.split(self.good("pkg-config", *options, "godwit",
                                     env={**os.environ, "PKG_CONFIG_PATH": str(path)}))

    def assert_links(self, prefix, *options):
        program = self.folder / "program"
        flags = self.flags(prefix, "--cflags", "--libs", *options)
        self.good(CC, "-std=c99", "-Werror", MAIN_C, *flags, "-o", program)
        self.good(program, env={**os.environ,
                                "LD_LIBRARY_PATH": str(folder_of(prefix, "libgodwit.*"))})

    def test_a_c_program_links_the_shared_library(self):
        self.assert_links(PREFIXES["shared"])

    def test_a_c_program_links_the_static_library_with_a_c_compiler(self):
        self.assert_links(PREFIXES["static"], "--static")

    def test_the_shared_library_links_with_the_static_flags_too(self):
        self.assert_links(PREFIXES["shared"], "--static")

    def test_a_tree_that_was_moved_still_links(self):
        for kind, options in (("shared", ()), ("static", ("--static",))):
            moved = self.moved(kind)
            self.assertIn(str(moved), self.flags(moved, "--libs", *options)[0])
            self.assert_links(moved, *options)
            shutil.rmtree(moved)

    def test_the_version_is_that_of_the_header(self):
        for prefix in PREFIXES.values():
            header = (pathlib.Path(prefix) / "include/godwit/version.h").read_text(encoding="utf-8")
            self.assertIn(f'"{self.flags(prefix, "--modversion")[0]}"', header)

    def test_what_the_library_uses_is_private(self):
        for prefix in PREFIXES.values():
            self.assertEqual([flag for flag in self.flags(prefix, "--libs") if flag[:2] == "-l"],
                             ["-lgodwit"])


class CMakePackage(Case):
    def configure(self, prefix, text, languages="C"):
        app = self.folder / "app"
        app.mkdir(exist_ok=True)
        shutil.rmtree(self.folder / "build", ignore_errors=True)
        (app / "CMakeLists.txt").write_text(
            f"cmake_minimum_required(VERSION 3.16)\nproject(app LANGUAGES {languages})\n{text}",
            encoding="utf-8")
        return run(CMAKE, "-S", app, "-B", self.folder / "build", f"-DCMAKE_PREFIX_PATH={prefix}",
                   f"-DCMAKE_C_COMPILER={CC}")

    def test_only_the_same_minor_version_is_taken(self):
        for version, taken in (("", True), ("0.1", True), ("0.1.0", True), ("0.1.0 EXACT", True),
                               ("0.0", False), ("0.2", False), ("1.0", False), ("1", False)):
            done = self.configure(PREFIXES["shared"], f"find_package(godwit {version} REQUIRED)")
            self.assertEqual(done.returncode == 0, taken, version)

    def test_a_project_in_c_alone_links_either_library_from_a_tree_that_was_moved(self):
        for kind in PREFIXES:
            moved = self.moved(kind)
            done = self.configure(moved, "find_package(godwit REQUIRED)\n"
                                  f"add_executable(app \"{MAIN_C}\")\n"
                                  "target_link_libraries(app PRIVATE godwit::godwit)\n")
            self.assertEqual(done.returncode, 0, done.stderr)
            self.good(CMAKE, "--build", self.folder / "build")
            self.good(self.folder / "build/app")
            shutil.rmtree(moved)

    def test_no_installed_file_names_the_folders_of_the_build(self):
        for prefix in PREFIXES.values():
            for path in folder_of(prefix, "godwit-config.cmake").parent.parent.rglob("*"):
                if path.suffix in (".cmake", ".pc"):
                    text = path.read_text(encoding="utf-8")
                    for folder in (BUILD, prefix):
                        self.assertNotIn(folder, text, path)


class Tree(Case):
    def files(self, prefix):
        return {str(path.relative_to(prefix)) for path in prefix.rglob("*") if not path.is_dir()}

    def test_each_file_belongs_to_one_component(self):
        seen = {}
        for component in ("runtime", "development", "tools"):
            prefix = self.folder / component
            self.good(CMAKE, "--install", BUILD, "--prefix", prefix, "--component", component)
            seen[component] = self.files(prefix)
        self.assertEqual(set.union(*seen.values()), self.files(pathlib.Path(PREFIXES["shared"])))
        self.assertEqual(sum(map(len, seen.values())), len(set.union(*seen.values())))
        self.assertLessEqual({"bin/godwit", "bin/godwit-collector", "share/man/man1/godwit.1",
                              "share/man/man1/godwit-send.1", "share/man/man1/godwit-collector.1"},
                             seen["tools"])
        for name in seen["runtime"]:
            self.assertRegex(name, r"libgodwit\.so\.|LICENSE")
        self.assertFalse(any(name.startswith("bin/") for name in seen["development"]))

    def test_destdir_goes_before_the_prefix(self):
        self.good(CMAKE, "--install", BUILD, "--prefix", "/usr/local",
                  env={**os.environ, "DESTDIR": str(self.folder / "stage")})
        self.assertTrue((self.folder / "stage/usr/local/bin/godwit").exists())

    def test_programs_of_a_tree_that_was_moved_find_their_library(self):
        moved = self.moved("shared")
        bare = {"PATH": "/usr/bin:/bin"}
        self.assertRegex(self.good(moved / "bin/godwit", "--version", env=bare), r"^godwit 0\.")
        self.assertRegex(self.good(moved / "bin/godwit-collector", "--version", env=bare),
                         r"^godwit-collector 0\.")

    @unittest.skipUnless(shutil.which("readelf"), "readelf is not installed")
    def test_the_shared_library_is_named_by_the_version_that_it_is_compatible_with(self):
        library = next(pathlib.Path(PREFIXES["shared"]).rglob("libgodwit.so"))
        dynamic = self.good("readelf", "-d", library)
        major, minor, patch = re.search(r"(\d+)\.(\d+)\.(\d+)$", library.resolve().name).groups()
        self.assertIn(f"Library soname: [libgodwit.so.{major}.{minor}]", dynamic)
        self.assertNotIn("RUNPATH", dynamic)
        self.assertTrue(library.with_name(f"libgodwit.so.{major}.{minor}.{patch}").exists())
        run_path = self.good("readelf", "-d", pathlib.Path(PREFIXES["shared"]) / "bin/godwit")
        self.assertRegex(run_path, r"R(UN)?PATH\)\s+Library r(un)?path: \[\$ORIGIN/\.\./lib[^:]*\]")

    @unittest.skipUnless(shutil.which("nm"), "nm is not installed")
    def test_the_shared_library_shows_its_own_names_only(self):
        library = next(pathlib.Path(PREFIXES["shared"]).rglob("libgodwit.so"))
        names = self.good("nm", "-DC", "--defined-only", library).splitlines()
        self.assertGreater(len(names), 20)
        for line in names:
            self.assertRegex(line, r"\bgodwit(::|_)|\bstd::|\btypeinfo|\bvtable|\bguard variable",
                             line)


if __name__ == "__main__":
    unittest.main()

"""Configuring Godwit by itself: what it needs, what it names when something is missing."""

import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import unittest

CMAKE = os.environ["GODWIT_CMAKE"]
SOURCE = os.environ["GODWIT_SOURCE"]
COMPILERS = [f"-DCMAKE_C_COMPILER={os.environ['GODWIT_CC']}",
             f"-DCMAKE_CXX_COMPILER={os.environ['GODWIT_CXX']}"]
ALONE = "-DGODWIT_DEVELOPER_MODE=OFF"
# Every package that only tools and tests need.
OTHERS = ("ZLIB", "nlohmann_json", "Boost", "ICU", "uriparser", "Catch2", "Python3", "OpenSSL",
          "PkgConfig")


def hidden(*packages):
    return [f"-DCMAKE_DISABLE_FIND_PACKAGE_{package}=ON" for package in packages]


class Case(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="godwit configure ")
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def configure(self, *flags, source=SOURCE, environment=None):
        done = subprocess.run([CMAKE, "-S", str(source), "-B", str(self.folder / "build"),
                               "--no-warn-unused-cli", *COMPILERS, *flags],
                              capture_output=True, text=True, timeout=300, env=environment,
                              check=False)
        # CMake breaks its messages into lines.
        done.said = " ".join((done.stdout + done.stderr).split())
        return done

    def cached(self, name):
        cache = (self.folder / "build/CMakeCache.txt").read_text(encoding="utf-8")
        return re.search(rf"^{name}:\w+=(.*)$", cache, re.MULTILINE).group(1)

    def assert_fails(self, done, *sentences):
        self.assertNotEqual(done.returncode, 0)
        for sentence in sentences:
            self.assertIn(sentence, done.said)


class Configure(Case):
    def test_the_library_alone_needs_three_packages_and_a_compiler(self):
        # make cannot be called by a path that has a space.
        tools = pathlib.Path(tempfile.mkdtemp(prefix="godwit-bin-"))
        self.addCleanup(shutil.rmtree, tools)
        for name in ("make", "as", "ld", "ar", "ranlib"):
            (tools / name).symlink_to(shutil.which(name))
        environment = {**os.environ, "PATH": str(tools)}
        for name in ("CMAKE_GENERATOR", "CMAKE_C_COMPILER_LAUNCHER", "CMAKE_CXX_COMPILER_LAUNCHER"):
            environment.pop(name, None)
        done = self.configure(ALONE, "-GUnix Makefiles", *hidden(*OTHERS), environment=environment)
        self.assertEqual(done.returncode, 0, done.said)
        self.assertNotIn("Warning", done.said)

    def test_an_unset_build_type_is_release_and_said(self):
        self.assertIn("CMAKE_BUILD_TYPE is not set: Release", self.configure(ALONE).said)
        self.assertEqual(self.cached("CMAKE_BUILD_TYPE"), "Release")

    def test_a_build_type_that_is_set_stays(self):
        done = self.configure(ALONE, "-DCMAKE_BUILD_TYPE=Debug")
        self.assertNotIn("CMAKE_BUILD_TYPE is not set", done.said)
        self.assertEqual(self.cached("CMAKE_BUILD_TYPE"), "Debug")

    @unittest.skipUnless(shutil.which("ninja"), "ninja is not installed")
    def test_with_several_configurations_no_build_type_is_set(self):
        done = self.configure(ALONE, "-GNinja Multi-Config")
        self.assertEqual(done.returncode, 0, done.said)
        self.assertNotIn("CMAKE_BUILD_TYPE is not set", done.said)

    def test_all_missing_packages_of_the_library_are_named_at_once(self):
        done = self.configure(ALONE, *hidden("CURL", "SQLite3", "Libdeflate"))
        self.assert_fails(
            done, "libcurl 7.87: not found (Debian: libcurl4-openssl-dev)",
            "libdeflate: not found (Debian: libdeflate-dev)",
            "SQLite 3.33: not found (Debian: libsqlite3-dev)",
            "apt-get install libcurl4-openssl-dev libdeflate-dev libsqlite3-dev",
            "CMAKE_PREFIX_PATH")

    def test_a_version_that_is_too_old_is_named_beside_the_one_that_is_needed(self):
        include = self.folder / "old/include"
        include.mkdir(parents=True)
        (include / "sqlite3.h").write_text('#define SQLITE_VERSION "3.22.0"\n', encoding="utf-8")
        done = self.configure(ALONE, f"-DSQLite3_INCLUDE_DIR={include}")
        self.assert_fails(done, "SQLite 3.33: found 3.22.0 (Debian: libsqlite3-dev)")

    def test_all_missing_packages_of_tools_are_named_with_the_switch_that_avoids_them(self):
        done = self.configure(*hidden("Boost", "ICU", "uriparser", "nlohmann_json", "Catch2"))
        self.assert_fails(done, "Boost (headers) 1.74: not found (Debian: libboost-dev)",
                          "apt-get install nlohmann-json3-dev libboost-dev libicu-dev "
                          "liburiparser-dev catch2", "-DGODWIT_DEVELOPER_MODE=OFF")
        done = self.configure(ALONE, "-DGODWIT_TOOLS=ON", *hidden("Boost"))
        self.assert_fails(done, "libboost-dev", "-DGODWIT_TOOLS=OFF")

    def test_tools_need_nothing_that_only_tests_need(self):
        done = self.configure(ALONE, "-DGODWIT_TOOLS=ON", *hidden("Catch2", "Python3", "OpenSSL"))
        self.assertEqual(done.returncode, 0, done.said)

    def test_without_its_schema_commands_godwit_needs_neither_icu_nor_uriparser(self):
        absent = hidden("ICU", "uriparser")
        done = self.configure(ALONE, "-DGODWIT_TOOLS=ON", *absent)
        self.assert_fails(done, "-DGODWIT_SCHEMA_COMPILER=OFF needs no ICU and uriparser")
        done = self.configure(ALONE, "-DGODWIT_TOOLS=ON", "-DGODWIT_SCHEMA_COMPILER=OFF", *absent)
        self.assertEqual(done.returncode, 0, done.said)

    def test_tools_without_an_adapter_are_refused_with_the_switches(self):
        done = self.configure(ALONE, "-DGODWIT_TOOLS=ON", "-DGODWIT_WITH_CURL=OFF")
        self.assert_fails(done, "GODWIT_WITH_CURL", "-DGODWIT_TOOLS=OFF")

    def test_the_source_folder_is_refused_as_the_build_folder(self):
        copy = self.folder / "build"
        shutil.copytree(SOURCE, copy, ignore=lambda *_: {"build", "node_modules", ".git", "tests"})
        self.assert_fails(self.configure(source=copy), "cmake -B build")

    def test_the_kind_of_library_follows_cmakes_own_switch(self):
        self.configure(ALONE, "-DBUILD_SHARED_LIBS=OFF")
        self.assertEqual(self.cached("GODWIT_SHARED"), "OFF")

    def test_a_cross_build_looks_where_it_is_told_and_makes_no_man_pages(self):
        toolchain = self.folder / "toolchain.cmake"
        toolchain.write_text("set(CMAKE_SYSTEM_NAME Linux)\n"
                             "set(CMAKE_FIND_ROOT_PATH /nowhere)\n"
                             "set(CMAKE_FIND_ROOT_PATH_MODE_LIBRARY ONLY)\n"
                             "set(CMAKE_FIND_ROOT_PATH_MODE_INCLUDE ONLY)\n"
                             "set(CMAKE_FIND_ROOT_PATH_MODE_PACKAGE ONLY)\n", encoding="utf-8")
        done = self.configure(ALONE, f"-DCMAKE_TOOLCHAIN_FILE={toolchain}")
        self.assert_fails(done, "libcurl 7.87: not found")
        toolchain.write_text("set(CMAKE_SYSTEM_NAME Linux)\n", encoding="utf-8")
        done = self.configure(ALONE, "-DGODWIT_TOOLS=ON", f"-DCMAKE_TOOLCHAIN_FILE={toolchain}")
        self.assertEqual(done.returncode, 0, done.said)
        self.assertIn("no man pages", done.said)


class FetchContent(Case):
    PROJECT = """cmake_minimum_required(VERSION 3.16)
project(app LANGUAGES C CXX)
enable_testing()
set(BUILD_TESTING ON)
include(FetchContent)
FetchContent_Declare(godwit GIT_REPOSITORY https://nowhere.example/godwit)
FetchContent_MakeAvailable(godwit)
file(WRITE ${CMAKE_BINARY_DIR}/main.c "int main(void) { return 0; }")
add_executable(app ${CMAKE_BINARY_DIR}/main.c)
target_link_libraries(app PRIVATE godwit::godwit)
"""

    def test_a_local_path_stands_for_the_repository_and_brings_no_tests_and_installs(self):
        app = self.folder / "app"
        app.mkdir()
        (app / "CMakeLists.txt").write_text(self.PROJECT, encoding="utf-8")
        done = self.configure(f"-DFETCHCONTENT_SOURCE_DIR_GODWIT={SOURCE}", *hidden(*OTHERS),
                              source=app)
        self.assertEqual(done.returncode, 0, done.said)
        self.assertNotIn("CMAKE_BUILD_TYPE is not set", done.said)
        build = self.folder / "build"
        tests = subprocess.run([shutil.which("ctest"), "-N"], cwd=build, capture_output=True,
                               text=True, timeout=60, check=True).stdout
        self.assertIn("Total Tests: 0", tests)
        prefix = self.folder / "prefix"
        subprocess.run([CMAKE, "--install", str(build), "--prefix", str(prefix)],
                       capture_output=True, timeout=60, check=True)
        self.assertFalse(prefix.exists())


if __name__ == "__main__":
    unittest.main()

"""`./dev` and `.ci/run`, tried with programs that only note how they were called."""
import os
import pathlib
import shutil
import subprocess
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]

# Each notes its words; the file named after it says what it prints and how it ends.
STUB = """#!/bin/bash
printf '%s\\n' "${0##*/} $*" >>"$CALLS"
if [[ -f $REPLIES/${0##*/} ]]; then . "$REPLIES/${0##*/}"; fi
"""
PROGRAMS = ["apt-get", "ccache", "cmake", "ctest", "dpkg-query", "npm", "python3",
            "sleep", "sudo"]


def summary(passed, failed):
    percent = 100 * passed // (passed + failed)
    return (f"echo '{percent}% tests passed, {failed} tests failed out of {passed + failed}'\n"
            f"exit {min(failed, 1) * 8}\n")


class Dev(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="godwit dev ")  # With a space in its name.
        self.addCleanup(folder.cleanup)
        self.root = pathlib.Path(folder.name) / "a tree"
        self.home, self.bin = self.root / "home", self.root / "bin"
        self.replies, self.calls = self.root / "replies", self.root / "calls"
        for path in (self.home, self.bin, self.replies, self.root / ".ci", self.root / "wasm"):
            path.mkdir(parents=True)
        for name in ("dev", ".ci/run"):
            shutil.copy(ROOT / name, self.root / name)
        for name in PROGRAMS:
            (self.bin / name).write_text(STUB)
            (self.bin / name).chmod(0o755)
        shutil.copytree(ROOT / "tools/dev", self.root / "tools/dev")
        self.reply("sudo", 'exec "$@"')
        # As if npm had installed its packages.
        (self.root / "wasm/package-lock.json").write_text("{}")
        (self.root / "wasm/node_modules").mkdir()
        (self.root / "wasm/node_modules/.installed-package-lock.json").write_text("{}")

    def reply(self, program, script):
        (self.replies / program).write_text(script)

    def everything_is_installed(self):
        self.reply("dpkg-query", 'for each in "${@:3}"; do echo "$each installed"; done')

    def nothing_is_installed(self):
        """Until apt-get has run."""
        self.reply("apt-get", 'if [[ $* == *" install "* ]]; then touch "$CALLS.installed"; fi')
        self.reply("dpkg-query", 'if [[ -f $CALLS.installed ]]; then\n'
                   'for each in "${@:3}"; do echo "$each installed"; done; fi')

    def run_program(self, *words, **environ):
        self.calls.write_text("")
        done = subprocess.run(
            [self.root / words[0], *words[1:]], capture_output=True, text=True, timeout=60,
            env={"PATH": f"{self.bin}:/usr/bin:/bin", "HOME": str(self.home),
                 "CALLS": str(self.calls), "REPLIES": str(self.replies), **environ})
        self.called = self.calls.read_text().splitlines()
        self.last_line = (done.stdout.splitlines() or [""])[-1]
        return done

    def installed(self):
        words = [word for line in self.called if line.startswith("apt-get") and " install " in line
                 for word in line.split(" install ")[1].split()]
        return [word for word in words if not word.startswith("-")]

    def calls_of(self, program):
        return [line for line in self.called if line.startswith(program + " ")]


class Demo(Dev):
    def test_it_installs_neither_compilers_for_other_presets_nor_npm(self):
        self.assertEqual(self.run_program("dev", "demo").returncode, 0)
        self.assertIn("g++", self.installed())
        for package in ("emscripten", "clang", "npm", "nodejs", "catch2", "libicu-dev", "chromium"):
            self.assertNotIn(package, self.installed())

    def test_it_builds_by_the_preset_that_needs_no_more(self):
        self.run_program("dev", "demo")
        self.assertIn("cmake --preset demo", self.called)
        self.assertIn("cmake --build --preset demo --target godwit_cli godwit-collector",
                      self.called)

    def test_where_everything_is_installed_nothing_is_taken_away_from_release(self):
        self.everything_is_installed()
        self.run_program("dev", "demo")
        self.assertEqual(self.installed(), [])
        self.assertIn("cmake --preset release", self.called)

    def test_without_its_data_it_ends_before_it_builds(self):
        self.reply("python3", "exit 1")
        self.assertEqual(self.run_program("dev", "demo").returncode, 1)
        self.assertEqual(self.calls_of("cmake"), [])

    def test_an_option_that_is_unknown_is_refused(self):
        done = self.run_program("dev", "demo", "--wbe")
        self.assertEqual((done.returncode, self.called[1:]), (1, []))
        self.assertIn("there is no option --wbe", done.stderr)

    def test_apt_is_given_a_second_chance_and_waits_for_another(self):
        self.reply("apt-get", "exit 100")
        done = self.run_program("dev", "demo")
        self.assertEqual(done.returncode, 1)
        self.assertIn("apt cannot install", done.stderr)
        self.assertEqual(len(self.calls_of("apt-get")), 2)
        self.assertIn("DPkg::Lock::Timeout", self.called[-1])


class Test(Dev):
    def setUp(self):
        super().setUp()
        self.everything_is_installed()

    def test_it_ends_with_the_sum_of_all_presets(self):
        self.reply("ctest", summary(7, 0))
        done = self.run_program("dev", "test")
        self.assertEqual((done.returncode, self.last_line), (0, "28 passed, 0 failed"))
        self.assertEqual([line.split()[2] for line in self.calls_of("ctest")],
                         ["release", "dev", "tsan", "fuzz"])

    def test_a_failure_in_one_preset_does_not_end_the_others(self):
        self.reply("ctest", f'if [[ $2 == dev ]]; then {summary(5, 2)}\nfi\n' + summary(7, 0))
        done = self.run_program("dev", "test")
        self.assertEqual((done.returncode, self.last_line), (1, "26 passed, 2 failed"))

    def test_full_runs_what_the_others_leave_out(self):
        self.reply("ctest", summary(3, 0))
        done = self.run_program("dev", "test", "full")
        self.assertEqual((done.returncode, self.last_line), (0, "6 passed, 0 failed"))
        self.assertIn("cmake --build --preset full", self.called)
        self.assertEqual([line.split()[2] for line in self.calls_of("ctest")],
                         ["full", "full-fuzz"])

    def test_all_packages_are_installed_in_one_go(self):
        self.nothing_is_installed()
        self.reply("ctest", summary(1, 0))
        self.run_program("dev", "test")
        self.assertEqual(len(self.calls_of("apt-get")), 2, "an update and an install")
        self.assertIn("chromium", self.installed())
        self.assertNotIn("firefox-esr", self.installed())
        self.nothing_is_installed()
        pathlib.Path(f"{self.calls}.installed").unlink()
        self.run_program("dev", "test", "full")
        self.assertIn("firefox-esr", self.installed())

    def test_full_beside_a_preset_is_refused(self):
        done = self.run_program("dev", "test", "full", "dev")
        self.assertEqual(done.returncode, 1)
        self.assertIn("there is no preset full", done.stderr)

    def test_a_home_that_cannot_be_written_is_left_alone(self):
        self.reply("ctest", "echo \"$npm_config_cache\" >>\"$CALLS\"\n" + summary(1, 0))
        self.run_program("dev", "test", "release", HOME="/nonexistent")
        self.assertIn(f"{self.root}/build/cache/npm", self.called)


class Only(Dev):
    """`./dev test --only`, with a ctest that lists these suites."""

    def setUp(self):
        super().setUp()
        self.everything_is_installed()
        cases = self.root / "build/dev/tests/unit"
        cases.mkdir(parents=True)
        (cases / "unit_test_cases.cmake").write_text("")

    def suites_are(self, *names):
        lines = "".join(f"echo '  Test #1: {name}'\n" for name in names)
        self.reply("ctest", f"if [[ $* == *' -N '* ]]; then\n{lines}:\nfi\n")

    def test_a_catch2_suite_alone_is_built_and_run(self):
        self.suites_are("unit_test")
        self.assertEqual(self.run_program("dev", "test", "--only", "unit", "dev").returncode, 0)
        self.assertEqual(self.calls_of("cmake")[-1],
                         "cmake --build --preset dev --target unit_test")
        self.assertEqual(self.calls_of("ctest")[-1], "ctest --preset dev -R unit")

    def test_all_programs_are_built_for_a_suite_that_may_start_them(self):
        self.suites_are("unit_test", "cli_unit")
        self.run_program("dev", "test", "--only", "unit", "dev")
        self.assertEqual(self.calls_of("cmake")[-1], "cmake --build --preset dev")

    def test_where_no_suite_matches_the_cases_are_run(self):
        self.suites_are()
        self.assertEqual(self.run_program("dev", "test", "--only", "an event", "dev").returncode, 0)
        self.assertEqual(self.calls_of("cmake")[-1], "cmake --build --preset dev-cases")
        self.assertEqual(self.calls_of("ctest")[-1], "ctest --preset dev-cases -R an event")

    def test_a_failure_is_told(self):
        self.reply("ctest", "if [[ $* == *' -N '* ]]; then echo '  Test #1: unit_test'\n"
                   "else exit 8; fi\n")
        self.assertEqual(self.run_program("dev", "test", "--only", "unit").returncode, 1)

    def test_a_name_is_needed_and_a_preset_must_exist(self):
        self.assertEqual(self.run_program("dev", "test", "--only").returncode, 1)
        done = self.run_program("dev", "test", "--only", "unit", "devv")
        self.assertIn("there is no preset devv", done.stderr)
        self.assertEqual(done.returncode, 1)


class Staged(Dev):
    """`./dev lint --staged` in a repository of its own, with the hook that calls it."""

    def setUp(self):
        super().setUp()
        shutil.copytree(ROOT / "tools/hooks", self.root / "tools/hooks")
        self.git("init", "-q")
        self.git("config", "core.hooksPath", "tools/hooks")
        # A formatter that wants upper case.
        (self.bin / "clang-format").write_text("#!/bin/sh\ntr a-z A-Z <\"$2\"\n")
        (self.bin / "clang-format").chmod(0o755)
        self.reply("python3", "printf 'tidy of %s\\n' \"$(ls \"$3/sdk\")\" >>\"$CALLS\"")

    def git(self, *words, check=True):
        return subprocess.run(
            ["git", "-c", "user.name=x", "-c", "user.email=x@example.com", *words], cwd=self.root,
            capture_output=True, text=True, check=check,
            env={"PATH": f"{self.bin}:/usr/bin:/bin", "HOME": str(self.home),
                 "CALLS": str(self.calls), "REPLIES": str(self.replies)})

    def stage(self, name, text):
        (self.root / name).parent.mkdir(exist_ok=True)
        (self.root / name).write_text(text)
        self.git("add", name)

    def test_only_what_is_staged_counts(self):
        self.stage("sdk/a.h", "GOOD\n")
        (self.root / "sdk/a.h").write_text("bad\n")
        (self.root / "sdk/b.h").write_text("bad\n")
        self.assertEqual(self.run_program("dev", "lint", "--staged").returncode, 0)
        self.assertIn("tidy of a.h", self.called)
        self.assertEqual(self.installed(), [])

    def test_a_file_that_is_not_formatted_cannot_be_committed(self):
        self.stage("sdk/a.h", "bad\n")
        (self.root / "sdk/a.h").write_text("GOOD\n")
        done = self.git("commit", "-qm", "x", check=False)
        self.assertEqual(done.returncode, 1, done.stderr)
        self.assertIn("sdk/a.h", done.stdout + done.stderr)
        self.git("add", "sdk/a.h")
        self.git("commit", "-qm", "x")

    def test_a_rule_of_style_that_is_broken_ends_the_commit(self):
        self.stage("sdk/a.h", "GOOD\n")
        self.reply("python3", "exit 1")
        self.assertEqual(self.git("commit", "-qm", "x", check=False).returncode, 1)


class ContinuousIntegration(Dev):
    """.ci/run, with a `dev` that ends as it is told to."""

    def run_ci(self, test, full):
        (self.root / "dev").write_text(
            f'#!/bin/bash\ncase "$*" in\n  test) {test} ;;\n  "test full") {full} ;;\nesac\n')
        return self.run_program(".ci/run").returncode

    def test_its_last_line_sums_both_commands_up(self):
        self.assertEqual(self.run_ci("echo 5 passed, 0 failed", "echo 2 passed, 0 failed"), 0)
        self.assertEqual(self.last_line, "7 passed, 0 failed")

    def test_the_long_suites_run_although_a_short_one_failed(self):
        self.assertEqual(self.run_ci("echo 4 passed, 1 failed; exit 1", "echo 2 passed, 0 failed"),
                         1)
        self.assertEqual(self.last_line, "6 passed, 1 failed")

    def test_a_command_that_ends_before_it_counts_is_a_failure(self):
        self.assertEqual(self.run_ci("echo 5 passed, 0 failed", "echo no network; exit 1"), 1)
        self.assertEqual(self.last_line, "5 passed, 1 failed")

    def test_a_command_that_counts_no_failure_and_fails_is_a_failure(self):
        self.assertEqual(self.run_ci("echo 5 passed, 0 failed; exit 3", "echo 2 passed, 0 failed"),
                         1)


if __name__ == "__main__":
    unittest.main()

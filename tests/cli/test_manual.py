"""Help, man pages and versions of both programs: one source, printed in two ways."""

import os
import re
import shutil
import subprocess
import unittest

from cli import DONE, FAILED, NOWHERE, PATIENCE, USAGE
from programs import CLI, COLLECTOR, call, commands, manuals

# A data directory that nobody can make.
NO_DIRECTORY = "/dev/null/data"

MAN_PAGES = [page for page in os.environ.get("GODWIT_MAN_PAGES", "").split(":") if page]


def section(help_text, title):
    """The first column of a table of the help."""
    table = help_text.partition(f"\n{title}:\n")[2].partition("\n\n")[0]
    return re.findall(r"^  (\S.*?)(?:  .*)?$", table, re.MULTILINE)


def as_text(page):
    """A man page as a reader sees it, on one line."""
    shown = subprocess.run(["groff", "-man", "-Tutf8", "-rHY=0", "-P-bcou"], input=page,
                           capture_output=True, text=True, timeout=60 * PATIENCE,
                           check=True).stdout
    joined = re.sub("\u2010\n *", "-", shown)  # Broken at a hyphen.
    return " ".join(joined.replace("\u2010", "-").replace("\u2212", "-").split())


class Help(unittest.TestCase):
    def test_help_goes_to_standard_output_and_ends_with_0(self):
        for _, words in manuals():
            for flag in ("--help", "-h"):
                with self.subTest(words=words, flag=flag):
                    done = call(*words, flag)
                    self.assertEqual((done.returncode, done.stderr), (DONE, ""))
                    self.assertTrue(done.stdout.startswith("Usage: godwit"))

    def test_help_comes_before_what_is_wrong_behind_it(self):
        for _, words in manuals():
            self.assertEqual(call(*words, "--help", "--fly").returncode, DONE, words)

    def test_every_help_lists_flags_and_exit_codes(self):
        for _, words in manuals():
            text = call(*words, "--help").stdout
            self.assertIn("-h, --help", section(text, "Flags"), words)
            self.assertLessEqual({"0", "1", "2"}, set(section(text, "Exit codes")), words)

    def test_the_help_of_all_names_each_exit_code_of_a_command(self):
        known = set(section(call(CLI, "--help").stdout, "Exit codes"))
        for words in commands():
            self.assertLessEqual(
                set(section(call(CLI, *words, "--help").stdout, "Exit codes")), known, words)

    def test_the_variables_that_a_command_reads_are_in_its_help(self):
        text = call(CLI, "send", "--help").stdout
        for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy", "TZ", "LANG"):
            self.assertRegex(text, rf"\b{name}\b")
        self.assertIn("TMPDIR", section(call(CLI, "queue", "status", "--help").stdout,
                                        "Environment"))

    def test_help_as_a_word_is_the_same_text(self):
        self.assertEqual(call(CLI, "help").stdout, call(CLI, "--help").stdout)
        for words in commands():
            self.assertEqual(call(CLI, "help", *words).stdout, call(CLI, *words, "--help").stdout)
        done = call(CLI, "help", "fly")
        self.assertEqual((done.returncode, done.stdout), (USAGE, ""))

    def test_help_of_a_first_word_lists_its_commands(self):
        for words in (["queue", "--help"], ["queue", "-h"], ["help", "queue"]):
            done = call(CLI, *words)
            self.assertEqual((done.returncode, done.stderr), (DONE, ""), words)
            self.assertEqual(section(done.stdout, "Commands"), ["status", "export"])

    def test_lines_of_the_help_fit_a_terminal(self):
        for _, words in manuals():
            for line in call(*words, "--help").stdout.splitlines():
                self.assertLessEqual(len(line), 130, line)


class Version(unittest.TestCase):
    def test_every_command_tells_the_version_in_one_line(self):
        for page, words in manuals():
            program = "godwit-collector" if page == "godwit-collector" else "godwit"
            done = call(*words, "--version")
            self.assertEqual((done.returncode, done.stderr), (DONE, ""), words)
            self.assertRegex(done.stdout, rf"\A{program} \d+\.\d+\.\d+\n\Z")

    def test_a_verbose_version_names_the_libraries(self):
        done = call(CLI, "--version", "--verbose")
        self.assertEqual(done.returncode, DONE)
        self.assertRegex(done.stdout, r"\Agodwit \d+\.\d+\.\d+\nlibcurl \d+\.\d+\.\d+\n")
        self.assertRegex(done.stdout, r"\nSQLite 3\.\d+\.\d+\nlibdeflate \d+\.\d+\n\Z")

    def test_an_answer_that_cannot_be_written_is_a_failure(self):
        for _, words in manuals():
            for flag in ("--help", "--version", "--man"):
                with open("/dev/full", "w", encoding="utf-8") as full:
                    done = subprocess.run([*words, flag], stdout=full, stderr=subprocess.DEVNULL,
                                          timeout=60 * PATIENCE, check=False)
                self.assertEqual(done.returncode, FAILED, (words, flag))


class WrongUsage(unittest.TestCase):
    def assert_refused(self, sentence, *words):
        done = call(*words)
        self.assertEqual((done.returncode, done.stdout), (USAGE, ""), words)
        self.assertIn(sentence, done.stderr)
        self.assertEqual(done.stderr.count("\n"), 1)

    def test_both_programs_say_it_alike(self):
        needed = ((CLI, "send", "--endpoint", NOWHERE, "--key", "K", "--data-dir", "/x"),
                  (COLLECTOR, "--data", "/x"))
        for words in needed:
            shown = "godwit-collector" if words[0] == COLLECTOR else "godwit send"
            self.assert_refused("there is no flag --fly;", *words, "--fly")
            self.assert_refused("there is no flag --fly;", *words, "--fly=high")
            self.assert_refused(f"`{shown} --help` lists the flags", *words, "--fly")
            self.assert_refused('"extra" is no flag', *words, "extra")
            self.assert_refused("--durability must be", *words, "--durability=full")
            self.assert_refused("--durability needs", *words, "--durability")
        self.assert_refused("--no-ip takes no value", COLLECTOR, "--data", "/x", "--no-ip=yes")
        self.assert_refused("--data is missing; pass --data DIR;", COLLECTOR)
        self.assert_refused("--endpoint is missing; pass --endpoint URL;", CLI, "send")

    def test_a_flag_that_is_given_twice_is_refused(self):
        send = (CLI, "send", "--endpoint", NOWHERE, "--key", "K", "--data-dir", NO_DIRECTORY)
        collector = (COLLECTOR, "--data", NO_DIRECTORY)
        for words in ((*send, "--key", "other"), (*send, "--key=K"), (*send, "--consent",
                      "granted", "--consent=denied"), (*send, "--no-flush", "--no-flush"),
                      (*collector, "--data", NO_DIRECTORY), (*collector, "--no-ip", "--no-ip"),
                      (*collector, "--listen", "127.0.0.1:1", "--listen", "127.0.0.1:2")):
            flag = words[-1] if words[-1].startswith("--") else words[-2]
            self.assert_refused(f"{flag.partition('=')[0]} is given twice; pass it once;", *words)
        self.assert_refused("-o is given twice", CLI, "schema", "compile", NO_DIRECTORY,
                            "--output", "a", "-o", "b")

    def test_a_flag_of_a_list_may_be_given_twice(self):
        for words in ((COLLECTOR, "--key", "a", "--key", "b", "--disabled-key", "c",
                       "--disabled-key", "d"),
                      (CLI, "schema", "validate", "--remotes", "/tmp", "--remotes", "/tmp")):
            self.assert_refused(" is missing", *words)

    def test_an_empty_value_takes_no_other_flag_for_its_own(self):
        self.assert_refused("--data: it is empty; name a directory", COLLECTOR, "--data=",
                            "--no-ip")
        self.assert_refused("--data-dir: it is empty; name a directory", CLI, "send",
                            "--data-dir=", "--no-flush")
        self.assert_refused("--key: it is empty; pass a key", COLLECTOR, "--data", NO_DIRECTORY,
                            "--key", "")

    def test_a_mistyped_flag_gets_the_nearest_one(self):
        for typed, meant in (("--endpiont", "--endpoint"), ("--endpoin=x", "--endpoint"),
                             ("--data_dir", "--data-dir"), ("--app-nam", "--app-name"),
                             ("--hlep", "--help"), ("-endpoint", "--endpoint")):
            self.assert_refused(f"(did you mean {meant}?)", CLI, "send", typed)
        for typed, meant in (("--lisen", "--listen"), ("--daat", "--data"),
                             ("--vresion", "--version")):
            self.assert_refused(f"(did you mean {meant}?)", COLLECTOR, typed)

    def test_a_flag_that_is_near_to_none_gets_no_guess(self):
        for words in ((CLI, "send"), (COLLECTOR,)):
            for typed in ("--fly", "--", "--x", "--" + "a" * 10_000):
                self.assertNotIn("did you mean", call(*words, typed).stderr)

    def test_a_mistyped_command_gets_the_nearest_one(self):
        self.assert_refused('(did you mean "send"?)', CLI, "sned")
        self.assert_refused('(did you mean "queue status"?)', CLI, "queue", "statsu")
        self.assertNotIn("did you mean", call(CLI, "fly").stderr)


class ManPages(unittest.TestCase):
    def test_every_command_has_an_installed_page(self):
        if not MAN_PAGES:
            self.skipTest("this build makes no man pages")
        self.assertEqual(sorted(os.path.basename(page) for page in MAN_PAGES),
                         sorted(f"{name}.1" for name, _ in manuals()))

    def test_an_installed_page_is_what_the_program_prints(self):
        for page in MAN_PAGES:
            with open(page, encoding="utf-8") as file:
                written = file.read()
            words = dict(manuals())[os.path.basename(page).removesuffix(".1")]
            self.assertEqual(call(*words, "--man").stdout, written, page)

    @unittest.skipUnless(shutil.which("groff"), "groff is not installed")
    def test_a_page_says_what_the_help_says(self):
        for name, words in manuals():
            text = call(*words, "--help").stdout
            page = as_text(call(*words, "--man").stdout)
            self.assertRegex(page, rf"NAME {name} - \w")
            for line in text.splitlines():
                for word in line.replace("`", " ").split():
                    if word not in ("Usage:", "Flags:", "[FLAGS]", "Commands:", "codes:",
                                    "Environment:", "Exit"):
                        self.assertIn(word, page, name)

    @unittest.skipUnless(shutil.which("groff"), "groff is not installed")
    def test_groff_warns_of_nothing(self):
        for name, words in manuals():
            done = subprocess.run(["groff", "-man", "-Tutf8", "-ww", "-z"], capture_output=True,
                                  input=call(*words, "--man").stdout, text=True,
                                  timeout=60 * PATIENCE, check=False)
            self.assertEqual((done.returncode, done.stderr), (0, ""), name)

    @unittest.skipUnless(shutil.which("mandoc"), "mandoc is not installed (Debian: mandoc)")
    def test_mandoc_warns_of_nothing(self):
        for name, words in manuals():
            done = subprocess.run(["mandoc", "-T", "lint"], capture_output=True,
                                  input=call(*words, "--man").stdout, text=True,
                                  timeout=60 * PATIENCE, check=False)
            self.assertEqual((done.returncode, done.stdout), (0, ""), name)

    def test_a_page_is_ascii(self):
        for _, words in manuals():
            self.assertTrue(call(*words, "--man").stdout.isascii(), words)


if __name__ == "__main__":
    unittest.main()

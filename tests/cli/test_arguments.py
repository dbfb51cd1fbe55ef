"""`godwit`: what it makes of its command line."""

import unittest

from cli import DONE, NOWHERE, USAGE, SendCase, run


class Arguments(unittest.TestCase):
    def test_help_lists_every_command(self):
        done = run("--help")
        self.assertEqual(done.returncode, DONE)
        for command in ("send", "queue status", "queue export"):
            self.assertIn(command, done.stdout)

    def test_the_version_is_one_line(self):
        done = run("--version")
        self.assertEqual(done.returncode, DONE)
        self.assertRegex(done.stdout, r"\Agodwit \d+\.\d+\.\d+\n\Z")

    def test_every_command_has_its_own_help(self):
        for command in (["send"], ["queue", "status"], ["queue", "export"]):
            done = run(*command, "--help")
            self.assertEqual(done.returncode, DONE)
            self.assertIn("--data-dir DIR", done.stdout)

    def test_no_command_prints_the_help_to_standard_error(self):
        done = run()
        self.assertEqual((done.returncode, done.stdout), (USAGE, ""))
        self.assertIn("Commands:", done.stderr)

    def test_an_unknown_command_is_named(self):
        for words in (["fly"], ["queue"], ["queue", "fly"]):
            done = run(*words)
            self.assertEqual((done.returncode, done.stdout), (USAGE, ""))
            self.assertIn(f'"{words[0]}"', done.stderr)

    def test_a_command_without_its_second_word_names_the_choices(self):
        for arguments in (["queue"], ["queue", "empty"]):
            done = run(*arguments)
            self.assertEqual((done.returncode, done.stdout), (USAGE, ""))
            self.assertIn('"queue" needs a second word: queue status, queue export', done.stderr)

    def assert_refused(self, sentence, *arguments):
        done = run(*arguments)
        self.assertEqual((done.returncode, done.stdout), (USAGE, ""))
        self.assertIn(sentence, done.stderr)
        self.assertEqual(done.stderr.count("\n"), 1)

    def test_a_wrong_flag_gets_a_sentence(self):
        needed = ("send", "--endpoint", NOWHERE, "--key", "K", "--data-dir", "/nowhere")
        cases = (
            ("there is no flag --fly", "--fly"),
            ("there is no flag --fly", "--fly=high"),
            ('"events.ndjson" is no flag', "events.ndjson"),
            ("--rate needs a value: a number above 0, up to 1000000000;", "--rate"),
            ("--user needs a value: ID;", "--user"),
            ("--no-flush takes no value", "--no-flush=yes"),
            ("--rate must be", "--rate", "fast"),
            ("--rate must be", "--rate", "0"),
            ("--rate must be", "--rate", "-1"),
            ("--rate must be", "--rate", "nan"),
            ("--rate must be", "--rate", ""),
            ("--gzip-level must be a whole number from 0 to 9", "--gzip-level", "10"),
            ("--gzip-level must be", "--gzip-level", "1 "),
            ("--consent must be one of granted|pending|denied", "--consent", "maybe"),
            ("--durability must be one of process_safe|power_safe", "--durability=full"),
            ("--queue-bytes must be", "--queue-bytes", "18446744073709551616"),
            ("--accepted-fd", "--accepted-fd", "77"),
        )
        for sentence, *flags in cases:
            with self.subTest(flags=flags):
                self.assert_refused(sentence, *needed, *flags)

    def test_a_missing_flag_is_named(self):
        self.assert_refused("--endpoint is missing", "send", "--key", "K", "--data-dir", "/x")
        self.assert_refused("--key is missing", "send", "--endpoint", NOWHERE, "--data-dir", "/x")
        self.assert_refused("--data-dir is missing", "queue", "status")


class Configuration(SendCase):
    def test_an_endpoint_that_is_no_url_is_wrong_usage(self):
        done = run("send", "--endpoint", "nonsense", "--key", "K", "--data-dir", self.directory)
        self.assertEqual((done.returncode, done.stdout), (USAGE, ""))

    def test_unencrypted_sending_has_to_be_asked_for(self):
        remote = ("send", "--endpoint", "http://collector.example", "--key", "K", "--data-dir",
                  self.directory, "--no-flush")
        self.assertEqual(run(*remote).returncode, USAGE)
        self.assertEqual(run(*remote, "--allow-plain-http").returncode, DONE)


if __name__ == "__main__":
    unittest.main()

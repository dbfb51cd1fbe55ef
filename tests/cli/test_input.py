"""`godwit send`: what it makes of its input, and what it says in the end."""

import json
import os
import signal
import subprocess
import threading
import time
import unittest

from cli import DONE, FAILED, PATIENCE, PROGRAM, REFUSED, STILL_QUEUED, SendCase, run

EVENT = b'{"name":"a"}\n'


class Lines(SendCase):
    def assert_declined(self, reason, line):
        done, stats = self.send(b'{"name":"before"}\n' + line + b'\n{"name":"after"}')
        self.assertEqual((stats["accepted"], stats["declined"]), (2, 1), done.stderr)
        self.assertIn("line 2 is declined: ", done.stderr)
        self.assertIn(reason, done.stderr)

    def test_no_input_is_fine(self):
        done, stats = self.send(b"")
        self.assertEqual(done.returncode, DONE)
        self.assertEqual((stats["accepted"], stats["declined"], stats["queued_events"]), (0, 0, 0))

    def test_events_in_all_their_forms_are_accepted(self):
        lines = (
            b'{"name":"a"}',
            b' { "properties" : {"b":[1,{"c":null}]} , "name" : "a" } \r',
            b'{"name":"a","time":1700000000000,"priority":"immediate"}',
            b'{"name":"a","priority":"deferred"}',
            b'{"n\\u0061me":"\\u00e4\\ud83d\\ude00 \\" \\\\"}',
            '{"name":"ä😀"}'.encode(),
            b'{"name":"' + b"n" * 256 + b'"}',
            b'{"name":"a","properties":' + b'{"a":' * 32 + b"1" + b"}" * 32 + b"}",
        )
        done, stats = self.send(b"\n".join(lines))
        self.assertEqual(stats["accepted"], len(lines), done.stderr)
        self.assertEqual(done.stderr.count("is declined"), 0)
        self.assertEqual(done.returncode, STILL_QUEUED)

    def test_empty_lines_are_passed_over(self):
        _, stats = self.send(b"\n \r\n\n" + EVENT + b"\t\n\n")
        self.assertEqual((stats["accepted"], stats["declined"]), (1, 0))

    def test_what_is_no_event_is_declined_with_its_number_and_the_reason(self):
        cases = (
            ("the line is not an object", b"[]"),
            ("the line is not an object", b'"name"'),
            ("a value is missing", b"nonsense"),
            ("byte order mark", b"\xef\xbb\xbf" + b'{"name":"a"}'),
            ("it is UTF-16", '{"name":"a"}'.encode("utf-16")),
            ("it is UTF-16", b"\xfe\xff" + '{"name":"a"}'.encode("utf-16-be")),
            ("something follows the value", b'{"name":"a"}{"name":"b"}'),
            ("the text ends too early", b'{"name":"a"'),
            ("(column 13)", b'{"name":"a",}'),
            ("a value is missing (column 1)", b'\xff{"name":"a"}'),
            ("(column 19)", b'{"name":"\xff\\ud800",}'),
            ("control character", b'{"name":"a\x00"}'),
            ("\"name\" is missing", b"{}"),
            ("\"name\" is missing", b'{"properties":{}}'),
            ("\"name\" is not a string", b'{"name":1}'),
            ("\"name\" is there twice", b'{"name":"a","name":"b"}'),
            ("\"name\" is there twice", b'{"name":"a","n\\u0061me":"b"}'),
            ("\"properties\" is not an object", b'{"name":"a","properties":[]}'),
            ("\"properties\" is not an object", b'{"name":"a","properties":null}'),
            ("\"time\" is not", b'{"name":"a","time":"now"}'),
            ("\"time\" is not", b'{"name":"a","time":1.5}'),
            ("the event's time must be", b'{"name":"a","time":99999999999999999999}'),
            ("\"priority\" is not", b'{"name":"a","priority":"urgent"}'),
            ("\"priority\" is not", b'{"name":"a","priority":1}'),
            ("\"schema\" is not", b'{"name":"a","schema":"1-0"}'),
            ("there is no member \"props\"", b'{"name":"a","props":{}}'),
            ("there is no member of that name", b'{"name":"a","' + b"x" * 1000 + b'":{}}'),
        )
        for reason, line in cases:
            with self.subTest(line=line):
                self.assert_declined(reason, line)

    def test_halves_of_characters_are_repaired_wherever_they_stand(self):
        lines = (b'{"name":"\xf0\x9f\x98"}', b'{"name":"\\udc00"}',
                 b'{"name":"a","properties":{"\\ud83d":{"b":["\xed\xa0\xbd"]}}}')
        done, stats = self.send(b"\n".join((EVENT, *lines)))
        self.assertEqual((stats["accepted"], stats["declined"]), (4, 0), done.stderr)
        self.assertEqual(stats["repaired"], 3)

    def test_what_passes_a_limit_is_declined(self):
        self.assert_declined("", b'{"name":""}')
        self.assert_declined("", b'{"name":"' + b"n" * 257 + b'"}')
        self.assert_declined("", b'{"name":"a","properties":{"b":"' + b"x" * (1 << 20) + b'"}}')
        deep = b"[" * 100 + b"]" * 100
        self.assert_declined("", b'{"name":"a","properties":{"b":' + deep + b"}}")
        self.assert_declined("nested too deeply",
                            b'{"name":"a","properties":{"b":' + b"[" * 9999 + b"]" * 9999 + b"}}")

    def test_a_line_without_end_is_passed_over_in_bounded_memory(self):
        done, stats = self.send(EVENT + b"x" * (17 << 20) + b"\n" + EVENT + b"y" * (17 << 20))
        self.assertEqual((stats["accepted"], stats["declined"]), (2, 2))
        self.assertIn("line 2 is declined: the line is longer than 16 MiB", done.stderr)
        self.assertIn("line 4 is declined: the line is longer than 16 MiB", done.stderr)

    def test_random_bytes_do_no_harm(self):
        done, stats = self.send(os.urandom(1 << 20) + b"\n" + EVENT)
        self.assertIn(done.returncode, (DONE, STILL_QUEUED))
        self.assertEqual(stats["accepted"], 1)


class Stats(SendCase):
    def test_the_members_are_all_there(self):
        _, stats = self.send(EVENT)
        self.assertEqual(set(stats), {
            "accepted", "declined", "marked", "repaired", "withheld", "delivered", "duplicates",
            "queued_events", "queued_bytes", "dropped", "recovered", "damaged_bytes", "requests",
            "requests_for", "waits_for", "requests_failed", "connections", "bytes_sent",
            "bytes_received", "storage"})
        self.assertEqual(stats["dropped"], dict.fromkeys((
            "queue_full", "expired", "refused", "poisonous", "corrupt", "too_large", "purged",
            "consent_denied", "lost"), 0))
        self.assertEqual(set(stats["requests_for"]), {
            "deadline", "immediate", "full_batch", "radio_awake", "flush", "parting"})
        self.assertEqual(sum(stats["requests_for"].values()), stats["requests"])
        self.assertEqual(stats["storage"], "ok")

    def test_what_is_left_is_recovered_by_the_next_run(self):
        done, stats = self.send(EVENT * 1000)
        self.assertEqual((done.returncode, stats["queued_events"]), (STILL_QUEUED, 1000))
        done, stats = self.send(EVENT)
        self.assertEqual((stats["recovered"], stats["queued_events"]), (1000, 1001))

    def test_a_denial_takes_nothing(self):
        done, stats = self.send(EVENT, "--consent", "denied")
        self.assertEqual((stats["accepted"], stats["declined"]), (0, 1))
        self.assertEqual(done.returncode, REFUSED)


class AcceptedDescriptor(SendCase):
    def test_each_accepted_event_is_claimed_by_its_number(self):
        reader, writer = os.pipe()
        lines = []

        def read():
            with os.fdopen(reader) as stream:
                lines.extend(stream)

        thread = threading.Thread(target=read)
        thread.start()
        try:
            self.send(EVENT * 500 + b"bad\n" + EVENT, "--accepted-fd", writer, pass_fds=[writer])
        finally:
            os.close(writer)
            thread.join()
        self.assertEqual(lines, [f"{number}\n" for number in range(1, 502)])

    def test_a_reader_that_went_away_does_not_stop_the_events(self):
        reader, writer = os.pipe()
        os.close(reader)
        done, stats = self.send(EVENT * 10, "--accepted-fd", writer, pass_fds=[writer])
        os.close(writer)
        self.assertEqual(stats["accepted"], 10)
        self.assertEqual(done.stderr.count("--accepted-fd"), 1)


class Running(SendCase):
    def start(self):
        """A process that has accepted one event and waits for more."""
        reader, writer = os.pipe()
        process = subprocess.Popen(
            [PROGRAM, *self.arguments("--accepted-fd", str(writer))], pass_fds=[writer],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        os.close(writer)
        process.stdin.write(EVENT)
        process.stdin.flush()
        self.assertEqual(os.read(reader, 64), b"1\n")
        os.close(reader)
        return process

    def test_a_signal_ends_the_reading_and_keeps_what_was_accepted(self):
        for number in (signal.SIGINT, signal.SIGTERM):
            process = self.start()
            process.send_signal(number)
            output, _ = process.communicate(timeout=10 * PATIENCE)
            self.assertEqual(process.returncode, STILL_QUEUED)
            self.assertEqual(json.loads(output)["accepted"], 1)

    def test_the_rate_is_kept(self):
        begin = time.monotonic()
        self.send(EVENT * 21, "--rate", "40")
        self.assertGreaterEqual(time.monotonic() - begin, 0.5)

    def test_a_directory_belongs_to_one_process(self):
        first = self.start()
        second = run(*self.arguments(), stdin=EVENT)
        self.assertEqual((second.returncode, second.stdout), (FAILED, ""))
        self.assertIn(self.directory, second.stderr)
        first.communicate(timeout=10 * PATIENCE)
        self.assertEqual(first.returncode, STILL_QUEUED)


if __name__ == "__main__":
    unittest.main()

"""`godwit send` and RFC 8259: what is JSON arrives as it is, what is not is declined by its line,
and half a character is repaired.

The texts are in tests/support/rfc8259_cases.txt, where the reader's own test takes them from too.
"""

import json
import pathlib
import re
import tempfile
import unittest
import urllib.parse

from cli import REFUSED, SendCase, run
from collector import Collector

CASES = pathlib.Path(__file__).parent.parent / "support" / "rfc8259_cases.txt"
EVENT_BEFORE = b'{"name":"before"}'
EVENT_AFTER = b'{"name":"after"}'
DEPTH_MAX = 32  # Limits::properties_depth_max; the object of the properties is the first level.


def cases():
    """(verdict, text) of every case that fits on a line; the verdict is "+", "-" or "~"."""
    for line in CASES.read_text(encoding="utf-8").splitlines():
        if not line or line.startswith("#"):
            continue
        verdict, _, text = line.split(" | ", 2)
        text = urllib.parse.unquote_to_bytes(text)
        if b"\n" not in text:
            yield verdict[-1], text


def event(name, value):
    return b'{"name":"%s","properties":{"v":%s}}' % (name.encode(), value)


def declined_lines(stderr):
    """{line number: reason} of declined lines."""
    return {int(number): reason for number, reason in
            re.findall(r"line (\d+) is declined: (.+)", stderr)}


class Delivered:
    """The result of these lines: the process, its statistics, the events' own text by name."""

    def __init__(self, lines):
        with Collector() as collector, tempfile.TemporaryDirectory() as directory:
            self.done = run("send", "--endpoint", collector.url, "--key", "KEY", "--data-dir",
                            directory + "/data", stdin=b"\n".join(lines) + b"\n")
            self.stats = json.loads(self.done.stdout)
            text = collector.get("/inspect/events?limit=1000")
        self.declined = declined_lines(self.done.stderr)
        self.lines = {}
        # splitlines() would also split at separators that may stand in a string.
        for line in text.removesuffix("\n").split("\n"):
            name = re.search(r'"name":"([^"]*)"', line).group(1)
            self.lines.setdefault(name, []).append(line)


class Values(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.cases = list(cases())
        lines = [event(f"case-{number}", text) for number, (_, text) in enumerate(cls.cases, 1)]
        cls.delivered = Delivered([*lines, EVENT_AFTER])

    def count(self, wanted):
        return sum(verdict == wanted for verdict, _ in self.cases)

    def test_there_are_enough_cases_of_each_kind(self):
        self.assertGreater(self.count("+"), 80)
        self.assertGreater(self.count("-"), 120)
        self.assertGreater(self.count("~"), 25)

    def test_what_is_json_arrives_byte_for_byte(self):
        for number, (verdict, text) in enumerate(self.cases, 1):
            if verdict != "+":
                continue
            with self.subTest(line=number, text=text):
                lines = self.delivered.lines.get(f"case-{number}", [])
                self.assertEqual(len(lines), 1, self.delivered.declined.get(number))
                # The collector keeps one event on one line, so a line break becomes a space.
                value = text.replace(b"\r", b" ").decode()
                self.assertIn('"properties":{"v":' + value + "}", lines[0])
                json.loads(lines[0])

    def test_half_a_character_is_repaired_and_the_event_arrives(self):
        for number, (verdict, text) in enumerate(self.cases, 1):
            if verdict != "~":
                continue
            with self.subTest(line=number, text=text):
                lines = self.delivered.lines.get(f"case-{number}", [])
                self.assertEqual(len(lines), 1, self.delivered.declined.get(number))
                value = json.loads(lines[0])["properties"]["v"]
                self.assertIn("\ufffd", json.dumps(value, ensure_ascii=False))

    def test_what_is_not_json_is_declined_by_its_line_with_the_reason(self):
        for number, (verdict, text) in enumerate(self.cases, 1):
            with self.subTest(line=number, text=text):
                if verdict != "-":
                    self.assertNotIn(number, self.delivered.declined)
                else:
                    self.assertRegex(self.delivered.declined[number], r"^.{10,} \(column \d+\)$")
                    self.assertNotIn(f"case-{number}", self.delivered.lines)

    def test_the_rest_goes_on_and_everything_is_counted(self):
        accepted = len(self.cases) - self.count("-")
        stats = self.delivered.stats
        self.assertEqual(self.delivered.done.returncode, REFUSED)
        self.assertEqual(len(self.delivered.lines["after"]), 1)
        self.assertEqual((stats["accepted"], stats["delivered"]), (accepted + 1, accepted + 1))
        self.assertEqual(stats["declined"], self.count("-"))
        self.assertEqual(stats["repaired"], self.count("~"))


class Lines(SendCase):
    """A JSON text that is itself the line: only an object that is an event is taken."""

    def check(self, lines, declined):
        done, stats = self.send(b"\n".join([EVENT_BEFORE, *lines, EVENT_AFTER]))
        self.assertEqual(sorted(declined_lines(done.stderr)), declined, done.stderr)
        self.assertEqual((stats["accepted"], stats["declined"]), (2, len(declined)))
        return declined_lines(done.stderr)

    def test_no_case_is_an_event_by_itself(self):
        texts = [text for _, text in cases() if text.strip(b" \t\r")]
        reasons = self.check(texts, list(range(2, len(texts) + 2)))
        for number, (text, reason) in enumerate(zip(texts, reasons.values()), 2):
            with self.subTest(line=number, text=text):
                self.assertGreater(len(reason), 10)

    def test_white_space_alone_is_no_line(self):
        self.check([b"", b" ", b"\t", b"\r", b" \t \r"], [])

    def test_a_value_over_several_lines_is_declined_at_each(self):
        self.check([b'{"name":"a","properties":{"v":[1,', b"2", b"]}}"], [2, 3, 4])

    def test_a_nul_does_not_end_the_input(self):
        self.check([b"\0", b'{"name":"a"}\0', b"\0" * 100], [2, 3, 4])

    def test_utf_16_is_declined_line_by_line(self):
        text = '{"name":"a"}\n{"name":"b"}'
        for encoding in ("utf-16", "utf-16-le", "utf-16-be", "utf-32"):
            with self.subTest(encoding=encoding):
                self.check(text.encode(encoding).split(b"\n"), [2, 3])

    def test_a_mark_is_declined_on_the_first_line_too(self):
        done, stats = self.send(b"\xef\xbb\xbf" + EVENT_BEFORE + b"\n" + EVENT_AFTER)
        self.assertEqual((stats["accepted"], stats["declined"]), (1, 1))
        self.assertIn("line 1 is declined: it begins with a byte order mark", done.stderr)


class Bounds(SendCase):
    def send_value(self, value):
        done, stats = self.send(event("a", value))
        return stats["accepted"], declined_lines(done.stderr).get(1, "")

    def test_nesting_is_bounded_exactly(self):
        for begin, end in ((b"[", b"]"), (b'{"":', b"}")):
            inside = DEPTH_MAX - 1
            innermost = b"" if begin == b"[" else b"0"
            for depth, accepted in ((inside, 1), (inside + 1, 0), (300, 0), (100_000, 0)):
                with self.subTest(begin=begin, depth=depth):
                    taken, reason = self.send_value(begin * depth + innermost + end * depth)
                    self.assertEqual(taken, accepted, reason)
                    if not accepted:
                        self.assertRegex(reason, "deep")

    def test_brackets_without_end_are_declined_in_no_time(self):
        for text in (b"[" * 100_000, b'{"a":' * 100_000, b'[{"":' * 50_000):
            taken, reason = self.send_value(text)
            self.assertEqual((taken, "nested too deeply" in reason), (0, True), reason)

    def test_long_texts_arrive_up_to_the_bound_of_an_event(self):
        for value, accepted in ((b'"' + b"x" * 60_000 + b'"', 1), (b"1" * 60_000, 1),
                                (b"0." + b"1" * 60_000, 1), (b"[" + b"1," * 30_000 + b"1]", 1),
                                (b'"' + b"x" * 70_000 + b'"', 0)):
            with self.subTest(value=value[:10]):
                taken, reason = self.send_value(value)
                self.assertEqual(taken, accepted, reason)


if __name__ == "__main__":
    unittest.main()

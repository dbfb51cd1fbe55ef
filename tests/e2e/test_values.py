"""Names and values at the edge of what can be said: declined with a reason, or delivered intact."""

import json
import random
import unittest

from case import EndToEnd
from driver import Driver
from programs import DONE, scaled
from programs import REFUSED as SOME_REFUSED
from sender import event_lines


def nested(depth):
    return '{"a":' * depth + "1" + "}" * depth


SQL = "Robert'); DROP TABLE segments;-- \" ` %s ?1"

# Properties as JSON text that must arrive as they are.
INTACT = (
    "{}", '{"":""}', '{"i":0}', '{"i":-0}', '{"i":1e3}', '{"i":0.1}', '{"i":1E-7}',
    '{"i":12345678901234567890}', '{"i":-9223372036854775808}', '{"i":1e400}',
    '{"i":true,"j":null,"k":[]}', '{"text":"it\'s"}', '{"text":"\\u0000"}', '{"\\u0000":1}',
    '{"text":"\\ud83d\\ude00"}', '{"text":"😀 ä \u2028 \u2029 \ufeff \uffff"}',
    '{"text":"\\b\\f\\n\\r\\t\\"\\\\\\/"}', '{"text":"\x7f"}', json.dumps({"text": SQL}),
    '{"a":1,"a":2}', '{ "spaced" : [ 1 , 2 ] }', nested(20), json.dumps({"text": "x" * 60_000}),
    '{"p":{"n":"x","godwit":1,"batch":"y"}}',
)
NAMES = ("a", "with space", "it's", SQL, "ä😀", "x" * 256, "\u0000", "a\u0000b", "\n", "</script>")

# Text that is repaired: no byte of UTF-8, half of a surrogate pair, beyond Unicode, cut.
BROKEN = (b"\xff", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\xc3")

# Whole lines that must be declined.
REFUSED = (
    b'{"name":""}', b'{"name":"' + b"x" * 257 + b'"}', b'{"name":"a","properties":{"x":NaN}}',
    b'{"name":"a","properties":{"x":Infinity}}',
    b'{"name":"a","properties":{"x":01}}', b'{"name":"a","properties":{"x":"\x01"}}',
    b'{"name":"a","properties":{"x":"\\u12"}}', b'{"name":"a","properties":{"x":1,}}',
    b'{"name":"a","properties":[1]}', b'{"name":"a","properties":"x"}',
    b'{"name":"a","properties":' + nested(100).encode() + b"}",
    b'{"name":"a","properties":{"x":"' + b"x" * 1_000_000 + b'"}}',
    b'{"name":"' + b"x" * 1_000_000 + b'"}',
)

ATOMS = ('""', '"x"', '"\\u0000"', '"\\ud800"', '"\\udc00x"', '"\\ud83d\\ude00"', '"\x7f"',
         '"\\/"', "0", "-0", "1e5", "1E+5", "0.5e-3", "123456789012345678901234567890", "true",
         "null", "[]", "{}", '"é"', '"\U0010ffff"', '"\ufffe"', '" "')


def random_value(chance, depth):
    kind = chance.random()
    if depth == 0 or kind < 0.5:
        return chance.choice(ATOMS)
    count = chance.randrange(4)
    space = chance.choice(("", " ", "\t", "\r"))
    if kind < 0.75:
        return f"[{space}" + ",".join(random_value(chance, depth - 1) for _ in range(count)) + "]"
    return "{" + ",".join(f"{chance.choice(ATOMS[:8])}{space}:{random_value(chance, depth - 1)}"
                          for _ in range(count)) + f"{space}}}"


class Values(EndToEnd):
    def stored(self, collector):
        collector.stop()
        return sorted(collector.stored(), key=lambda event: event["sequence"])

    def test_all_that_json_can_say_arrives_intact(self):
        collector = self.collector()
        lines = [f'{{"name":"a","properties":{properties}}}\n' for properties in INTACT]
        lines += [json.dumps({"name": name}) + "\n" for name in NAMES]
        done = self.sender(collector.url).send("".join(lines).encode())
        self.assertEqual((done.returncode, done.errors), (DONE, ""))
        events = self.stored(collector)
        self.assertEqual([event["properties"] for event in events[:len(INTACT)]],
                         [json.loads(properties) for properties in INTACT])
        self.assertEqual([event["name"] for event in events[len(INTACT):]], list(NAMES))

    def test_what_cannot_be_said_is_declined_with_its_line_and_a_reason(self):
        collector = self.collector()
        lines = b"".join(line + b"\n" + event_lines("good", 1, first=i)
                         for i, line in enumerate(REFUSED))
        done = self.sender(collector.url).send(lines)
        self.assertEqual(done.returncode, SOME_REFUSED, done.errors)
        self.assertEqual((done.stats["declined"], done.stats["delivered"]),
                         (len(REFUSED), len(REFUSED)))
        for i in range(len(REFUSED)):
            with self.subTest(line=REFUSED[i][:60]):
                self.assertRegex(done.errors, rf"line {2 * i + 1} is declined: \S+")
        self.assert_delivered(collector, {"good": range(len(REFUSED))})

    def test_what_the_tracker_takes_the_collector_takes(self):
        """The two read the same language: none is refused or poisonous there that passed here."""
        chance = random.Random(2)
        count = scaled(5000)
        lines = "".join(f'{{"name":"a","properties":{{"v":{random_value(chance, 4)}}}}}\n'
                        for _ in range(count))
        collector = self.collector()
        done = self.sender(collector.url).send(lines.encode())
        self.assertEqual(done.returncode, DONE, done.errors)
        self.assertEqual(sum(done.stats["dropped"].values()), 0, (done.stats, done.errors))
        self.assertEqual(len(self.stored(collector)), done.stats["accepted"])

    def test_times_at_the_edge(self):
        collector = self.collector()
        times = (0, -1, 1, 1_700_000_000_000, 2**53, -2**53, 2**63 - 1, -2**63)
        lines = "".join(f'{{"name":"a","time":{time}}}\n' for time in times)
        done = self.sender(collector.url).send(lines.encode())
        self.assertEqual(done.stats["dropped"]["poisonous"], 0, done.errors)
        refused = done.stats["declined"] + done.stats["dropped"]["refused"]
        self.assertEqual(done.returncode, SOME_REFUSED if refused else DONE, done.errors)
        self.assertEqual(done.stats["delivered"] + refused, len(times), done.errors)
        arrived = [event["time"] for event in self.stored(collector)]
        self.assertLessEqual({0, 1, 1_700_000_000_000}, set(arrived))
        self.assertLessEqual(set(arrived), set(times))

    def test_the_typed_calls(self):
        collector = self.collector()
        texts = ["it's", SQL, "a\0b", "ä😀", ""]
        with Driver() as driver:
            driver.open(collector.url, self.data)
            for number in ("nan", "inf", "-inf"):
                answer = driver.ask("track_real", "real", number)
                self.assertEqual(answer["status"], "invalid_argument", answer)
                self.assertNotEqual(answer["message"], "")
            for bad in BROKEN:
                for answer in (driver.ask("track_hex", b"n".hex(), bad.hex()),
                               driver.ask("track_hex", bad.hex(), b"t".hex())):
                    self.assertEqual(answer["status"], "ok", answer)
            self.assertEqual(driver.ask("track_hex", b"n".hex(), (b"x" * 1_000_000).hex())
                             ["status"], "too_large")
            for text in texts:
                answer = driver.ask("track_hex", b"n".hex(), text.encode().hex())
                self.assertEqual(answer["status"], "ok", answer)
            for number in (0.1, -0.0, 1e308, 5e-324, 1 / 3):
                self.assertEqual(driver.ask("track_real", "real", repr(number))["status"], "ok")
            self.assertEqual(driver.ask("flush", 10_000)["status"], "ok")
            stats = driver.stats()
            self.assertEqual((stats["declined"], stats["repaired"]), (3 + 1, 2 * len(BROKEN)))
        events = self.stored(collector)
        repaired, events = events[:2 * len(BROKEN)], events[2 * len(BROKEN):]
        for event in repaired:
            self.assertIn("\ufffd", event["name"] + event["properties"]["text"])
        self.assertEqual([event["properties"]["text"] for event in events[:len(texts)]], texts)
        numbers = [event["properties"]["value"] for event in events[len(texts):]]
        self.assertEqual(numbers, [0.1, -0.0, 1e308, 5e-324, 1 / 3])

    def test_users_and_super_properties_at_the_edge(self):
        collector = self.collector()
        with Driver() as driver:
            driver.open(collector.url, self.data)
            self.assertEqual(driver.ask("user", SQL)["status"], "ok")
            self.assertEqual(driver.ask("super", "it's", '{"a":[1,"\\u0000"]}')["status"], "ok")
            driver.ask("track", "a")
            self.assertEqual(driver.ask("user", "x" * 1_000_000)["status"], "too_large")
            self.assertEqual(driver.ask("super", "big", '"' + "x" * 100_000 + '"')["status"],
                             "too_large")
            driver.ask("track", "a")
            self.assertEqual(driver.ask("flush", 10_000)["status"], "ok")
        for event in self.stored(collector):
            self.assertEqual(event["context"]["user"], SQL)
            self.assertIn('{"a": [1, "\\u0000"]}', json.dumps(event["context"]))


if __name__ == "__main__":
    unittest.main()

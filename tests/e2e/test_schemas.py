"""Event schemas on both sides: clients and collectors whose packs are of different age."""

import json
import os
import signal
import subprocess
import unittest

from case import EndToEnd
from collector import Collector
from programs import CLI, COLLECTOR, DONE, PATIENCE, REFUSED, USAGE
from sender import event_lines


def price(**rules):
    return {"type": "object", "required": ["price"], "properties": {"price": rules}}


# At most 100 in the first version, at most 1000 in the next, text in the second model.
OLDER = {"viewed/1-0-0": price(type="number", maximum=100)}
NEWER = {**OLDER, "viewed/1-0-1": price(type="number", maximum=1000),
         "viewed/2-0-0": price(type="string")}


def lines(*events):
    return "".join(json.dumps(event) + "\n" for event in events).encode()


def viewed(value, **more):
    return {"name": "viewed", "properties": {"price": value}, **more}


class LoggingCollector(Collector):
    """One whose words can be waited for."""

    def start(self):
        read, write = os.pipe()
        with os.fdopen(write, "w") as writer:
            self._process = subprocess.Popen(
                [COLLECTOR, "--data", self.directory, "--listen", "127.0.0.1:0", "--log", "info",
                 *self._flags], stdout=subprocess.PIPE, stderr=writer, text=True)
        self._log = os.fdopen(read)
        self.port = int(self._process.stdout.readline().rpartition(":")[2])
        return self

    def stop(self, *how):
        code = super().stop(*how)
        self._log.close()
        return code

    def reload(self):
        """Returns what it says of the schemas."""
        self._process.send_signal(signal.SIGHUP)
        return self.next_line_about_schemas()

    def next_line_about_schemas(self):
        return next(line for line in self._log if "schemas" in line)


class Schemas(EndToEnd):
    def compile(self, schemas, pack="pack"):
        folder = self.path(f"{pack}-{len(os.listdir(self.directory))}")
        for name, schema in schemas.items():
            path = os.path.join(folder, name + ".json")
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "w") as file:
                json.dump(schema, file)
        subprocess.run([CLI, "schema", "compile", folder, "-o", self.path(pack)], check=True,
                       stdout=subprocess.DEVNULL, timeout=60 * PATIENCE)
        return self.path(pack)

    def collector_with(self, pack, *flags):
        collector = LoggingCollector(self.path("collector"), "--schemas", pack, *flags).start()
        self.addCleanup(self.stop, collector)
        return collector

    def send(self, collector, events, *flags):
        done = self.sender(collector.url).send(lines(*events), *flags)
        refused = done.stats["declined"] + done.stats["dropped"]["refused"]
        self.assertEqual(done.returncode, REFUSED if refused else DONE, done.errors)
        return done

    def test_a_refused_event_is_dropped_with_its_reason(self):
        collector = self.collector_with(self.compile(OLDER))
        good = event_lines("good", 100)
        done = self.sender(collector.url).send(good + lines(viewed(101)))
        self.assertEqual(done.returncode, REFUSED, done.errors)
        self.assertEqual((done.stats["delivered"], done.stats["dropped"]["refused"]), (100, 1))
        self.assertIn("/p/price", done.errors)
        # The dropped event is declared beside the next events.
        self.sender(collector.url).send(event_lines("good", 1, first=101))
        self.assertEqual(collector.summary()["missing"], 0)
        self.assert_delivered(collector, {"good": range(1, 102)})

    def test_an_older_client_and_a_newer_collector(self):
        older, newer = self.compile(OLDER, "older"), self.compile(NEWER, "newer")
        collector = self.collector_with(newer)
        done = self.send(collector, [viewed(7), viewed(101), viewed("x", schema="2-0-0")],
                         "--schemas", older)
        self.assertEqual((done.stats["accepted"], done.stats["declined"]), (2, 1))
        self.assertRegex(done.errors, r"line 2 is declined: .*/price must be at most 100")
        # The client only marks this event; the collector refuses it by its highest version.
        done = self.send(collector, [viewed(101)], "--schemas", older, "--schema-mode", "report")
        self.assertEqual((done.stats["accepted"], done.stats["marked"]), (1, 1))
        self.assertEqual(done.stats["dropped"]["refused"], 1)
        self.assertIn("/p/price", done.errors)
        done = self.send(collector, [viewed(7), viewed("y")])
        self.assertEqual(done.stats["dropped"]["refused"], 1)
        summary = collector.summary()
        self.assertEqual((summary["unique"], summary["refused_by_schema"], summary["missing"]),
                         (3, 2, 0))
        self.assertEqual([event["schema"] for event in self.stored(collector)],
                         ["1-0-0", "2-0-0", "2-0-0"])

    def test_a_newer_client_and_a_collector_that_learns_of_the_version(self):
        newer = self.compile(NEWER, "newer")
        collector = self.collector_with(self.compile(OLDER, "used"), "--unknown-schema", "mark")
        self.assertIn("schemas loaded: 1,", collector.next_line_about_schemas())
        self.send(collector, [viewed("a"), viewed(7, schema="1-0-0")], "--schemas", newer)
        self.compile(NEWER, "used")
        self.assertIn("schemas loaded: 3,", collector.reload())
        self.send(collector, [viewed("b")], "--schemas", newer)
        # A reporting client's wrong event is refused by the same version from now on.
        done = self.send(collector, [viewed(5)], "--schemas", newer, "--schema-mode", "report")
        self.assertEqual((done.stats["marked"], done.stats["dropped"]["refused"]), (1, 1))
        self.assertEqual(collector.summary()["marked"], 1)
        self.assertEqual([(event["schema"], event.get("invalid")) for event in
                          self.stored(collector)],
                         [("2-0-0", " no such version"), ("1-0-0", None), ("2-0-0", None)])

    def test_a_bad_pack_keeps_a_running_collector_at_the_old_one(self):
        collector = self.collector_with(self.compile(OLDER), "--schema-mode", "report")
        collector.next_line_about_schemas()
        with open(self.path("pack"), "w") as file:
            file.write("no pack")
        self.assertRegex(collector.reload(), "not a schema pack.*stay in use")
        self.send(collector, [viewed(101)])
        self.compile(NEWER)
        self.assertIn("schemas loaded: 3,", collector.reload())
        self.send(collector, [viewed(101)])
        self.assertEqual([(event["schema"], event["invalid"]) for event in self.stored(collector)],
                         [("1-0-0", "/price maximum"), ("2-0-0", "/price type")])

    def test_a_pack_that_cannot_be_used_is_wrong_usage(self):
        with open(self.path("text"), "w") as file:
            file.write("no pack")
        for pack, reason in (("missing", "No such file"), ("text", "not a schema pack")):
            path = self.path(pack)
            done = subprocess.run([COLLECTOR, "--data", self.data, "--listen", "127.0.0.1:0",
                                   "--schemas", path], capture_output=True, text=True,
                                  timeout=30 * PATIENCE)
            self.assertEqual((done.returncode, done.stdout), (2, ""))
            self.assertRegex(done.stderr, f"{reason}.*{path}")
            done = self.sender("http://127.0.0.1:9").send(b"", "--schemas", path)
            self.assertEqual(done.returncode, USAGE)
            self.assertIn(path, done.errors)
            self.assertIn(reason, done.errors)
        for flags in (("--schema-mode", "report"), ("--unknown-schema", "mark")):
            done = self.sender("http://127.0.0.1:9").send(b"", *flags)
            self.assertEqual(done.returncode, USAGE)
            self.assertIn("--schemas PACK", done.errors)

    def test_what_becomes_of_unknown_events_is_asked_of_either_side(self):
        pack = self.compile(OLDER)
        collector = self.collector_with(pack)
        other = {"name": "other", "schema": "1-0-0"}
        done = self.send(collector, [other, viewed(1)], "--schemas", pack,
                         "--unknown-schema", "refuse")
        self.assertRegex(done.errors, "line 1 is declined: .*no schema.*other")
        done = self.send(collector, [other], "--schemas", pack, "--unknown-schema", "mark")
        self.assertEqual(done.stats["marked"], 1)
        self.send(collector, [viewed(101, schema="1-0-9")], "--schemas", pack,
                  "--schema-mode", "off")
        self.assertEqual([(event["schema"], event.get("invalid")) for event in
                          self.stored(collector)],
                         [("1-0-0", None), ("1-0-0", " no schema"), ("1-0-9", None)])

    def test_a_line_with_a_bad_version_is_declined_with_its_number(self):
        collector = self.collector()
        bad = ("1-0", "", "1-0-0-0", "1-0-x", "01-0-0", "4294967296-0-0", 1, None, ["1-0-0"])
        events = [viewed(1, schema=version) for version in bad]
        done = self.send(collector, [*events, viewed(1, schema="1-0-2")])
        self.assertEqual((done.stats["declined"], done.stats["delivered"]), (len(bad), 1))
        for number in range(1, len(bad) + 1):
            self.assertIn(f'line {number} is declined: "schema" is not a version', done.errors)
        self.assertEqual([event["schema"] for event in self.stored(collector)], ["1-0-2"])

    def stored(self, collector):
        self.assertEqual(collector.stop(), 0)
        return sorted(collector.stored(), key=lambda event: event["ordinal"])


if __name__ == "__main__":
    unittest.main()

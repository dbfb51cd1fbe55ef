"""`godwit energy` from outside, its joules computed once more by pricing.py.

GODWIT_CLI names the program.
"""
import json
import os
import pathlib
import random
import subprocess
import tempfile
import unittest
import xml.etree.ElementTree as xml

import pricing

PROGRAM = os.environ["GODWIT_CLI"]
DONE, FAILED, USAGE = 0, 1, 2
RADIOS = ("lte", "3g", "wifi", "5g-nsa", "5g-sa")
POLICIES = ("godwit", "immediate", "interval:30", "count:20,interval:30", "deadline",
            "tailender:0.57", "1ds", "optimum")


def run(*arguments):
    return subprocess.run([PROGRAM, "energy", *map(str, arguments)], capture_output=True, text=True,
                          encoding="utf-8")


def arrivals(chance, mean, seconds):
    now, found = 0.0, []
    while (now := now + chance.expovariate(1 / mean)) < seconds:
        found.append(now)
    return found


class EnergyCase(unittest.TestCase):
    def setUp(self):
        directory = tempfile.TemporaryDirectory(prefix="godwit-energy-")
        self.addCleanup(directory.cleanup)
        self.folder = pathlib.Path(directory.name)

    def write(self, name, lines):
        path = self.folder / name
        path.write_text("".join(f"{line}\n" for line in lines))
        return path

    def found(self, *arguments):
        done = run(*arguments)
        self.assertEqual((done.returncode, done.stderr), (DONE, ""))
        return json.loads(done.stdout)

    def flushes(self, *arguments):
        """The printed text, and the instants that are written."""
        path = self.folder / "flushes.csv"
        found = self.found(*arguments, "--flushes", path)
        header, *lines = path.read_text().splitlines()
        self.assertEqual(header, "time_s")
        self.assertEqual(len(lines), found["flushes"])
        return found, [float(line) for line in lines]


class Pricing(EnergyCase):
    def draw(self, seed, event_mean=30, app_mean=70):
        """A trace of two hours with all priorities: (time, bytes, priority) and times."""
        chance = random.Random(seed)
        events = [(at, chance.randrange(2000), chance.choices((0, 1, 2), (1, 20, 5))[0])
                  for at in arrivals(chance, event_mean, 7200)]
        app = arrivals(chance, app_mean, 7200)
        self.write("events.csv", [f"{at!r},{size},{priority}" for at, size, priority in events])
        self.write("app.csv", [repr(at) for at in app])
        return events, app

    def test_the_joules_are_those_of_the_flushes_that_are_written(self):
        events, app = self.draw(1)
        sent = sum(size for _, size, _ in events)
        for radio in RADIOS:
            for policy in POLICIES:
                with self.subTest(radio=radio, policy=policy):
                    found, flushes = self.flushes(
                        "--events", self.folder / "events.csv", "--app", self.folder / "app.csv",
                        "--radio", radio, "--policy", policy)
                    self.assertEqual(flushes, sorted(flushes))
                    price = pricing.marginal_joules(found["radio"], app, flushes, sent)
                    self.assertAlmostEqual(found["marginal_joules"], price, delta=0.001 * price)
                    self.assertAlmostEqual(
                        found["app_and_sdk_joules"] - found["app_joules"],
                        found["marginal_joules"], places=6)

    def test_ours_sends_every_event_between_its_arrival_and_its_deadline(self):
        for seed in range(5):
            events, _ = self.draw(seed, event_mean=15 + 40 * seed)
            _, flushes = self.flushes("--events", self.folder / "events.csv",
                                      "--app", self.folder / "app.csv")
            for at, _, priority in events:
                after = min(flush for flush in flushes if flush >= at)
                self.assertLess(after, at + (0, 60, 900)[priority] + 0.001)

    def test_no_policy_that_keeps_the_deadlines_costs_less_than_the_optimum(self):
        self.draw(9)
        for policy in ("godwit", "immediate", "deadline", "tailender:0.57"):
            for deadline in (5, 60, 600):
                with self.subTest(policy=policy, deadline=deadline):
                    found = self.found("--events", self.folder / "events.csv", "--app",
                                       self.folder / "app.csv", "--policy", policy,
                                       "--deadline", deadline)
                    self.assertEqual(found["events_late"], 0)
                    self.assertGreater(found["ratio_to_optimum"], 0.999)
                    self.assertEqual(found["deadline_seconds"], deadline)

    def test_what_the_zero_of_the_times_is_changes_nothing(self):
        events, app = self.draw(3)
        files = ("--events", self.folder / "events.csv", "--app", self.folder / "app.csv")
        found, flushes = self.flushes(*files)
        epoch = 1431857140
        self.write("events.csv", [f"{at + epoch:.6f},{size},{priority}"
                                  for at, size, priority in events])
        self.write("app.csv", [f"{at + epoch:.6f}" for at in app])
        later, flushes_later = self.flushes(*files)
        self.assertEqual(later["flushes"], found["flushes"])
        self.assertAlmostEqual(later["marginal_joules"], found["marginal_joules"],
                               delta=0.001 * found["marginal_joules"])
        for before, after in zip(flushes, flushes_later):
            self.assertAlmostEqual(after - before, epoch, delta=0.002)

    def test_a_dearer_tail_costs_more_and_changes_no_flush(self):
        self.draw(4)
        files = ("--events", self.folder / "events.csv", "--app", self.folder / "app.csv")
        plain, flushes = self.flushes(*files, "--radio", "5g-nsa")
        twice, again = self.flushes(*files, "--radio", "5g-nsa", "--tail-power", 2)
        self.assertEqual(flushes, again)
        self.assertEqual(twice["radio"]["tail_milliwatts"], 2 * plain["radio"]["tail_milliwatts"])
        self.assertGreater(twice["marginal_joules"], 1.8 * plain["marginal_joules"])


class Comparison(EnergyCase):
    def setUp(self):
        super().setUp()
        self.events = self.write("events.csv", ["time_s,bytes", "1,300", "20,300", "200,300"])

    def test_the_table_has_a_line_for_each_policy_and_so_has_the_json(self):
        done = run("--events", self.events, "--compare")
        self.assertEqual(done.returncode, DONE)
        header, *rows = done.stdout.splitlines()
        self.assertEqual(header.split()[0], "policy")
        self.assertEqual([row.split()[0] for row in rows][:3], ["optimum", "godwit", "deadline"])
        done = run("--events", self.events, "--compare", "--json")
        lines = [json.loads(line) for line in done.stdout.splitlines()]
        self.assertEqual([line["policy"] for line in lines], [row.split()[0] for row in rows])
        self.assertEqual(lines[0]["ratio_to_optimum"], 1)

    def test_the_picture_is_an_svg_that_names_all_policies(self):
        path = self.folder / "plot.svg"
        done = run("--events", self.events, "--plot", path)
        self.assertEqual(done.returncode, DONE)
        root = xml.parse(path).getroot()
        self.assertEqual(root.tag, "{http://www.w3.org/2000/svg}svg")
        text = "".join(root.itertext())
        for row in done.stdout.splitlines()[1:]:
            self.assertIn(row.split()[0], text)

    def test_without_traffic_of_the_application_and_without_events_there_is_nothing_to_divide(self):
        empty = self.write("none.csv", [])
        found = self.found("--events", empty)
        self.assertEqual((found["marginal_joules"], found["ratio_to_optimum"]), (0, None))
        self.assertEqual((found["flushes"], found["app_joules"]), (0, 0))


class Mistakes(EnergyCase):
    def check(self, arguments, *words):
        done = run(*arguments)
        self.assertEqual((done.returncode, done.stdout), (USAGE, ""))
        for word in words:
            self.assertIn(word, done.stderr)

    def test_what_is_wrong_in_a_file_is_said_with_file_line_and_what_to_do(self):
        bad = self.write("bad.csv", ["time_s", "1", "two"])
        good = self.write("good.csv", ["1"])
        self.check(("--events", bad), f"{bad}:3: ", "seconds", '"two"')
        self.check(("--events", good, "--app", bad), f"{bad}:3: ", "seconds")
        self.check(("--events", self.folder / "none.csv"),
                   "cannot open (No such file or directory)")

    def test_what_is_wrong_in_a_flag_is_said_with_what_may_stand_there(self):
        good = self.write("good.csv", ["1"])
        self.check((), "--events is missing")
        self.check(("--events", good, "--policy", "interval"), "interval:SECONDS", '"interval"')
        self.check(("--events", good, "--radio", "6g"), "lte|3g|wifi|5g-nsa|5g-sa")
        self.check(("--events", good, "--deadline", "0"), "a number above 0")

    def test_a_file_that_cannot_be_written_fails(self):
        good = self.write("good.csv", ["1"])
        for flag in ("--flushes", "--plot"):
            done = run("--events", good, flag, self.folder / "no" / "such")
            self.assertEqual(done.returncode, FAILED)
            self.assertIn("cannot write", done.stderr)


if __name__ == "__main__":
    unittest.main()

"""The verdicts of tests/vectors, as `godwit send` gives them."""

import json
import pathlib

from cli import NOWHERE, SendCase, run

VECTORS = pathlib.Path(__file__).resolve().parent.parent / "vectors"


def read(name):
    return json.loads((VECTORS / name).read_text("utf-8"))


def input_of(case):
    return case["input"] if "input" in case else case["repeat"][0] * case["repeat"][1]


class Vectors(SendCase):
    def assert_opening(self, vectors, case, *arguments):
        done = run("send", "--data-dir", self.directory, "--no-flush", *arguments)
        if case["verdict"] == "ok":
            self.assertEqual(done.returncode, 0, (case, done.stderr))
            return
        sentence = vectors["sentences"][case["reason"]]
        sentence = sentence.replace("set allow_plain_http", "pass --allow-plain-http")
        self.assertIn(f"--{vectors['field']}: {sentence}", done.stderr, case)
        self.assertNotEqual(done.returncode, 0)

    def test_endpoints_of_each_reason(self):
        vectors = read("endpoints.json")
        for case in first_of_each_reason(vectors):
            options = ["--allow-plain-http"] if "options" in case else []
            self.assert_opening(vectors, case, "--endpoint", input_of(case), "--key", "KEY",
                                *options)

    def test_keys_of_each_reason(self):
        vectors = read("keys.json")
        for case in first_of_each_reason(vectors):
            self.assert_opening(vectors, case, "--endpoint", NOWHERE, "--key", input_of(case))

    def test_times(self):
        vectors = read("times.json")
        lines = [b'{"name":"e","time":%s}' % case["input"].encode() for case in vectors["cases"]]
        done, stats = self.send(b"\n".join(lines))
        taken = [case for case in vectors["cases"] if case["verdict"] == "ok"]
        self.assertEqual(stats["accepted"], len(taken), done.stderr)
        for number, case in enumerate(vectors["cases"], 1):
            said = f"line {number} is declined: "
            if case["verdict"] == "ok":
                self.assertNotIn(said, done.stderr, case)
            else:
                self.assertIn(said + vectors["sentences"][case["reason"]], done.stderr, case)

    def test_names(self):
        cases = [case for case in read("names.json")["cases"] if case["kind"] == "event"]
        lines = [json.dumps({"name": input_of(case)}).encode() for case in cases]
        done, stats = self.send(b"\n".join(lines))
        taken = [case for case in cases if case["verdict"] == "ok"]
        self.assertEqual((stats["accepted"], stats["declined"]),
                         (len(taken), len(cases) - len(taken)), done.stderr)

    def test_a_path_that_a_shell_would_replace_is_refused(self):
        done = run("send", "--endpoint", NOWHERE, "--key", "KEY", "--data-dir=~/queue")
        self.assertNotEqual(done.returncode, 0)
        self.assertIn("--data-dir: ~/queue begins as a shell would replace it", done.stderr)
        done = run(*self.arguments("--ca-file", self.directory + ".pem"))
        self.assertIn("--ca-file: ", done.stderr)
        self.assertIn("No such file or directory", done.stderr)


def first_of_each_reason(vectors):
    """A process for each case would take minutes. What no argument can hold is left out."""
    seen = set()
    for case in vectors["cases"]:
        reason = case.get("reason", ("ok", case.get("loopback"), "options" in case))
        if reason not in seen and "\0" not in input_of(case):
            seen.add(reason)
            yield case

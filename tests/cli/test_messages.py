"""The messages of `godwit`: each once, in the shell's words, and nothing that a terminal obeys."""

import http.server
import json
import os
import pathlib
import re
import threading
import unittest

from cli import FAILED, NOWHERE, USAGE, SendCase, run

SOURCES = pathlib.Path(__file__).resolve().parents[2] / "cli"
ESCAPE = "\x1b"
C1_CSI = "\x9b"  # As two bytes of UTF-8: some terminals obey it.


class Scripted:
    """with Scripted(reply) as server: a collector that gives the same answer to every batch."""

    def __init__(self, status, body, **headers):
        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                self.rfile.read(int(self.headers["Content-Length"]))
                text = json.dumps({"godwit": 1, "batch": self.headers["Godwit-Batch"], **body})
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name.replace("_", "-"), value)
                self.send_header("Content-Length", str(len(text)))
                self.end_headers()
                self.wfile.write(text.encode())

            def log_message(self, *_):
                pass

        self._server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self):
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_):
        self._server.shutdown()
        self._server.server_close()


class Messages(SendCase):
    def deliver(self, endpoint, *more, stdin=b'{"name":"a"}\n'):
        """The run of a delivery to `endpoint`, with its messages."""
        return run("send", "--endpoint", endpoint, "--key", "KEY", "--data-dir", self.directory,
                   "--flush-timeout", "1", *more, stdin=stdin)

    def assert_each_once(self, done):
        lines = done.stderr.splitlines()
        self.assertEqual(len(lines), len(set(lines)), done.stderr)
        for line in lines:
            reason = line.removeprefix("godwit: ")
            self.assertEqual(done.stderr.count(reason), 1, done.stderr)

    # --- Fields and flags.

    def test_every_field_that_a_flag_sets_has_the_flags_name(self):
        options = (SOURCES / "send_options.cpp").read_text()
        table = (SOURCES / "flag_names.cpp").read_text()
        named = dict(re.findall(r'FlagName\{"(\w+)", "--([\w-]+)"', table))
        fields = set(re.findall(r"config\.(?:transport\.|limits\.)?(\w+)", options))
        fields -= {"transport", "limits"}
        self.assertEqual(fields - named.keys(), set())
        flags = set(re.findall(r'"([a-z]+(?:-[a-z]+)*)",\s*(?:"[A-Z]|")', options))
        self.assertEqual(set(named.values()) - flags, set())

    def test_a_field_of_the_library_is_named_as_its_flag(self):
        for arguments, said in (
                (("--endpoint", "http://collector.example"), "--allow-plain-http"),
                (("--endpoint", "ftp://collector.example"), "--endpoint: it must begin with "),
                (("--key", ""), "--key: it is empty"),
                (("--retry-min-ms", "9", "--retry-max-ms", "8"), "--retry-min-ms"),
                (("--retry-min-ms", "9", "--retry-max-ms", "8"), "--retry-max-ms")):
            with self.subTest(arguments):
                done = run(*self.arguments(*arguments))
                self.assertEqual(done.returncode, USAGE)
                self.assertIn(said, done.stderr)
                self.assertNotRegex(done.stderr, r"\b[a-z]+_[a-z_]+\b")
                self.assert_each_once(done)

    # --- Deliveries that fail.

    def test_a_failed_delivery_names_the_endpoint_and_not_the_key(self):
        done = self.deliver(NOWHERE)
        self.assertRegex(done.stderr,
                         r"delivery failed, next attempt in \d+ ms: the connection was refused; "
                         r".* \(http://127\.0\.0\.1:9/v1/events\)\n")
        self.assertNotIn("KEY", done.stderr)
        self.assert_each_once(done)

    def test_each_reason_is_said_once_and_with_verbose_too(self):
        done = self.deliver(NOWHERE, "--verbose")
        self.assertEqual(done.stderr.count("the connection was refused"), 1, done.stderr)
        self.assertIn("will try 1 event (1) again\n", done.stderr)

    def test_an_empty_data_directory_is_refused(self):
        done = run("send", "--endpoint", NOWHERE, "--key", "K", "--data-dir", "")
        self.assertEqual((done.returncode, done.stdout), (USAGE, ""))
        self.assertIn("--data-dir: it is empty", done.stderr)

    def test_no_call_of_the_library_is_named(self):
        with Scripted(401, {"error": {"code": "unknown_key", "message": "no"}}) as server:
            refused = self.deliver(server.url)
        self.directory += "-pending"
        for done in (refused, self.deliver(NOWHERE, "--consent", "pending")):
            self.assertIn("godwit: ", done.stderr)
            self.assertNotRegex(done.stderr, r"\w\(\)")

    def test_a_refused_key_is_answered_with_the_flag(self):
        error = {"error": {"code": "unknown_key", "message": "no"}}
        with Scripted(401, error) as server:
            done = self.deliver(server.url, "--verbose")
        self.assertIn("the collector refused the write key; pass a valid one with --key (401, "
                      + server.url + "/v1/events)\n", done.stderr)
        self.assertEqual(done.stderr.count("refused the write key"), 1, done.stderr)

    def test_a_collector_that_takes_no_more_is_said_once(self):
        error = {"error": {"code": "gone", "message": "no"}}
        with Scripted(410, error) as server:
            for stdin in (b'{"name":"a"}\n', b""):  # The second run knows it already.
                done = self.deliver(server.url, stdin=stdin)
                for words in ("takes no more events", "change the endpoint or the key",
                              "undelivered events stay queued"):
                    self.assertEqual(done.stderr.count(words), 1, done.stderr)

    def test_the_collectors_words_are_shown_as_they_were_meant(self):
        message = f'no "café" {ESCAPE}[2J{C1_CSI}2J\n\x7f'
        shown = 'no "café" \\x1b[2J\\u009b2J\\n\\x7f'
        with Scripted(503, {"error": {"code": "storage", "message": message}}) as server:
            done = self.deliver(server.url)
        self.assertIn(f" ms: {shown} (503, {server.url}/v1/events)\n", done.stderr)
        refusal = {"section": 0, "sequence": 1, "code": "schema", "pointer": f"/p/\"{ESCAPE}",
                   "message": message}
        with Scripted(200, {"refused": [refusal]}) as server:
            self.directory += "-refused"
            done = self.deliver(server.url)
        self.assertIn(f'dropped 1 event (1), refused: schema, /p/"\\x1b, {shown}\n', done.stderr)

    # --- Each once.

    def test_a_directory_that_cannot_be_used_is_said_once(self):
        pathlib.Path(self.directory).write_text("a file")
        done = run(*self.arguments(), stdin=b'{"name":"a"}\n')
        self.assertIn("godwit: ", done.stderr)
        self.assert_each_once(done)

    def test_a_path_that_is_too_long_is_said_once_with_its_length_and_the_limit(self):
        self.directory = os.path.join(self.directory, *["d" * 200] * 3)
        done = run(*self.arguments(), stdin=b'{"name":"a"}\n')
        bytes_ = len(os.path.join(self.directory, "events.db"))
        self.assertRegex(done.stderr, r"godwit: SQLite takes paths of at most \d+ bytes, and this "
                                      rf"one has {bytes_}; choose a shorter one: /")
        self.assert_each_once(done)

    def test_a_directory_that_others_can_write_to_is_named_by_its_flag(self):
        os.mkdir(self.directory)
        os.chmod(self.directory, 0o777)
        done = run(*self.arguments())
        self.assertEqual((done.returncode, done.stdout), (USAGE, ""))
        self.assertIn("godwit: --data-dir: group or others can write to the directory; "
                      f"run: chmod go-w {self.directory}\n", done.stderr)

    def test_wrong_usage_is_said_once(self):
        for arguments in (("--schemas", self.directory), ("--accepted-fd", "99"), ("--no-such",),
                          ("--gzip-level", "10"), ("--consent", "perhaps")):
            with self.subTest(arguments):
                done = run(*self.arguments(*arguments))
                self.assertEqual(done.returncode, USAGE)
                self.assertEqual(done.stderr.count("\n"), 1, done.stderr)

    # --- Terminals.

    def test_nothing_that_is_printed_moves_a_terminal(self):
        evil = f"{ESCAPE}]0;title\x07{C1_CSI}2J\u202e"
        runs = [
            run(*self.arguments(), stdin=json.dumps({"name": "a", evil: 1}, ensure_ascii=False)
                .replace(ESCAPE, "").replace("\x07", "").encode() + b"\n"),
            run(*self.arguments(), stdin=json.dumps({"name": "a", evil: 1}).encode() + b"\n"),
            run(*self.arguments("--schemas", evil)),
            run(*self.arguments("--gzip-level", evil)),
            run(evil),
            run("queue", evil),
            run("queue", "status", "--data-dir", evil),
            run("schema", "compile", evil, "-o", "pack"),
            run("schema", "validate", evil),
        ]
        for done in runs:
            self.assertNotRegex(done.stdout + done.stderr, "[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]")

    def test_an_export_means_what_was_tracked_and_moves_no_terminal(self):
        name = f"a{C1_CSI}2J\x7f"
        line = json.dumps({"name": name, "properties": {"p\u202e": "é"}}, ensure_ascii=False)
        self.send(line.encode() + b"\n")
        done = run("queue", "export", "--data-dir", self.directory)
        self.assertNotRegex(done.stdout, "[\x7f-\x9f\u202e]")
        event = json.loads(done.stdout)
        self.assertEqual((event["name"], event["properties"]), (name, {"p\u202e": "é"}))

    # --- Numbers.

    def test_one_is_no_plural(self):
        folder = pathlib.Path(os.path.dirname(self.directory), "schemas")
        folder.mkdir()
        schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object",
                  "properties": {"n": {"anyOf": [{"type": "string"}]}}}
        path = folder / "order" / "1-0-0.json"
        path.parent.mkdir()
        path.write_text(json.dumps(schema))
        done = run("schema", "compile", folder, "-o", folder / "pack")
        self.assertRegex(done.stdout, r"^1 schema, \d+ bytes\n$", done.stderr)
        done = run("schema", "validate", path, stdin=b'{"n":1}\n')
        self.assertIn("must match the only schema of anyOf", done.stdout)


if __name__ == "__main__":
    unittest.main()

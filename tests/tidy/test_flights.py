"""The demo's data is fetched whole and right, or not at all."""
import gzip
import hashlib
import http.server
import io
import os
import pathlib
import random
import ssl
import sys
import tarfile
import tempfile
import threading
import unittest
import urllib.error

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "tools" / "demo"))

import flights  # noqa: E402
import npm_config  # noqa: E402
from problem import Problem  # noqa: E402

DATA = b'[{"delay": 7}]' * 1000
MEMBER = "data/rows.json"
SOURCE = flights.Source("rows", "1.2.3", MEMBER, hashlib.sha512(DATA).hexdigest())
BEHIND_IT = 16_000_000  # More than a connection holds.


def tarball(*files):
    out = io.BytesIO()
    with gzip.GzipFile(fileobj=out, mode="wb", compresslevel=0) as packed:
        with tarfile.open(fileobj=packed, mode="w|") as archive:
            for name, data in files:
                entry = tarfile.TarInfo(f"package/{name}")
                entry.size = len(data)
                archive.addfile(entry, io.BytesIO(data))
    return out.getvalue()


class Registry(http.server.ThreadingHTTPServer):
    """Answers each request with the next of `replies`: (status, body, bytes that it announces)."""

    def __init__(self, *replies):
        super().__init__(("127.0.0.1", 0), Answer)
        self.replies = list(replies)
        self.paths = []
        self.sent = 0
        self.address = f"http://127.0.0.1:{self.server_port}/npm"

    def __enter__(self):
        self.thread = threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.01})
        self.thread.start()
        return super().__enter__()

    def __exit__(self, *_):
        self.shutdown()
        self.thread.join()
        self.server_close()  # Waits for the requests that are under way.


class Answer(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.server.paths.append(self.path)
        status, body, announced = self.server.replies.pop(0)
        self.send_response(status)
        self.send_header("Content-Length", str(announced))
        self.end_headers()
        view = memoryview(body)
        try:
            for at in range(0, len(body), 65536):
                self.server.sent += self.wfile.write(view[at:at + 65536])
        except OSError:
            pass  # The reader has what it wants.

    def log_message(self, *_):
        pass


def reply(body, status=200, announced=None):
    return status, body, len(body) if announced is None else announced


class Fetching(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.path = pathlib.Path(self.folder.name) / "new folder" / "rows.json"

    def ensure(self, registry, source=SOURCE):
        return flights.ensure(self.path, source, {"registry": registry.address}, lambda _: None)

    def refused(self, sentence, *replies):
        with Registry(*replies) as registry:
            with self.assertRaisesRegex(Problem, sentence):
                self.ensure(registry)
        files = [path for path in pathlib.Path(self.folder.name).rglob("*") if path.is_file()]
        self.assertEqual(files, [], "nothing that looks like the file may be left")
        return registry

    def test_the_file_is_taken_from_the_registry_that_npm_uses(self):
        with Registry(reply(tarball((MEMBER, DATA)))) as registry:
            self.assertTrue(self.ensure(registry))
        self.assertEqual(self.path.read_bytes(), DATA)
        self.assertEqual(registry.paths, ["/npm/rows/-/rows-1.2.3.tgz"])

    def test_what_stands_behind_the_file_is_not_downloaded(self):
        rest = random.Random(1).randbytes(BEHIND_IT)
        with Registry(reply(tarball((MEMBER, DATA), ("rest", rest)))) as registry:
            self.ensure(registry)
        self.assertLess(registry.sent, BEHIND_IT)

    def test_a_file_that_is_there_is_not_fetched_again(self):
        self.path.parent.mkdir()
        self.path.write_bytes(DATA)
        with Registry() as registry:
            self.assertFalse(self.ensure(registry))
        self.assertEqual(registry.paths, [])

    def test_a_partial_file_does_not_count(self):
        self.path.parent.mkdir()
        self.path.write_bytes(DATA[:-1])
        with Registry(reply(tarball((MEMBER, DATA)))) as registry:
            self.assertTrue(self.ensure(registry))
        self.assertEqual(self.path.read_bytes(), DATA)

    def test_another_file_than_expected_is_refused_at_once(self):
        registry = self.refused("rows-1.2.3.tgz: data/rows.json has the SHA-512",
                                reply(tarball((MEMBER, DATA[1:]))))
        self.assertEqual(len(registry.paths), 1)

    def test_a_cut_download_is_tried_again(self):
        whole = tarball((MEMBER, DATA))
        with Registry(reply(whole[:2000], announced=len(whole)), reply(b"", 503),
                      reply(whole)) as registry:
            self.assertTrue(self.ensure(registry))
        self.assertEqual(self.path.read_bytes(), DATA)

    def test_a_download_that_is_always_cut_is_given_up(self):
        cut = reply(tarball((MEMBER, DATA))[:2000], announced=20_000)
        self.refused("after 3 attempts", cut, cut, cut)

    def test_what_is_no_package_is_refused(self):
        self.refused("after 3 attempts", *[reply(b"<html>Please sign in</html>")] * 3)

    def test_a_registry_without_the_package_is_named_with_its_answer(self):
        self.refused(r"127\.0\.0\.1.*rows-1\.2\.3\.tgz: the registry answered 404",
                     reply(b"", status=404))

    def test_a_package_without_the_file_is_refused(self):
        self.refused("there is no data/rows.json", reply(tarball(("data/other.json", DATA))))

    def test_a_link_in_the_package_is_not_followed(self):
        out = io.BytesIO()
        with tarfile.open(fileobj=out, mode="w:gz") as archive:
            link = tarfile.TarInfo(f"package/{MEMBER}")
            link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
            archive.addfile(link)
        self.refused("there is no data/rows.json", reply(out.getvalue()))

    def test_nobody_listening_is_said_with_the_address(self):
        with Registry() as registry:
            pass
        with self.assertRaisesRegex(Problem, rf"{registry.address}.*attempts.*refused"):
            self.ensure(registry)

    def test_a_login_in_the_address_is_not_printed(self):
        self.assertEqual(flights.without_login("https://me:secret@example.org:81/npm/"),
                         "https://example.org:81/npm/")

    def test_a_folder_that_cannot_be_made_is_named(self):
        self.path.parent.write_text("a file")
        with Registry(reply(tarball((MEMBER, DATA)))) as registry:
            with self.assertRaisesRegex(Problem, "cannot write .*rows.json"):
                self.ensure(registry)

    def test_certificates_that_are_not_there_are_named(self):
        with self.assertRaisesRegex(Problem, "`cafile` names /nowhere"):
            flights.opener({"cafile": "/nowhere"})

    def test_a_certificate_that_is_not_trusted_is_refused_at_once(self):
        def open_address(*_, **__):
            raise urllib.error.URLError(ssl.SSLCertVerificationError(1, "self-signed"))
        with self.assertRaisesRegex(Problem, "certificate is not trusted.*`cafile`"):
            flights.download("https://a.example/", SOURCE, open_address)


class NpmConfig(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.home = pathlib.Path(self.folder.name)
        self.system = self.home / "system"

    def registry(self, user=None, system=None, **environ):
        for path, text in ((self.home / ".npmrc", user), (self.system, system)):
            path.write_text(text or "")
        found = npm_config.settings({"HOME": str(self.home), **environ}, [self.system])
        return npm_config.registry(found)

    def test_without_settings_it_is_npm_s_own(self):
        self.assertEqual(self.registry(), "https://registry.npmjs.org/")

    def test_the_user_s_file_counts_before_the_system_s(self):
        self.assertEqual(self.registry(system="registry=https://a.example/"), "https://a.example/")
        self.assertEqual(self.registry(user="registry = https://b.example/x\n",
                                       system="registry=https://a.example"),
                         "https://b.example/x/")

    def test_the_environment_counts_before_both_in_either_case(self):
        for name in ("npm_config_registry", "NPM_CONFIG_REGISTRY"):
            given = {name: "https://c.example"}
            self.assertEqual(self.registry("registry=https://b.example", **given),
                             "https://c.example/")

    def test_another_user_s_file_may_be_named(self):
        other = self.home / "other"
        other.write_text('# registry=https://a.example\nregistry="https://d.example"\n')
        self.assertEqual(self.registry(NPM_CONFIG_USERCONFIG=str(other)), "https://d.example/")

    def test_variables_are_put_in(self):
        self.assertEqual(self.registry("registry=https://${WHERE}/npm", WHERE="e.example"),
                         "https://e.example/npm/")

    def test_a_home_that_cannot_be_read_is_no_error(self):
        found = npm_config.settings({"HOME": os.devnull}, [])
        self.assertEqual(found, {})
        self.assertEqual(npm_config.settings({}, []), {})


if __name__ == "__main__":
    unittest.main()

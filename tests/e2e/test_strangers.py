"""Answers that are not ours: nothing is taken for acknowledged, nothing is dropped."""

import gzip
import unittest
import zlib

from case import EndToEnd
from driver import Driver
from sink import Shelf, Sink, our_error, our_reply, reply

HTML = "<!doctype html><title>Log in to the airport's network</title>"


def ours(**changes):
    """A reply that would count, but for the changes."""
    def script(request):
        body = {"accepted": 20, "duplicates": 0, "refused": [], **changes}
        return our_reply(200, request, body)
    return script


def fixed(*arguments, **headers):
    return lambda request: reply(*arguments, **headers)


def cut_reply(request):
    whole = ours()(request)
    return whole[:-5] + b"     "


def encoded(encode, encoding):
    """Our own reply, in a Content-Encoding that nobody has asked for."""
    def script(request):
        head, _, body = ours()(request).partition(b"\r\n\r\n")
        head = head.replace(b"Content-Length:", b"X-Length:")
        packed = encode(body)
        return (head + f"\r\nContent-Length: {len(packed)}\r\n"
                       f"Content-Encoding: {encoding}\r\n\r\n".encode() + packed)
    return script


def with_status(status):
    return lambda request: our_reply(status, request, {"accepted": 20, "refused": []})


FOREIGN = "the answer does not come from a Godwit collector"
NOT_WHOLE = "the collector's answer is not one whole JSON text"
NO_BODY = "the reply has no body; a Godwit collector's has one"
OTHER_BATCH = "the answer does not name the batch that was sent"
OTHER_VERSION = "the answer is of another version of the protocol"
NO_SUCH_STATUS = "the collector answers with a status that the protocol does not know"

# Servers that are no collector: the answer, and the message about it.
STRANGERS = {
    "a portal's page": (fixed(200, HTML), FOREIGN + " (200, text/html, http://127.0.0.1:"),
    "an empty 200": (fixed(200), NO_BODY),
    "JSON of somebody else": (fixed(200, '{"ok":true}', "application/json"),
                              FOREIGN + " (200, application/json, http://127.0.0.1:"),
    "a JSON list": (fixed(200, '[{"godwit":1}]', "application/json"), FOREIGN),
    "another batch": (ours(batch="0000"), OTHER_BATCH),
    "no batch": (ours(batch=None), OTHER_BATCH),
    "another version": (ours(godwit=2), OTHER_VERSION),
    "the version as text": (ours(godwit="1"), OTHER_VERSION),
    "a reply that is not whole": (cut_reply, NOT_WHOLE),
    "a whole reply and more": (lambda request: reply(
        200, ours()(request).partition(b"\r\n\r\n")[2].decode() + "<html>",
        "application/json"), NOT_WHOLE),
    "a byte order mark": (lambda request: reply(
        200, "\ufeff" + ours()(request).partition(b"\r\n\r\n")[2].decode(),
        "application/json"), "a byte order mark stands before the reply"),
    "an unknown encoding": (encoded(bytes, "compress"),
                            "the reply's Content-Encoding cannot be read (200, application/json"),
    "no gzip after all": (encoded(bytes, "gzip"), "the reply's Content-Encoding cannot be read"),
    "201": (with_status(201), NO_SUCH_STATUS),
    "202": (with_status(202), NO_SUCH_STATUS),
    "206": (with_status(206), NO_SUCH_STATUS),
    "HTML 400": (fixed(400, HTML), FOREIGN + " (400"),
    "HTML 401": (fixed(401, HTML), FOREIGN + " (401"),
    "HTML 403": (fixed(403, HTML), FOREIGN + " (403"),
    "204": (fixed(204), NO_BODY + " (204"),
    "302": (fixed(302, HTML, Location="http://127.0.0.1:9/v1/events?token=secret"),
            "redirects are not followed, and this one points to http://127.0.0.1:9; "),
    "404": (fixed(404, HTML), FOREIGN + " (404"),
    "404 in our format": (lambda request: our_error(404, request, "not_found"), "not_found (404"),
    "408": (fixed(408, HTML), FOREIGN + " (408"),
    "410": (fixed(410, HTML), FOREIGN + " (410"),
    "410 of another batch": (lambda request: our_reply(
        410, request, {"batch": "0000", "error": {"code": "gone", "message": ""}}), OTHER_BATCH),
    "413": (fixed(413, HTML), FOREIGN + " (413"),
    "500": (fixed(500, HTML), FOREIGN + " (500"),
    "no HTTP": (lambda request: b"220 mail.example ESMTP\r\n",
                "the server does not speak http"),
    "no answer": (lambda request: None, "the server closed the connection without a reply"),
}

# Our own reply, in clothes that do not change what it says.
FRIENDS = {
    "gzip": encoded(gzip.compress, "gzip"),
    "deflate": encoded(zlib.compress, "deflate"),
    "chunked": lambda request: chunked(ours()(request)),
    "another content type": lambda request: ours()(request).replace(b"application/json",
                                                                     b"text/html"),
    "a line end behind it": lambda request: reply(
        200, ours()(request).partition(b"\r\n\r\n")[2].decode() + "\r\n", "application/json"),
}


def chunked(whole):
    head, _, body = whole.partition(b"\r\n\r\n")
    head = head.replace(b"Content-Length:", b"X-Length:")
    return (head + b"\r\nTransfer-Encoding: chunked\r\n\r\n"
            + b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in (body[:7], body[7:]))
            + b"0\r\n\r\n")


class Strangers(EndToEnd):
    def assert_ignored(self, name, script, said):
        data = self.path(name.replace(" ", "-"))
        with Sink(script) as sink, Driver() as driver:
            driver.open(sink.url, data)
            driver.ask("track", "event", 20, '{"k":1}')
            stats = driver.flush_until(lambda stats: stats["failed"] >= 2
                                       and stats["report_message"])
            self.assertEqual((stats["queued_events"], stats["delivered"]), (20, 0), stats)
            self.assertEqual(sum(stats["dropped"].values()), 0, stats)
            self.assertTrue(stats["report_message"].startswith(said), stats["report_message"])
            self.assertIn(sink.url + "/v1/events)", stats["report_message"])
            self.assertEqual(driver.ask("track", "later", 1)["status"], "ok")
            self.assertEqual(driver.finish(), 0)
        shelf = Shelf()
        with Sink(shelf.store) as sink, Driver() as driver:
            driver.open(sink.url, data)
            self.assertEqual(driver.ask("flush", 10_000)["status"], "ok")
            self.assertEqual(driver.stats()["delivered"], 21)
        self.assertEqual((len(shelf.events), shelf.duplicates), (21, 0))

    def test_no_stranger_is_believed(self):
        for name, (script, said) in STRANGERS.items():
            with self.subTest(name):
                self.assert_ignored(name, script, said)

    def test_our_own_reply_counts_however_it_is_wrapped(self):
        for name, script in FRIENDS.items():
            with self.subTest(name), Sink(script) as sink, Driver() as driver:
                driver.open(sink.url, self.path(name.replace(" ", "-")))
                driver.ask("track", "event", 20)
                self.assertEqual(driver.ask("flush", 10_000)["status"], "ok")
                self.assertEqual(driver.stats()["delivered"], 20)
                self.assertNotIn("accept-encoding", sink.requests[0].headers)

    def test_a_redirect_is_not_followed(self):
        shelf = Shelf()
        with Sink(shelf.store) as elsewhere:
            with Sink(fixed(307, Location=elsewhere.url + "/v1/events")) as sink, \
                    Driver() as driver:
                driver.open(sink.url, self.data)
                driver.ask("track", "event", 20)
                driver.ask("flush", 300)
                self.assertEqual(driver.stats()["queued_events"], 20)
            self.assertEqual(elsewhere.connected_at, [])


class Gone(EndToEnd):
    def test_our_410_switches_off_until_the_key_changes(self):
        collector = self.collector()
        collector.faults({"status": 410})
        with Driver() as driver:
            driver.open(collector.url, self.data)
            driver.ask("track", "event", 10)
            self.assertEqual(driver.ask("flush", 10_000)["status"], "waiting")
            self.assertEqual(driver.ask("track", "late")["status"], "switched_off")
            self.assertEqual(driver.stats()["queued_events"], 10)
            self.assertEqual(driver.finish(), 0)
        collector.faults()
        with Driver() as driver:  # A restart is no reason to try again.
            driver.open(collector.url, self.data)
            self.assertEqual(driver.ask("track", "late")["status"], "switched_off")
            self.assertEqual(driver.ask("flush", 500)["status"], "waiting")
            self.assertEqual(driver.stats()["requests"], 0)
        with Driver() as driver:
            driver.open(collector.url, self.data, "key=ANOTHER")
            self.assertEqual(driver.ask("track", "new")["status"], "ok")
            self.assertEqual(driver.ask("flush", 10_000)["status"], "ok")
            self.assertEqual(driver.stats()["delivered"], 11)

    def test_a_new_key_resumes_at_once(self):
        """The earlier back-off was about the old key."""
        for way in ("set_key", "restart"):
            with self.subTest(way):
                self.resumes_at_once(way)

    def resumes_at_once(self, way):
        slowly = "retry_min_ms=20000 retry_max_ms=20000"
        collector = self.collector(directory="collector-" + way)
        collector.faults({"first": 1, "status": 410})
        data = self.path(way)
        with Driver() as driver:
            driver.open(collector.url, data, slowly)
            driver.ask("track", "event", 10)
            driver.ask("flush", 10_000)
            if way == "set_key":
                driver.ask("key", "ANOTHER")
                self.assertEqual(driver.ask("flush", 5000)["status"], "ok")
                return
        with Driver() as driver:
            driver.open(collector.url, data, slowly, "key=ANOTHER")
            self.assertEqual(driver.ask("flush", 5000)["status"], "ok")


if __name__ == "__main__":
    unittest.main()

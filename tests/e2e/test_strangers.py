"""Answers that are not ours: nothing is taken for acknowledged, nothing is dropped."""

import unittest

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


STRANGERS = {
    "a portal's page": fixed(200, HTML),
    "an empty 200": fixed(200),
    "JSON of somebody else": fixed(200, '{"ok":true}', "application/json"),
    "a JSON list": fixed(200, '[{"godwit":1}]', "application/json"),
    "another batch": ours(batch="0000"),
    "no batch": ours(batch=None),
    "another version": ours(godwit=2),
    "the version as text": ours(godwit="1"),
    "a reply that is not whole": cut_reply,
    "a whole reply and more": lambda request: reply(
        200, ours()(request).partition(b"\r\n\r\n")[2].decode() + "<html>", "application/json"),
    "201": lambda request: our_reply(201, request, {"accepted": 20, "refused": []}),
    "HTML 400": fixed(400, HTML),
    "HTML 401": fixed(401, HTML),
    "HTML 403": fixed(403, HTML),
    "204": fixed(204),
    "302": fixed(302, HTML, Location="http://127.0.0.1:9/v1/events"),
    "404": fixed(404, HTML),
    "404 in our format": lambda request: our_error(404, request, "not_found"),
    "408": fixed(408, HTML),
    "410": fixed(410, HTML),
    "410 of another batch": lambda request: our_reply(
        410, request, {"batch": "0000", "error": {"code": "gone", "message": ""}}),
    "413": fixed(413, HTML),
    "500": fixed(500, HTML),
    "no HTTP": lambda request: b"220 mail.example ESMTP\r\n",
    "no answer": lambda request: None,
}


class Strangers(EndToEnd):
    def assert_ignored(self, name, script):
        data = self.path(name.replace(" ", "-"))
        with Sink(script) as sink, Driver() as driver:
            driver.open(sink.url, data)
            driver.ask("track", "event", 20, '{"k":1}')
            stats = driver.flush_until(lambda stats: stats["failed"] >= 2)
            self.assertEqual((stats["queued"], stats["delivered"]), (20, 0), stats)
            self.assertEqual(sum(stats["dropped"].values()), 0, stats)
            self.assertEqual(driver.ask("track", "later", 1)["status"], "ok")
            self.assertEqual(driver.finish(), 0)
        shelf = Shelf()
        with Sink(shelf.store) as sink, Driver() as driver:
            driver.open(sink.url, data)
            self.assertEqual(driver.ask("flush", 10_000)["status"], "ok")
            self.assertEqual(driver.stats()["delivered"], 21)
        self.assertEqual((len(shelf.events), shelf.duplicates), (21, 0))

    def test_no_stranger_is_believed(self):
        for name, script in STRANGERS.items():
            with self.subTest(name):
                self.assert_ignored(name, script)

    def test_a_redirect_is_not_followed(self):
        shelf = Shelf()
        with Sink(shelf.store) as elsewhere:
            with Sink(fixed(307, Location=elsewhere.url + "/v1/events")) as sink, \
                    Driver() as driver:
                driver.open(sink.url, self.data)
                driver.ask("track", "event", 20)
                driver.ask("flush", 300)
                self.assertEqual(driver.stats()["queued"], 20)
            self.assertEqual(elsewhere.connected_at, [])


class Gone(EndToEnd):
    def test_our_410_switches_off_until_the_key_changes(self):
        collector = self.collector()
        collector.faults({"status": 410})
        with Driver() as driver:
            driver.open(collector.url, self.data)
            driver.ask("track", "event", 10)
            self.assertEqual(driver.ask("flush", 10_000)["status"], "switched_off")
            self.assertEqual(driver.ask("track", "late")["status"], "switched_off")
            self.assertEqual(driver.stats()["queued"], 10)
            self.assertEqual(driver.finish(), 0)
        collector.faults()
        with Driver() as driver:  # A restart is no reason to try again.
            driver.open(collector.url, self.data)
            self.assertEqual(driver.ask("track", "late")["status"], "switched_off")
            self.assertEqual(driver.ask("flush", 500)["status"], "switched_off")
            self.assertEqual(driver.stats()["requests"], 0)
        with Driver() as driver:
            driver.open(collector.url, self.data, "key=ANOTHER")
            self.assertEqual(driver.ask("track", "new")["status"], "ok")
            self.assertEqual(driver.ask("flush", 10_000)["status"], "ok")
            self.assertEqual(driver.stats()["delivered"], 11)

    def test_a_new_key_resumes_at_once(self):
        """Whatever back-off was in force was about the old key."""
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

"""Faults of the network and of the collector: everything arrives once."""

import subprocess
import time
import unittest

from case import EndToEnd
from driver import Driver
from programs import DONE, PATIENCE, REFUSED, STILL_QUEUED, scaled
from sender import event_lines, temporary_file
from sink import Shelf, Sink, our_error

COUNT = scaled(2000)


class CollectorFaults(EndToEnd):
    def assert_all_arrive(self, *rules, stdin_rate=None):
        collector = self.collector()
        collector.faults(*rules)
        flags = () if stdin_rate is None else ("--rate", stdin_rate)
        done = self.sender(collector.url).send(event_lines("event", COUNT), *flags)
        self.assertEqual(done.returncode, DONE, done.errors)
        self.assertEqual(done.stats["delivered"], COUNT, done.stats)
        self.assertEqual(sum(done.stats["dropped"].values()), 0, done.stats)
        self.assert_delivered(collector, {"event": range(1, COUNT + 1)})
        return done.stats

    def test_503_for_five_seconds(self):
        start = time.monotonic()
        stats = self.assert_all_arrive({"status": 503, "for_ms": 5000})
        self.assertGreaterEqual(time.monotonic() - start, 5)
        self.assertGreater(stats["requests_failed"], 1)

    def test_cut_after_the_events_are_stored(self):
        stats = self.assert_all_arrive({"first": 3, "cut": "after_store"})
        self.assertGreater(stats["duplicates"], 0)

    def test_cut_before_the_events_are_stored(self):
        stats = self.assert_all_arrive({"first": 3, "cut": "before_store"})
        self.assertEqual(stats["duplicates"], 0)

    def test_cut_in_the_middle_of_the_reply(self):
        stats = self.assert_all_arrive({"first": 3, "cut": "mid_reply"})
        self.assertGreater(stats["duplicates"], 0)

    def test_every_third_request_is_cut_after_storing(self):
        self.assert_all_arrive({"rate": 0.34, "seed": 7, "cut": "after_store"}, stdin_rate=1000)

    def test_all_faults_by_chance(self):
        rules = [{"rate": 0.1, "seed": seed, **fault} for seed, fault in enumerate(
            ({"cut": "before_store"}, {"cut": "after_store"}, {"cut": "mid_reply"},
             {"status": 503}, {"status": 500, "body": "<html>"}, {"status": 200, "body": "{}"},
             {"status": 413}))]
        self.assert_all_arrive(*rules, stdin_rate=1000)

    def test_an_outage_of_ten_seconds(self):
        collector = self.collector()
        sender = self.sender(collector.url)
        count = 12 * 300
        with temporary_file(event_lines("event", count)) as source, temporary_file() as claims:
            process = sender.start(source, claims, "--rate", 300)
            self.assertTrue(collector.wait_for(1))
            collector.stop()
            with self.assertRaises(subprocess.TimeoutExpired):
                process.wait(timeout=10)
            collector.start()
            self.assertEqual(process.wait(timeout=60 * PATIENCE), DONE)
        self.assert_delivered(collector, {"event": range(1, count + 1)})

    def test_refused_connections_until_the_collector_is_there(self):
        collector = self.stopped_collector()
        sender = self.sender(collector.url)
        done = sender.send(event_lines("early", 100), "--flush-timeout", 1)
        self.assertEqual((done.returncode, done.stats["queued_events"]), (STILL_QUEUED, 100))
        self.assertGreater(done.stats["requests_failed"], 1)
        collector.start()
        self.assertEqual(sender.send(event_lines("late", 100)).returncode, DONE)
        self.assert_delivered(collector, {"early": range(1, 101), "late": range(1, 101)})


class Keys(EndToEnd):
    def test_a_refused_key_is_added_at_the_collector_and_set_again(self):
        collector = self.collector("--key", "OTHER")
        with Driver() as driver:
            driver.open(collector.url, self.data)
            driver.ask("track", "event", 10, '{"k":1}')
            driver.ask("flush", 300)
            stats = driver.stats()
            self.assertEqual((stats["requests"], stats["queued_events"]), (1, 10))
            collector.request("/keys", {"add": "NEW"})
            self.assertEqual(driver.ask("key", "NEW")["status"], "ok")
            self.assertEqual(driver.ask("flush", 10_000)["status"], "ok")
            self.assertEqual(driver.stats()["delivered"], 10)
        self.assertEqual(collector.summary()["unique"], 10)

    def test_a_restart_with_the_right_key_delivers_at_once(self):
        for answer, flags in ((401, ()), (403, ("--disabled-key", "BAD"))):
            with self.subTest(answer):
                self.data = self.path(f"data-{answer}")
                collector = self.collector("--key", "GOOD", *flags, directory=f"c-{answer}")
                wrong = self.sender(collector.url, key="BAD")
                done = wrong.send(event_lines("event", 10), "--flush-timeout", 1)
                self.assertEqual((done.returncode, done.stats["requests"]), (STILL_QUEUED, 1))
                done = wrong.send(b"", "--flush-timeout", 1)  # The wait outlives a restart.
                self.assertEqual((done.returncode, done.stats["requests"]), (STILL_QUEUED, 0))
                right = self.sender(collector.url, key="GOOD")
                done = right.send(b"", "--flush-timeout", 2)
                self.assertEqual((done.returncode, done.stats["delivered"]), (DONE, 10))
                self.assert_delivered(collector, {"event": range(1, 11)})


class Bodies(EndToEnd):
    """400 and 413 cost the events that are at fault, and no others."""

    def send_to(self, script, stdin, *flags):
        with Sink(script) as sink:
            done = self.sender(sink.url, "--gzip-level", 0).send(stdin, *flags)
            return done, sink.requests

    def assert_only_the_poisonous_go(self, count, poison):
        def script(request):
            if b'"poison"' in request.body:
                return our_error(400, request, "malformed")
            return shelf.store(request)

        shelf = Shelf()
        lines = [event_lines("poison" if i in poison else "event", 1, first=i)
                 for i in range(1, count + 1)]
        done, requests = self.send_to(script, b"".join(lines))
        self.assertEqual(done.returncode, REFUSED, done.errors)
        self.assertEqual(done.stats["dropped"]["poisonous"], len(poison), done.stats)
        self.assertEqual(sorted(event["p"]["i"] for event in shelf.events.values()),
                         sorted(set(range(1, count + 1)) - set(poison)))
        self.assertEqual(shelf.duplicates, 0)
        return len(requests)

    def test_one_poisonous_event_among_many(self):
        for at in (1, 250, 500):
            with self.subTest(at=at):
                self.data = self.path(f"data-{at}")
                requests = self.assert_only_the_poisonous_go(500, {at})
                self.assertLessEqual(requests, 40)

    def test_some_poisonous_events(self):
        self.assert_only_the_poisonous_go(1000, {3, 4, 5, 499, 800})

    def test_a_collector_that_answers_400_to_everything_costs_no_event(self):
        def script(request):
            return our_error(400, request, "malformed")

        done, requests = self.send_to(script, event_lines("event", 100), "--flush-timeout", 3)
        self.assertEqual((done.returncode, done.stats["queued_events"]), (STILL_QUEUED, 100))
        self.assertEqual(sum(done.stats["dropped"].values()), 0, done.stats)
        self.assertGreater(len(requests), 2)
        collector = self.collector()
        self.assertEqual(self.sender(collector.url).send().returncode, DONE)
        self.assert_delivered(collector, {"event": range(1, 101)})

    def test_a_single_event_that_is_poisonous_holds_up_no_other(self):
        def script(request):
            if b'"poison"' in request.body:
                return our_error(400, request, "malformed")
            return shelf.store(request)

        shelf = Shelf()
        with Sink(script) as sink, Driver() as driver:
            driver.open(sink.url, self.data)
            driver.ask("track", "poison", 1)
            driver.ask("flush", 500)
            self.assertEqual(driver.stats()["queued_events"], 1)
            driver.ask("track", "event", 1)
            self.assertEqual(driver.ask("flush", 10_000)["status"], "ok")
            self.assertEqual(driver.stats()["dropped"]["poisonous"], 1)
        self.assertEqual([event["n"] for event in shelf.events.values()], ["event"])

    def assert_small_bodies_suffice(self, answer):
        def script(request):
            return answer(request) if request.body_bytes > 8000 else shelf.store(request)

        shelf = Shelf()
        done, requests = self.send_to(script, event_lines("event", 600, padding=100))
        self.assertEqual(done.returncode, DONE, done.errors)
        self.assertEqual(sum(done.stats["dropped"].values()), 0, done.stats)
        self.assertEqual(len(shelf.events), 600)
        return len(requests)

    def test_413_halves_the_batch(self):
        requests = self.assert_small_bodies_suffice(
            lambda request: our_error(413, request, "too_large"))
        self.assertLessEqual(requests, 60)

    def test_a_strangers_413_halves_the_batch(self):
        self.assert_small_bodies_suffice(lambda request: b"HTTP/1.1 413 Whatever\r\n"
                                         b"Content-Length: 0\r\n\r\n")

    def test_an_event_that_alone_is_too_large_goes_and_no_other(self):
        def script(request):
            if request.body_bytes > 8000:
                return our_error(413, request, "too_large")
            return shelf.store(request)

        shelf = Shelf()
        stdin = (event_lines("event", 50) + event_lines("large", 1, padding=9000) +
                 event_lines("event", 50, first=51))
        done, _ = self.send_to(script, stdin)
        self.assertEqual(done.returncode, REFUSED, done.errors)
        self.assertEqual(done.stats["dropped"]["too_large"], 1, done.stats)
        self.assertEqual(sorted(event["p"]["i"] for event in shelf.events.values()),
                         list(range(1, 101)))

    def test_an_event_too_large_for_a_stranger_is_kept(self):
        def script(request):
            return b"HTTP/1.1 413 Whatever\r\nContent-Length: 0\r\n\r\n"

        done, _ = self.send_to(script, event_lines("event", 1), "--flush-timeout", 1)
        self.assertEqual((done.returncode, done.stats["queued_events"]), (STILL_QUEUED, 1))


class Reports(EndToEnd):
    def test_they_count_what_became_of_every_event(self):
        collector = self.collector()
        collector.faults({"first": 2, "status": 503})
        with Driver() as driver:
            driver.open(collector.url, self.data)
            driver.ask("track", "event", 1000)
            self.assertEqual(driver.ask("flush", 20_000)["status"], "ok")
            reports = driver.stats()["reports"]
            self.assertEqual(reports["sent"], 1000)
            self.assertGreater(reports["will_retry"], 0)


if __name__ == "__main__":
    unittest.main()

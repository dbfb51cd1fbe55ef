"""An event's user, and people's consent, hold while the collector is away."""

import os
import unittest

from case import EndToEnd
from driver import Driver


class Users(EndToEnd):
    def users_by_event(self, collector):
        collector.stop()
        return {event["name"]: event["context"].get("user") for event in collector.stored()}

    def test_events_keep_the_user_of_their_time(self):
        collector = self.stopped_collector()
        with Driver() as driver:
            driver.open(collector.url, self.data, "user=A")
            driver.ask("track", "of_a", 10)
            driver.ask("flush", 100)
            driver.ask("user", "")
            driver.ask("track", "of_nobody", 10)
            driver.ask("user", "B")
            driver.ask("track", "of_b", 10)
            collector.start()
            self.assertEqual(driver.ask("flush", 10_000)["status"], "ok")
        users = self.users_by_event(collector)
        self.assertEqual((users["of_a"], users["of_b"]), ("A", "B"))
        self.assertIn(users["of_nobody"], (None, ""))

    def test_they_keep_it_across_a_kill(self):
        collector = self.stopped_collector()
        with Driver() as driver:
            driver.open(collector.url, self.data, "user=A")
            driver.ask("track", "of_a", 10)
            driver.ask("user", "B")
            driver.ask("track", "of_b", 10)
            driver.kill()
        with Driver() as driver:
            driver.open(collector.url, self.data, "user=C")
            driver.ask("track", "of_c", 10)
            collector.start()
            self.assertEqual(driver.ask("flush", 10_000)["status"], "ok")
            self.assertEqual(driver.stats()["delivered"], 30)
        self.assertEqual(self.users_by_event(collector), {"of_a": "A", "of_b": "B", "of_c": "C"})

    def test_a_user_who_changes_with_every_event(self):
        collector = self.collector()
        with Driver() as driver:
            driver.open(collector.url, self.data)
            for i in range(300):
                driver.ask("user", f"user-{i % 3}")
                driver.ask("track", f"event-{i}", 1)
            self.assertEqual(driver.ask("flush", 10_000)["status"], "ok")
        users = self.users_by_event(collector)
        self.assertEqual(users, {f"event-{i}": f"user-{i % 3}" for i in range(300)})

    def test_reset_forgets_the_user_and_what_is_queued(self):
        collector = self.stopped_collector()
        with Driver() as driver:
            driver.open(collector.url, self.data, "user=A")
            driver.ask("super", "plan", '"gold"')
            driver.ask("track", "old", 10)
            driver.ask("flush", 200)
            self.assertEqual(driver.ask("reset")["status"], "ok")
            driver.ask("track", "new", 10)
            collector.start()
            self.assertEqual(driver.ask("flush", 10_000)["status"], "ok")
            stats = driver.stats()
            self.assertEqual((stats["delivered"], stats["dropped"]["purged"]), (10, 10), stats)
        self.assertEqual(collector.summary()["missing"], 0)
        self.assertEqual(self.users_by_event(collector), {"new": None})
        self.assertNotIn("gold", str(collector.stored()))


class Consent(EndToEnd):
    def everything_on_disk(self):
        content = b""
        for folder, _, names in os.walk(self.data):
            for name in names:
                with open(os.path.join(folder, name), "rb") as file:
                    content += file.read()
        return content

    def test_pending_writes_nothing_and_sends_nothing(self):
        collector = self.collector()
        with Driver() as driver:
            driver.open(collector.url, self.data, "consent=pending")
            self.assertEqual(driver.ask("track", "waiting", 10)["taken"], 10)
            driver.ask("flush", 300)
            self.assertFalse(os.path.exists(self.data))
            self.assertEqual(collector.summary()["requests"], 0)
            self.assertEqual(driver.ask("consent", "granted")["status"], "ok")
            self.assertEqual(driver.ask("flush", 10_000)["status"], "ok")
        self.assertEqual(collector.summary()["unique"], 10)

    def test_denied_erases_what_was_kept_and_is_remembered(self):
        collector = self.stopped_collector()
        with Driver() as driver:
            driver.open(collector.url, self.data, "user=Ottoline")
            driver.ask("track", "secret", 10, '{"word":"xylophone"}')
            driver.ask("flush", 200)
            self.assertIn(b"xylophone", self.everything_on_disk())
            self.assertEqual(driver.ask("consent", "denied")["status"], "ok")
            self.assertEqual(driver.ask("track", "late")["status"], "switched_off")
            for trace in (b"xylophone", b"secret", b"Ottoline"):
                self.assertNotIn(trace, self.everything_on_disk())
            self.assertEqual(driver.finish(), 0)
        collector.start()
        with Driver() as driver:
            driver.open(collector.url, self.data)
            self.assertEqual(driver.ask("track", "late")["status"], "switched_off")
            driver.ask("flush", 300)
        self.assertEqual(collector.summary()["requests"], 0)


if __name__ == "__main__":
    unittest.main()

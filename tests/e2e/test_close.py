"""close() and the destructor take the time of a disk write, whatever the network does."""

import os
import socket
import subprocess
import unittest

import mounts
from case import NOWHERE, EndToEnd
from driver import Driver
from programs import DONE
from sink import STALL, Sink

BOUND_MS = 100
SILENT_RESOLVER = "127.0.57.53"


class ClosingCase(EndToEnd):
    def assert_closes_fast(self, endpoint, wait, *words):
        """`wait(driver)` returns once a request is held up."""
        expected = 0
        for how in ("close 0", "destroy"):
            with Driver() as driver:
                driver.open(endpoint, self.data, *words)
                expected += driver.ask("track", "event", 500)["taken"]
                driver.ask("flush", 1)
                wait(driver)
                answer = driver.ask(how)
                self.assertLess(answer["took_ms"], BOUND_MS, how)
                self.assertEqual(driver.ask("track", "late")["status"], "closed")
                self.assertEqual(driver.finish(), 0)
        collector = self.collector()
        done = self.sender(collector.url).send()
        self.assertEqual((done.returncode, done.stats["delivered"]), (DONE, expected), done.errors)
        self.assertEqual(collector.summary()["unique"], expected)

    @staticmethod
    def a_request_is_under_way(driver):
        driver.wait_until(lambda stats: stats["requests"] > 0)


class Closing(ClosingCase):
    def test_refused(self):
        self.assert_closes_fast(NOWHERE, self.a_request_is_under_way)

    def test_connecting_and_nobody_answers(self):
        with socket.create_server(("127.0.0.1", 0), backlog=0) as listener:
            crowd = [socket.socket() for _ in range(4)]  # More than the backlog takes.
            for each in crowd:
                self.addCleanup(each.close)
                each.setblocking(False)
                each.connect_ex(listener.getsockname())
            self.assert_closes_fast("http://127.0.0.1:%d" % listener.getsockname()[1],
                                    self.a_request_is_under_way)

    def test_connected_and_nobody_answers(self):
        with Sink(STALL) as sink:
            self.assert_closes_fast(
                sink.url, lambda driver: sink.wait_for(connections=len(sink.connected_at) + 1,
                                                       seconds=1))

    def test_the_handshake_is_not_answered(self):
        certificate = self.path("ca.pem")
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=localhost",
             "-keyout", os.devnull, "-out", certificate], check=True, capture_output=True)
        with Sink(STALL) as sink:
            self.assert_closes_fast(
                sink.url.replace("http:", "https:"),
                lambda driver: sink.wait_for(connections=len(sink.connected_at) + 1, seconds=1),
                f"ca_file={certificate}")


class SilentNames(ClosingCase):
    def test_the_name_server_is_silent(self):
        mounts.make_private()
        mounts.put_over("/etc/resolv.conf", f"nameserver {SILENT_RESOLVER}\n")
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as resolver:
            resolver.bind((SILENT_RESOLVER, 53))
            resolver.settimeout(10)
            self.assert_closes_fast("https://collector.invalid-name.example",
                                    lambda driver: resolver.recv(4096))


class Flood(EndToEnd):
    def test_closed_in_the_middle_of_all_other_calls(self):
        collector = self.collector()
        expected = 0
        for close_after_ms in (1, 5, 20, 100):
            with Driver() as driver:
                driver.open(collector.url, self.data)
                answer = driver.ask("flood", 8, close_after_ms + 50, close_after_ms)
                self.assertEqual(answer["status"], "closed")
                expected += answer["accepted"]
                self.assertEqual(driver.finish(), 0)
        self.assertEqual(self.sender(collector.url).send().returncode, DONE)
        self.assertEqual(collector.summary()["unique"], expected)


if __name__ == "__main__":
    unittest.main()

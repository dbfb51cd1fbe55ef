"""A host name whose address moves: delivery goes on after the next failure, without a restart."""

import unittest

import mounts
from case import EndToEnd
from driver import Driver

NAME = "collector.moving.example"


def setUpModule():
    mounts.make_private()


class Moving(EndToEnd):
    def point_name_at(self, address):
        with open("/etc/hosts", "w") as file:
            file.write(f"127.0.0.1 localhost\n{address} {NAME}\n")

    def test_the_address_of_a_name_moves(self):
        mounts.put_over("/etc/hosts", "")
        collector = self.collector(address="127.0.0.2")
        self.point_name_at(collector.address)
        with Driver() as driver:
            driver.open(f"http://{NAME}:{collector.port}", self.data, "plain_http=1")
            driver.ask("track", "at_first", 100)
            self.assertEqual(driver.ask("flush", 10_000)["status"], "ok")

            collector.stop()
            driver.ask("track", "meanwhile", 100)
            driver.ask("flush", 200)
            self.assertEqual(driver.stats()["queued_events"], 100)

            collector.address = "127.0.0.3"
            collector.start()
            self.point_name_at(collector.address)
            driver.ask("track", "then", 100)
            self.assertEqual(driver.ask("flush", 10_000)["status"], "ok")
            self.assertEqual(driver.stats()["delivered"], 300)
        self.assertEqual(collector.summary()["unique"], 300)


if __name__ == "__main__":
    unittest.main()

"""Reports of the device and the application decide when the real library sends.

Intervals are short here: after HELD_SECONDS everything that may go by itself has gone many times.
"""

import socket
import time
import unittest

from bus import (DISPLAY_DEVICE, MACHINE, MANAGER, MISSING, NETWORK_MANAGER, POWER_PROFILES,
                 PROFILE, UPOWER, Bus)
from case import NOWHERE, EndToEnd
from driver import Driver
from idle import IDLE_SECONDS, context_switches, settle
from programs import PATIENCE, SANITIZED
from trees import write_routes, write_tree

SHORT = "flush_ms=50 deferred_ms=100"
HELD_SECONDS = 0.6
EMPTY_BATTERY = {"type": "Battery", "status": "Discharging", "capacity": 5}
FULL_BATTERY = {"type": "Battery", "status": "Charging", "capacity": 95}


class SignalsCase(EndToEnd):
    def setUp(self):
        super().setUp()
        self.supplies, self.routes = self.path("power_supply"), self.path("net")
        write_tree(self.supplies)
        write_routes(self.routes, "")
        self.started = self.collector()
        self.driver = self.new_driver()

    def new_driver(self):
        driver = Driver()
        self.addCleanup(driver.__exit__)
        return driver

    def open(self, *words, address="unix:path=/nonexistent/bus", url=None):
        self.driver.open(url or self.started.url, self.data, "signals=on", f"bus_address={address}",
                         f"power_supply_root={self.supplies}", f"routes_root={self.routes}", *words)

    def track(self, priority, name, count=1, i=0):
        for index in range(i, i + count):
            said = self.driver.ask("track_as", priority, name, 1, f'{{"i":{index}}}')
            self.assertEqual(said["status"], "ok")

    def say(self, *words):
        self.assertEqual(self.driver.ask(*words)["status"], "ok")

    def wait_for(self, unique):
        self.assertTrue(self.started.wait_for(unique), self.started.summary())

    def bus(self, parameters):
        """With these services on it."""
        bus = Bus(self.path("bus"), parameters)
        self.addCleanup(bus.stop)
        bus.start(*parameters)
        return bus

    def canaries(self):
        """The bus answers a moment after the tracker was opened. Tracks one event after another,
        until one is held back; returns how many there were."""
        for count in range(20 * PATIENCE):
            self.track("normal", "canary", i=count)
            time.sleep(HELD_SECONDS)
            if self.driver.stats()["queued_events"] != 0:
                return count + 1
        raise TimeoutError("nothing is held back")


class HeldBack(SignalsCase):
    """Only immediate events are sent, all else is kept, and all of it goes after recovery."""

    def check(self, recover, canaries=0):
        """`canaries`: so many were tracked before, of which the last is held back."""
        before = self.driver.stats()
        gone = before["delivered"]
        self.track("normal", "normal", 20)
        self.track("deferred", "deferred", 5)
        self.track("immediate", "immediate")
        self.wait_for(gone + 1)
        time.sleep(HELD_SECONDS)
        self.track("immediate", "immediate", i=1)
        self.wait_for(gone + 2)
        held = self.driver.wait_until(lambda stats: stats["delivered"] == gone + 2)
        self.assertEqual(held["queued_events"], 25 + before["queued_events"])
        self.assertEqual((held["requests"], held["failed"]), (before["requests"] + 2, 0))
        self.assertEqual(sum(held["dropped"].values()), 0)
        recover()
        self.wait_for(27 + canaries)
        self.driver.wait_until(lambda stats: stats["queued_events"] == 0)
        self.assertEqual(self.driver.finish(), 0)
        self.assert_delivered(self.started, {"normal": range(20), "deferred": range(5),
                                             "immediate": range(2), "canary": range(canaries)})

    def test_while_the_application_says_that_the_battery_is_at_5_percent(self):
        self.open(SHORT)
        self.say("power", 5)
        self.check(lambda: self.say("power", 5, "charging"))

    def test_while_the_application_says_that_power_is_saved(self):
        self.open(SHORT)
        self.say("power", 80, "saving")
        self.check(lambda: self.say("power"))

    def test_while_the_application_says_that_the_device_roams(self):
        self.open(SHORT)
        self.say("network", "roaming")
        self.check(lambda: self.say("network", "unmetered"))

    def test_while_the_kernel_says_5_percent_until_the_application_knows_better(self):
        write_tree(self.supplies, BAT0=EMPTY_BATTERY)
        self.open(SHORT)
        self.check(lambda: self.say("power", 60))

    @unittest.skipIf(MISSING, MISSING)
    def test_while_upower_says_5_percent_whatever_the_kernel_says(self):
        write_tree(self.supplies, BAT0=FULL_BATTERY)
        bus = self.bus({UPOWER: {"OnBattery": True}})
        bus.set(DISPLAY_DEVICE, "Percentage", "double:5")
        bus.set(DISPLAY_DEVICE, "IsPresent", "boolean:true")
        self.open(SHORT, address=bus.address)
        self.check(lambda: bus.set(MACHINE, "OnBattery", "boolean:false"), self.canaries())

    @unittest.skipIf(MISSING, MISSING)
    def test_while_the_power_profile_saves(self):
        bus = self.bus({POWER_PROFILES: {"ActiveProfile": "power-saver"}})
        self.open(SHORT, address=bus.address)
        self.check(lambda: bus.set(PROFILE, "ActiveProfile", "string:balanced"), self.canaries())

    @unittest.skipIf(MISSING, MISSING)
    def test_until_the_bus_dies_that_has_said_so(self):
        bus = self.bus({POWER_PROFILES: {"ActiveProfile": "power-saver"}})
        self.open(SHORT, address=bus.address)
        self.check(bus.stop, self.canaries())


class Opening(SignalsCase):
    def test_what_an_earlier_process_left_waits_while_the_battery_is_empty(self):
        write_tree(self.supplies, BAT0=EMPTY_BATTERY)
        with Driver() as earlier:
            earlier.open(NOWHERE, self.data)
            self.assertEqual(earlier.ask("track", "left", 1, '{"i":0}')["status"], "ok")
            earlier.ask("close", 0)
        self.open(SHORT)
        time.sleep(HELD_SECONDS)
        stats = self.driver.stats()
        self.assertEqual((stats["recovered"], stats["requests"]), (1, 0))
        self.say("power", 60)
        self.wait_for(1)

    def test_a_bus_that_never_answers_holds_nothing(self):
        path = self.path("silent")
        with socket.socket(socket.AF_UNIX) as silent:
            silent.bind(path)
            silent.listen()
            self.open(address=f"unix:path={path}")
            with silent.accept()[0]:
                self.track("normal", "event", 10)
                self.assertEqual(self.driver.ask("flush", 20_000)["status"], "ok")
                self.assertEqual(self.driver.ask("close", 1000)["status"], "ok")
        self.assertEqual(self.driver.finish(), 0)
        self.assert_delivered(self.started, {"event": range(10)})

    def test_a_tracker_that_is_not_to_listen_does_not(self):
        write_tree(self.supplies, BAT0=EMPTY_BATTERY)
        self.open(SHORT, "signals=off")
        self.track("normal", "event")
        self.wait_for(1)


@unittest.skipIf(MISSING, MISSING)
class Network(SignalsCase):
    def test_nothing_is_tried_without_a_network_and_all_goes_once_it_is_back(self):
        bus = self.bus({NETWORK_MANAGER: {}})
        bus.set(MANAGER, "State", "uint32:20")
        # An address of this machine that does not look like one.
        self.open(SHORT, "plain_http=1", address=bus.address,
                  url=self.started.url.replace("127.0.0.1", "0.0.0.0"))
        canaries = self.canaries()
        before = self.driver.stats()
        self.track("immediate", "event", 3)
        self.assertEqual(self.driver.ask("flush", 500)["status"], "timed_out")
        stats = self.driver.stats()
        self.assertEqual((stats["queued_events"], stats["requests"]), (4, before["requests"]))
        bus.set(MANAGER, "State", "uint32:70")
        self.wait_for(3 + canaries)
        self.assertEqual(self.driver.finish(), 0)
        self.assert_delivered(self.started, {"event": range(3), "canary": range(canaries)})

    def test_a_collector_on_this_machine_needs_none(self):
        bus = self.bus({NETWORK_MANAGER: {}, POWER_PROFILES: {"ActiveProfile": "power-saver"}})
        bus.set(MANAGER, "State", "uint32:20")
        self.open(SHORT, address=bus.address)
        canaries = self.canaries()  # Held back by the profile: the bus has been heard.
        self.track("immediate", "event")
        self.wait_for(canaries)


class Leaving(SignalsCase):
    def check_one_request(self, state):
        self.track("normal", "normal", 100)
        self.track("deferred", "deferred", 50)
        self.assertEqual(self.driver.stats()["requests"], 0)
        self.say("app", state)
        self.wait_for(150)
        self.driver.wait_until(lambda stats: stats["delivered"] == 150)
        self.assertEqual(self.driver.stats()["requests"], 1)

    def test_an_application_in_the_background_sends_all_in_one_request(self):
        self.open()
        self.check_one_request("background")
        self.assertEqual(self.driver.finish(), 0)
        self.assert_delivered(self.started, {"normal": range(100), "deferred": range(50)})

    def test_an_application_that_ends_sends_all_in_one_request_and_then_none(self):
        self.open()
        self.check_one_request("terminating")
        self.track("immediate", "late")
        self.say("activity")
        time.sleep(HELD_SECONDS)
        self.assertEqual(self.driver.stats()["requests"], 1)
        self.assertEqual(self.driver.ask("close", 0)["status"], "timed_out")
        self.assertEqual(self.driver.finish(), 0)
        self.driver = self.new_driver()
        self.open()
        self.wait_for(151)
        self.assertEqual(self.driver.finish(), 0)
        self.assert_delivered(self.started, {"normal": range(100), "deferred": range(50),
                                             "late": range(1)})

    def test_in_the_background_events_wait_for_the_foreground(self):
        self.open("flush_ms=200")
        self.track("normal", "event")
        self.say("app", "background")
        self.wait_for(1)
        self.driver.wait_until(lambda stats: stats["delivered"] == 1)
        self.track("normal", "event", 10, i=1)
        time.sleep(HELD_SECONDS)
        self.assertEqual(self.driver.stats()["requests"], 1)
        self.say("app", "foreground")
        self.wait_for(11)

    def test_what_waits_goes_along_when_the_application_uses_the_network(self):
        self.open("flush_ms=600000")
        self.track("normal", "event", 10)
        time.sleep(2 * PATIENCE)  # They are drained within one second.
        self.assertEqual(self.driver.stats()["requests"], 0)
        self.say("activity")
        self.wait_for(10)

    @unittest.skipIf(SANITIZED, "sanitizers have threads of their own")
    def test_nothing_wakes_a_process_in_the_background_though_it_listens_to_the_system(self):
        write_tree(self.supplies, BAT0=FULL_BATTERY)
        address = "unix:path=/nonexistent/bus"
        if not MISSING:
            bus = Bus(self.path("bus"))
            self.addCleanup(bus.stop)
            bus.start(UPOWER, NETWORK_MANAGER, POWER_PROFILES)
            address = bus.address
        self.open("flush_ms=500", address=address)
        self.check_one_request("background")
        self.track("normal", "later", 10)
        pid = self.driver.process.pid
        settle(pid)
        before = context_switches(pid)
        time.sleep(IDLE_SECONDS)
        self.assertEqual(context_switches(pid), before)
        self.assertEqual(self.driver.stats()["queued_events"], 10)


if __name__ == "__main__":
    unittest.main()

"""Reports of D-Bus services become conditions, as the services come, change, go and die."""

import os
import signal
import socket
import tempfile
import unittest

from bus import (DISPLAY_DEVICE, MACHINE, MANAGER, MISSING, NETWORK_MANAGER, POWER_PROFILES,
                 PROFILE, UPOWER, Bus)
from probe import UNKNOWN, Probe, conditions
from trees import DEFAULT_ROUTE, write_routes, write_tree

LAPTOP = {"AC": {"type": "Mains", "online": 0},
          "BAT0": {"type": "Battery", "status": "Discharging", "capacity": 40}}
LAPTOP_SAYS = {"percent": 40, "charging": False}


class Case(unittest.TestCase):
    maxDiff = 2000

    def setUp(self):
        directory = tempfile.TemporaryDirectory(prefix="godwit-bus-")
        self.addCleanup(directory.cleanup)
        self.supplies = os.path.join(directory.name, "power_supply")
        self.routes = os.path.join(directory.name, "net")
        self.directory = os.path.join(directory.name, "bus")
        write_tree(self.supplies)
        write_routes(self.routes, "")

    def probe(self, address):
        probe = Probe(self.supplies, self.routes, address)
        self.addCleanup(lambda: self.assertEqual(probe.stop(), 0))
        return probe


@unittest.skipIf(MISSING, MISSING)
class Services(Case):
    def bus(self, **parameters):
        bus = Bus(self.directory, parameters.get("parameters"))
        self.addCleanup(bus.stop)
        return bus

    def test_upower_says_battery_and_charger_as_they_change(self):
        bus = self.bus(parameters={UPOWER: {"OnBattery": True}})
        bus.start(UPOWER)
        bus.set(DISPLAY_DEVICE, "IsPresent", "boolean:true")
        bus.set(DISPLAY_DEVICE, "Percentage", "double:61")
        probe = self.probe(bus.address)
        probe.until(percent=61)
        bus.set(DISPLAY_DEVICE, "Percentage", "double:5")
        self.assertEqual(probe.next(), conditions(percent=5))
        bus.set(MACHINE, "OnBattery", "boolean:false")
        self.assertEqual(probe.next(), conditions(percent=5, charging=True))
        bus.set(DISPLAY_DEVICE, "IsPresent", "boolean:false")
        self.assertEqual(probe.next(), conditions(charging=True))

    def test_upower_wins_over_the_kernel_while_it_is_there(self):
        write_tree(self.supplies, **LAPTOP)
        bus = self.bus()
        probe = self.probe(bus.address)
        self.assertEqual(probe.next(), conditions(**LAPTOP_SAYS))
        bus.start(UPOWER)
        probe.until(charging=True)
        bus.set(DISPLAY_DEVICE, "Percentage", "double:77")
        bus.set(DISPLAY_DEVICE, "IsPresent", "boolean:true")
        probe.until(percent=77, charging=True)
        bus.end(UPOWER)
        self.assertEqual(probe.next(), conditions(**LAPTOP_SAYS))
        bus.start(UPOWER)
        self.assertEqual(probe.next(), conditions(charging=True))

    def test_a_profile_that_saves_power_counts_beside_what_the_kernel_says(self):
        write_tree(self.supplies, **LAPTOP)
        bus = self.bus(parameters={POWER_PROFILES: {"ActiveProfile": "power-saver"}})
        bus.start(POWER_PROFILES)
        probe = self.probe(bus.address)
        probe.until(**LAPTOP_SAYS, saving=True)
        bus.set(PROFILE, "ActiveProfile", "string:balanced")
        self.assertEqual(probe.next(), conditions(**LAPTOP_SAYS))
        bus.set(PROFILE, "ActiveProfile", "string:power-saver")
        self.assertEqual(probe.next(), conditions(**LAPTOP_SAYS, saving=True))
        bus.end(POWER_PROFILES)
        self.assertEqual(probe.next(), conditions(**LAPTOP_SAYS))

    def test_networkmanager_says_whether_bytes_are_metered(self):
        bus = self.bus()
        bus.start(NETWORK_MANAGER)
        probe = self.probe(bus.address)
        self.assertEqual(probe.next(), UNKNOWN)
        for number, kind in ((1, "metered"), (2, "unmetered"), (3, "metered"), (4, "unmetered"),
                             (0, "unknown")):
            bus.set(MANAGER, "Metered", f"uint32:{number}")
            self.assertEqual(probe.next(), conditions(network=kind), number)

    def test_there_is_no_network_while_networkmanager_has_none(self):
        bus = self.bus()
        bus.start(NETWORK_MANAGER)
        bus.set(MANAGER, "Metered", "uint32:4")
        probe = self.probe(bus.address)
        probe.until(network="unmetered")
        bus.set(MANAGER, "Connectivity", "uint32:1")
        self.assertEqual(probe.next(), conditions(network="none"))
        bus.set(MANAGER, "Connectivity", "uint32:4")
        self.assertEqual(probe.next(), conditions(network="unmetered"))
        for state in (10, 20):  # Asleep, disconnected.
            bus.set(MANAGER, "State", f"uint32:{state}")
            self.assertEqual(probe.next(), conditions(network="none"))
            bus.set(MANAGER, "State", "uint32:70")
            self.assertEqual(probe.next(), conditions(network="unmetered"))
        # A portal, and a check of NetworkManager's own that fails, say nothing of the collector.
        bus.set(MANAGER, "Connectivity", "uint32:2")
        bus.set(MANAGER, "Connectivity", "uint32:3")
        bus.set(MANAGER, "Metered", "uint32:1")
        self.assertEqual(probe.next(), conditions(network="metered"))
        bus.end(NETWORK_MANAGER)
        self.assertEqual(probe.next(), UNKNOWN)

    def test_none_is_not_believed_where_the_kernel_has_a_default_route(self):
        write_routes(self.routes, DEFAULT_ROUTE)
        bus = self.bus()
        bus.start(NETWORK_MANAGER)
        bus.set(MANAGER, "Metered", "uint32:1")
        probe = self.probe(bus.address)
        probe.until(network="metered")
        bus.set(MANAGER, "State", "uint32:20")
        self.assertEqual(probe.next(), UNKNOWN)

    def test_no_service_is_started_but_one_that_comes_later_is_heard(self):
        bus = self.bus()
        probe = self.probe(bus.address)
        self.assertEqual(probe.next(), UNKNOWN)
        for service in (UPOWER, NETWORK_MANAGER, POWER_PROFILES):
            self.assertFalse(bus.has(service))
        bus.start(UPOWER)
        self.assertEqual(probe.next(), conditions(charging=True))
        bus.start(NETWORK_MANAGER)
        bus.set(MANAGER, "Metered", "uint32:1")
        self.assertEqual(probe.next(), conditions(network="metered", charging=True))
        self.assertFalse(bus.has(POWER_PROFILES))

    def test_what_a_bus_said_is_forgotten_when_it_dies(self):
        write_tree(self.supplies, **LAPTOP)
        bus = self.bus(parameters={POWER_PROFILES: {"ActiveProfile": "power-saver"}})
        bus.start(UPOWER, NETWORK_MANAGER, POWER_PROFILES)
        bus.set(MANAGER, "Metered", "uint32:1")
        probe = self.probe(bus.address)
        probe.until(network="metered", charging=True, saving=True)
        bus.stop(signal.SIGKILL)
        probe.until(**LAPTOP_SAYS)


class NoBus(Case):
    def setUp(self):
        super().setUp()
        write_tree(self.supplies, **LAPTOP)

    def test_where_no_bus_is_the_kernel_is_heard(self):
        self.assertEqual(self.probe("unix:path=/nonexistent/bus").next(), conditions(**LAPTOP_SAYS))
        self.assertEqual(self.probe("no address").next(), conditions(**LAPTOP_SAYS))

    def test_a_bus_that_never_answers_holds_nothing(self):
        path = os.path.join(os.path.dirname(self.directory), "silent")
        with socket.socket(socket.AF_UNIX) as silent:
            silent.bind(path)
            silent.listen()
            probe = self.probe(f"unix:path={path}")
            self.assertEqual(probe.next(), conditions(**LAPTOP_SAYS))
            with silent.accept()[0] as connection:
                self.assertIn(b"AUTH", connection.recv(100))
                self.assertEqual(probe.stop(), 0)

    def test_a_bus_that_hangs_up_is_done_with(self):
        path = os.path.join(os.path.dirname(self.directory), "rude")
        with socket.socket(socket.AF_UNIX) as rude:
            rude.bind(path)
            rude.listen()
            probe = self.probe(f"unix:path={path}")
            with rude.accept()[0] as connection:
                connection.recv(100)
            self.assertEqual(probe.next(), conditions(**LAPTOP_SAYS))
            self.assertEqual(probe.stop(), 0)
            rude.setblocking(False)
            with self.assertRaises(BlockingIOError):  # It has not come back.
                rude.accept()


if __name__ == "__main__":
    unittest.main()

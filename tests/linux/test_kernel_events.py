"""The kernel's announcements are heard, and nobody else's.

Runs in a network namespace of its own: what is sent to the kernel there comes back as the kernel's
own announcement (uevent_net_rcv() of the Linux kernel, since 4.18).
"""

import fcntl
import os
import socket
import struct
import tempfile
import unittest

from bus import MANAGER, MISSING, NETWORK_MANAGER, Bus
from probe import Probe, conditions
from trees import DEFAULT_ROUTE, write_routes, write_tree

NETLINK_KOBJECT_UEVENT = 15
KERNEL = 0
SIOCGIFFLAGS, SIOCSIFFLAGS, IFF_UP = 0x8913, 0x8914, 1
BATTERY = {"type": "Battery", "status": "Discharging", "capacity": 40}


def uevent(subsystem):
    """A netlink message (struct nlmsghdr) with an announcement in it."""
    text = f"change@/devices/x\0ACTION=change\0DEVPATH=/devices/x\0SUBSYSTEM={subsystem}\0".encode()
    return struct.pack("=IHHII", 16 + len(text), 16, 1, 0, 0) + text


def announce(subsystem, receiver=KERNEL):
    with socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, NETLINK_KOBJECT_UEVENT) as sender:
        sender.sendto(uevent(subsystem), (receiver, 0))


def raise_loopback():
    """Gives the namespace its first routes."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        request = struct.pack("16sH14x", b"lo", 0)
        flags = struct.unpack("16sH14x", fcntl.ioctl(any_socket, SIOCGIFFLAGS, request))[1]
        fcntl.ioctl(any_socket, SIOCSIFFLAGS, struct.pack("16sH14x", b"lo", flags | IFF_UP))


class KernelEvents(unittest.TestCase):
    def setUp(self):
        directory = tempfile.TemporaryDirectory(prefix="godwit-uevents-")
        self.addCleanup(directory.cleanup)
        self.supplies = os.path.join(directory.name, "power_supply")
        self.routes = os.path.join(directory.name, "net")
        self.directory = os.path.join(directory.name, "bus")
        write_tree(self.supplies, BAT0=BATTERY)
        write_routes(self.routes, "")

    def probe(self, address):
        probe = Probe(self.supplies, self.routes, address)
        self.addCleanup(lambda: self.assertEqual(probe.stop(), 0))
        return probe

    def test_the_battery_is_read_again_when_the_kernel_announces_a_supply(self):
        probe = self.probe("none")
        self.assertEqual(probe.next(), conditions(percent=40))
        write_tree(self.supplies, BAT0={"capacity": 5})
        announce("power_supply")
        self.assertEqual(probe.next(), conditions(percent=5))
        write_tree(self.supplies, AC={"type": "Mains", "online": 1}, BAT0={"status": "Charging"})
        announce("power_supply")
        self.assertEqual(probe.next(), conditions(percent=5, charging=True))

    def test_other_announcements_and_those_of_others_are_passed_over(self):
        probe = self.probe("none")
        self.assertEqual(probe.next(), conditions(percent=40))
        write_tree(self.supplies, BAT0={"capacity": 30})
        announce("net")
        # The first netlink socket of a process has its number as its address.
        announce("power_supply", receiver=probe.pid)
        # All that was sent before is read before this is.
        announce("block")
        write_tree(self.supplies, BAT0={"capacity": 20})
        announce("power_supply")
        self.assertEqual(probe.next(), conditions(percent=20))

    @unittest.skipIf(MISSING, MISSING)
    def test_a_route_that_comes_while_networkmanager_has_none_is_noticed(self):
        bus = Bus(self.directory)
        self.addCleanup(bus.stop)
        bus.start(NETWORK_MANAGER)
        bus.set(MANAGER, "State", "uint32:20")
        probe = self.probe(bus.address)
        probe.until(network="none", percent=40)
        write_routes(self.routes, DEFAULT_ROUTE)
        raise_loopback()
        self.assertEqual(probe.next(), conditions(percent=40))


if __name__ == "__main__":
    unittest.main()

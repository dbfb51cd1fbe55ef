"""The system's own bus is found where the D-Bus specification puts it.

Runs in namespaces of its own: there a test may put its bus in that place.
"""

import os
import subprocess
import tempfile
import unittest

from bus import MANAGER, MISSING, NETWORK_MANAGER, Bus
from probe import Probe
from trees import write_routes, write_tree

RUN = os.path.realpath("/var/run")


@unittest.skipIf(MISSING, MISSING)
class SystemBus(unittest.TestCase):
    def setUp(self):
        subprocess.run(["mount", "-t", "tmpfs", "tmpfs", RUN], check=True)
        self.addCleanup(lambda: subprocess.run(["umount", "-l", RUN], check=True))
        os.environ.pop("DBUS_SYSTEM_BUS_ADDRESS", None)
        directory = tempfile.TemporaryDirectory(prefix="godwit-bus-")
        self.addCleanup(directory.cleanup)
        self.supplies = os.path.join(directory.name, "power_supply")
        self.routes = os.path.join(directory.name, "net")
        self.bus = Bus(os.path.join(directory.name, "bus"))
        self.addCleanup(self.bus.stop)
        write_tree(self.supplies)
        write_routes(self.routes, "")
        self.bus.start(NETWORK_MANAGER)
        self.bus.set(MANAGER, "Metered", "uint32:1")

    def probe(self):
        probe = Probe(self.supplies, self.routes, address="")
        self.addCleanup(lambda: self.assertEqual(probe.stop(), 0))
        return probe

    def test_a_bus_in_its_usual_place_is_heard(self):
        os.mkdir(f"{RUN}/dbus")
        os.symlink(self.bus.address.removeprefix("unix:path="), f"{RUN}/dbus/system_bus_socket")
        self.probe().until(network="metered")

    def test_where_the_environment_names_another_that_one_is_heard(self):
        os.environ["DBUS_SYSTEM_BUS_ADDRESS"] = self.bus.address
        self.addCleanup(os.environ.pop, "DBUS_SYSTEM_BUS_ADDRESS")
        self.probe().until(network="metered")


if __name__ == "__main__":
    unittest.main()

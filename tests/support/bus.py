"""A D-Bus daemon of the test's own, and services on it as python3-dbusmock plays them.

A service is started by the daemon when somebody asks for it and lets it (start()); whoever asks
without that, as Godwit does, finds nobody there.
"""

import json
import os
import re
import signal
import subprocess
import sys

PATIENCE = int(os.environ.get("GODWIT_PATIENCE") or 1)

CONFIGURATION = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:path={socket}</listen>
  <auth>EXTERNAL</auth>
  <servicedir>{services}</servicedir>
  <policy context="default">
    <allow send_destination="*"/>
    <allow receive_sender="*"/>
    <allow own="*"/>
  </policy>
</busconfig>
"""

UPOWER = "org.freedesktop.UPower"
NETWORK_MANAGER = "org.freedesktop.NetworkManager"
POWER_PROFILES = "net.hadess.PowerProfiles"
TEMPLATES = {UPOWER: "upower", NETWORK_MANAGER: "networkmanager",
             POWER_PROFILES: "power_profiles_daemon"}
DISPLAY_DEVICE = ("/org/freedesktop/UPower/devices/DisplayDevice", UPOWER + ".Device")
MACHINE = ("/org/freedesktop/UPower", UPOWER)
MANAGER = ("/org/freedesktop/NetworkManager", NETWORK_MANAGER)
PROFILE = ("/net/hadess/PowerProfiles", POWER_PROFILES)


def python_with_dbusmock():
    """The package of Debian is for Debian's own interpreter, which need not be this one."""
    for python in (sys.executable, "/usr/bin/python3"):
        if subprocess.run([python, "-c", "import dbusmock"], stderr=subprocess.DEVNULL,
                          check=False).returncode == 0:
            return python
    return None


PYTHON = python_with_dbusmock()
MISSING = None if PYTHON else "python3-dbusmock is not installed"
if os.environ.get("GODWIT_WITH_DBUS") == "OFF":
    MISSING = "the library is built without D-Bus"


class Bus:
    """Runs until stop(). `parameters`: of a service's template, by the service's name."""

    def __init__(self, directory, parameters=None):
        os.makedirs(os.path.join(directory, "services"))
        socket = os.path.join(directory, "bus")
        self.address = f"unix:path={socket}"
        for name, template in TEMPLATES.items():
            self._offer(directory, name, template, (parameters or {}).get(name, {}))
        configuration = os.path.join(directory, "bus.conf")
        with open(configuration, "w", encoding="utf-8") as file:
            file.write(CONFIGURATION.format(socket=socket, services=f"{directory}/services"))
        self._environment = dict(os.environ, DBUS_SYSTEM_BUS_ADDRESS=self.address)
        self._process = subprocess.Popen(
            ["dbus-daemon", f"--config-file={configuration}", "--nofork", "--print-address"],
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=self._environment, text=True)
        if not self._process.stdout.readline():
            raise RuntimeError("dbus-daemon does not start")

    @staticmethod
    def _offer(directory, name, template, parameters):
        script = os.path.join(directory, template)
        with open(script, "w", encoding="utf-8") as file:
            file.write(f"#!/bin/sh\nexec {PYTHON} -m dbusmock --system --template {template} "
                       f"--parameters '{json.dumps(parameters)}' >/dev/null 2>&1\n")
        os.chmod(script, 0o755)
        with open(f"{directory}/services/{name}.service", "w", encoding="utf-8") as file:
            file.write(f"[D-BUS Service]\nName={name}\nExec={script}\n")

    def _call(self, service, path, method, *arguments):
        done = subprocess.run(
            ["dbus-send", f"--bus={self.address}", "--print-reply",
             f"--reply-timeout={20_000 * PATIENCE}", f"--dest={service}", path, method, *arguments],
            capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise RuntimeError(f"{method} of {service}: {done.stderr}")
        return done.stdout

    def has(self, service):
        said = self._call("org.freedesktop.DBus", "/org/freedesktop/DBus",
                          "org.freedesktop.DBus.NameHasOwner", f"string:{service}")
        return "boolean true" in said

    def start(self, *services):
        """Returns once they are there."""
        for service in services:
            self._call(service, "/", "org.freedesktop.DBus.Peer.Ping")
            if service == NETWORK_MANAGER:  # The template lacks what version 1.2 brought.
                path, interface = MANAGER
                self._call(service, path, "org.freedesktop.DBus.Mock.AddProperty",
                           f"string:{interface}", "string:Metered", "variant:uint32:0")

    def end(self, service):
        """As a crash ends it."""
        said = self._call("org.freedesktop.DBus", "/org/freedesktop/DBus",
                          "org.freedesktop.DBus.GetConnectionUnixProcessID", f"string:{service}")
        os.kill(int(re.search(r"uint32 (\d+)", said).group(1)), signal.SIGKILL)

    def set(self, target, name, value):
        """`value`: typed as dbus-send(1) has it, such as uint32:4."""
        path, interface = target
        service = interface.removesuffix(".Device")
        self._call(service, path, "org.freedesktop.DBus.Properties.Set", f"string:{interface}",
                   f"string:{name}", f"variant:{value}")

    def stop(self, how=signal.SIGTERM):
        """All services on it end, too. May be called again."""
        self._process.send_signal(how)
        self._process.wait()
        self._process.stdout.close()

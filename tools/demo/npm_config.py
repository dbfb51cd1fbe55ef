"""Reads npm's configuration on this machine without npm: the registry and the proxy.

As npm does it, the environment counts before the user's file, and that before the system's. Logins
are not read: a registry that needs one refuses, and the caller says so.
"""
import os
import pathlib
import re
import shutil

REGISTRY = "https://registry.npmjs.org/"


def _variables_put_in(text, environ):
    """`${NAME}` is the variable's value; one that is not set stays as it is written."""
    return re.sub(r"\$\{([^}]+)\}", lambda match: environ.get(match[1], match[0]), text)


def read_file(path, environ):
    """The settings of one .npmrc; none where it cannot be read."""
    try:
        lines = pathlib.Path(path).read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return {}
    settings = {}
    for line in lines:
        key, equals, value = line.partition("=")
        if equals and key.strip()[:1] not in ("#", ";", ""):
            value = value.strip().strip("\"'")
            settings[key.strip().lower()] = _variables_put_in(value, environ)
    return settings


def from_environment(environ):
    """npm_config_https_proxy, in whatever case, is the setting https-proxy."""
    prefix = "npm_config_"
    found = {name[len(prefix):].lower().replace("_", "-"): value
             for name, value in environ.items() if name.lower().startswith(prefix) and value}
    node_s = "NODE_EXTRA_CA_CERTS"  # Node's, under its own name.
    return {**found, node_s: environ[node_s]} if environ.get(node_s) else found


def _system_files(given):
    npm = shutil.which("npm")
    beside_npm = [pathlib.Path(npm).parent.parent / "etc/npmrc"] if npm else []
    return [given.get("globalconfig")] if "globalconfig" in given else [*beside_npm, "/etc/npmrc"]


def settings(environ=os.environ, system_files=None):
    """All settings, as names and texts."""
    given = from_environment(environ)
    home = environ.get("HOME", "")
    user_file = given.get("userconfig") or (os.path.join(home, ".npmrc") if home else os.devnull)
    found = {}
    for path in reversed(_system_files(given) if system_files is None else system_files):
        found.update(read_file(path, environ))
    return {**found, **read_file(user_file, environ), **given}


def registry(found):
    """The registry's address, with a slash at its end."""
    return found.get("registry", REGISTRY).rstrip("/") + "/"

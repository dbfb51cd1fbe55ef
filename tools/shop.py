"""Serves the example shop beside a collector of its own, until it is interrupted.

Page and collector hold its events against the schemas in examples/shop/schemas.

Usage: python3 tools/shop.py --bin DIRECTORY --package DIRECTORY [--port N] [--no-open]
`--bin` has godwit and godwit-collector, `--package` is the npm package (`./dev build web` makes
it).
"""
import argparse
import contextlib
import http.server
import json
import pathlib
import signal
import subprocess
import sys
import tempfile
import urllib.parse
import urllib.request
import webbrowser

SHOP = pathlib.Path(__file__).resolve().parents[1] / "examples" / "shop"
TYPES = {".html": "text/html; charset=utf-8", ".css": "text/css", ".js": "text/javascript",
         ".wasm": "application/wasm"}
KEY = "KEY"


class Handler(http.server.BaseHTTPRequestHandler):
    """The shop's files and pack, the package's under /godwit/, and what the collector says."""

    protocol_version = "HTTP/1.1"
    package = pathlib.Path()
    pack = pathlib.Path()
    collector = ""

    def do_GET(self):
        path = urllib.parse.urlsplit(self.path).path
        if path.startswith("/inspect/"):
            return self.answer(200, "application/json", self.ask_collector())
        folder, name = SHOP, path.removeprefix("/") or "index.html"
        if name.startswith("godwit/"):
            folder, name = self.package / "dist", name.removeprefix("godwit/")
        if name == self.pack.name:
            folder = self.pack.parent
        file = (folder / name).resolve()
        if not file.is_relative_to(folder.resolve()) or not file.is_file():
            return self.answer(404, "text/plain", b"there is no such file\n")
        kind = TYPES.get(file.suffix, "application/octet-stream")
        return self.answer(200, kind, file.read_bytes())

    def ask_collector(self):
        # It answers loopback only, and no page of another site: this server asks in its place.
        with urllib.request.urlopen(self.collector + self.path, timeout=5) as reply:
            return reply.read()

    def answer(self, status, kind, content):
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_):
        """Says nothing: the page shows what happens."""


@contextlib.contextmanager
def running_collector(program, directory, pack):
    process = subprocess.Popen(
        [program, "--data", directory, "--listen", "127.0.0.1:0", "--key", KEY,
         "--schemas", pack, "--unknown-schema", "refuse"], stdout=subprocess.PIPE, text=True)
    try:
        greeting = process.stdout.readline()
        if not greeting:
            sys.exit("the collector does not start")
        yield f"http://127.0.0.1:{greeting.rpartition(':')[2].strip()}"
    finally:
        process.terminate()
        process.wait()


def interrupt(*_):
    raise KeyboardInterrupt


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--bin", type=pathlib.Path, required=True)
    parser.add_argument("--package", type=pathlib.Path, required=True)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--no-open", action="store_true", help="do not open a browser")
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, interrupt)
    with contextlib.ExitStack() as stack:
        directory = pathlib.Path(
            stack.enter_context(tempfile.TemporaryDirectory(prefix="godwit-shop-")))
        pack = directory / "shop.pack"
        subprocess.run([options.bin / "godwit", "schema", "compile", SHOP / "schemas", "-o", pack],
                       check=True, stdout=subprocess.DEVNULL)
        collector = stack.enter_context(
            running_collector(options.bin / "godwit-collector", directory / "data", pack))
        Handler.package, Handler.pack, Handler.collector = options.package, pack, collector
        server = http.server.ThreadingHTTPServer(("127.0.0.1", options.port), Handler)
        url = (f"http://127.0.0.1:{server.server_port}/?"
               + urllib.parse.urlencode({"endpoint": collector, "key": KEY}))
        print(f"the shop is open at {url}", flush=True)
        if not options.no_open:
            webbrowser.open(url)
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            with urllib.request.urlopen(f"{collector}/inspect/summary") as reply:
                summary = json.load(reply)
            print(f"\nok: the collector has {summary['unique']} events, {summary['duplicates']} "
                  f"duplicates were refused, {summary['missing']} are missing", flush=True)


if __name__ == "__main__":
    main()

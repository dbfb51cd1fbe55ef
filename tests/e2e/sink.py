"""A scripted stand-in for a collector: a raw TCP server that answers what a test tells it to.

A script is a function from a Request to the bytes of the reply; None closes without one, and Stall
never answers. All requests are kept, with the time at which each came.
"""

import gzip
import json
import socket
import threading
import time

from programs import PATIENCE

STALL = object()


class Request:
    def __init__(self, head, body):
        self.at = time.monotonic()
        lines = head.decode("latin-1").split("\r\n")
        self.line = lines[0]
        self.headers = {name.lower(): value.strip()
                        for name, _, value in (line.partition(":") for line in lines[1:])}
        self.body_bytes = len(body)
        self.body = gzip.decompress(body) if "content-encoding" in self.headers else body
        self.batch = self.headers.get("godwit-batch")

    def events(self):
        """(stream, sequence, event) of each event in the batch."""
        for section in json.loads(self.body)["sections"]:
            sequence = 1
            for item in section["events"]:
                if isinstance(item, int):
                    sequence = item
                else:
                    yield section["stream"], sequence, item
                    sequence += 1


def reply(status, body="", content_type="text/html", **headers):
    text = body if isinstance(body, str) else json.dumps(body)
    lines = [f"HTTP/1.1 {status} Whatever", f"Content-Length: {len(text.encode())}",
             f"Content-Type: {content_type}"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return ("\r\n".join(lines) + "\r\n\r\n" + text).encode()


def our_reply(status, request, body, **headers):
    """As a real collector says it: ours, and about this batch."""
    return reply(status, {"godwit": 1, "batch": request.batch, **body}, "application/json",
                 **headers)


def our_error(status, request, code, **headers):
    return our_reply(status, request, {"error": {"code": code, "message": code}}, **headers)


class Sink:
    """with Sink(script) as sink: …; sink.url is where it listens."""

    def __init__(self, script=lambda request: None):
        self.script = script
        self.requests = []
        self.connected_at = []  # Times, one for each connection.
        self._changed = threading.Condition()
        self._connections = []

    def __enter__(self):
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=128)
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_):
        for each in (self._listener, *self._connections):
            try:
                each.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
            each.close()

    def wait_for(self, requests=0, connections=0, seconds=30):
        with self._changed:
            return self._changed.wait_for(
                lambda: len(self.requests) >= requests and len(self.connected_at) >= connections,
                seconds * PATIENCE)

    def _accept(self):
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            self._connections.append(connection)
            with self._changed:
                self.connected_at.append(time.monotonic())
                self._changed.notify_all()
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection):
        try:
            with connection, connection.makefile("rb") as stream:
                while self._serve_one(connection, stream):
                    pass
        except OSError:
            pass

    def _serve_one(self, connection, stream):
        if self.script is None:
            return False
        if self.script is STALL:
            return bool(stream.read(1))
        head = b""
        while not head.endswith(b"\r\n\r\n"):
            line = stream.readline()
            if not line:
                return False
            head += line
        length = [line for line in head.lower().split(b"\r\n")
                  if line.startswith(b"content-length:")]
        request = Request(head[:-4], stream.read(int(length[0].split(b":")[1]) if length else 0))
        answer = self.script(request)
        with self._changed:
            self.requests.append(request)
            self._changed.notify_all()
        if answer is STALL:
            return bool(stream.read(1))
        if answer is None:
            return False
        connection.sendall(answer)
        return True


class Shelf:
    """The store of a scripted collector: each event once; those that come again are counted."""

    def __init__(self):
        self.events = {}
        self.duplicates = 0

    def store(self, request):
        """Stores the batch and returns the reply that says so."""
        before = len(self.events)
        events = list(request.events())
        for stream, sequence, event in events:
            self.events.setdefault((stream, sequence), event)
        accepted = len(self.events) - before
        self.duplicates += len(events) - accepted
        return our_reply(200, request, {"accepted": accepted, "refused": [],
                                        "duplicates": len(events) - accepted})

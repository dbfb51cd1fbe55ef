"""`godwit send`, run to its end or killed on the way."""

import json
import os
import random
import signal
import subprocess

from programs import CLI, ERRORS_TO, PATIENCE, SOON_FLAGS


def event_lines(name, count, first=1, padding=0):
    """Events that number themselves: the i-th has the property i."""
    more = ',"padding":"' + "x" * padding + '"' if padding else ""
    return "".join(f'{{"name":"{name}","properties":{{"i":{i}{more}}}}}\n'
                   for i in range(first, first + count)).encode()


class Sender:
    """Sends what is in one data directory to one endpoint."""

    def __init__(self, endpoint, directory, *flags, key="KEY"):
        self.directory = directory
        back_off = () if SOON_FLAGS[0] in flags else SOON_FLAGS
        self.arguments = [CLI, "send", "--endpoint", endpoint, "--key", key,
                          "--data-dir", directory, *back_off, *map(str, flags)]

    def send(self, stdin=b"", *flags, timeout=120, **options):
        """The finished process; `stats` is what it printed, `errors` what it complained about."""
        done = subprocess.run([*self.arguments, *map(str, flags)], input=stdin,
                              capture_output=True, timeout=timeout * PATIENCE, **options)
        done.stats = json.loads(done.stdout) if done.stdout.strip() else None
        done.errors = done.stderr.decode(errors="replace")
        return done

    def start(self, source, claims, *flags, **options):
        """A running process that reads from `source` and writes its claims to the file `claims`."""
        return subprocess.Popen(
            [*self.arguments, "--accepted-fd", str(claims.fileno()), *map(str, flags)],
            stdin=source, stdout=subprocess.DEVNULL, stderr=ERRORS_TO,
            pass_fds=[claims.fileno()], **options)

    def send_and_kill(self, stdin, claims_before, *flags, **options):
        """Kills the process once it has claimed so many events; returns all that it claimed."""
        reader, writer = (os.fdopen(end, mode) for end, mode in zip(os.pipe(), ("rb", "wb")))
        with temporary_file(stdin) as source, reader:
            with writer:
                process = self.start(source, writer, *flags, **options)
            taken = [reader.readline() for _ in range(claims_before)]
            process.send_signal(signal.SIGKILL)
            taken += reader.readlines()
            process.wait()
        return claimed_in(taken)


def claimed_in(lines):
    return {int(line) for line in lines if line.endswith(b"\n")}


def temporary_file(content=b""):
    """A file without a name: unlike a pipe, it never holds the reader up."""
    file = os.fdopen(os.memfd_create("godwit-e2e"), "w+b")
    file.write(content)
    file.seek(0)
    return file


def some_claims(at_most, seed):
    """The number of events before a kill; the same for the same seed."""
    return random.Random(seed).randint(1, at_most)

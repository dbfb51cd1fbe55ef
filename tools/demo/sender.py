"""`godwit send` as a process that can be killed, and what it said before."""
import dataclasses
import json
import os
import subprocess
import threading

from problem import Problem

FLUSH_TIMEOUT_S = 90


@dataclasses.dataclass
class Run:
    first_row: int
    claimed: int = 0  # Events whose sequence number was written; they count up from 1.
    taken: int = 0    # And one more at most, accepted but not yet claimed when it was killed.
    killed: bool = False
    out_of_order: str = ""


class Sender:
    def __init__(self, program, directory, url, key, events_a_second):
        self.program = program
        self.directory = directory
        self.command = [program, "send", "--endpoint", url, "--key", key,
                        "--data-dir", directory / "queue", "--rate", str(events_a_second),
                        "--app-name", "godwit-demo", "--flush-timeout", str(FLUSH_TIMEOUT_S)]
        self.process = None
        self.claims = None
        self.runs = []

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process is not None and self.process.poll() is None:
            self.process.kill()
            self.process.wait()

    def start(self, rows, first_row, last):
        """Gives the rows from this one on to a new process, on a new stream."""
        self.runs.append(Run(first_row))
        lines = self.directory / "rows.ndjson"
        with open(lines, "w", encoding="utf-8") as file:
            file.writelines(json.dumps(row) + "\n" for row in rows[first_row:])
        read_end, write_end = os.pipe()
        with open(lines, "rb") as stdin, open(self.log(), "ab") as stderr:
            self.process = subprocess.Popen(
                self.command + ["--accepted-fd", str(write_end)], stdin=stdin, stderr=stderr,
                stdout=subprocess.DEVNULL, pass_fds=[write_end], start_new_session=True)
        os.close(write_end)
        self.claims = threading.Thread(target=self._read_claims, args=(read_end, self.runs[-1]))
        self.claims.start()

    @staticmethod
    def _read_claims(read_end, run):
        with open(read_end, encoding="ascii") as lines:
            for line in lines:
                if not line.endswith("\n"):
                    return
                if int(line) != run.claimed + 1:
                    run.out_of_order = line.strip()
                    return
                run.claimed += 1

    def log(self):
        return self.directory / "sender.log"

    def running(self):
        return self.process.poll() is None

    def accepted(self):
        return self.runs[-1].claimed

    def kill(self):
        self.runs[-1].killed = True
        self.process.kill()

    def finish(self, expect_kill):
        """Waits for the end, and for everything that was claimed before it."""
        code = self.process.wait()
        self.claims.join()
        if self.runs[-1].out_of_order:
            raise Problem(f"sequence {self.runs[-1].out_of_order} was accepted after "
                          f"{self.runs[-1].claimed}")
        if self.runs[-1].killed != expect_kill or (not expect_kill and code != 0):
            said = self.log().read_text(encoding="utf-8", errors="replace").splitlines()
            raise Problem(f"the sender ended with {code} where it should not have; "
                          f"it said: {' / '.join(said[-3:]) or 'nothing'}")
        return self.runs[-1]

    def queued_rows(self):
        """The rows that are in the queue, read from a copy of it."""
        done = subprocess.run(
            [self.program, "queue", "export", "--data-dir", self.directory / "queue"],
            stdout=subprocess.PIPE, text=True, check=False, start_new_session=True)
        if done.returncode != 0:
            raise Problem(f"the queue cannot be exported (exit code {done.returncode})")
        return {json.loads(line)["properties"]["row"] for line in done.stdout.splitlines()}

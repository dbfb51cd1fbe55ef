"""One line that is rewritten on a terminal; elsewhere a new line now and then."""
import shutil
import time

PERIOD_S = 5


class Progress:
    def __init__(self, out):
        self.out = out
        self.live = out.isatty()
        self.last = 0.0

    def show(self, accepted, summary, kills, faults):
        text = (f"demo: {accepted:,} accepted, {summary['unique']:,} stored, "
                f"{summary['duplicates']:,} duplicates refused; "
                f"requests: {summary['requests']}, faults: {faults}, kills: {kills}")
        if self.live:
            width = shutil.get_terminal_size().columns - 1
            self.out.write("\r\x1b[K" + text[:width])
            self.out.flush()
        elif time.monotonic() - self.last >= PERIOD_S:
            self.last = time.monotonic()
            print(text, file=self.out, flush=True)

    def clear(self):
        if self.live:
            self.out.write("\r\x1b[K")
            self.out.flush()

    def say(self, sentence):
        self.clear()
        print(f"demo: {sentence}", file=self.out, flush=True)

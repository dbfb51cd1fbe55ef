"""The writes of a program below a directory, as write_shim.c recorded them, and the states of a
disk after a power cut between any two of them."""

import collections
import os
import random
import struct

HEAD = struct.Struct("<c3xII4xq")
PIECE_BYTES = 4096

Entry = collections.namedtuple("Entry", "kind path offset data")

CONTENTS = b"wta"  # Entries that change what is in a file.
NAMES = b"kmru"    # Entries that change names.


def read_log(path):
    with open(path, "rb") as file:
        log = file.read()
    entries, at = [], 0
    while at < len(log):
        kind, path_length, data_length, offset = HEAD.unpack_from(log, at)
        at += HEAD.size
        name = log[at:at + path_length].decode()
        at += path_length
        entries.append(Entry(kind, name, offset, log[at:at + data_length]))
        at += data_length
    return entries


def claims_of(entry):
    """The sequence numbers that the program then said it had accepted."""
    return {int(line) for line in entry.data.split()} if entry.kind == b"c" else set()


class Disk:
    """Files as a program made them, and which of its changes a power cut can no longer undo.

    Only what POSIX promises is safe: data once their file was synced, a name once its directory
    was. Of what is not safe, any part may be there: of the data any page; of the names those that
    were changed before some instant, because file systems keep their journal in order.
    """

    def __init__(self):
        self._names = {}  # Path -> number of the file; of a directory None.
        self._safe_names = {}
        self._names_then = [{}]  # When a directory was synced last, and after each change since.
        self._files = []         # For each number: changes that are safe, and those since.

    def apply(self, entry):
        if entry.kind in CONTENTS:
            self._files[self._names[entry.path]][1].append(entry)
        elif entry.kind == b"s":
            safe, fresh = self._files[self._names[entry.path]]
            safe.extend(fresh)
            fresh.clear()
        elif entry.kind == b"d":
            self._sync_names(entry.path)
        elif entry.kind in NAMES:
            self._change_names(entry)

    def _sync_names(self, directory):
        elsewhere = {name: number for name, number in self._safe_names.items()
                     if os.path.dirname(name) != directory}
        here = {name: number for name, number in self._names.items()
                if os.path.dirname(name) == directory}
        self._safe_names = elsewhere | here
        self._names_then = [dict(self._names)]

    def _change_names(self, entry):
        if entry.kind == b"k":
            self._names[entry.path] = None
        elif entry.kind == b"m":
            self._names[entry.path] = len(self._files)
            self._files.append(([], []))
        else:
            number = self._names.pop(entry.path)
            if entry.kind == b"r":
                self._names[entry.data.decode()] = number
        self._names_then.append(dict(self._names))

    def everything(self, root):
        """The operating system's state: the program died, the power stayed."""
        self._write(root, self._names, lambda safe, fresh: safe + fresh)

    def safe_only(self, root):
        self._write(root, self._safe_names, lambda safe, fresh: safe)

    def some(self, root, seed):
        """The safe writes, and others that chance had brought to the disk."""
        chance = random.Random(seed)
        self._write(root, {**self._safe_names, **chance.choice(self._names_then)},
                    lambda safe, fresh: safe + [
                        piece for entry in fresh for piece in pieces(entry)
                        if chance.random() < 0.5])

    def _write(self, root, names, choose):
        os.mkdir(root)
        for name in sorted(names):  # A directory comes before what is in it.
            path = os.path.join(root, name)
            if not os.path.isdir(os.path.dirname(path)):
                continue
            if names[name] is None:
                os.mkdir(path, mode=0o700)
                continue
            with open(path, "wb") as file:
                for entry in choose(*self._files[names[name]]):
                    change(file, entry)


def pieces(entry):
    """A write reaches the disk page by page."""
    if entry.kind != b"w":
        return [entry]
    cuts = range(entry.offset - entry.offset % PIECE_BYTES, entry.offset + len(entry.data),
                 PIECE_BYTES)
    found = []
    for cut in cuts:
        begin, end = max(cut - entry.offset, 0), cut + PIECE_BYTES - entry.offset
        found.append(entry._replace(offset=entry.offset + begin, data=entry.data[begin:end]))
    return found


def change(file, entry):
    if entry.kind == b"w":
        file.seek(entry.offset)
        file.write(entry.data)
    elif entry.kind == b"t" or os.fstat(file.fileno()).st_size < entry.offset:
        file.flush()
        file.truncate(entry.offset)

"""Computes what a disk may hold after a power loss, from a record of a program's calls (faults.c).

The model is harsher than any file system. Of the bytes written to a file since its last fsync, any
first part may survive, possibly with zeros in place of the rest. Of the changes to a folder's
entries since its last fsync, each may survive or not, independently of the others. An fsync makes a
file's bytes durable, but not its name.
"""

import collections
import re

Call = collections.namedtuple("Call", "number kind words size bytes")
HEAD = re.compile(rb"(open|write|fsync|fsyncdir|rename|mkdir|unlink|truncate|failed) (\d+) ?"
                  rb"([^\n]*)\n")


class Recording:
    def __init__(self, path):
        record = path.read_bytes()
        self.entries = []
        at = 0
        while at < len(record):
            head = HEAD.match(record, at)
            if not head:
                raise ValueError(f"no call at byte {at} of {path}")
            at = head.end()
            kind = head[1].decode()
            words = head[3].decode().split(" ", 2 if kind == "open" else -1)
            size = int(words[-1]) if kind == "write" else 0
            self.entries.append(Call(int(head[2]), kind, words, size, record[at:at + size]))
            at += size

    @property
    def calls(self):
        return max(call.number for call in self.entries)

    def calls_of(self, kind):
        return [call for call in self.entries if call.kind == kind]

    def lose_power(self, count, rng):
        """What remains on the disk if the power fails after the first `count` entries."""
        disk = Disk()
        for call in self.entries[:count]:
            disk.take(call)
        return disk.remains(rng)


class File:
    def __init__(self):
        self.now = b""
        self.safe = b""

    def remains(self, rng):
        if self.now == self.safe:
            return self.safe
        keep = rng.choice(["none", "all", "part", "zeros"])
        if keep == "none":
            return self.safe
        if keep == "all":
            return self.now
        shared = 0
        while shared < min(len(self.now), len(self.safe)) and \
                self.now[shared] == self.safe[shared]:
            shared += 1
        cut = rng.randint(shared, len(self.now))
        part = self.now[:cut]
        return part if keep == "part" else part + bytes(len(self.now) - cut)


class Disk:
    """A folder of files: its current state in memory, and its durable state on the disk."""

    def __init__(self):
        self.files = {}  # inode -> File
        self.now = {}  # path -> inode, or "folder"
        self.safe = {}
        self.pending = []  # (folder, {path: inode or None})
        self.safe_step = 0

    @staticmethod
    def folder_of(path):
        return path.rsplit("/", 1)[0] if "/" in path else "."

    def change(self, entries):
        """Changes a folder's entries; the change survives as a whole or not at all."""
        for path, inode in entries.items():
            if inode is None:
                self.now.pop(path, None)
            else:
                self.now[path] = inode
        self.pending.append((self.folder_of(next(iter(entries))), entries))

    def take(self, call):
        words = call.words
        if call.kind == "open" and words[1] == "1":
            self.files[words[0]] = File()
            self.change({words[2]: words[0]})
        elif call.kind == "write":
            file, offset = self.files[words[0]], int(words[1])
            file.now = file.now[:offset].ljust(offset, b"\0") + call.bytes + \
                file.now[offset + call.size:]
        elif call.kind == "truncate":
            self.files[words[0]].now = self.files[words[0]].now[:int(words[1])]
        elif call.kind == "fsync":
            self.files[words[0]].safe = self.files[words[0]].now
        elif call.kind == "mkdir" and words[0] != ".":
            self.change({words[0]: "folder"})
        elif call.kind == "rename":
            self.change({words[0]: None, words[1]: self.now[words[0]]})
        elif call.kind == "unlink":
            self.change({words[0]: None})
        elif call.kind == "fsyncdir":
            self.sync(words[0])

    def sync(self, folder):
        for place, entries in self.pending:
            if place == folder:
                apply(self.safe, entries)
        self.pending = [change for change in self.pending if change[0] != folder]
        steps = [int(found[1]) for path, inode in self.safe.items()
                 if (found := re.fullmatch(r"checkpoints/step-(\d+)\.pt", path))
                 and self.files[inode].safe == self.files[inode].now]
        self.safe_step = max(steps, default=0)

    def remains(self, rng):
        entries = dict(self.safe)
        for _, change in self.pending:
            if rng.random() < 0.5:
                apply(entries, change)
        contents = {inode: file.remains(rng) for inode, file in self.files.items()}
        return Remains({path: contents.get(inode) for path, inode in entries.items()},
                       self.safe_step)


def apply(entries, change):
    for path, inode in change.items():
        if inode is None:
            entries.pop(path, None)
        else:
            entries[path] = inode


class Remains:
    def __init__(self, entries, safe_step):
        self.entries = entries  # path -> bytes, or None for a folder
        self.safe_step = safe_step

    def write(self, folder):
        for path in sorted(self.entries, key=lambda path: path.count("/")):
            place = folder / path
            if self.entries[path] is None:
                place.mkdir(exist_ok=True)
            elif place.parent.is_dir():  # else the file was lost with its folder
                place.write_bytes(self.entries[path])

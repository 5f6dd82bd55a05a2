"""Parts of scripts/torture that take long: the real training, killed, and the memory it holds."""

import json
import os
import random
import re
import signal
import statistics
import threading
import time
from pathlib import Path

from lab import ROOT, check, lines_of


class Watch(threading.Thread):
    """Follows a training: how many epochs it has made, and the memory it held at each, in MiB."""

    def __init__(self, process, metrics):
        super().__init__(daemon=True)
        self.process, self.metrics, self.memory = process, metrics, {}
        self.start()

    def run(self):
        while self.process.poll() is None:
            epoch, memory = epochs_made(self.metrics), memory_of(self.process.pid)
            if epoch and memory:
                self.memory[epoch] = memory
            time.sleep(0.2)

    def tenths(self):
        """The most over the first tenth of the epochs, and over the last."""
        tenth = max(1, max(self.memory) // 10)
        return (max(memory for epoch, memory in self.memory.items() if epoch <= tenth),
                max(memory for epoch, memory in self.memory.items()
                    if epoch > max(self.memory) - tenth))


def epochs_made(metrics):
    try:
        with open(metrics, "rb") as file:
            file.seek(max(0, metrics.stat().st_size - 4096))
            lines = file.read().splitlines()[1:]
        return json.loads(lines[-1])["epoch"]
    except (OSError, IndexError, ValueError):
        return 0


def memory_of(pid):
    try:
        status = Path(f"/proc/{pid}/status").read_text()
        return int(re.search(r"VmRSS:\s+(\d+) kB", status)[1]) / 1024
    except (OSError, TypeError):
        return 0


def check_flat(watch):
    before, after = watch.tenths()
    check(after < 1.05 * before, f"memory grows: {before:.0f} MiB, {after:.0f} MiB in the end")
    return f"{before:.0f} MiB in the first tenth, {after:.0f} MiB in the last"


def real_training(lab, epochs, run):
    return lab.start(ROOT / "configs/labml.json", "--resume", "--run", run, "--data.folder",
                     ROOT / "data/mnist", "--train.epochs", epochs, "--precision", "auto",
                     "--threads", max(1, len(os.sched_getaffinity(0)) // 2), "--quiet")


def long(lab, count, seed):
    rng = random.Random(f"{seed} long")
    whole, killed = lab.folder / "long-whole", lab.folder / "long-killed"
    undisturbed = real_training(lab, count, whole)
    watch = Watch(undisturbed, whole / "metrics.jsonl")
    for epoch in sorted(rng.sample(range(count), min(20, count // 2))):
        process = real_training(lab, count, killed)
        while process.poll() is None and epochs_made(killed / "metrics.jsonl") < epoch:
            time.sleep(0.2)
        time.sleep(rng.uniform(0, 10))  # anywhere in the epoch, its checkpoint's write included
        process.kill()
        code, stderr = process.wait(), process.communicate()[1]
        check(code == -signal.SIGKILL and not lines_of(stderr, "warning"),
              f"ends with {code}: {stderr}")
    for process in (real_training(lab, count, killed), undisturbed):
        _, stderr = process.communicate()
        check(process.returncode == 0, f"ends with {process.returncode}: {stderr}")
    files, others = lab.files_of(whole), lab.files_of(killed)
    differing = [name for name in files.keys() | others.keys()
                 if files.get(name) != others.get(name)]
    check(not differing, f"contents differ: {differing}")
    speeds = [line["images_per_second"] for line in map(
        json.loads, (whole / "metrics.jsonl").read_text().splitlines()) if line["split"] == "train"]
    tenth = len(speeds) // 10
    return (f"{count} epochs, {min(20, count // 2)} kills, {len(files)} files alike; images/s "
            f"{statistics.median(speeds[:tenth]):.0f} in the first tenth, "
            f"{statistics.median(speeds[-tenth:]):.0f} in the last; {check_flat(watch)}")


def flat(lab, count, seed):
    process = lab.start("tiny.json", "--run", "flat", "--train.epochs", count, "--quiet")
    watch = Watch(process, lab.folder / "flat/metrics.jsonl")
    _, stderr = process.communicate()
    check(process.returncode == 0, f"ends with {process.returncode}: {stderr}")
    return f"{count} epochs; {check_flat(watch)}"

"""Whole trainings of configs/mnist.json, for scripts/bench: seconds from the start of the process
to a Frechet distance, of this program and of PyTorch with the same recipe.

Time stops while samples are saved and measured. All are measured by this program, at the end of an
epoch: the first with at most that distance is found by bisection, for the distance falls.
"""
import json
import subprocess
import sys
import time
from pathlib import Path

from contestants import BUILD, DATA, ROOT, pytorch

STEPS_PER_EPOCH = 60000 // 64


class Training:
    """What a training leaves: when each epoch ended, and where its samples come from."""

    def __init__(self, name, folder):
        self.name = name
        self.folder = Path(folder)
        self.seconds = []  # from the start to each epoch's end
        self.sources = []
        self.distances = {}  # epoch -> Frechet distance

    def distance_after(self, epoch):
        if epoch not in self.distances:
            report = self.folder / "report.json"
            command = [BUILD / "gan-train", "evaluate", self.sources[epoch], "--against", DATA,
                       "--quiet", "--json", report]
            if subprocess.run(command, stdout=subprocess.DEVNULL).returncode:
                sys.exit(1)  # it has said why
            frechet = json.loads(report.read_text())["metrics"]["frechet"]["value"]
            self.distances[epoch] = frechet
        return self.distances[epoch]

    def first_epoch_within(self, distance):
        """Counted from 0; None if the last epoch is not."""
        first, last = 0, len(self.seconds) - 1
        if self.distance_after(last) > distance:
            return None
        while first < last:
            middle = (first + last) // 2
            if self.distance_after(middle) <= distance:
                last = middle
            else:
                first = middle + 1
        return first


def train_ours(precision, epochs, folder):
    training = Training(f"gan-train {precision}", folder)
    run = training.folder / precision
    command = [BUILD / "gan-train", ROOT / "configs/mnist.json", "--run", run, "--data.folder", DATA,
               "--precision", precision, "--train.epochs", str(epochs), "--checkpoint.keep",
               str(epochs)]
    begin = time.perf_counter()
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, cwd=ROOT)
    for line in process.stderr:
        if line.startswith("epoch "):
            training.seconds.append(time.perf_counter() - begin)
    if process.wait() != 0 or len(training.seconds) != epochs:
        sys.exit(f"bench: error: gan-train ended with status {process.returncode}")
    training.sources = sorted((run / "checkpoints").glob("step-*.pt"))
    return training


def train_pytorch(precision, epochs, setting, folder):
    training = Training(f"PyTorch {precision}, expert", folder)
    begin = time.perf_counter()
    contestant = pytorch(training.name, "mnist", "expert", precision, 64, setting,
                         run_steps=STEPS_PER_EPOCH * epochs)
    contestant.ask("0")  # until it is ready
    elapsed = time.perf_counter() - begin
    for epoch in range(epochs):
        begin = time.perf_counter()
        contestant.ask(str(STEPS_PER_EPOCH))
        elapsed += time.perf_counter() - begin
        training.seconds.append(elapsed)
        training.sources.append(training.folder / f"{precision}-{epoch}.npy")
        contestant.ask(f"save {training.sources[-1]}")
    contestant.close()
    return training


def compare_trainings(epochs, precisions, distances, setting, folder):
    """returns  the trainings, and the rows of a table: how many seconds each took"""
    trainings = []
    for precision in precisions:
        trainings.append(train_ours(precision, epochs, folder))
        trainings.append(train_pytorch(precision, epochs, setting, folder))
    rows = []
    for training in trainings:
        row = [training.name]
        for distance in distances:
            epoch = training.first_epoch_within(distance)
            row.append("not reached" if epoch is None else
                       f"{training.seconds[epoch]:.0f} s, epoch {epoch + 1}")
        rows.append([*row, f"{training.seconds[-1]:.0f} s", f"{training.distance_after(epochs - 1):.2f}"])
    return trainings, rows

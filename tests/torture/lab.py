"""Where scripts/torture works: a run that was left alone, and places for those that are not."""

import concurrent.futures
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests/cli"))

import harness  # noqa: E402
from power_loss import Recording  # noqa: E402

BUILD = ROOT / "build" / os.environ.get("GAN_PRESET", "release")
GAN_TRAIN = BUILD / "gan-train"
FAULTS = BUILD / "tests/libfaults.so"
RUN = "runs/tiny"
CONFIG = harness.merged(harness.TINY, {
    "train": {"epochs": 5}, "checkpoint": {"every_steps": 7, "keep": 2, "keep_every": 3}})
NOTHING_LEFT = float("inf")  # the step from which a complete run is resumed
LIMIT_SECONDS = 60


class Failure(Exception):
    """What was lost, and how."""


def check(condition, what):
    if not condition:
        raise Failure(what)


def lines_of(stderr, kind):
    """Those of the kind "error" or "warning"."""
    return [line for line in stderr.splitlines() if line.startswith(f"gan-train: {kind}: ")]


class Lab:
    """A folder with the data, the config, and the run that was left alone."""

    def __init__(self, folder, config=CONFIG):
        self.folder = Path(folder)
        harness.write_images(self.folder / "data/tiny")
        (self.folder / "tiny.json").write_text(json.dumps(config))
        self.run_cli("tiny.json", "--run", "whole")
        self.whole = self.files_of(self.folder / "whole")
        self.last_checkpoint = max(name for name in self.whole if name.startswith("checkpoints/"))

    def start(self, *arguments, cwd=None, **environment):
        return subprocess.Popen([GAN_TRAIN, *map(str, arguments)], cwd=cwd or self.folder,
                                stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                stderr=subprocess.PIPE, text=True,
                                env={**os.environ, **environment})

    def finish(self, process):
        try:
            _, stderr = process.communicate(timeout=LIMIT_SECONDS)
        except subprocess.TimeoutExpired as error:
            process.kill()
            raise Failure("it hangs") from error
        return process.returncode, stderr

    def run_cli(self, *arguments, **options):
        code, stderr = self.finish(self.start(*arguments, **options))
        check(code == 0, f"{arguments} ends with {code}: {stderr}")
        return stderr

    def place(self):
        """A folder for one attempt, with the config and the data in it."""
        folder = Path(tempfile.mkdtemp(dir=self.folder, prefix="at-"))
        (folder / "tiny.json").symlink_to(self.folder / "tiny.json")
        (folder / "data").symlink_to(self.folder / "data")
        return folder

    @staticmethod
    def files_of(run):
        """All that does not tell of the times or of the interruptions."""
        files = {}
        for path in sorted(run.rglob("*")):
            if path.name == "metrics.jsonl":
                lines = [json.loads(line) for line in path.read_text().splitlines()]
                files["metrics.jsonl"] = [
                    {k: v for k, v in line.items() if k not in ("time", "images_per_second")}
                    for line in lines]
            elif path.is_file() and path.name not in (".lock", "log.txt", "events.jsonl"):
                files[str(path.relative_to(run))] = path.read_bytes()
        return files

    def finish_run(self, folder, may_warn=False):
        """Resumes it without faults; the run must end as the one that was left alone.

        returns  the step that it was resumed from; 0: none, it began anew
        """
        file = folder / RUN / "events.jsonl"
        begin = file.stat().st_size if file.exists() else 0
        had_last = (folder / RUN / self.last_checkpoint).exists()
        stderr = self.run_cli("tiny.json", "--resume", "--run", RUN, cwd=folder)
        check(may_warn or not lines_of(stderr, "warning"), f"a warning: {stderr}")
        files = self.files_of(folder / RUN)
        check(set(files) == set(self.whole),
              f"files differ: {sorted(set(files) ^ set(self.whole))}")
        differing = [name for name in files if files[name] != self.whole[name]]
        check(not differing, f"contents differ: {differing}")
        # What was there before may be cut short, or not be text at all.
        new = file.read_bytes()[begin:].decode() if file.exists() else ""
        events = [json.loads(line) for line in new.splitlines() if line]
        names = [event["event"] for event in events if event["event"] != "save"]
        if names in ([], ["done"]):
            check(had_last, f"no event tells that it was resumed: {events}")
            return NOTHING_LEFT
        check(names in (["begin", "done"], ["resume", "done"]), f"events are {events}")
        return events[0]["step"]

    def under_faults(self, folder, at, action, is_from=False, record=None):
        environment = {"LD_PRELOAD": str(FAULTS), "GAN_FAULT_ROOT": str(folder / RUN),
                       "GAN_FAULT_AT": str(at), "GAN_FAULT_ACTION": action}
        if is_from:
            environment["GAN_FAULT_FROM"] = "1"
        if record:
            environment["GAN_FAULT_RECORD"] = str(record)
        return self.start("tiny.json", "--resume", "--run", RUN, cwd=folder, **environment)

    def record(self, folder):
        """One run to its end, recorded."""
        check(self.finish(self.under_faults(folder, 0, "", record=folder / "record"))[0] == 0,
              "the recorded run fails")
        return Recording(folder / "record")


def attempt(lab, name, work):
    """Runs work(folder) in a folder of its own, which goes unless it fails."""
    folder = lab.place()
    try:
        result = work(folder)
    except Failure as failure:
        raise Failure(f"{name}: {failure}; kept in {folder}") from failure
    shutil.rmtree(folder)
    return result


def in_parallel(works):
    """Results of the calls, as many at a time as there are cores; the first failure ends it."""
    with concurrent.futures.ThreadPoolExecutor(len(os.sched_getaffinity(0))) as pool:
        futures = [pool.submit(work) for work in works]
        try:
            return [future.result() for future in futures]
        except Failure:
            for future in futures:
                future.cancel()
            raise

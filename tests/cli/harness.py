"""What the CLI tests stand on: a folder with a tiny IDX set and a config, and the real binary.

The binary is the one that the environment's GAN_TRAIN names. Every test has a folder of its own,
runs the binary with it as the working folder, and looks at exit code, stderr and files.
"""

import functools
import gzip
import json
import os
import pathlib
import random
import re
import shlex
import shutil
import signal
import struct
import subprocess
import tempfile
import time
import unittest

REPOSITORY = pathlib.Path(__file__).resolve().parents[2]
BINARY = os.path.abspath(os.environ.get("GAN_TRAIN", REPOSITORY / "build/release/gan-train"))
FAULTS = pathlib.Path(BINARY).parent / "tests/libfaults.so"  # of tests/torture, to preload
HEIGHT, WIDTH = 6, 5
TRAIN_COUNT, TEST_COUNT = 96, 40
LIMIT_SECONDS = int(os.environ.get("GAN_TEST_LIMIT_SECONDS", 60))  # for one command
JUDGE_LIMIT_SECONDS = max(600, LIMIT_SECONDS)  # for one that trains a judge, on a busy machine

TINY = {
    "threads": 1,
    "engine": os.environ.get("GAN_TEST_ENGINE", "auto"),
    "precision": os.environ.get("GAN_TEST_PRECISION", "float32"),
    "data": {"folder": "data/tiny"},
    "generator": {"latent": 8, "hidden": [16, 24], "init_std": 0.1},
    "discriminator": {"hidden": [24, 16], "init_std": 0.1},
    "optimizer": {"generator_learning_rate": 2e-3, "discriminator_learning_rate": 2e-3},
    "train": {"epochs": 4, "batch_size": 10},  # 10 steps an epoch, the last one of 6 images
    "samples": {"rows": 2, "columns": 3},
    "log": {"every_steps": 4},
}

# The environment of a child with a library that starts a thread and prints before main().
NOISY = {"LD_PRELOAD": " ".join([str(pathlib.Path(BINARY).parent / "tests/libnoisy_library.so"),
                                 *os.environ.get("LD_PRELOAD", "").split()])}

# What a shell starts in the background ignores SIGINT, and so would all that it starts.
if signal.getsignal(signal.SIGINT) == signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


def idx_header(count, height=HEIGHT, width=WIDTH, magic=0x803):
    return struct.pack(">4I", magic, count, height, width)


def make_images(count, seed):
    """IDX bytes: a bright row or column in each image, with some noise."""
    rng = random.Random(seed)
    pixels = bytearray()
    for _ in range(count):
        is_row, place = rng.random() < 0.5, rng.randrange(WIDTH)
        for y in range(HEIGHT):
            for x in range(WIDTH):
                is_bright = (y if is_row else x) == place
                pixels.append(rng.randrange(200, 256) if is_bright else rng.randrange(30))
    return idx_header(count) + bytes(pixels)


def write_images(folder, train=None, test=None, zipped=False):
    """A data set under MNIST's file names; with .gz behind them if zipped."""
    folder.mkdir(parents=True, exist_ok=True)
    files = {"train-images-idx3-ubyte": train or make_images(TRAIN_COUNT, 1),
             "t10k-images-idx3-ubyte": test or make_images(TEST_COUNT, 2)}
    for name, content in files.items():
        path = folder / (name + ".gz" if zipped else name)
        path.write_bytes(gzip.compress(content) if zipped else content)


def merged(base, changes):
    """`base` with `changes` over it, a level deep: sections are merged, not replaced."""
    result = dict(base)
    for key, value in changes.items():
        result[key] = {**base.get(key, {}), **value} if isinstance(value, dict) else value
    return result


@functools.cache
def judges_folder():
    """Where judges are kept: one folder for all tests of a build, so that each is trained once.

    A program that was built anew might train others. Tests of how judges are kept have folders of
    their own.
    """
    folder = pathlib.Path(BINARY).parent / "tests/judges"
    ours = folder / str(os.stat(BINARY).st_mtime_ns)
    for older in set(folder.glob("*")) - {ours}:
        shutil.rmtree(older, ignore_errors=True)
    return str(ours)


class CliTest(unittest.TestCase):
    maxDiff = None
    trained = {}  # the files of train_once(), by its changes

    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="gan-train-"))
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        # Of every child, besides ours. On a busy machine, threads that spin for each other spend
        # most of the time.
        self.environment = {"XDG_CACHE_HOME": judges_folder(), "OMP_WAIT_POLICY": "passive"}
        write_images(self.folder / "data/tiny")

    def train_once(self, run="runs/tiny", **changes):
        """Puts a finished run of TINY with changes there; trained once a process, then copied."""
        key = json.dumps(changes)
        if key not in self.trained:
            self.run_cli(self.write_config(**changes), "--run", run)
            self.trained[key] = self.snapshot(run)
        for name, content in self.trained[key].items():
            path = self.folder / run / name
            if content is None:
                path.mkdir(parents=True, exist_ok=True)
            else:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content)

    def write_config(self, name="tiny", **changes):
        """configs/<name>.json: TINY with the changes. Returns its path from the folder."""
        path = self.folder / "configs" / f"{name}.json"
        path.parent.mkdir(exist_ok=True)
        path.write_text(json.dumps(merged(TINY, changes)))
        return f"configs/{name}.json"

    def start(self, *arguments, binary=None, env=None, **options):
        """The binary, or another, as a child that the test's end kills if it still runs.

        env  variables that it has besides ours
        """
        options = {"cwd": self.folder, "stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE,
                   "stderr": subprocess.PIPE, **options}
        process = subprocess.Popen([binary or BINARY, *map(str, arguments)],
                                   env={**os.environ, **self.environment, **(env or {})}, **options)
        self.addCleanup(self.reap, process)
        return process

    @staticmethod
    def reap(process):
        if process.poll() is None:
            process.kill()
        process.communicate()

    def finish(self, process):
        """Exit code and stderr of a child; nothing but `config` and the like prints on stdout."""
        stdout, stderr = process.communicate(timeout=LIMIT_SECONDS)
        self.assertEqual(stdout, b"")
        return process.returncode, self.clean(stderr.decode())

    def clean(self, stderr):
        """What goes into a pipe has no control characters, and nothing of LibTorch's inside."""
        self.assertNotRegex(stderr, r"[^\n -~\u00a0-\U0010ffff]")
        for word in ("c10", "Exception", "frame #", "terminate called", "what()", "at::", "std::"):
            self.assertNotIn(word, stderr)
        return stderr

    def run_cli(self, *arguments, **options):
        """Runs to an exit code of 0. Returns stderr."""
        code, stderr = self.finish(self.start(*arguments, **options))
        self.assertEqual(code, 0, f"{arguments}: {stderr}")
        return stderr

    def print_cli(self, *arguments):
        """Runs to an exit code of 0 with nothing on stderr. Returns stdout."""
        process = self.start(*arguments)
        stdout, stderr = process.communicate(timeout=LIMIT_SECONDS)
        self.assertEqual((process.returncode, stderr), (0, b""), arguments)
        return stdout.decode()

    def assert_error(self, code, arguments, *faults):
        """The command ends with `code`, tells these faults and nothing else, and changes nothing
        on disk. Returns stderr.

        faults  as in assert_told()
        """
        before = self.snapshot()
        got_code, stderr = self.finish(self.start(*arguments))
        self.assertEqual(got_code, code, f"{arguments}: {stderr}")
        self.assert_told(stderr, "error", *faults)
        self.assertEqual(self.snapshot(), before, f"{arguments} changed files")
        return stderr

    def assert_told(self, stderr, kind, *faults):
        """stderr is a line for each fault, in their order, and nothing else.

        kind    of the lines: "error" or "warning"
        faults  what each line must name: a fragment, or several. Files, settings, values, flags and
                commands: how they are put into words is for people, and free to change.
        """
        lines = stderr.split("\n")
        self.assertEqual(len(lines) - 1, len(faults), stderr)
        self.assertEqual(lines.pop(), "", "no whole line")
        for line, fault in zip(lines, faults):
            begin = f"gan-train: {kind}: "
            self.assertEqual(line[:len(begin)], begin, stderr)
            self.assert_names(line[len(begin):], *([fault] if isinstance(fault, str) else fault))

    def assert_names(self, line, *fragments):
        """Each stands in the line as a whole: 9 does not in 19, nor x.pt in max.pt."""
        for fragment in map(str, fragments):
            begin = r"(?<![\w.])" if fragment[0].isalnum() else ""
            end = r"(?!\w)" if fragment[-1].isalnum() else ""
            self.assertRegex(line, begin + re.escape(fragment) + end)

    @staticmethod
    def warnings(stderr):
        """Its lines that are warnings, as one text."""
        return "".join(re.findall("^gan-train: warning: .*\n", stderr, re.MULTILINE))

    def remedy(self, text):
        """The arguments of the last command that a message names, as a shell would take them."""
        *_, command = re.findall(r"gan-train ((?:train|resume) [^;\n]*)", text)
        return shlex.split(command)

    def events(self, run, *kinds):
        """What events.jsonl tells of a run, in order: dicts of event, step, time and text.

        kinds  of events that are wanted; none: all but "save", which comes from a thread beside the
               training at any time
        """
        lines = (self.folder / run / "events.jsonl").read_text().splitlines()
        events = [json.loads(line) for line in lines]
        return [event for event in events
                if (event["event"] in kinds if kinds else event["event"] != "save")]

    def snapshot(self, below="."):
        """Every file below: its path from there, and its bytes. Locks, which hold a pid, not."""
        root = self.folder / below
        return {str(path.relative_to(root)): path.read_bytes() if path.is_file() else None
                for path in sorted(root.rglob("*")) if path.name != ".lock"}

    def metrics(self, run):
        """metrics.jsonl as dicts, without the time columns."""
        lines = (self.folder / run / "metrics.jsonl").read_text().splitlines()
        timed = ("images_per_second", "time")
        return [{k: v for k, v in json.loads(line, parse_constant=self.fail).items()
                 if k not in timed} for line in lines]

    def checkpoints(self, run):
        return sorted((self.folder / run / "checkpoints").glob("step-*.pt"))

    def stop_when(self, process, condition, signal_number):
        """Sends the signal as soon as the condition holds; fails if the child ends before."""
        deadline = time.monotonic() + LIMIT_SECONDS
        while not condition():
            self.assertIsNone(process.poll(), "it ended before it could be stopped")
            self.assertLess(time.monotonic(), deadline, "the condition never held")
            time.sleep(0.0002)  # leaves the processor to the child
        process.send_signal(signal_number)

    def assert_same_run(self, run, expected_run):
        """All that training leaves is the same: checkpoints and grids to the byte, and the log."""
        for part in ("checkpoints", "samples"):
            run_files = self.snapshot(f"{run}/{part}")
            expected_files = self.snapshot(f"{expected_run}/{part}")
            self.assertEqual(list(run_files), list(expected_files))
            for name, content in expected_files.items():
                self.assertTrue(run_files[name] == content, f"{part}/{name} differs")
        self.assertEqual(self.metrics(run), self.metrics(expected_run))

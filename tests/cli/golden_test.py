"""What people read, to the letter: some outputs of each kind, so that a change of their English is
seen and read. Other tests ask only what a message names.

GAN_UPDATE_GOLDEN=1 writes golden/*.txt anew; look at what `git diff` shows then.
"""

import difflib
import os
import pathlib
import re
import shutil
import subprocess
import unittest

from harness import LIMIT_SECONDS, CliTest

GOLDEN = pathlib.Path(__file__).resolve().parent / "golden"
IS_UPDATE = bool(os.environ.get("GAN_UPDATE_GOLDEN"))

MASKS = (  # what is another on another machine, or at another time
    (r"gan-train \d+\.\d+\.\d+", "gan-train VERSION"),
    (r"LibTorch \S+, BLAS \S+", "LibTorch VERSION, BLAS NAME"),
    (r"\w+ kernels", "NAME kernels"),
    (r"\d+ images/s", "N images/s"),
    (r"\d+:\d\d(:\d\d)?\b", "TIME"),
    (r"-?\d+\.\d+(e[+-]\d+)?", "N"),
    (r"(images_per_second +)\S+", r"\1N"),
    (r"   +", "  "),  # beside a number that is longer or shorter
)


class Golden(CliTest):
    def setUp(self):
        super().setUp()
        self.config = self.write_config(device="cpu", engine="auto", precision="float32")
        self.transcript = ""

    def add(self, *command, code=0, lines=None):
        """Runs it; the transcript has it and what it printed, or the first lines of that."""
        process = self.start(*command, stderr=subprocess.STDOUT)
        printed, _ = process.communicate(timeout=LIMIT_SECONDS)
        text = printed.decode()
        self.assertEqual(process.returncode, code, text)
        if lines:
            text = "".join(text.splitlines(keepends=True)[:lines])
        text = text.replace(f"{self.folder}/", "FOLDER/")
        self.transcript += f"$ gan-train {' '.join(map(str, command))}\n{text}\n"

    def assert_golden(self, name):
        path = GOLDEN / name
        if IS_UPDATE:
            path.write_text(self.transcript)
        golden = path.read_text() if path.exists() else ""
        diff = "".join(difflib.unified_diff(
            golden.splitlines(keepends=True), self.transcript.splitlines(keepends=True),
            f"golden/{name}", "what it prints now"))
        if diff:
            self.fail(f"other words than before; if they are meant, GAN_UPDATE_GOLDEN=1:\n{diff}")

    def test_help(self):
        self.add("--help")
        self.add("sample", "--help")
        # The settings behind these are those of the README's table, which config_test compares.
        self.add("train", "--help", lines=25)
        self.add("config", "--help", lines=25)
        self.assert_golden("help.txt")

    def test_a_run(self):
        self.add(self.config)
        self.add("resume", "runs/tiny")
        self.add("list")
        self.add("show", "runs/tiny")
        self.add("sample", "runs/tiny", "-o", "grid.png")
        for pattern, mask in MASKS:
            self.transcript = re.sub(pattern, mask, self.transcript)
        self.assert_golden("run.txt")

    def test_errors(self):
        self.train_once()
        self.add("train", self.config, "--train.bach_size", 3, code=2)
        self.write_config("faulty", train={"batch_size": 64.5, "epoch": 3}, sed=2)
        self.add("configs/faulty.json", code=2)
        self.add(self.config, code=1)
        self.add("resume", "runs/tiny", "--train.batch_size", 11, code=2)
        for checkpoint in self.checkpoints("runs/tiny"):
            checkpoint.write_bytes(checkpoint.read_bytes()[:1000])
        newest = checkpoint.relative_to(self.folder)
        self.add("sample", newest, "-o", "grid.png", code=1)
        self.add("resume", "runs/tiny", code=1)
        images = self.folder / "data/tiny/train-images-idx3-ubyte"
        images.write_bytes(images.read_bytes()[:1000])
        self.add(self.config, "--run", "runs/other", code=1)
        shutil.rmtree(self.folder / "data")
        self.add(self.config, "--run", "runs/other", code=1)
        self.assert_golden("errors.txt")


if __name__ == "__main__":
    unittest.main()

"""Every command of the README runs, in a copy of the tree with smaller configs and less data."""

import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import tempfile
import unittest

from PIL import Image

from evaluation import read_mnist, write_data
from harness import BINARY, JUDGE_LIMIT_SECONDS, REPOSITORY, judges_folder

# Which have tests of their own, or would change this system.
NOT_RUN = re.compile(r"(git clone|cd|kill|sudo|gan-train)\s|"
                     r"scripts/(test|test_fresh|bench|quality|torture|fuzz|package|setup)\b")


def commands(markdown):
    """The commands of the ```sh blocks, in order; a trailing backslash joins lines."""
    for block in re.findall(r"^```sh\n(.*?)^```", markdown, re.MULTILINE | re.DOTALL):
        for line in block.replace("\\\n", " ").splitlines():
            if line.strip() and not line.lstrip().startswith("#"):
                yield line.strip()


class Readme(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="gan-train-readme-"))
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        listed = subprocess.run(["git", "ls-files", "-z", "--cached", "--others",
                                 "--exclude-standard"], cwd=REPOSITORY, check=True,
                                capture_output=True, text=True).stdout
        for name in filter(None, listed.split("\0")):
            if (REPOSITORY / name).is_file():
                (self.folder / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(REPOSITORY / name, self.folder / name)
        self.place_data()
        (self.folder / "build").mkdir()
        (self.folder / "build/release").symlink_to(pathlib.Path(BINARY).parent)
        browser = self.folder / "bin/chromium"  # which root may only run without its sandbox
        browser.parent.mkdir()
        browser.write_text('#!/bin/sh\nexec /usr/bin/chromium --no-sandbox "$@"\n')
        browser.chmod(0o755)
        for path in (self.folder / "configs").glob("*.json"):
            if path.name != "schema.json":
                self.shrink(path)

    def place_data(self):
        (self.folder / "data").mkdir()
        for name in ("mnist", "fashion-mnist"):  # what is fetched is kept for the next time
            whole = REPOSITORY / "data" / name
            whole.mkdir(parents=True, exist_ok=True)
            (self.folder / "data" / name).symlink_to(whole)
        for i in range(30):
            (self.folder / "pictures").mkdir(exist_ok=True)
            Image.effect_noise((40 + i, 36), 60).convert("RGB").save(
                self.folder / f"pictures/{i}.{'png' if i % 2 else 'jpg'}")
        train, test = read_mnist("train"), read_mnist("test")
        write_data(self.folder / "data/part", train=[part[:1200] for part in train],
                   test=[part[:300] for part in test])

    @staticmethod
    def shrink(path):
        config = json.loads(path.read_text())
        data = config.setdefault("data", {})
        if data.get("folder", "data/mnist") == "data/mnist":
            data["folder"] = "data/part"
        config.setdefault("train", {}).update(steps=30)
        config.setdefault("generator", {}).update(hidden=[16])
        config.setdefault("discriminator", {}).update(hidden=[16])
        path.write_text(json.dumps(config))

    def test_every_command_runs(self):
        found = list(commands((REPOSITORY / "README.md").read_text()))
        self.assertTrue(any("scripts/train" in command for command in found), found)
        run = [command for command in found if not NOT_RUN.match(command)]
        self.assertGreater(len(run), 3)
        for command in run:
            with self.subTest(command=command):
                code, output = self.run_shell(command)
                self.assertEqual(code, 0, output)

    def run_shell(self, command):
        """Exit code and output; past the limit the command ends with all its children."""
        process = subprocess.Popen(["bash", "-c", command], cwd=self.folder, text=True,
                                   env={**os.environ, "GAN_PRESET": "release",
                                        "PATH": f"{self.folder}/bin:{os.environ['PATH']}",
                                        "XDG_CACHE_HOME": judges_folder(),
                                        "OMP_WAIT_POLICY": "passive"},
                                   stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                   stderr=subprocess.STDOUT, start_new_session=True)
        try:
            output, _ = process.communicate(timeout=JUDGE_LIMIT_SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.communicate()
            self.fail(f"not done in {JUDGE_LIMIT_SECONDS} s")
        return process.returncode, output


if __name__ == "__main__":
    unittest.main()

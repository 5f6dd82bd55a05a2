"""scripts/quality trains, measures, and tells mean and spread over the seeds."""
import json
import os
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path
from statistics import mean

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests/cli"))

from evaluation import striped_images, write_data  # noqa: E402
from harness import judges_folder  # noqa: E402


class Quality(unittest.TestCase):
    def setUp(self):
        temporary = tempfile.TemporaryDirectory()
        self.addCleanup(temporary.cleanup)
        self.folder = Path(temporary.name)
        write_data(self.folder / "data", train=striped_images(240, 1), test=striped_images(60, 2))
        self.config = self.folder / "tiny.json"
        self.config.write_text(json.dumps({
            "threads": 1, "data": {"folder": str(self.folder / "data")},
            "generator": {"hidden": [16]}, "discriminator": {"hidden": [16]},
            "train": {"epochs": 2}}))

    def quality(self, *arguments):
        return subprocess.run(
            [ROOT / "scripts/quality", *map(str, arguments)], capture_output=True, text=True,
            env={**os.environ, "XDG_CACHE_HOME": judges_folder(), "OMP_WAIT_POLICY": "passive"})

    def test_the_table_has_the_mean_over_the_seeds_beside_real_images(self):
        output = self.folder / "quality.json"
        result = self.quality(self.config, "--seeds", "3,4", "--runs", self.folder / "runs",
                              "--json", output, "--", "--train.epochs", "1")
        self.assertEqual(result.returncode, 0, result.stderr)
        header, _, real, tiny = [[cell.strip() for cell in line.split("|")[1:-1]]
                                 for line in result.stdout.splitlines()]
        self.assertEqual((real[0], tiny[0]), ("real images", "tiny"))
        seeds = json.loads(output.read_text())["tiny"]
        self.assertEqual(len(seeds), 2)
        frechet = [metrics["frechet"]["value"] for metrics in seeds]
        self.assertNotEqual(*frechet)
        self.assertNotIn("GAN-test", header)
        column = header.index("Frechet")
        self.assertEqual(float(tiny[column].split(" +- ")[0]), round(mean(frechet), 2))
        of_real = seeds[0]["frechet"]["real"]["values"]
        self.assertEqual(float(real[column].split(" +- ")[0]), round(mean(of_real), 2))
        self.assertEqual({path.name for path in (self.folder / "runs").iterdir()},
                         {"tiny-3", "tiny-4"})

    def test_a_run_by_class_has_columns_of_its_own_and_others_leave_them_empty(self):
        by_class = self.folder / "class.json"
        by_class.write_text(json.dumps({**json.loads(self.config.read_text()),
                                        "condition": "class"}))
        result = self.quality(self.config, by_class, "--seeds", "3", "--runs", self.folder / "runs")
        self.assertEqual(result.returncode, 0, result.stderr)
        header, _, real, tiny, of_class = [[cell.strip() for cell in line.split("|")[1:-1]]
                                           for line in result.stdout.splitlines()]
        for title in ("GAN-test", "GAN-train"):
            column = header.index(title)
            self.assertEqual(tiny[column], "")
            self.assertRegex(of_class[column], r"^[01]\.\d{4}$")
            self.assertGreater(float(real[column]), 0.9)

    def test_a_run_that_fails_ends_it(self):
        result = self.quality(self.folder / "none.json", "--runs", self.folder / "runs")
        self.assertEqual((result.returncode, result.stdout), (1, ""))
        self.assertIn("quality: error: gan-train train ended with", result.stderr)


if __name__ == "__main__":
    unittest.main()

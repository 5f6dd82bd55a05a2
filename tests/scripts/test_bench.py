"""scripts/bench runs, and its figures are of the kind it says."""
import json
import os
import subprocess
import tempfile
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


class Bench(unittest.TestCase):
    def test_a_quick_run_fills_tables_and_json(self):
        with tempfile.TemporaryDirectory() as folder:
            output = Path(folder) / "bench.json"
            result = subprocess.run([ROOT / "scripts/bench", "--quick", "--json", output],
                                    capture_output=True, text=True, env=os.environ)
            self.assertEqual((result.returncode, result.stderr), (0, ""))
            figures = json.loads(output.read_text())
        for line in ("gan-train float32", "gan-train bfloat16", "engine autograd, float32",
                     "PyTorch float32, tutorial", "PyTorch bfloat16, expert", "roofline float32"):
            self.assertIn(line, result.stdout)
        for config in ("labml", "mnist"):
            batch = figures[config]["64"]
            fastest = min((name for name in batch if name.startswith("PyTorch float32")),
                          key=lambda name: batch[name]["milliseconds"])
            self.assertEqual(batch["reference"], fastest)
            self.assertEqual(batch[fastest]["ratio_to_pytorch"], [1])
            ours = batch["gan-train float32"]
            self.assertGreater(ours["milliseconds"][0], 0)
            self.assertAlmostEqual(
                ours["percent_of_roofline"][0],
                100 * batch["roofline float32"]["milliseconds"][0] / ours["milliseconds"][0])
        self.assertGreater(len(figures["pytorch_settings"]), 0)

    def test_quick_trainings_are_timed_to_a_frechet_distance(self):
        with tempfile.TemporaryDirectory() as folder:
            output = Path(folder) / "bench.json"
            result = subprocess.run([ROOT / "scripts/bench", "--quick", "--whole", "--json", output],
                                    capture_output=True, text=True, env=os.environ)
            self.assertEqual((result.returncode, result.stderr), (0, ""))
            figures = json.loads(output.read_text())
        for name in ("gan-train float32", "PyTorch float32, expert"):
            [seconds] = figures[name]["seconds"]
            frechet = figures[name]["frechet"]["0"]
            self.assertGreater(seconds, 0)
            self.assertTrue(20 < frechet < 1000, frechet)  # after an epoch it is a beginner's
            self.assertIn(f"{name} ", result.stdout)
            self.assertIn(f"{seconds:.0f} s, epoch 1 ", result.stdout)

    def test_a_wrong_argument_is_one_line_of_usage(self):
        for arguments in (["--rounds", "0"], ["--rounds", "x"], ["--fast"], ["--kernels", "--whole"]):
            result = subprocess.run([ROOT / "scripts/bench", *arguments],
                                    capture_output=True, text=True)
            self.assertEqual(result.returncode, 2)
            self.assertIn("bench: error: ", result.stderr)


if __name__ == "__main__":
    unittest.main()

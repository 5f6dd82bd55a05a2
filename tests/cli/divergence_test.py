"""A loss that is not finite ends the run with one line, and the last good checkpoint stays."""

import math
import unittest

import torch

from harness import CliTest

LINE = (r"\Agan-train: error: loss\.\S+: not finite at step \d+, got -?(nan|inf); the training has "
        r"diverged: lower the learning rates or change the networks\n\Z")
DIVERGING = {
    "generator": {"hidden": [32] * 6},
    "discriminator": {"hidden": [32] * 8},
    "optimizer": {"generator_learning_rate": 10, "discriminator_learning_rate": 10},
    "train": {"epochs": 1000},
    "checkpoint": {"every_steps": 1},
}


class Divergence(CliTest):
    def test_it_stops_with_one_line_and_keeps_the_last_good_checkpoint(self):
        code, stderr = self.finish(self.start(self.write_config(**DIVERGING), "--quiet"))
        self.assertEqual(code, 1)
        self.assertRegex(stderr, LINE)
        newest = self.checkpoints("runs/tiny")[-1]
        checkpoint = torch.load(newest)
        for player in ("generator", "discriminator"):
            for name, tensor in checkpoint[player].items():
                self.assertTrue(tensor.isfinite().all(), f"{player} {name}")
        self.run_cli("sample", "runs/tiny", "-o", "last.png")
        for line in self.metrics("runs/tiny"):
            for name, value in line.items():
                self.assertFalse(isinstance(value, float) and not math.isfinite(value), name)

    def test_resuming_it_ends_in_the_same_line(self):
        _, first = self.finish(self.start(self.write_config(**DIVERGING), "--quiet"))
        code, second = self.finish(self.start("resume", "runs/tiny", "--quiet"))
        self.assertEqual((code, second), (1, first))


if __name__ == "__main__":
    unittest.main()

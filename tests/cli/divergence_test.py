"""A loss or weight that is not finite ends the run with one line; the last checkpoint stays."""

import unittest

import torch

from harness import CliTest

REASON = "the training has diverged: lower the learning rates or change the networks"
# The depth of the discriminator decides what overflows first.
LOSS = (12, rf"loss\.\S+: not finite at step \d+, got -?(nan|inf); {REASON}")
WEIGHT = (8, rf"[^\n]*: a weight is not finite; {REASON}")


class Divergence(CliTest):
    def diverge(self, depth):
        """Exit code and stderr of a run that cannot go well."""
        return self.finish(self.start(self.write_config(
            generator={"hidden": [32] * 3, "init_std": 0.02},
            discriminator={"hidden": [32] * depth, "init_std": 0.02},
            optimizer={"generator_learning_rate": 1000, "discriminator_learning_rate": 1000},
            checkpoint={"every_steps": 1}, log={"every_steps": 1}), "--quiet", "--overwrite"))

    def test_it_stops_with_one_line(self):
        for depth, line in (LOSS, WEIGHT):
            code, stderr = self.diverge(depth)
            self.assertEqual(code, 1)
            self.assertRegex(stderr, rf"\Agan-train: error: {line}\n\Z")

    def test_the_last_good_checkpoint_stays(self):
        for depth, _ in (LOSS, WEIGHT):
            self.diverge(depth)
            checkpoint = torch.load(self.checkpoints("runs/tiny")[-1])
            for player in ("generator", "discriminator"):
                for name, tensor in checkpoint[player].items():
                    self.assertTrue(tensor.isfinite().all(), f"{player} {name}")
            self.run_cli("sample", "runs/tiny", "-o", "last.png")
            self.assertTrue(self.metrics("runs/tiny"))  # and fails on NaN or Infinity

    def test_resuming_it_ends_in_the_same_line(self):
        for depth, _ in (LOSS, WEIGHT):
            _, first = self.diverge(depth)
            code, second = self.finish(self.start("resume", "runs/tiny", "--quiet"))
            self.assertEqual((code, second), (1, first))


if __name__ == "__main__":
    unittest.main()

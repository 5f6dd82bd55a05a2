"""A loss or weight that is not finite ends the run with one line; the last checkpoint stays."""

import unittest

import torch

from harness import CliTest

REASON = "the training has diverged: lower the learning rates or change the networks"
LOSS = rf"gan-train: error: loss\.\S+: not finite at step \d+, got -?(nan|inf); {REASON}\n"
WEIGHT = rf"gan-train: error: layers\.0\.weight: a weight or its moment is not finite; {REASON}\n"


class Divergence(CliTest):
    def diverge_in_loss(self):
        """Exit code and stderr of a run whose logits overflow."""
        return self.finish(self.start(self.write_config(
            generator={"hidden": [32] * 3, "init_std": 0.02},
            discriminator={"hidden": [32] * 12, "init_std": 0.02},
            optimizer={"generator_learning_rate": 1000, "discriminator_learning_rate": 1000},
            checkpoint={"every_steps": 1}, log={"every_steps": 1}), "--quiet", "--overwrite"))

    def diverge_in_a_weight(self):
        """The same of a run that goes on with a moment of the generator's that is next to infinite:
        the next step's losses are finite still, the weight that it leaves is not."""
        self.finish(self.start(self.write_config(
            train={"steps": 5}, checkpoint={"every_steps": 1}), "--quiet", "--overwrite"))
        newest = self.checkpoints("runs/tiny")[-1]
        checkpoint = torch.load(newest)
        checkpoint["generator_adam"]["exp_avg"]["layers.0.weight"][0, 0] = 3e38
        checkpoint["generator_adam"]["exp_avg_sq"]["layers.0.weight"][0, 0] = 0
        torch.save(checkpoint, newest)
        return self.finish(self.start("resume", "runs/tiny", "--train.steps", "9", "--quiet"))

    def test_a_loss_that_is_not_finite_stops_it_with_one_line(self):
        code, stderr = self.diverge_in_loss()
        self.assertEqual(code, 1)
        self.assertRegex(stderr, rf"\A{LOSS}\Z")

    def test_a_weight_that_is_not_finite_stops_it_with_one_line(self):
        code, stderr = self.diverge_in_a_weight()
        self.assertEqual(code, 1)
        self.assertRegex(stderr, rf"{WEIGHT}\Z")
        self.assertEqual(self.checkpoints("runs/tiny")[-1].name, "step-00000005.pt")

    def test_the_last_good_checkpoint_stays(self):
        self.diverge_in_loss()
        checkpoint = torch.load(self.checkpoints("runs/tiny")[-1])
        for player in ("generator", "discriminator"):
            for name, tensor in checkpoint[player].items():
                self.assertTrue(tensor.isfinite().all(), f"{player} {name}")
        self.run_cli("sample", "runs/tiny", "-o", "last.png")
        self.assertTrue(self.metrics("runs/tiny"))  # and fails on NaN or Infinity

    def test_resuming_it_ends_in_the_same_line(self):
        _, first = self.diverge_in_loss()
        code, second = self.finish(self.start("resume", "runs/tiny", "--quiet"))
        self.assertEqual((code, second), (1, first))


if __name__ == "__main__":
    unittest.main()

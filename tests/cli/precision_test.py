"""bfloat16 by outcome: on the real MNIST its losses end where float32's do."""

import unittest

from harness import CliTest, REPOSITORY

STEPS = 300
SEEDS = (1, 2, 3)


class Precision(CliTest):
    def losses(self, precision, seed):
        """Means over the last 100 steps, of D and of G."""
        run = f"runs/{precision}-{seed}"
        self.run_cli("train", REPOSITORY / "configs/labml.json", "--run", run, "--precision",
                     precision, "--seed", seed, "--data.folder", REPOSITORY / "data/mnist",
                     "--train.steps", STEPS, "--validation.every_epochs", 0,
                     "--samples.every_epochs", 0)
        last = self.metrics(run)[-1]
        self.assertEqual(last["step"], STEPS)
        return last["loss.discriminator"], last["loss.generator"]

    def test_losses_end_where_those_of_float32_do(self):
        ends = {precision: list(zip(*(self.losses(precision, seed) for seed in SEEDS)))
                for precision in ("float32", "bfloat16")}
        for of_float32, of_bfloat16 in zip(ends["float32"], ends["bfloat16"]):
            spread = max(of_float32) - min(of_float32)
            self.assertGreater(spread, 0)
            mean = sum(of_bfloat16) / len(SEEDS)
            self.assertGreater(mean, min(of_float32) - spread)
            self.assertLess(mean, max(of_float32) + spread)


if __name__ == "__main__":
    unittest.main()

"""What a validation takes, it takes from no training: its settings change no weight."""

import shutil
import unittest

import torch

from harness import CliTest, make_images, write_images


class Labels(CliTest):
    """The labels of a training, whose validation has more images than labels are drawn at once."""

    def setUp(self):
        super().setUp()
        write_images(self.folder / "data/tiny", test=make_images(300, 2))

    def weights(self, run):
        checkpoint = torch.load(self.checkpoints(run)[-1])
        self.assertEqual(checkpoint["position"]["step"], 20)
        return torch.cat([weight.flatten() for player in ("generator", "discriminator")
                          for weight in checkpoint[player].values()])

    def changed_by_validation(self, labels):
        """Whether a run of such labels becomes another, where it is resumed with validations in
        smaller batches or with none."""
        self.run_cli(self.write_config(loss={"labels": labels}, train={"epochs": 2}),
                     "--train.steps", 5)
        weights = []
        for number, flags in enumerate(([], ["--validation.batch_size", 100],
                                        ["--validation.every_epochs", 0])):
            run = f"runs/{labels}-{number}"
            shutil.copytree(self.folder / "runs/tiny", self.folder / run)
            self.run_cli("resume", run, "--train.steps", 0, *flags)
            weights.append(self.weights(run))
        shutil.rmtree(self.folder / "runs/tiny")
        return [not torch.equal(weights[0], other) for other in weights[1:]]

    def test_fixed_and_redrawn_ones_are_the_same_whatever_is_validated(self):
        for labels in ("fixed", "redrawn"):
            self.assertEqual(self.changed_by_validation(labels), [False, False], labels)

    def test_shared_ones_are_drawn_anew_for_a_larger_batch_as_labml_does(self):
        self.assertEqual(self.changed_by_validation("shared"), [True, True])


if __name__ == "__main__":
    unittest.main()

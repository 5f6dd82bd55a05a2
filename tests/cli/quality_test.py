"""evaluate.every_epochs: the samples' quality, measured while a run trains."""

import json
import signal
import unittest

import torch

from evaluation import striped_images, write_data
from harness import CliTest

EVERY_EPOCH = {"every_epochs": 1, "count": 60}
METRICS = ("frechet", "kid", "precision", "recall", "density", "coverage", "modes", "class_kl")


class QualityTest(CliTest):
    def setUp(self):
        super().setUp()
        self.data = self.folder / "data/striped"
        write_data(self.data, train=striped_images(240, 1), test=striped_images(60, 2))

    def config(self, name="striped", **changes):
        return self.write_config(name, **{
            "data": {"folder": "data/striped"}, "train": {"epochs": 4, "steps": 0},
            "ema": {"decay": 0.9}, "checkpoint": {"keep": 9}, **changes})

    def evaluations(self, run, split="evaluation"):
        return [line for line in self.metrics(run) if line["split"] == split]

    def best(self, run):
        return torch.load(self.folder / run / "checkpoints/best.pt")

    def test_it_leaves_the_training_to_the_bit(self):
        self.run_cli(self.config(), "--run", "runs/without")
        stderr = self.run_cli(self.config(evaluate=EVERY_EPOCH), "--run", "runs/with")
        for name in METRICS:
            self.assertEqual(stderr.count(f" {name} "), 5)  # real images, then each epoch
        self.assertEqual([line["epoch"] for line in self.evaluations("runs/with")], [1, 2, 3, 4])
        for line in self.evaluations("runs/with"):
            self.assertEqual(set(line), {"step", "epoch", "images", "split", *METRICS})
        self.assertEqual([line for line in self.metrics("runs/with")
                          if line["split"] not in ("evaluation", "real")],
                         self.metrics("runs/without"))
        for with_it, without in zip(self.checkpoints("runs/with"),
                                    self.checkpoints("runs/without"), strict=True):
            tensors, expected = torch.load(with_it), torch.load(without)
            for part in ("generator", "generator_ema", "discriminator"):
                for name, tensor in expected[part].items():
                    self.assertTrue(torch.equal(tensors[part][name], tensor), (with_it, name))

    def test_best_pt_is_the_best_epochs_checkpoint(self):
        for metric, choose in (("frechet", min), ("recall", max)):
            run = f"runs/{metric}"
            self.run_cli(self.config(evaluate={**EVERY_EPOCH, "best_by": metric}), "--run", run)
            lines = self.evaluations(run)
            best = choose(lines, key=lambda line: line[metric])  # the first of equals
            self.assertEqual(self.best(run)["position"]["step"], best["step"])
            process = self.start("evaluate", f"{run}/checkpoints/best.pt", "--count", 60,
                                 "--json", "e.json")
            _, stderr = process.communicate()
            self.assertEqual(process.returncode, 0, stderr)
            measured = json.loads((self.folder / "e.json").read_text())["metrics"]
            for name in set(METRICS) - {"kid"}:  # whose subsets are others
                self.assertAlmostEqual(measured[name]["value"], best[name], places=5, msg=name)

    def test_a_stopped_run_goes_on_to_the_same_metrics_and_best(self):
        self.run_cli(self.config("whole", evaluate=EVERY_EPOCH))
        config = self.config("stopped", evaluate=EVERY_EPOCH, train={"epochs": 4, "steps": 0})
        process = self.start(config)
        metrics = self.folder / "runs/stopped/metrics.jsonl"
        self.stop_when(process, lambda: metrics.exists() and
                       metrics.read_text().count("evaluation") >= 2, signal.SIGINT)
        process.communicate()
        self.run_cli("resume", "runs/stopped")
        self.assertEqual(self.evaluations("runs/stopped"), self.evaluations("runs/whole"))
        self.assertEqual(self.evaluations("runs/stopped", "real"),
                         self.evaluations("runs/whole", "real"))
        self.assertEqual(self.best("runs/stopped")["position"],
                         self.best("runs/whole")["position"])

    def test_too_few_test_images_are_refused_before_anything_is_written(self):
        write_data(self.data, train=striped_images(240, 1), test=striped_images(9, 2))
        self.assert_error(2, [self.config(evaluate=EVERY_EPOCH), "--quiet"],
                          ("/evaluate/every_epochs", 10, 9, "data/striped/t10k-images-idx3-ubyte",
                           0))

    def test_a_metric_without_a_value_is_never_the_best_one(self):
        # With but one class in the test set, the classes of samples are infinitely far from it.
        images, labels = striped_images(60, 2)
        write_data(self.data, train=striped_images(240, 1),
                   test=(images[labels == 0], labels[labels == 0]))
        config = self.config(evaluate={**EVERY_EPOCH, "best_by": "class_kl"})
        self.run_cli(config, "--train.steps", 50)
        self.run_cli("resume", "runs/striped", "--train.steps", 0)
        self.assertIn(None, [line["class_kl"] for line in self.evaluations("runs/striped")])
        self.assertFalse((self.folder / "runs/striped/checkpoints/best.pt").exists())

    def test_beside_them_stands_what_real_training_images_score(self):
        self.run_cli(self.config(evaluate={**EVERY_EPOCH, "count": 40}))
        (real,) = self.evaluations("runs/striped", "real")
        self.assertEqual(real["step"], 0)
        process = self.start("evaluate", "runs/striped", "--count", 40, "--json", "e.json")
        _, stderr = process.communicate()
        self.assertEqual(process.returncode, 0, stderr)
        measured = json.loads((self.folder / "e.json").read_text())["metrics"]
        for name in set(METRICS) - {"kid"}:
            self.assertAlmostEqual(measured[name]["real"]["values"][0], real[name], places=5)

    def test_what_real_images_score_is_written_once_a_run_also_where_its_name_is_the_old_one(self):
        config = self.config(evaluate=EVERY_EPOCH)
        self.run_cli(config, "--epochs", 1)
        metrics = self.folder / "runs/striped/metrics.jsonl"
        metrics.write_text(metrics.read_text().replace('"real"', '"floor"'))
        self.run_cli("resume", "runs/striped", "--epochs", 2)
        self.assertEqual(len(self.evaluations("runs/striped", "floor")), 1)
        self.assertEqual(self.evaluations("runs/striped", "real"), [])
        self.assertEqual(len(self.evaluations("runs/striped")), 2)

    def test_without_labels_it_is_refused(self):
        for path in self.data.glob("*labels*"):
            path.unlink()
        code, stderr = self.finish(self.start(self.config(evaluate=EVERY_EPOCH), "--quiet"))
        self.assertEqual(code, 2)
        self.assert_told(stderr, "error", ("/evaluate/every_epochs", "labels", "data/striped", 0))
        self.assertFalse((self.folder / "runs/striped").exists())


if __name__ == "__main__":
    unittest.main()

"""gan-train evaluate on a run that was trained by class: its figures against a second
implementation, and its refusals."""

import unittest

import numpy
import torch

import evaluate_reference as reference
from evaluation import EvaluateTest, striped_images, write_data
from harness import HEIGHT, WIDTH
from images import read_npy

COUNT, SEED = 90, 3
CLASSES = 3


class ByClass(EvaluateTest):
    def setUp(self):
        super().setUp()
        self.data = self.folder / "data/striped"
        self.train, self.test = striped_images(240, 1), striped_images(60, 2)
        write_data(self.data, train=self.train, test=self.test)

    def train_by_class(self, **changes):
        network = {"hidden": [64, 64], "init": "he"}
        self.train_once("runs/class", condition="class", data={"folder": "data/striped"},
                        generator=network, discriminator=network, train={"epochs": 100}, **changes)

    def sample(self, count):
        """The run's samples, uint8 [N, H, W], and the classes that they were asked to be of."""
        self.run_cli("sample", "runs/class", "--count", count, "--seed", SEED, "-o", "s.npy",
                     "--latents", "z.npy")
        images = read_npy(self.folder / "s.npy").numpy()
        return images, self.find_asked(images, read_npy(self.folder / "z.npy"))

    def find_asked(self, images, latents):
        """The class with which the generator, in PyTorch, makes each image of its latent."""
        state = torch.load(self.checkpoints("runs/class")[-1])["generator"]
        errors = []
        for wanted in range(CLASSES):
            one_hot = torch.zeros(len(latents), CLASSES)
            one_hot[:, wanted] = 1
            x = torch.cat([latents, one_hot], 1)
            weights = sorted((name for name in state if name.endswith(".weight")),
                             key=lambda name: int(name.split(".")[1]))
            for name in weights:
                x = torch.nn.functional.linear(x, state[name], state[name[:-6] + "bias"])
                x = torch.tanh(x) if name == weights[-1] else torch.nn.functional.leaky_relu(x, 0.2)
            made = ((x + 1) * 127.5).view(-1, HEIGHT, WIDTH).numpy()
            errors.append(numpy.abs(made - images).max((1, 2)))
        asked = numpy.argmin(errors, 0)
        self.assertLess(numpy.min(errors, 0).max(), 1)
        return asked

    def test_figures_are_those_of_the_second_implementation(self):
        self.train_by_class()
        images, asked = self.sample(240)
        table, stderr, result = self.evaluate("runs/class", "--count", COUNT, "--seed", SEED)
        judge = reference.load_judge(self.judge_file(stderr), HEIGHT, WIDTH, CLASSES)
        real, real_seen = reference.features_and_classes(judge, self.test[0])
        fake, seen = reference.features_and_classes(judge, images[:COUNT])
        accuracy = (real_seen == self.test[1]).mean()
        metrics, by_class = result["metrics"], result["by_class"]
        self.assertTrue(0.7 < metrics["gan_test"]["value"] < 1, "the run was to be a mediocre one")
        self.assertAlmostEqual(metrics["gan_test"]["value"], (seen == asked[:COUNT]).mean())
        self.assertEqual(metrics["gan_test"]["real"]["values"], [accuracy])
        self.assertEqual(metrics["gan_train"]["real"]["values"], [accuracy])
        learnt = reference.gan_train(images, asked, *self.test, CLASSES)
        self.assertAlmostEqual(metrics["gan_train"]["value"], learnt, delta=0.2)
        self.assertEqual(list(by_class["classes"]), ["0", "1", "2"])
        for wanted in range(CLASSES):
            scores = by_class["classes"][str(wanted)]
            mine, theirs = asked[:COUNT] == wanted, self.test[1] == wanted
            self.assertEqual((scores["samples"], scores["test_images"]),
                             (mine.sum(), theirs.sum()))
            self.assertAlmostEqual(scores["share_seen"], (seen == wanted).mean())
            self.assertAlmostEqual(scores["gan_test"], (seen[mine] == wanted).mean())
            expected = reference.frechet(fake[mine], real[theirs])
            self.assertAlmostEqual(scores["frechet"]["value"], expected, delta=0.01 * expected)
            overlap = reference.precision_recall_density_coverage(real[theirs], fake[mine])
            self.assertAlmostEqual(scores["recall"]["value"], overlap["recall"], delta=0.001)
        self.check_worst(table, by_class)

    def check_worst(self, table, by_class):
        for metric, choose in (("frechet", max), ("recall", min)):
            worst = choose(by_class["classes"],
                           key=lambda name: by_class["classes"][name][metric]["value"])
            self.assertEqual(by_class["worst"][metric], worst)
            self.assertIn(f"\n  worst class: {worst} ", table)
        self.assertLessEqual(max(map(len, table.splitlines()[1:])), 80)  # not its paths

    def test_a_class_of_few_images_has_no_figure_and_says_so(self):
        images, labels = self.test
        few = numpy.concatenate([numpy.flatnonzero(labels < 2), numpy.flatnonzero(labels == 2)[:9]])
        write_data(self.data, test=(images[few], labels[few]))
        self.train_by_class()
        table, _, result = self.evaluate("runs/class", "--count", COUNT)
        self.assertIsNone(result["by_class"]["classes"]["2"]["recall"]["value"])
        self.assertIn("10", result["by_class"]["classes"]["2"]["frechet"]["reason"])
        self.assertNotEqual(result["by_class"]["worst"]["frechet"], "2")
        self.assertRegex(table, r"no figure, fewer than 10 .*\n  1 class: 2\n")

    def test_samples_in_a_file_were_asked_for_by_none(self):
        self.train_by_class()
        self.sample(COUNT)
        table, _, result = self.evaluate("s.npy", "--against", "data/striped")
        self.assertNotIn("GAN-t", table)
        self.assertNotIn("gan_test", result["metrics"])
        self.assertNotIn("by_class", result)

    def test_images_of_other_classes_are_refused(self):
        self.train_by_class()
        images, labels = self.train
        write_data(self.folder / "data/two", train=(images[labels < 2], labels[labels < 2]),
                   test=(images[labels < 2], labels[labels < 2]))
        self.assert_error(1, ["evaluate", "runs/class", "--against", "data/two"],
                          ("data/two", "runs/class", "3: 0, 1, 2", "2: 0, 1", "--against"))

    def test_other_labels_than_the_runs_are_refused(self):
        self.train_by_class()
        images, labels = self.train
        write_data(self.data, train=(images, 2 - labels))
        self.assert_error(1, ["evaluate", "runs/class"], ("data/striped", "labels", "--against"))

    def test_a_run_is_not_measured_with_other_test_images_than_before(self):
        measured = {"every_epochs": 50, "count": COUNT}
        self.train_by_class(evaluate=measured)
        images, labels = self.test
        write_data(self.data, test=(255 - images, labels))
        self.assert_error(2, ["resume", "runs/class", "--train.epochs", 150],
                          ("/data/test_images", "/evaluate/every_epochs"))
        self.run_cli("resume", "runs/class", "--train.epochs", 150, "--evaluate.every_epochs", 0)
        self.assert_error(2, ["resume", "runs/class", "--train.epochs", 200,
                              "--evaluate.every_epochs", 50],
                          ("/data/test_images", "/evaluate/every_epochs"))
        write_data(self.data, test=self.test)
        self.run_cli("resume", "runs/class", "--train.epochs", 200, "--evaluate.every_epochs", 50)

    def test_without_labels_there_is_no_judge_and_no_class(self):
        self.train_by_class()
        for path in self.data.glob("t10k-labels*"):
            path.unlink()
        table, _, result = self.evaluate("runs/class", "--count", COUNT)
        self.assertNotIn("judge", result)
        self.assertNotIn("GAN-t", table)

    def test_a_training_measures_gan_test_and_show_names_the_classes(self):
        self.train_by_class(evaluate={"every_epochs": 50, "count": COUNT})
        lines = self.metrics("runs/class")
        measured = [line for line in lines if line["split"] == "evaluation"]
        self.assertEqual([line["epoch"] for line in measured], [50, 100])
        (real,) = [line for line in lines if line["split"] == "real"]
        for line in (*measured, real):
            self.assertNotIn("gan_train", line)
        _, _, result = self.evaluate("runs/class", "--count", COUNT)
        self.assertAlmostEqual(measured[-1]["gan_test"], result["metrics"]["gan_test"]["value"])
        self.assertAlmostEqual(real["gan_test"], result["judge"]["accuracy"])
        shown = self.print_cli("show", "runs/class")
        self.assertRegex(shown, r"\nclasses +3: 0, 1, 2\n")
        self.assertRegex(shown, r"\ngan_test +[0-9.]+ +[0-9.]+\n")
        self.run_cli("report", "runs/class", "-o", "r.html")
        page = (self.folder / "r.html").read_text()
        self.assertIn('"classes":["0","1","2"]', page)
        self.assertIn('"class_columns":["0","1","2"]', page)


if __name__ == "__main__":
    unittest.main()

"""gan-train evaluate: its figures against a second implementation, and against each other."""

import unittest

import numpy

import evaluate_reference as reference
from evaluation import (MNIST, EvaluateTest, StripedTest, read_mnist, striped_images,
                        write_data)


class Figures(EvaluateTest):
    """A part of MNIST, so that the reference is done in time; samples with known faults."""

    @classmethod
    def setUpClass(cls):
        images, labels = read_mnist("train")
        cls.train = images[:11000], labels[:11000]
        images, labels = read_mnist("test")
        cls.test = images[:1200], labels[:1200]
        held_out, held_out_labels = images[2000:], labels[2000:]
        noise = numpy.random.default_rng(1).integers(-90, 90, (300, 28, 28))
        cls.samples = numpy.concatenate([
            held_out[held_out_labels < 8][:600],
            numpy.clip(held_out[2000:2300] + noise, 0, 255).astype(numpy.uint8),
            cls.train[0][cls.train[1] == 1][:300]])  # copies

    def test_figures_are_those_of_the_second_implementation(self):
        write_data(self.folder / "data/part", train=self.train, test=self.test)
        numpy.save(self.folder / "samples.npy", self.samples)
        table, stderr, result = self.evaluate("samples.npy", "--against", "data/part")
        self.metrics = result["metrics"]
        self.assertNotIn("GAN 225", table)
        self.check_judge(result, self.judge_file(stderr))
        self.check_pixels()

    def assert_close(self, name, expected, relative=0.01):
        value = self.metrics[name]["value"]
        self.assertLessEqual(abs(value - expected), relative * abs(expected), f"{name}: {value}")

    def check_judge(self, result, path):
        judge = reference.load_judge(path, 28, 28, 10)
        real, predicted = reference.features_and_classes(judge, self.test[0])
        fake, classes = reference.features_and_classes(judge, self.samples)
        accuracy = (predicted == self.test[1]).mean()
        self.assertAlmostEqual(result["judge"]["accuracy"], accuracy, delta=0.001)
        self.assert_close("frechet", reference.frechet(fake, real))
        self.assert_close("kid", reference.kid(fake, real))
        overlap = reference.precision_recall_density_coverage(real, fake)
        for name, expected in overlap.items():
            self.assert_close(name, expected)
        real_shares = reference.shares(self.test[1], 10)
        self.assert_close("class_kl", reference.kl(reference.shares(classes, 10), real_shares))
        numpy.testing.assert_allclose(result["classes"]["real"], real_shares)
        for name in ("frechet", "kid", "class_kl"):
            self.assertGreater(self.metrics[name]["value"], 3 * self.metrics[name]["real"]["mean"])

    def check_pixels(self):
        train, test = self.train[0], self.test[0]
        nearest = reference.distances(reference.rows(self.samples), reference.rows(train)).min(1)
        of_test = reference.distances(reference.rows(test), reference.rows(train)).min(1)
        self.assert_close("nearest", nearest.mean(), 1e-5)
        self.assert_close("nearest_median", numpy.median(nearest), 1e-5)
        self.assert_close("nearest_ratio", nearest.mean() / of_test.mean(), 1e-5)
        self.assert_close("copies", (nearest < numpy.quantile(of_test, 0.01)).mean(), 1e-5)
        self.assertGreaterEqual(self.metrics["copies"]["value"], 0.25)
        mean, error, sigma = reference.parzen(test, train[10000:11000], self.samples)
        self.assertAlmostEqual(self.metrics["parzen"]["value"], mean, delta=0.5)
        self.assert_close("parzen", mean)
        self.assertAlmostEqual(self.metrics["parzen"]["error"], error, delta=0.01 * error)
        self.assertAlmostEqual(self.metrics["parzen"]["sigma"], sigma, places=9)
        ndb, divergence = reference.bins_that_differ(self.samples, train)
        self.assertAlmostEqual(self.metrics["ndb"]["value"], ndb, delta=0.15)  # other bins
        self.assert_close("bin_js", divergence, 0.2)
        self.assertLess(self.metrics["ndb"]["real"]["mean"], 0.1)


class Mnist(EvaluateTest):
    def test_the_judge_is_right_and_real_images_are_as_good_as_real_ones(self):
        # Drawn, for MNIST has a pattern: every sixth image is of other writers than the rest.
        drawn = numpy.random.default_rng(1).choice(60000, 1000, replace=False)
        numpy.save(self.folder / "real.npy", read_mnist("train")[0][drawn])
        table, _, result = self.evaluate("real.npy", "--against", MNIST)
        self.assertGreaterEqual(result["judge"]["accuracy"], 0.99)
        self.assertIn("GAN 225 +- 2", table)
        self.assertLessEqual(max(map(len, table.splitlines())), 80)
        for name in ("frechet", "precision", "recall", "coverage", "parzen"):
            real = result["metrics"][name]["real"]
            self.assertEqual(len(real["values"]), 5)
            self.assertAlmostEqual(result["metrics"][name]["value"], real["mean"],
                                   delta=0.25 * abs(real["mean"]), msg=name)


class Striped(StripedTest):
    def test_a_run_is_as_good_as_the_samples_it_makes(self):
        self.train_once()
        self.run_cli("sample", "runs/tiny", "--count", 50, "--seed", 3, "-o", "bytes.npy")
        self.run_cli("sample", "runs/tiny", "--count", 50, "--seed", 3, "--float32", "-o",
                     "floats.npy")
        table, _, of_run = self.evaluate("runs/tiny", "--count", 50, "--seed", 3)
        self.assertEqual((of_run["count"], of_run["seed"], of_run["step"]), (50, 3, 40))
        for source in ("bytes.npy", "floats.npy"):
            table_of_file, _, of_file = self.evaluate(source)
            self.assertEqual(of_file["metrics"], of_run["metrics"])
            self.assertEqual(table_of_file.splitlines()[1:], table.splitlines()[1:])
        _, _, of_others = self.evaluate("runs/tiny", "--count", 50, "--seed", 4)
        self.assertNotEqual(of_others["metrics"], of_run["metrics"])

    def test_what_has_no_figure_says_why(self):
        images, labels = striped_images(240, 1)
        write_data(self.data, train=(images, labels), test=(images[:60], labels[:60]))
        numpy.save(self.folder / "copies.npy", images[60:110])
        for source, median in (("samples.npy", 1), ("copies.npy", 0)):  # inf, and nan
            table, _, result = self.evaluate(source)
            self.assertNotRegex(table, r"\b-?(inf|nan)\b")
            ratio = result["metrics"]["nearest_ratio"]
            self.assertIsNone(ratio["value"])
            self.assertEqual((ratio["real"]["mean"], ratio["real"]["values"]), (None, [None]))
            self.assertIn("copies of training images", ratio["reason"])
            self.assertIn(ratio["reason"], table)
            self.assertRegex(table, r"ratio to test images +no figure +no figure +as real\n")
            self.assertLessEqual(max(map(len, table.splitlines())), 80)
            self.assertNotIn("reason", result["metrics"]["nearest_median"])
            self.assertEqual(result["metrics"]["nearest_median"]["value"] > 0, median > 0)

    def test_a_class_that_no_test_image_is_of_leaves_no_divergence(self):
        images, labels = striped_images(60, 2)
        write_data(self.data, test=(images[labels > 0], labels[labels > 0]))
        table, _, result = self.evaluate()
        self.assertIsNone(result["metrics"]["class_kl"]["value"])
        self.assertIn("no test image", result["metrics"]["class_kl"]["reason"])
        self.assertIn(result["metrics"]["class_kl"]["reason"], table)

    def test_a_count_takes_the_first_samples(self):
        numpy.save(self.folder / "first.npy", numpy.load(self.folder / "samples.npy")[:30])
        _, _, of_part = self.evaluate("samples.npy", "--count", 30)
        _, _, of_first = self.evaluate("first.npy")
        self.assertEqual((of_part["count"], of_part["metrics"]), (30, of_first["metrics"]))


if __name__ == "__main__":
    unittest.main()

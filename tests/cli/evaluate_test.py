"""gan-train evaluate: its figures against a second implementation, its judge, its errors."""

import json
import os
import signal
import unittest

import numpy

import evaluate_reference as reference
from harness import HEIGHT, JUDGE_LIMIT_SECONDS, REPOSITORY, WIDTH, CliTest

MNIST = REPOSITORY / "data/mnist"
SPLITS = {"train": "train", "test": "t10k"}


def write_data(folder, **splits):
    """IDX files of train=(images, labels) and test=(images, labels); labels may be None."""
    for split, (images, labels) in splits.items():
        reference.write_idx(folder / f"{SPLITS[split]}-images-idx3-ubyte", images)
        if labels is not None:
            reference.write_idx(folder / f"{SPLITS[split]}-labels-idx1-ubyte", labels)


def read_mnist(split):
    return [reference.read_idx(MNIST / f"{SPLITS[split]}-{kind}-ubyte")
            for kind in ("images-idx3", "labels-idx1")]


def striped_images(count, seed):
    """Images of the harness's size, brighter by class in one of three columns; and the classes."""
    generator = numpy.random.default_rng(seed)
    labels = generator.integers(0, 3, count).astype(numpy.uint8)
    images = generator.integers(0, 100, (count, HEIGHT, WIDTH)).astype(numpy.uint8)
    images[numpy.arange(count), :, labels] += 150
    return images, labels


class EvaluateTest(CliTest):
    def setUp(self):
        super().setUp()
        # Passive: on a busy machine, threads that spin for each other spend most of the time.
        self.environment = {**os.environ, "XDG_CACHE_HOME": str(self.folder / "cache"),
                            "OMP_WAIT_POLICY": "passive"}

    def start(self, *arguments, **options):
        return super().start(*arguments, env=self.environment, **options)

    def evaluate(self, source, *arguments):
        """Runs to an exit code of 0. Returns stdout, stderr and the JSON."""
        process = self.start("evaluate", source, "--json", "e.json", *arguments)
        stdout, stderr = process.communicate(timeout=JUDGE_LIMIT_SECONDS)
        self.assertEqual(process.returncode, 0, stderr.decode())
        return (stdout.decode(), self.clean(stderr.decode()),
                json.loads((self.folder / "e.json").read_text()))

    def judge_file(self):
        (path,) = (self.folder / "cache/gan-train").glob("judge-*.pt")
        return path


class Figures(EvaluateTest):
    """A part of MNIST, so that the reference is done in time; samples with known faults."""

    @classmethod
    def setUpClass(cls):
        images, labels = read_mnist("train")
        cls.train = images[:12000], labels[:12000]
        images, labels = read_mnist("test")
        cls.test = images[:1800], labels[:1800]
        held_out, held_out_labels = images[2000:], labels[2000:]
        noise = numpy.random.default_rng(1).integers(-90, 90, (300, 28, 28))
        cls.samples = numpy.concatenate([
            held_out[held_out_labels < 8][:600],
            numpy.clip(held_out[2000:2300] + noise, 0, 255).astype(numpy.uint8),
            cls.train[0][cls.train[1] == 1][:300]])  # copies

    def test_figures_are_those_of_the_second_implementation(self):
        write_data(self.folder / "data/part", train=self.train, test=self.test)
        numpy.save(self.folder / "samples.npy", self.samples)
        table, _, result = self.evaluate("samples.npy", "--against", "data/part")
        self.metrics = result["metrics"]
        self.assertNotIn("literature", table)
        self.check_judge(result)
        self.check_pixels()

    def assert_close(self, name, expected, relative=0.01):
        value = self.metrics[name]["value"]
        self.assertLessEqual(abs(value - expected), relative * abs(expected), f"{name}: {value}")

    def check_judge(self, result):
        judge = reference.load_judge(self.judge_file(), 28, 28, 10)
        real, predicted = reference.features_and_classes(judge, self.test[0])
        fake, classes = reference.features_and_classes(judge, self.samples)
        accuracy = (predicted == self.test[1]).mean()
        self.assertAlmostEqual(result["judge"]["accuracy"], accuracy, delta=0.001)
        self.assertFalse(result["judge"]["cached"])
        self.assert_close("frechet", reference.frechet(fake, real))
        self.assert_close("kid", reference.kid(fake, real))
        overlap = reference.precision_recall_density_coverage(real, fake)
        for name, expected in overlap.items():
            self.assert_close(name, expected)
        real_shares = reference.shares(self.test[1], 10)
        self.assert_close("class_kl", reference.kl(reference.shares(classes, 10), real_shares))
        numpy.testing.assert_allclose(result["classes"]["real"], real_shares)
        for name in ("frechet", "kid", "class_kl"):
            self.assertGreater(self.metrics[name]["value"], 3 * self.metrics[name]["floor"]["mean"])

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
        self.assertLess(self.metrics["ndb"]["floor"]["mean"], 0.1)


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
            floor = result["metrics"][name]["floor"]
            self.assertEqual(len(floor["values"]), 5)
            self.assertAlmostEqual(result["metrics"][name]["value"], floor["mean"],
                                   delta=0.25 * abs(floor["mean"]), msg=name)


class Tiny(EvaluateTest):
    """What does not hang on the images."""

    def setUp(self):
        super().setUp()
        self.data = self.folder / "data/striped"
        write_data(self.data, train=striped_images(240, 1), test=striped_images(60, 2))
        numpy.save(self.folder / "samples.npy", striped_images(50, 3)[0])

    def evaluate(self, source="samples.npy", *arguments):
        return super().evaluate(source, "--against", "data/striped", *arguments)

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

    def test_a_count_takes_the_first_samples(self):
        numpy.save(self.folder / "first.npy", numpy.load(self.folder / "samples.npy")[:30])
        _, _, of_part = self.evaluate("samples.npy", "--count", 30)
        _, _, of_first = self.evaluate("first.npy")
        self.assertEqual((of_part["count"], of_part["metrics"]), (30, of_first["metrics"]))

    def test_a_judge_is_trained_once(self):
        table, stderr, result = self.evaluate()
        self.assertIn("judge: epoch 1 of", stderr)
        kept = self.judge_file().read_bytes()
        table_again, stderr, again = self.evaluate()
        self.assertNotIn("epoch", stderr)
        self.assertEqual(table_again, table)
        self.assertEqual((result["judge"]["cached"], again["judge"]["cached"]), (False, True))
        self.assertEqual(again["metrics"], result["metrics"])
        self.assertEqual(self.judge_file().read_bytes(), kept)

    def test_a_damaged_or_foreign_judge_is_trained_anew(self):
        table, _, _ = self.evaluate()
        path = self.judge_file()
        good = path.read_bytes()
        flipped = bytearray(good)
        flipped[len(good) // 2] ^= 1
        self.train_once()
        foreign = self.checkpoints("runs/tiny")[-1].read_bytes()
        for bad in (bytes(flipped), good[:-100], b"", foreign):
            path.write_bytes(bad)
            table_again, stderr, _ = self.evaluate()
            self.assertRegex(stderr, r"(?m)^gan-train: warning: \S+judge-1-\w{8}\.pt: damaged, or ")
            self.assertEqual(table_again, table)
            self.assertEqual(path.read_bytes(), good)

    def test_a_cache_that_cannot_be_written_is_warned_of(self):
        (self.folder / "cache").write_text("no folder")
        table, stderr, _ = self.evaluate()
        self.assertRegex(stderr, r"(?m)^gan-train: warning: .*the judge is not kept")
        self.assertIn("Frechet", table)

    def test_without_labels_there_is_no_judge(self):
        for path in self.data.glob("*labels*"):
            path.unlink()
        table, stderr, result = self.evaluate()
        self.assertIn("data/striped: no labels, there is no train-labels-idx1-ubyte; only the "
                      "metrics that need no judge\n", stderr)
        self.assertNotIn("Frechet", table)
        self.assertNotIn("judge", result)
        self.assertEqual(set(result["metrics"]), {
            "ndb", "bin_js", "nearest", "nearest_median", "nearest_ratio", "copies", "parzen"})
        self.assertFalse((self.folder / "cache").exists())

    def test_quiet_prints_the_table_alone(self):
        table, stderr, _ = self.evaluate("samples.npy", "--quiet")
        self.assertEqual(stderr, "")
        self.assertIn("Frechet", table)

    def assert_refused(self, code, pattern, *arguments, source="samples.npy"):
        self.assert_error_matches(
            code, ["evaluate", source, "--against", "data/striped", *arguments], pattern)

    def test_samples_that_do_not_go_with_the_images(self):
        numpy.save(self.folder / "wide.npy", numpy.zeros((20, HEIGHT, WIDTH + 1), numpy.uint8))
        self.assert_refused(1, r"wide\.npy: samples must be of the real images' size, 6 x 5, got "
                               r"6 x 6; .*", source="wide.npy")
        self.assert_refused(2, r"--count: must be at most the 50 samples .* got 51", "--count", 51)
        self.assert_refused(2, r"--seed: goes with a run .*", "--seed", 1)
        self.assert_refused(2, r"--raw: goes with a run .*", "--raw")

    def test_files_that_are_no_samples(self):
        good = (self.folder / "samples.npy").read_bytes()
        nan = numpy.full((20, HEIGHT, WIDTH), numpy.nan, numpy.float32)
        numpy.save(self.folder / "nan.npy", nan)
        for content, pattern in ((good[:-1], "truncated: .*"), (good + b"x", "bytes left over: .*"),
                                 (good[:9], "truncated or damaged: .*"), (b"", "not a .npy file.*"),
                                 ((self.folder / "nan.npy").read_bytes(), "float32 .* got nan; .*"),
                                 (good.replace(b"|u1", b"|O1"), r"the type .* got \|O1; .*")):
            (self.folder / "bad.npy").write_bytes(content)
            self.assert_refused(1, r"bad\.npy: " + pattern, source="bad.npy")
        self.assert_refused(1, r"none\.npy: .*No such file.*", source="none.npy")

    def test_too_few_images(self):
        self.assert_refused(2, r"--count: must be an integer in \[10, 1000000\], got 9; .*",
                            "--count", 9)
        numpy.save(self.folder / "few.npy", numpy.zeros((9, HEIGHT, WIDTH), numpy.uint8))
        self.assert_refused(1, r"few\.npy: must hold at least 10 samples, got 9; .*",
                            source="few.npy")

    def test_images_and_labels_that_do_not_go_together(self):
        images, labels = striped_images(60, 2)
        for test, pattern in (
                ((images, labels[:-1]), r".*t10k-labels-idx1-ubyte: must hold a label for each of "
                                        r"the 60 images, got 59; .*"),
                ((images, labels + 1), r".*t10k-labels-idx1-ubyte: labels must be below 3 .*"),
                ((images[:, 1:], labels), r".*t10k-images-idx3-ubyte: must be of the training "
                                          r"images' size, 6 x 5, got 5 x 5; .*")):
            write_data(self.data, test=test)
            self.assert_refused(1, pattern)
        (self.data / "t10k-images-idx3-ubyte").unlink()
        self.assert_refused(1, r".*t10k-images-idx3-ubyte: no such file, .* --against")

    def test_an_interrupt_leaves_nothing(self):
        numpy.save(self.folder / "samples.npy", read_mnist("test")[0])
        process = self.start("evaluate", "samples.npy", "--against", MNIST, "--json", "e.json")
        self.assertIn(b"judge: epoch 1 of", process.stderr.readline())
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=JUDGE_LIMIT_SECONDS)
        self.assertEqual(process.returncode, -signal.SIGINT)
        self.assertEqual(list(self.folder.glob("e.json*")), [])
        self.assertFalse((self.folder / "cache").exists())


if __name__ == "__main__":
    unittest.main()

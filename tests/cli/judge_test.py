"""The judge of an evaluation: trained once for the same images, and kept in the user's cache."""

import signal
import unittest

import numpy

from evaluation import MNIST, StripedTest, read_mnist
from harness import JUDGE_LIMIT_SECONDS


class Judge(StripedTest):
    def setUp(self):
        super().setUp()
        self.cache = self.folder / "cache"
        self.environment["XDG_CACHE_HOME"] = str(self.cache)

    def test_it_is_trained_once(self):
        table, stderr, result = self.evaluate()
        path = self.judge_file(stderr)
        self.assertEqual([path], list((self.cache / "gan-train").iterdir()))
        kept = path.read_bytes()
        table_again, stderr, again = self.evaluate()
        self.assertEqual(self.judge_file(stderr), path)
        self.assertEqual(table_again, table)
        self.assertEqual((result["judge"].pop("cached"), again["judge"].pop("cached")),
                         (False, True))
        self.assertEqual(again, result)
        self.assertEqual(path.read_bytes(), kept)

    def test_a_damaged_or_foreign_one_is_trained_anew(self):
        table, stderr, _ = self.evaluate()
        path = self.judge_file(stderr)
        good = path.read_bytes()
        flipped = bytearray(good)
        flipped[len(good) // 2] ^= 1
        self.train_once()
        foreign = self.checkpoints("runs/tiny")[-1].read_bytes()
        for bad in (bytes(flipped), good[:-100], b"", foreign):
            path.write_bytes(bad)
            table_again, stderr, _ = self.evaluate()
            self.assert_told(self.warnings(stderr), "warning", str(path))
            self.assertEqual(table_again, table)
            self.assertEqual(path.read_bytes(), good)

    def test_a_cache_that_cannot_be_written_is_warned_of(self):
        self.cache.write_text("no folder")
        table, stderr, _ = self.evaluate()
        *_, warning = self.warnings(stderr).splitlines(keepends=True)
        self.assert_told(warning, "warning", (str(self.cache), "judge"))
        self.assertIn("Frechet", table)

    def test_without_labels_there_is_none(self):
        for path in self.data.glob("*labels*"):
            path.unlink()
        table, stderr, result = self.evaluate()
        (line,) = [line for line in stderr.splitlines() if "judge" in line]
        self.assert_names(line, "data/striped", "labels", "train-labels-idx1-ubyte")
        self.assertNotIn("Frechet", table)
        self.assertNotIn("judge", result)
        self.assertEqual(set(result["metrics"]), {
            "ndb", "bin_js", "nearest", "nearest_median", "nearest_ratio", "copies", "parzen"})
        self.assertFalse(self.cache.exists())

    def test_quiet_prints_the_table_alone(self):
        table, stderr, _ = self.evaluate("samples.npy", "--quiet")
        self.assertEqual(stderr, "")
        self.assertIn("Frechet", table)

    def test_an_interrupt_leaves_nothing(self):
        numpy.save(self.folder / "samples.npy", read_mnist("test")[0])
        process = self.start("evaluate", "samples.npy", "--against", MNIST, "--json", "e.json")
        self.assertIn(b"epoch 1", process.stderr.readline())  # it trains
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=JUDGE_LIMIT_SECONDS)
        self.assertEqual(process.returncode, -signal.SIGINT)
        self.assertEqual(list(self.folder.glob("e.json*")), [])
        self.assertFalse(self.cache.exists())


if __name__ == "__main__":
    unittest.main()

"""gan-train data --stack: stacked images, and what can be done with them."""

import math
import unittest

import numpy

import sources
from sources import HEIGHT, WIDTH, DataTest, crc32, make_pictures


class Stacks(DataTest):
    def setUp(self):
        super().setUp()
        self.pictures, self.labels = make_pictures(30, channels=1, classes=3)
        numpy.savez(self.folder / "own.npz", images=self.pictures, labels=self.labels + 4)

    def stack(self, name, *arguments):
        self.write(*arguments, "-o", name)
        with numpy.load(self.folder / name) as arrays:
            return arrays["images"], arrays["labels"]

    def test_each_channel_is_an_image_with_its_label(self):
        images, labels = self.stack("s.npz", "own.npz", "--stack", 3, "--count", 600, "--seed", 1)
        self.assertEqual((images.shape, images.dtype), ((600, HEIGHT, WIDTH, 3), numpy.uint8))
        self.assertEqual((labels.shape, labels.dtype), ((600, 3), numpy.int64))
        drawn = numpy.array([sources.find(images[..., c], self.pictures) for c in range(3)]).T
        self.assertGreaterEqual(drawn.min(), 0)
        numpy.testing.assert_array_equal(labels, self.labels[drawn] + 4)
        counts = numpy.bincount(drawn.ravel(), minlength=30)  # 60 of each are expected
        self.assertLess(abs(counts - 60).max(), 6 * math.sqrt(60))
        # Independent: a pair is the same image in one of 30.
        same = (drawn[:, 0] == drawn[:, 1]).sum() + (drawn[:, 1] == drawn[:, 2]).sum()
        self.assertLess(abs(same - 40), 6 * math.sqrt(40))

    def test_it_is_read_again_with_all_its_parts_and_can_be_trained_on(self):
        images, labels = self.stack("s.npz", "own.npz", "--stack", 3, "--count", 200)
        (told,) = self.describe("s.npz")
        self.assertEqual((told["crc32"], told["labels"]["parts"]), (crc32(images), 3))
        names = [" ".join(map(str, row)) for row in labels]
        self.assertEqual(told["labels"]["classes"],
                         [{"name": f"{a} {b} {c}", "count": names.count(f"{a} {b} {c}")}
                          for a in range(4, 7) for b in range(4, 7) for c in range(4, 7)])
        stderr = self.run_cli(self.write_config(data={"folder": "s.npz"}, train={"epochs": 1}))
        self.assertIn("180 images of 9 x 8 in colour, 20 for validation", stderr)

    def test_a_seed_gives_the_same_images_whatever_their_count(self):
        few, _ = self.stack("a.npz", "own.npz", "--stack", 3, "--count", 7, "--seed", 5)
        many, _ = self.stack("b.npz", "own.npz", "--stack", 3, "--count", 90, "--seed", 5)
        others, _ = self.stack("c.npz", "own.npz", "--stack", 3, "--count", 90, "--seed", 6)
        numpy.testing.assert_array_equal(few, many[:7])
        self.assertTrue((many != others).any())

    def test_of_training_and_test_images_those_that_are_asked_for(self):
        pictures, labels = make_pictures(12, seed=2, channels=1)
        for name, images, numbers in (("train", self.pictures, self.labels),
                                      ("t10k", pictures, labels)):
            (self.folder / f"{name}-images-idx3-ubyte").write_bytes(sources.idx(images))
            (self.folder / f"{name}-labels-idx1-ubyte").write_bytes(
                sources.idx(numbers.astype("u1")))
        for flags, among in (((), self.pictures), (("--test",), pictures)):
            images, _ = self.stack("s.npz", ".", "--stack", 3, *flags)
            self.assertEqual(len(images), len(among))
            self.assertNotIn(-1, sources.find(images[..., 0], among))

    def test_more_than_the_memory_holds_is_refused(self):
        numpy.savez(self.folder / "large.npz", images=numpy.zeros((3, 256, 256), numpy.uint8),
                    labels=numpy.arange(3))
        self.assert_error(1, ["data", "large.npz", "--stack", 3, "--count", 10 ** 9],
                          ("large.npz", 10 ** 9, "ask for fewer"))


if __name__ == "__main__":
    unittest.main()

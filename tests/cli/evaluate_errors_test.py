"""Faults of what gan-train evaluate is given: what is named, exit code, nothing changed on disk."""

import unittest

import numpy

from evaluation import StripedTest, striped_images, write_data
from harness import HEIGHT, WIDTH


class Refused(StripedTest):
    def assert_refused(self, code, arguments, *fault, source="samples.npy"):
        self.assert_error(code, ["evaluate", source, "--against", "data/striped", *arguments],
                          fault)

    def test_samples_that_do_not_go_with_the_images(self):
        numpy.save(self.folder / "wide.npy", numpy.zeros((20, HEIGHT, WIDTH + 1), numpy.uint8))
        self.assert_refused(1, [], "wide.npy", "6 x 5", "6 x 6", "--against", source="wide.npy")
        self.assert_refused(2, ["--count", 51], "--count", "samples.npy", 50, 51)
        self.assert_refused(2, ["--seed", 1], "--seed", "samples.npy")
        self.assert_refused(2, ["--raw"], "--raw", "samples.npy")

    def test_files_that_are_no_samples(self):
        good = (self.folder / "samples.npy").read_bytes()
        nan = numpy.full((20, HEIGHT, WIDTH), numpy.nan, numpy.float32)
        numpy.save(self.folder / "nan.npy", nan)
        for content, fault in ((good[:-1], (50, 1500, 1499)), (good + b"x", (50, 1500, 1501)),
                               (good[:9], ("header", 9)), (b"", (".npy", "numpy.save()")),
                               ((self.folder / "nan.npy").read_bytes(), ("[-1, 1]", "nan")),
                               (good.replace(b"|u1", b"|O1"), ("|u1", "<f4", "got |O1"))):
            (self.folder / "bad.npy").write_bytes(content)
            self.assert_refused(1, [], "bad.npy", *fault, source="bad.npy")
        self.assert_refused(1, [], "none.npy", "No such file", source="none.npy")

    def test_too_few_images(self):
        self.assert_refused(2, ["--count", 9], "--count", "[10, 1000000]", "got 9")
        numpy.save(self.folder / "few.npy", numpy.zeros((9, HEIGHT, WIDTH), numpy.uint8))
        self.assert_refused(1, [], "few.npy", 10, 9, source="few.npy")

    def test_images_and_labels_that_do_not_go_together(self):
        images, labels = striped_images(60, 2)
        for test, fault in (
                ((images, labels[:-1]), ("data/striped/t10k-labels-idx1-ubyte", 60, 59)),
                ((images, labels + 1), ("data/striped/t10k-labels-idx1-ubyte",
                                        "train-labels-idx1-ubyte", 3)),
                ((images[:, 1:], labels), ("data/striped/t10k-images-idx3-ubyte", "6 x 5",
                                           "5 x 5"))):
            write_data(self.data, test=test)
            self.assert_refused(1, [], *fault)
        (self.data / "t10k-images-idx3-ubyte").unlink()
        self.assert_refused(1, [], "data/striped/t10k-images-idx3-ubyte", "--against")


if __name__ == "__main__":
    unittest.main()

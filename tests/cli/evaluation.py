"""What tests of evaluations stand on: data sets with labels, and `evaluate` on them."""

import json
import pathlib
import re

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
    def evaluate(self, source, *arguments):
        """Runs to an exit code of 0. Returns stdout, stderr and the JSON."""
        process = self.start("evaluate", source, "--json", "e.json", *arguments)
        stdout, stderr = process.communicate(timeout=JUDGE_LIMIT_SECONDS)
        self.assertEqual(process.returncode, 0, stderr.decode())
        return (stdout.decode(), self.clean(stderr.decode()),
                json.loads((self.folder / "e.json").read_text()))

    @staticmethod
    def judge_file(stderr):
        """The judge that an evaluation names."""
        return pathlib.Path(re.search(r"\S+/judge-\S+\.pt", stderr)[0])


class StripedTest(EvaluateTest):
    """What does not hang on the images: a data set so small that all is done at once."""

    def setUp(self):
        super().setUp()
        self.data = self.folder / "data/striped"
        write_data(self.data, train=striped_images(240, 1), test=striped_images(60, 2))
        numpy.save(self.folder / "samples.npy", striped_images(50, 3)[0])

    def evaluate(self, source="samples.npy", *arguments):
        return super().evaluate(source, "--against", "data/striped", *arguments)

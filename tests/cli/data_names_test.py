"""Data sets under the names that unpackers give, and several files for one name."""

import gzip
import unittest

from evaluation import StripedTest
from harness import CliTest, make_images


def respell(folder):
    """MNIST's names as several unpackers write them, "train-images.idx3-ubyte"."""
    for path in list(folder.glob("*-idx*")):
        path.rename(folder / path.name.replace("-idx", ".idx"))


class Names(CliTest):
    def test_a_run_finds_its_data_under_either_spelling(self):
        self.train_once()
        respell(self.folder / "data/tiny")
        stderr = self.run_cli(self.write_config(), "--run", "runs/dotted")
        self.assertEqual(self.warnings(stderr), "")
        self.assert_same_run("runs/dotted", "runs/tiny")
        self.run_cli("resume", "runs/dotted", "--train.epochs", "5",
                     "--data.train_images", "train-images.idx3-ubyte")

    def test_a_run_finds_its_data_in_folders_of_their_names(self):
        self.train_once()
        data = self.folder / "data/tiny"
        for path in list(data.glob("*-idx*")):
            content = path.read_bytes()
            path.unlink()
            path.mkdir()
            (path / path.name.replace("-idx", ".idx")).write_bytes(content)
        self.run_cli(self.write_config(), "--run", "runs/nested")
        self.assert_same_run("runs/nested", "runs/tiny")

    def test_what_is_read_of_several_files_is_told(self):
        self.train_once()
        config = self.write_config()
        data = self.folder / "data/tiny"
        name = "train-images-idx3-ubyte"
        zipped = data / f"{name}.gz"
        zipped.write_bytes(gzip.compress((data / name).read_bytes()))
        self.assertEqual(self.warnings(self.run_cli(config, "--dry-run")), "")
        zipped.write_bytes(gzip.compress(make_images(7, 7)))
        (data / "train-images.idx3-ubyte").write_bytes((data / name).read_bytes())
        stderr = self.run_cli(config, "--run", "runs/new", "--dry-run")
        self.assertIn("96 images", stderr)
        nearest = self.run_cli("sample", "runs/tiny", "--nearest", "-o", "x.png")
        for told in (stderr, nearest):
            self.assert_told(self.warnings(told), "warning",
                             (f"data/tiny/{name}", f"{name}.gz"),
                             (f"data/tiny/{name}", "train-images.idx3-ubyte"))


class Labels(StripedTest):
    def test_labels_have_the_images_spelling_or_the_other(self):
        _, _, expected = self.evaluate()
        self.assertIn("judge", expected)
        respell(self.data)
        _, _, dotted = self.evaluate()
        self.assertEqual(dotted["metrics"], expected["metrics"])
        config = self.write_config(
            data={"folder": "data/striped", "train_images": "train-images.idx3-ubyte",
                  "test_images": "t10k-images.idx3-ubyte"},
            train={"epochs": 1}, evaluate={"every_epochs": 1, "count": 20})
        self.run_cli(config)  # which is refused without labels


if __name__ == "__main__":
    unittest.main()

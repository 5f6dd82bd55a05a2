"""What a command writes never costs what it reads."""

import unittest

import numpy

from harness import CliTest
from sources import make_pictures, write_folder


class Outputs(CliTest):
    def assert_kept(self, flag, *arguments):
        self.assert_error(2, arguments, (flag, arguments[-1]))

    def test_a_checkpoint_is_not_written_over_by_what_is_made_of_it(self):
        self.train_once()
        self.run_cli("sample", "runs/tiny", "-o", "s.npy")
        (self.folder / "loose.pt").write_bytes(self.checkpoints("runs/tiny")[-1].read_bytes())
        for source in ("loose.pt", "s.npy"):
            self.assert_kept("--json", "evaluate", source, "--against", "data/tiny", "--json",
                             source)
        self.assert_kept("--latents", "sample", "loose.pt", "-o", "x.npy", "--latents", "loose.pt")
        (self.folder / "link.npy").symlink_to("loose.pt")
        self.assert_kept("--latents", "sample", "loose.pt", "-o", "x.npy", "--latents", "link.npy")

    def test_the_record_of_a_run_is_not_written_over(self):
        self.train_once()
        newest = self.checkpoints("runs/tiny")[-1].relative_to(self.folder)
        for path in ("runs/tiny/config.json", "runs/tiny/metrics.jsonl", newest):
            self.assert_kept("--output", "report", "runs/tiny", "-o", path)
            self.assert_kept("--json", "evaluate", "runs/tiny", "--json", path)
        self.assert_kept("--output", "sample", newest, "-o",
                         "runs/tiny/samples/epoch-0001.png")
        self.run_cli("report", "runs/tiny", "-o", "runs/tiny/report.html")  # beside it is well
        self.run_cli("sample", "runs/tiny", "-o", "runs/tiny/more.png")

    def test_training_images_are_not_written_over_by_samples(self):
        pictures, labels = make_pictures(60)
        numpy.save(self.folder / "own.npy", pictures)
        write_folder(self.folder / "own", pictures, labels)
        self.run_cli(self.write_config(data={"folder": "own.npy"}), "--run", "runs/npy")
        self.run_cli(self.write_config(data={"folder": "own"}), "--run", "runs/folder")
        self.assert_kept("--output", "sample", "runs/npy", "-o", "own.npy")
        self.assert_kept("--output", "sample", "runs/folder", "-o", "own/cat/")
        self.assert_kept("--output", "sample", "runs/folder", "-o", "own/x.png")
        self.assert_kept("--json", "evaluate", "runs/npy", "--json", "own.npy")
        self.assert_kept("--output", "sample", "runs/npy", "--nearest", "--against", "own", "-o",
                         "own/cat/x.png")


if __name__ == "__main__":
    unittest.main()

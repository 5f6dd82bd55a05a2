"""Faults of command line and data: what is named, exit code, nothing changed on disk."""

import os
import struct
import unittest

from harness import CliTest, idx_header, make_images, write_images

TRAIN = "data/tiny/train-images-idx3-ubyte"
TEST = "data/tiny/t10k-images-idx3-ubyte"
AGAIN = "scripts/fetch_mnist"


class CommandLine(CliTest):
    def test_unknown_flags(self):
        path = self.write_config()
        self.assert_error(2, [path, "--train.bach_size", "3"],
                          ("--train.bach_size", "--train.batch_size"))
        self.assert_error(2, ["resume", "runs/tiny", "--overwrite"],
                          ("--overwrite", "gan-train resume --help"))

    def test_a_flag_whose_value_was_forgotten_takes_no_other(self):
        path = self.write_config()
        for flag in ("--run=", "--train.epochs="):
            self.assert_error(2, [path, flag, "--dry-run"], flag)

    def test_empty_arguments_stand_for_nothing(self):
        path = self.write_config()
        self.assert_error(2, ["", path], "first")
        self.assert_error(2, ["resume", ""], "resume")
        self.assert_error(2, [path, "--run", ""], "--run")
        self.assert_error(2, ["report", "runs/tiny", "-o", ""], "-o")
        self.assert_error(2, ["watch", "runs/tiny", "--host", ""], "--host")

    def test_unknown_commands(self):
        self.assert_error(2, ["trian", self.write_config()], ("trian", "train"))
        self.assert_error(2, ["generate"], ("generate", "gan-train --help"))

    def test_arguments_that_do_not_go_together(self):
        path = self.write_config()
        self.assert_error(2, [path, "--resume", "--overwrite"], ("--overwrite", "--resume"))
        self.assert_error(2, [path, "more.json"], ("more.json", "gan-train train --help"))

    def test_a_missing_config(self):
        self.assert_error(2, ["configs/none.json"],
                          ("configs/none.json", "No such file or directory"))

    def test_a_folder_as_config(self):
        self.write_config()
        self.assert_error(2, ["configs"], ("configs", "config"))
        self.assert_error(2, ["train", "configs"], ("configs", "folder"))

    def test_a_pipe_as_config(self):
        os.mkfifo(self.folder / "pipe.json")
        self.assert_error(2, ["pipe.json"], ("pipe.json", "not a regular file"))


class Data(CliTest):
    def assert_data_error(self, *fault, **changes):
        return self.assert_error(1, [self.write_config(**changes)], fault)

    def test_truncated_images(self):
        folder = self.folder / "data/mnist"
        write_images(folder)
        with open(folder / "train-images-idx3-ubyte", "wb") as file:
            file.write(idx_header(60000, 28, 28))
            file.truncate(31457280)
        self.assert_data_error("data/mnist/train-images-idx3-ubyte", 60000, 47040016, 31457280,
                               AGAIN, data={"folder": "data/mnist"})

    def test_a_header_against_its_size(self):
        images = make_images(96, 1)
        for content, fault in [
                (images + b"\0", (96, 2896, 2897)),
                (images[:-1], (96, 2896, 2895)),
                (images[:15], ("header", 16, 15)),
                (b"", ("header", 16, 0)),
                (idx_header(0), ("no images",)),
                (idx_header(1, 0, 5), ("[1, 4096]", "0 x 5")),
                (struct.pack(">4I", 0x803, *[2**32 - 1] * 3), ("[1, 4096]",
                                                               "4294967295 x 4294967295")),
                (idx_header(2**32 - 1, 4096, 4096), (4294967295, 72057594021150736, 16)),
                (b"\x1f\x8b" + images[2:], ("gzip",))]:
            (self.folder / TRAIN).write_bytes(content)
            self.assert_data_error(TRAIN, *fault, AGAIN)
        (self.folder / TRAIN).write_bytes(idx_header(96, magic=0x801))
        self.assert_data_error(TRAIN, "magic number", 2051, "2049, that of labels",
                               "name a file of images")

    def test_damaged_gzip(self):
        for path in (self.folder / TRAIN, self.folder / TEST):
            path.unlink()
        write_images(self.folder / "data/tiny", zipped=True)
        zipped = (self.folder / (TRAIN + ".gz")).read_bytes()
        for content in (zipped[:-9], b"plain"):
            (self.folder / (TRAIN + ".gz")).write_bytes(content)
            self.assert_data_error(TRAIN + ".gz", "gzip", AGAIN)

    def test_missing_data_and_another_folder_that_has_it(self):
        (self.folder / TEST).unlink()
        self.assert_data_error(TEST, "t10k-images-idx3-ubyte.gz", AGAIN, "--data.folder")
        write_images(self.folder / "data/other")
        self.run_cli(self.write_config(), "--dry-run", "--data.folder", "data/other")

    def test_other_sizes_in_the_test_set(self):
        (self.folder / TEST).write_bytes(idx_header(1, 3, 4) + bytes(12))
        self.assert_error(2, [self.write_config()], ("/data/test_images", "6 x 5", "3 x 4"))


if __name__ == "__main__":
    unittest.main()

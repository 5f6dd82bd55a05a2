"""Errors of command line, data and run folder: exact line, exit code, nothing changed on disk."""

import json
import os
import resource
import struct
import unittest

from harness import CliTest, idx_header, make_images, write_images

TRAIN = "data/tiny/train-images-idx3-ubyte"
TEST = "data/tiny/t10k-images-idx3-ubyte"
AGAIN = "fetch it again with scripts/fetch_mnist"


class CommandLine(CliTest):
    def test_unknown_flags(self):
        path = self.write_config()
        self.assert_error(2, [path, "--train.bach_size", "3"],
                          "--train.bach_size: unknown option; did you mean --train.batch_size?")
        self.assert_error(2, ["resume", "runs/tiny", "--overwrite"],
                          "--overwrite: unknown option; see gan-train resume --help")

    def test_a_flag_whose_value_was_forgotten_takes_no_other(self):
        path = self.write_config()
        for flag in ("--run=", "--train.epochs="):
            self.assert_error(2, [path, flag, "--dry-run"],
                              f"{flag}: has no value; give one, or leave it out")

    def test_empty_arguments_stand_for_nothing(self):
        path = self.write_config()
        empty = "an empty value; give one, or leave it out"
        self.assert_error(2, ["", path], f"first argument: {empty}")
        self.assert_error(2, ["resume", ""], f"after resume: {empty}")
        self.assert_error(2, [path, "--run", ""], f"after --run: {empty}")
        self.assert_error(2, ["report", "runs/tiny", "-o", ""], f"after -o: {empty}")
        self.assert_error(2, ["watch", "runs/tiny", "--host", ""], f"after --host: {empty}")

    def test_unknown_commands(self):
        self.assert_error(2, ["trian", self.write_config()],
                          "trian: neither a command nor a config file; did you mean train?")
        self.assert_error(2, ["generate"], "generate: neither a command nor a config file; see "
                          "gan-train --help")

    def test_arguments_that_do_not_go_together(self):
        path = self.write_config()
        self.assert_error(2, [path, "--resume", "--overwrite"],
                          "--overwrite: does not go with --resume; choose one")
        self.assert_error(2, [path, "more.json"],
                          "more.json: unexpected argument; see gan-train train --help")

    def test_a_missing_config(self):
        self.assert_error(2, ["configs/none.json"],
                          "configs/none.json: cannot read: No such file or directory")

    def test_a_folder_as_config(self):
        self.write_config()
        self.assert_error(2, ["configs"],
                          "configs: neither a command nor a config file; did you mean config?")
        self.assert_error(2, ["train", "configs"], "configs: cannot read: is a folder")

    def test_a_pipe_as_config(self):
        os.mkfifo(self.folder / "pipe.json")
        self.assert_error(2, ["pipe.json"], "pipe.json: cannot read: not a regular file")


class Data(CliTest):
    def assert_data_error(self, where, fault, **changes):
        self.assert_error(1, [self.write_config(**changes)], f"{where}: {fault}")

    def test_truncated_images(self):
        folder = self.folder / "data/mnist"
        write_images(folder)
        with open(folder / "train-images-idx3-ubyte", "wb") as file:
            file.write(idx_header(60000, 28, 28))
            file.truncate(31457280)
        self.assert_data_error(
            "data/mnist/train-images-idx3-ubyte",
            f"truncated: 60000 images need 47040016 bytes, got 31457280; {AGAIN}",
            data={"folder": "data/mnist"})

    def test_a_header_against_its_size(self):
        images = make_images(96, 1)
        for content, fault in [
                (images + b"\0", f"bytes left over: 96 images need 2896 bytes, got 2897; {AGAIN}"),
                (images[:-1], f"truncated: 96 images need 2896 bytes, got 2895; {AGAIN}"),
                (images[:15], f"truncated: an IDX header needs 16 bytes, got 15; {AGAIN}"),
                (b"", f"truncated: an IDX header needs 16 bytes, got 0; {AGAIN}"),
                (idx_header(0), "holds no images"),
                (idx_header(1, 0, 5), "height and width must be in [1, 4096], got 0 x 5"),
                (struct.pack(">4I", 0x803, *[2**32 - 1] * 3),
                 "height and width must be in [1, 4096], got 4294967295 x 4294967295"),
                (idx_header(2**32 - 1, 4096, 4096),
                 f"truncated: 4294967295 images need 72057594021150736 bytes, got 16; {AGAIN}"),
                (idx_header(96, magic=0x801), "not an IDX file of images: the magic number must be "
                 "2051, got 2049, that of labels"),
                (b"\x1f\x8b" + images[2:], "not an IDX file of images: the magic number must be "
                 "2051, got 529205251")]:
            (self.folder / TRAIN).write_bytes(content)
            self.assert_data_error(TRAIN, fault)

    def test_damaged_gzip(self):
        for path in (self.folder / TRAIN, self.folder / TEST):
            path.unlink()
        write_images(self.folder / "data/tiny", zipped=True)
        zipped = (self.folder / (TRAIN + ".gz")).read_bytes()
        for content, fault in [
                (zipped[:-9], f"damaged or truncated gzip data after 2896 of 2896 bytes; {AGAIN}"),
                (b"plain", f"not a gzip file, or damaged; {AGAIN}")]:
            (self.folder / (TRAIN + ".gz")).write_bytes(content)
            self.assert_data_error(TRAIN + ".gz", fault)

    def test_missing_data(self):
        (self.folder / TEST).unlink()
        self.assert_data_error(
            TEST, "no such file, nor t10k-images-idx3-ubyte.gz; fetch MNIST with "
            "scripts/fetch_mnist, or name another folder with --data.folder")

    def test_other_sizes_in_the_test_set(self):
        (self.folder / TEST).write_bytes(idx_header(1, 3, 4) + bytes(12))
        self.assert_error(2, [self.write_config()], "/data/test_images: must be of the training "
                          "images' size, 6 x 5, got 3 x 4")


class RunFolder(CliTest):
    def test_a_folder_that_already_holds_a_run(self):
        path = self.write_config("mnist", train={"epochs": 2})
        self.run_cli(path)
        self.assert_error(1, [path], "runs/mnist: already holds a run at epoch 2; continue it with "
                          "--resume, or choose another folder with --run")

    # What a run would come to fail at, and what is said of it.
    IMPOSSIBLE = (
        (("--evaluate.every_epochs", 1), "/evaluate/every_epochs: needs labels for its judge, .*"),
        (("--engine", "fused", "--generator.normalization", "batch"),
         "/engine: the fused engine has no /generator/normalization .*"),
        (("--engine", "autograd", "--generator.normalization", "batch", "--train.batch_size", 95),
         "/train/batch_size: leaves a batch of one image .*"),
        (("--samples.rows", 256, "--samples.scale", 16, "--samples.padding", 256),
         "/samples/rows, /samples/columns, /samples/padding, /samples/scale: grid: at most 65535 "
         "pixels a side and 134217728 in all fit a picture, got .* x 90368; .*"))

    def test_what_cannot_be_trained_overwrites_nothing(self):
        self.train_once()
        path = self.write_config()
        for flags, fault in self.IMPOSSIBLE:
            for how in ("--overwrite", "--dry-run"):
                self.assert_error_matches(2, [path, how, "--quiet", *flags], fault)
            self.assert_error_matches(2, [path, "--run", "runs/new", "--quiet", *flags], fault)

    def test_what_cannot_go_on_leaves_the_runs_config(self):
        self.train_once()
        for flags, fault in (self.IMPOSSIBLE[0], self.IMPOSSIBLE[3]):
            self.assert_error_matches(
                2, ["resume", "runs/tiny", "--quiet", "--epochs", 8, *flags], fault)
        self.run_cli("resume", "runs/tiny", "--epochs", 5)

    def test_nothing_to_resume(self):
        self.assert_error(1, ["resume", "runs/none"], "runs/none: holds no run (no config.json); "
                          "begin one with gan-train train CONFIG.json")

    def test_nothing_to_sample_from(self):
        self.assert_error(1, ["sample", "runs/none", "-o", "x.png"],
                          "runs/none: cannot read: No such file or directory")
        self.assert_error(1, ["sample", "data", "-o", "x.png"],
                          "data: no valid checkpoint in checkpoints/")

    def test_networks_that_cannot_fit_in_memory(self):
        path = self.write_config(generator={"hidden": [65536] * 64})
        self.assert_error_matches(
            1, [path], "/generator/hidden, /discriminator/hidden: too wide for this machine's "
            r"memory of \d+ GB, got networks of \d+ GB; make them narrower")

    def test_a_file_where_the_run_would_be(self):
        path = self.write_config()
        self.assert_error(1, [path, "--run", path],
                          f"{path}: cannot make the folder: Not a directory")

    def test_a_checkpoint_that_cannot_be_written(self):
        def limit():  # writes past it fail, as on a full disk
            resource.setrlimit(resource.RLIMIT_FSIZE, (20000, 20000))

        self.train_once()
        path = self.write_config()
        result = self.finish(self.start(path, "--run", "runs/full", "--quiet", preexec_fn=limit))
        self.assertEqual(result, (1, "gan-train: error: runs/full/checkpoints/step-00000010.pt: "
                                  "cannot write: File too large\n"))
        self.assertEqual(self.snapshot("runs/full/checkpoints"), {})
        self.run_cli("resume", "runs/full")
        self.assert_same_run("runs/full", "runs/tiny")

    def test_a_run_that_another_process_holds(self):
        path = self.write_config(train={"epochs": 100000})
        first = self.start(path)
        config = self.folder / "runs/tiny/config.json"
        self.stop_when(first, config.exists, 0)
        code, stderr = self.finish(self.start("resume", "runs/tiny"))
        self.assertEqual((code, stderr), (
            1, f"gan-train: error: runs/tiny: in use by process {first.pid}; wait for it or stop "
            "it, or choose another folder with --run\n"))

    def test_a_run_whose_config_was_spoilt(self):
        self.train_once()
        stored = self.folder / "runs/tiny/config.json"
        stored.write_text(json.dumps({"train": {"bach_size": 1}}))
        self.assert_error(
            2, ["resume", "runs/tiny"], "runs/tiny/config.json: /train/bach_size: unknown setting; "
            "did you mean /train/batch_size?")


if __name__ == "__main__":
    unittest.main()

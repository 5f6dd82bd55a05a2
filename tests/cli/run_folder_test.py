"""Faults of a run's folder: what is named, exit code, nothing changed on disk; and the remedies."""

import json
import resource
import unittest

from harness import CliTest


class RunFolder(CliTest):
    def test_a_folder_that_already_holds_a_run(self):
        self.train_once()
        path = self.write_config()
        self.assert_error(1, [path], ("runs/tiny", "epoch 4", "--resume", "--run"))
        self.run_cli(path, "--resume")
        self.run_cli(path, "--run", "runs/other")
        self.assert_same_run("runs/other", "runs/tiny")

    def test_a_folder_whose_checkpoints_are_all_damaged_still_holds_a_run(self):
        self.train_once()
        for checkpoint in self.checkpoints("runs/tiny"):
            checkpoint.write_bytes(b"")
        code, stderr = self.finish(self.start(self.write_config()))
        self.assertEqual(code, 1)
        self.assert_told(stderr.splitlines(keepends=True)[-1], "error", ("runs/tiny", "--run"))

    # What a run would come to fail at, and what is named of it.
    IMPOSSIBLE = (
        (("--evaluate.every_epochs", 1), ("/evaluate/every_epochs", "labels", "data/tiny")),
        (("--engine", "fused", "--generator.normalization", "batch"),
         ("/engine", "/generator/normalization")),
        (("--engine", "autograd", "--generator.normalization", "batch", "--train.batch_size", 95),
         ("/train/batch_size", "BatchNorm", 95)),
        (("--samples.rows", 256, "--samples.scale", 16, "--samples.padding", 256),
         ("/samples/rows", "/samples/columns", "/samples/padding", "/samples/scale", 65535,
          134217728, "90368")))

    def test_what_cannot_be_trained_overwrites_nothing(self):
        self.train_once()
        path = self.write_config()
        for flags, fault in self.IMPOSSIBLE:
            for how in (["--overwrite"], ["--dry-run"], ["--run", "runs/new"]):
                self.assert_error(2, [path, *how, "--quiet", *flags], fault)

    def test_what_cannot_be_continued_leaves_the_runs_config(self):
        self.train_once()
        for flags, fault in (self.IMPOSSIBLE[0], self.IMPOSSIBLE[3]):
            self.assert_error(2, ["resume", "runs/tiny", "--quiet", "--epochs", 8, *flags], fault)
        self.run_cli("resume", "runs/tiny", "--epochs", 5)

    def test_nothing_to_resume(self):
        self.assert_error(1, ["resume", "runs/none"],
                          ("runs/none", "gan-train train CONFIG.json"))

    def test_nothing_to_sample_from(self):
        self.assert_error(1, ["sample", "runs/none", "-o", "x.png"],
                          ("runs/none", "No such file or directory"))
        self.assert_error(1, ["sample", "data", "-o", "x.png"], ("data", "checkpoints/"))

    def test_networks_that_cannot_fit_in_memory(self):
        path = self.write_config(generator={"hidden": [65536] * 64})
        stderr = self.assert_error(1, [path], ("/generator/hidden", "/discriminator/hidden"))
        self.assertRegex(stderr, r"\d+ GB.*\d+ GB")  # the machine's, and the networks'

    def test_a_file_where_the_run_would_be(self):
        path = self.write_config()
        self.assert_error(1, [path, "--run", path], (path, "Not a directory"))

    def test_a_checkpoint_that_cannot_be_written(self):
        def limit():  # writes past it fail, as on a full disk
            resource.setrlimit(resource.RLIMIT_FSIZE, (20000, 20000))

        self.train_once()
        path = self.write_config()
        code, stderr = self.finish(
            self.start(path, "--run", "runs/full", "--quiet", preexec_fn=limit))
        self.assertEqual(code, 1)
        fault = ("runs/full/checkpoints/step-00000010.pt", "File too large")
        self.assert_told(stderr, "error", fault)
        self.assertEqual(self.snapshot("runs/full/checkpoints"), {})
        *_, failure = self.events("runs/full")
        self.assertEqual(failure["event"], "fail")
        self.assert_names(failure["text"], *fault)
        self.run_cli("resume", "runs/full")
        self.assert_same_run("runs/full", "runs/tiny")

    def test_a_run_that_another_process_holds(self):
        path = self.write_config(train={"epochs": 100000})
        first = self.start(path)
        config = self.folder / "runs/tiny/config.json"
        self.stop_when(first, config.exists, 0)
        for command, remedies in ((["resume", "runs/tiny"], ()), ([path, "--resume"], ("--run",))):
            code, stderr = self.finish(self.start(*command))
            self.assertEqual(code, 1)
            self.assert_told(stderr, "error", ("runs/tiny", f"process {first.pid}", *remedies))

    def test_a_run_whose_config_was_spoilt(self):
        self.train_once()
        stored = self.folder / "runs/tiny/config.json"
        stored.write_text(json.dumps({"train": {"bach_size": 1}}))
        self.assert_error(2, ["resume", "runs/tiny"],
                          ("runs/tiny/config.json", "/train/bach_size", "/train/batch_size"))


if __name__ == "__main__":
    unittest.main()

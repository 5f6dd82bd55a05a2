"""What may change where a run is resumed, what may not, and how a finished one is made longer."""

import json
import unittest
import zlib

from harness import CliTest, idx_header, make_images


class Longer(CliTest):
    def test_a_finished_run_says_what_would_make_it_longer(self):
        for name, length, longer, step in (("epochs", 1, 2, 20), ("steps", 5, 7, 7)):
            run = f"runs/{name}"
            self.run_cli(self.write_config(name), f"--train.{name}", length)
            *command, number = self.remedy(self.run_cli("resume", run))
            self.assertEqual((command, number), (["resume", run, f"--train.{name}"], "N"))
            self.run_cli(*command, longer)
            *_, done = self.events(run, "done")
            self.assertEqual(done["step"], step)

    def test_the_way_is_a_command_line_whatever_the_folder_is_called(self):
        self.run_cli(self.write_config(), "--run", "my runs/it's", "--train.steps", 5)
        _, run, *_ = self.remedy(self.run_cli("resume", "my runs/it's"))
        self.assertEqual(run, "my runs/it's")

    def test_one_whose_settings_depend_on_its_length_says_no_such_thing(self):
        self.run_cli(self.write_config(optimizer={"schedule": "linear"}), "--epochs", 1)
        self.assertNotIn("gan-train", self.run_cli("resume", "runs/tiny"))
        self.assert_error(2, ["resume", "runs/tiny", "--epochs", 2], ("/train/epochs", 1, 2))


class Changes(CliTest):
    def setUp(self):
        super().setUp()
        self.path = self.write_config(train={"epochs": 1})
        self.train_once(train={"epochs": 1})

    def test_settings_that_would_make_another_run_are_refused(self):
        for flag, stored, given in (("train.batch_size", "10", "11"), ("seed", "1", "2"),
                                    ("generator.hidden", "[16,24]", "[16,25]"),
                                    ("loss.labels", '"fixed"', '"redrawn"'),
                                    ("optimizer.generator_beta1", "0.5", "0.25")):
            fault = ("/" + flag.replace(".", "/"), stored, given, "gan-train train", "--run")
            typed = given.strip('"')
            self.assert_error(2, ["resume", "runs/tiny", "--" + flag, typed], fault)
        self.assert_error(2, [self.path, "--resume", "--" + flag, typed], fault)

    def test_other_images_are_refused(self):
        file = "data/tiny/train-images-idx3-ubyte"
        sums = [f"{zlib.crc32(make_images(96, seed)[16:]):08x}" for seed in (1, 3)]
        resume = ["resume", "runs/tiny", "--epochs", 2, "--validation.every_epochs", 0, "--quiet"]
        (self.folder / file).write_bytes(make_images(96, 3))
        self.assert_error(2, resume, ("/data/folder", file, *sums))
        # The same pixels in images of another shape.
        (self.folder / file).write_bytes(idx_header(96, 5, 6) + make_images(96, 1)[16:])
        self.assert_error(2, resume, ("/data/folder", file, "6 x 5", "5 x 6", sums[0]))

    def test_harmless_settings_may_change(self):
        self.run_cli("resume", "runs/tiny", "--epochs", 2, "--samples.columns", 5,
                     "--log.every_steps", 1, "--checkpoint.keep", 1, "--threads", 2)
        stored = json.loads((self.folder / "runs/tiny/config.json").read_text())
        self.assertEqual((stored["train"]["epochs"], stored["samples"]["columns"]), (2, 5))
        self.assertEqual([p.name for p in self.checkpoints("runs/tiny")], ["step-00000020.pt"])


if __name__ == "__main__":
    unittest.main()

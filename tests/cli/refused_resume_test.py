"""A resume takes the newest checkpoint that is whole. Where that could lose work, it refuses and
says how to begin anew; and that way works."""

import json
import os
import unittest

import torch

from harness import CliTest


def flip_a_byte(path):
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 4
    path.write_bytes(content)


class Resume(CliTest):
    def setUp(self):
        super().setUp()
        self.config = self.write_config()
        self.train_once()
        self.train_once("runs/whole")
        *self.older, self.newest = self.checkpoints("runs/tiny")

    def name(self, path):
        return path.relative_to(self.folder)

    def assert_begins_anew_only_when_told(self, *fault):
        """Neither way to resume it changes anything; both name the newest's fault and the same way
        to begin anew, which works as it is written."""
        remedies = []
        for command in (["resume", "runs/tiny"], [self.config, "--resume"]):
            stderr = self.assert_error(1, command, (self.name(self.newest), *fault, "--overwrite"))
            remedies.append(self.remedy(stderr))
        self.assertEqual(remedies[0], remedies[1])
        self.run_cli(*remedies[0])
        self.assert_same_run("runs/tiny", "runs/whole")
        self.assertEqual([event["event"] for event in self.events("runs/tiny")], ["begin", "done"])

    def change_newest(self, **changes):
        torch.save({**torch.load(self.newest), **changes}, self.newest)

    def test_a_damaged_one_is_passed_over_with_a_warning(self):
        for path in (self.newest, self.older[-1]):
            flip_a_byte(path)
        stderr = self.run_cli("resume", "runs/tiny")
        self.assert_told(self.warnings(stderr), "warning",
                         (self.name(self.newest), "checksum"),
                         (self.name(self.older[-1]), "checksum"))
        self.assertEqual([event["step"] for event in self.events("runs/tiny", "resume")], [20])
        self.assert_same_run("runs/tiny", "runs/whole")

    def test_where_all_are_damaged_it_refuses(self):
        for path in (self.newest, *self.older):
            path.write_bytes(path.read_bytes()[:-1])
        self.assert_begins_anew_only_when_told("checksum")

    def test_where_the_newest_is_of_a_newer_format_it_refuses(self):
        self.change_newest(format=2)
        self.assert_begins_anew_only_when_told("format", 2, "version")

    def test_where_the_newest_has_a_setting_that_nobody_knows_it_refuses(self):
        config = json.loads(torch.load(self.newest)["config"])
        config["train"]["warp"] = 9
        self.change_newest(config=json.dumps(config))
        self.assert_begins_anew_only_when_told("/train/warp", "version")

    def test_where_the_newest_cannot_be_read_now_it_refuses(self):
        for make, why in ((lambda path: path.symlink_to(path.name), "symbolic link"),
                          (os.mkfifo, "not a regular file")):
            with self.subTest(why=why):
                self.newest.unlink()
                make(self.newest)
                self.assert_begins_anew_only_when_told(why)

    def test_where_its_position_is_that_of_no_run_it_refuses(self):
        self.change_newest(position={"step": 40, "epoch": 3, "batch": 1000, "images": 0})
        self.assert_error(1, ["resume", "runs/tiny", "--train.epochs", "9"],
                          ("position", "step 40", "batch 1000", "epoch 3"))

    def test_a_folder_without_any_begins(self):
        for path in (self.newest, *self.older):
            path.unlink()
        self.assertEqual(self.run_cli("resume", "runs/tiny", "--quiet"), "")
        self.assertEqual([(event["event"], event["step"]) for event in self.events("runs/tiny")],
                         [("begin", 0), ("done", 40)] * 2)
        self.assert_same_run("runs/tiny", "runs/whole")


if __name__ == "__main__":
    unittest.main()

"""A resume takes the newest checkpoint that is whole. Where that could lose work, it refuses and
says how to begin anew; and that way works."""

import json
import os
import unittest

import torch

from harness import FAULTS, CliTest


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
        """Neither way to resume it changes anything; both name the newest's fault and a way to begin
        anew with the config that was given, which works as it is written."""
        for command, config in ((["resume", "runs/tiny"], "runs/tiny/config.json"),
                                ([self.config, "--resume"], self.config)):
            stderr = self.assert_error(1, command, (self.name(self.newest), *fault, "--overwrite"))
            remedy = self.remedy(stderr)
            self.assertEqual(remedy[:2], ["train", config])
        self.run_cli(*remedy)
        self.assert_same_run("runs/tiny", "runs/whole")
        self.assertEqual([event["event"] for event in self.events("runs/tiny")],
                         ["begin", "done"])

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

    def test_one_that_cannot_be_looked_at_is_not_called_damaged(self):
        failing = {"LD_PRELOAD": str(FAULTS), "GAN_FAULT_FSTAT": self.newest.name}
        before = self.snapshot()
        code, stderr = self.finish(self.start("resume", "runs/tiny", env=failing))
        self.assertEqual(code, 1)
        self.assert_told(stderr, "error", (self.name(self.newest), "Input/output error"))
        self.assertEqual(self.snapshot(), before)
        self.run_cli("resume", "runs/tiny")
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

    def test_where_it_has_saved_and_none_is_left_it_refuses(self):
        for path in (self.newest, *self.older):
            path.unlink()
        self.newest = self.newest.parent
        self.assert_begins_anew_only_when_told("no checkpoint")

    def test_where_it_was_killed_before_it_saved_it_begins(self):
        for path in (self.newest, *self.older):
            path.unlink()
        events = self.folder / "runs/tiny/events.jsonl"
        events.write_text(events.read_text().splitlines(keepends=True)[0])
        self.assertEqual(self.run_cli("resume", "runs/tiny", "--quiet"), "")
        self.assertEqual([(event["event"], event["step"]) for event in self.events("runs/tiny")],
                         [("begin", 0), ("begin", 0), ("done", 40)])
        self.assert_same_run("runs/tiny", "runs/whole")

    def test_where_the_newest_holds_what_only_a_later_version_writes_it_refuses(self):
        self.change_newest(news={1, 2})
        self.assert_begins_anew_only_when_told("version")

    def test_where_the_newest_lacks_what_this_version_needs_it_refuses(self):
        checkpoint = torch.load(self.newest)
        del checkpoint["averages"]
        torch.save(checkpoint, self.newest)
        self.assert_begins_anew_only_when_told("averages")

    def test_where_the_newest_is_a_link_to_nowhere_it_refuses(self):
        self.newest.unlink()
        self.newest.symlink_to("nowhere")
        self.assert_error(1, ["resume", "runs/tiny"], (self.name(self.newest), "--overwrite"))


if __name__ == "__main__":
    unittest.main()

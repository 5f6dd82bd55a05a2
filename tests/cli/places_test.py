"""A run finds its data again, and the versions that computed it, wherever and whenever."""

import json
import shutil
import unittest

from harness import CliTest, make_images, write_images
from images import read_npy


class Data(CliTest):
    def setUp(self):
        super().setUp()
        self.elsewhere = self.folder / "elsewhere"
        self.elsewhere.mkdir()
        self.run_cli(self.write_config(), "--run", "runs/half", "--train.steps", 15)
        self.run = self.folder / "runs/half"

    def data_paths(self, run="runs/half"):
        return [event["data_path"] for event in self.events(run, "begin", "resume")]

    def test_a_run_is_continued_from_any_folder(self):
        self.train_once("runs/whole")
        self.run_cli("resume", self.run, "--train.steps", 18, cwd=self.elsewhere)
        self.run_cli("resume", "half", "--train.steps", 0, cwd=self.folder / "runs")
        self.assert_same_run("runs/half", "runs/whole")
        self.assertEqual(self.data_paths(), [str(self.folder / "data/tiny")] * 3)

    def test_train_finds_the_data_of_the_run_that_it_resumes(self):
        config = self.folder / self.write_config()
        self.run_cli(config, "--run", self.run, "--resume", cwd=self.elsewhere)
        self.assertEqual(self.events("runs/half")[-1]["event"], "done")

    def test_samples_beside_the_nearest_training_images_are_made_in_any_folder(self):
        self.run_cli("sample", "runs/half", "--nearest", "-o", "here.npy")
        for number, source in enumerate((self.run, self.checkpoints("runs/half")[-1])):
            self.run_cli("sample", source, "--nearest", "-o", f"{number}.npy", cwd=self.elsewhere)
            self.assertEqual((self.elsewhere / f"{number}.npy").read_bytes(),
                             (self.folder / "here.npy").read_bytes())

    def test_a_flag_is_relative_to_the_working_folder(self):
        write_images(self.elsewhere / "data/tiny")
        self.run_cli("resume", self.run, "--data.folder", "data/tiny", "--train.steps", 20,
                     cwd=self.elsewhere)
        self.run_cli("resume", self.run, "--train.steps", 0)
        moved = str(self.elsewhere / "data/tiny")
        self.assertEqual(self.data_paths(), [str(self.folder / "data/tiny"), moved, moved])

    def test_a_run_and_its_data_may_move_together(self):
        moved = self.folder / "moved"
        moved.mkdir()
        for name in ("runs", "data"):
            (self.folder / name).rename(moved / name)
        self.run_cli("resume", "runs/half", "--train.steps", 0, cwd=moved)
        self.assertEqual(self.data_paths("moved/runs/half")[-1], str(moved / "data/tiny"))

    def test_data_that_is_gone_is_named_by_the_place_that_was_tried(self):
        shutil.rmtree(self.folder / "data")
        images = self.folder / "data/tiny/train-images-idx3-ubyte"
        path = self.write_config()
        self.assert_error(1, ["resume", "runs/half"], (images, "--data.folder"))
        self.assert_error(1, [path, "--run", "runs/new"], (images, "--data.folder"))
        self.assert_error(1, ["sample", "runs/half", "--nearest", "-o", "x.png"],
                          (images, "--against"))
        self.assert_error(1, ["evaluate", "runs/half"], (images, "--against"))

    def test_other_images_may_be_named_for_the_nearest(self):
        (self.folder / "data").rename(self.folder / "other")
        self.run_cli("sample", "runs/half", "--nearest", "--against", "other/tiny", "--count", 4,
                     "-o", "pairs.npy")
        self.assertEqual(read_npy(self.folder / "pairs.npy").shape[0], 8)
        self.assert_error(2, ["sample", "runs/half", "--against", "other/tiny", "-o", "x.png"],
                          ("--against", "--nearest"))

    def test_other_images_in_the_place_of_the_runs_own_are_not_taken_for_them(self):
        write_images(self.folder / "data/tiny", train=make_images(50, 9))
        self.assert_error(1, ["sample", "runs/half", "--nearest", "-o", "x.png"],
                          (self.folder / "data/tiny", "--against"))
        code, stderr = self.finish(self.start("evaluate", "runs/half"))
        self.assertEqual(code, 1)
        self.assert_names(stderr.splitlines()[-1], self.folder / "data/tiny", "--against")
        self.assert_error(2, ["resume", "runs/half", "--train.steps", 0],
                          ("/data/folder", self.folder / "data/tiny"))
        self.run_cli("sample", "runs/half", "--nearest", "--against", "data/tiny", "-o", "x.png")


class Machine(CliTest):
    def test_samples_are_made_with_other_threads_and_on_the_device_that_is_asked_for(self):
        self.train_once()
        self.run_cli("sample", "runs/tiny", "-o", "one.npy")
        self.run_cli("sample", "runs/tiny", "--threads", 2, "--device", "cpu", "-o", "two.npy")
        one, two = read_npy(self.folder / "one.npy"), read_npy(self.folder / "two.npy")
        self.assertLessEqual((one.int() - two.int()).abs().max().item(), 1)
        for command in (["sample", "runs/tiny", "-o", "x.png"], ["evaluate", "runs/tiny"]):
            self.assert_error(2, [*command, "--threads", "two"], ("--threads", "two"))
            self.assert_error(2, [*command, "--device", "gpu"], ("--device", "gpu"))


class Versions(CliTest):
    def test_every_start_of_a_run_keeps_the_versions_that_compute_it(self):
        self.run_cli(self.write_config(), "--train.steps", 15)
        stored = json.loads((self.folder / "runs/tiny/config.json").read_text())["versions"]
        self.assertEqual(list(stored), ["gan-train", "libtorch", "blas", "engine"])
        self.assertNotIn("is", self.run_cli("resume", "runs/tiny", "--train.steps", 20).split())
        for event in self.events("runs/tiny", "begin", "resume"):
            self.assertEqual(event["versions"], stored)

    def test_a_resume_says_which_versions_have_changed(self):
        self.run_cli(self.write_config(), "--train.steps", 15)
        now = self.events("runs/tiny", "begin")[0]["versions"]["libtorch"]
        events = self.folder / "runs/tiny/events.jsonl"
        events.write_text(events.read_text().replace(f'"libtorch":"{now}"', '"libtorch":"1.0.0"'))
        stderr = self.run_cli("resume", "runs/tiny", "--train.steps", 20)
        [line] = [line for line in stderr.splitlines() if "1.0.0" in line]
        self.assert_names(line, "libtorch", "1.0.0", now)
        self.assertNotIn("1.0.0", self.run_cli("resume", "runs/tiny", "--train.steps", 25))
        self.assertEqual([event["versions"]["libtorch"]
                          for event in self.events("runs/tiny", "begin", "resume")],
                         ["1.0.0", now, now])

    def test_a_run_of_an_earlier_build_has_its_versions_in_its_config(self):
        self.run_cli(self.write_config(), "--train.steps", 15)
        events = self.folder / "runs/tiny/events.jsonl"
        own = ("event", "step", "time", "text")
        events.write_text("".join(json.dumps({key: event[key] for key in own}) + "\n"
                                  for event in map(json.loads, events.read_text().splitlines())))
        path = self.folder / "runs/tiny/config.json"
        config = json.loads(path.read_text())
        config["versions"]["libtorch"] = "1.0.0"
        path.write_text(json.dumps(config))
        self.assertIn("libtorch was 1.0.0",
                      self.run_cli("resume", "runs/tiny", "--train.steps", 20))

    def test_a_change_is_told_when_the_config_is_lost_and_after_a_resume_that_did_nothing(self):
        path = self.write_config()
        self.run_cli(path, "--train.steps", 15)
        self.run_cli("resume", "runs/tiny", "--engine", "autograd")  # it is complete
        stored = json.loads((self.folder / "runs/tiny/config.json").read_text())["versions"]
        if stored["engine"].startswith("fused"):
            self.assertIn("engine was fused",
                          self.run_cli("resume", "runs/tiny", "--engine", "autograd",
                                       "--train.steps", 20))
            (self.folder / "runs/tiny/config.json").unlink()
            self.assertIn("engine was autograd",
                          self.run_cli(path, "--run", "runs/tiny", "--resume", "--engine", "fused"))

    def test_a_config_with_comments_is_read_by_all(self):
        self.train_once()
        path = self.folder / "runs/tiny/config.json"
        path.write_text("// mine\n" + path.read_text())
        for command in (["show", "runs/tiny"], ["list"]):
            self.print_cli(*command)


if __name__ == "__main__":
    unittest.main()

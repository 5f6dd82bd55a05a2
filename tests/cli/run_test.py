"""A run's folder: what it holds, and the flags that choose it."""

import json
import os
import unittest

from harness import CliTest, write_images

LOSSES = ["loss.discriminator.true", "loss.discriminator.false", "loss.discriminator",
          "loss.generator", "D(x)", "D(G(z))"]


class Run(CliTest):
    def test_it_holds_what_the_design_says(self):
        self.train_once()
        self.assertEqual(sorted(self.snapshot("runs/tiny")), sorted([
            "checkpoints", *(f"checkpoints/step-{n:08}.pt" for n in (20, 30, 40)), "config.json",
            "events.jsonl", "log.txt", "metrics.jsonl", "samples", "samples/real.png",
            *(f"samples/epoch-{n:04}.png" for n in range(5))]))

    def test_its_events_are_for_programs(self):
        self.train_once()
        events = self.events("runs/tiny")
        self.assertEqual([(event["event"], event["step"]) for event in events],
                         [("begin", 0), ("done", 40)])
        self.assertEqual([event["step"] for event in self.events("runs/tiny", "save")], [10])
        begin, done = events
        self.assertEqual(set(done), {"event", "step", "time", "text"})
        self.assertEqual(set(begin), set(done) | {"versions", "data_folder", "data_path"})
        for event in events:
            self.assertRegex(event["time"], r"\A\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ\Z")

    def test_its_config_is_every_setting_and_the_versions(self):
        self.train_once()
        stored = json.loads((self.folder / "runs/tiny/config.json").read_text())
        self.assertIn("gan-train", stored.pop("versions"))
        self.assertEqual(stored, json.loads(self.print_cli("config", self.write_config())))

    def test_its_metrics_count_steps_epochs_and_images(self):
        self.run_cli(self.write_config(train={"epochs": 2}))
        lines = self.metrics("runs/tiny")
        for line in lines:
            self.assertEqual(sorted(line), sorted(["step", "epoch", "images", "split", *LOSSES]))
            self.assertAlmostEqual(line["loss.discriminator"], line["loss.discriminator.true"] +
                                   line["loss.discriminator.false"], places=5)
            self.assertTrue(0 < line["D(x)"] < 1 and 0 < line["D(G(z))"] < 1)
        self.assertEqual([(line["step"], line["epoch"], line["images"]) for line in lines
                          if line["split"] == "validation"], [(10, 1, 96), (20, 2, 192)])
        train = [line for line in lines if line["split"] == "train"]
        self.assertEqual([line["step"] for line in train], [4, 8, 10, 12, 16, 20])
        self.assertEqual([line["images"] for line in train], [40, 80, 96, 116, 156, 192])

    def test_the_same_seed_gives_the_same_bytes_and_another_seed_others(self):
        path = self.write_config()
        for run, seed in (("a", 1), ("b", 1), ("c", 2)):
            self.run_cli(path, "--run", f"runs/{run}", "--seed", seed)
        self.assert_same_run("runs/b", "runs/a")
        a, c = (self.snapshot(f"runs/{run}/samples") for run in "ac")
        self.assertNotEqual(a["epoch-0004.png"], c["epoch-0004.png"])

    def test_gzipped_images_train_the_same(self):
        self.train_once()
        write_images(self.folder / "data/zipped", zipped=True)
        self.run_cli(self.write_config(), "--run", "runs/zipped", "--data.folder", "data/zipped")
        self.assertEqual(self.snapshot("runs/zipped/samples"), self.snapshot("runs/tiny/samples"))
        self.assertEqual(self.metrics("runs/zipped"), self.metrics("runs/tiny"))

    def test_messages_go_into_no_file_where_standard_streams_are_closed(self):
        self.train_once()
        path = self.write_config()
        for closed in ((2,), (1, 2), (0, 1, 2)):
            run = f"runs/closed-{len(closed)}"
            process = self.start(path, "--run", run,
                                 preexec_fn=lambda: [os.close(stream) for stream in closed])
            self.assertEqual(self.finish(process), (0, ""))
            self.assert_same_run(run, "runs/tiny")

    def test_a_dry_run_writes_nothing(self):
        path = self.write_config()
        before = self.snapshot()
        self.assertIn("parameters", self.run_cli(path, "--dry-run"))
        self.assertEqual(self.snapshot(), before)

    def test_a_dry_run_of_resume_says_where_it_would_continue_and_writes_nothing(self):
        path = self.write_config()
        self.run_cli(path, "--run", "runs/half", "--train.steps", 15)
        before = self.snapshot()
        for dry_run in (["resume", "runs/half", "--train.steps", 0, "--dry-run"],
                        [path, "--run", "runs/half", "--resume", "--dry-run"]):
            told = self.run_cli(*dry_run)
            self.assert_names(told.splitlines()[-1], "runs/half", "continue", "step 15")
            self.assert_names(told, "40 steps", "parameters")
        self.assert_names(self.run_cli("resume", "runs/half", "--dry-run").splitlines()[-1],
                          "complete", "step 15")
        self.assertEqual(self.snapshot(), before)
        self.assert_error(2, ["resume", "runs/half", "--seed", 7, "--dry-run"], ("/seed", 1, 7))

    def test_resume_begins_where_there_is_no_run_and_continues_where_there_is(self):
        self.train_once()
        path = self.write_config()
        self.run_cli(path, "--run", "runs/new", "--resume", "--train.steps", 5)
        self.run_cli(path, "--run", "runs/new", "--resume")
        self.assertEqual([(event["event"], event["step"]) for event in self.events("runs/new")],
                         [("begin", 0), ("done", 5), ("resume", 5), ("done", 40)])
        self.assert_same_run("runs/new", "runs/tiny")

    def test_overwrite_begins_anew(self):
        path = self.write_config()
        self.run_cli(path, "--run", "runs/fresh", "--epochs", 1)
        self.run_cli(path)
        self.run_cli(path, "--overwrite", "--epochs", 1)
        self.assert_same_run("runs/tiny", "runs/fresh")

    def test_overwrite_spares_a_folder_that_is_no_run(self):
        (self.folder / "precious").mkdir()
        (self.folder / "precious/thesis.txt").write_text("years of work")
        before = (self.folder / "precious/thesis.txt").read_text()
        self.finish(self.start(self.write_config(), "--run", "precious", "--overwrite"))
        self.assertEqual((self.folder / "precious/thesis.txt").read_text(), before)


if __name__ == "__main__":
    unittest.main()

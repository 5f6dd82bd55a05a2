"""`report`: several runs beside each other, and runs in every state, whole or damaged."""

import json
import shutil
import signal
import unittest

import numpy
from selenium.webdriver.common.by import By

from report_page import Report
from sources import make_pictures


class SeveralRuns(Report):
    def test_curves_are_over_each_other_and_differences_in_a_table(self):
        self.run_cli(self.write_config("one"))
        self.run_cli(self.write_config("two", train={"epochs": 2}, seed=7))
        self.open_report("runs/one", "runs/two")
        self.assertEqual(self.chart("Losses, nats: D", "entry.curves.map((curve) => curve.label)"),
                         ["one train", "one validation", "two train", "two validation"])
        rows = [[cell.text for cell in row.find_elements(By.CSS_SELECTOR, "th, td")]
                for row in self.browser.find_elements(By.CSS_SELECTOR, "#differences-table tr")]
        self.assertEqual(rows, [["", "one", "two"], ["seed", "1", "7"], ["train.epochs", "4", "2"]])
        captions = [caption.text for caption in
                    self.browser.find_elements(By.CSS_SELECTOR, "#grids figcaption")]
        for caption, names in zip(captions, (["one", "epoch 4"], ["two", "epoch 2"], ["Real"]),
                                  strict=True):
            self.assert_names(caption, *names)
        self.assertFalse(self.find("#quality").is_displayed())
        self.assert_quiet()

    def test_a_grid_by_class_names_its_columns(self):
        images, labels = make_pictures(30)
        numpy.savez(self.folder / "own.npz", images=images, labels=labels + 4)
        self.run_cli(self.write_config("own", condition="class", data={"folder": "own.npz"},
                                       samples={"rows": 2, "columns": 4}))
        self.open_report("runs/own")
        self.assertEqual(self.text("#grids figcaption"), "own, epoch 4; columns: 4, 5, 6, 4")
        self.assertIn("Classes\n3: 4, 5, 6", self.text("#runs"))

    def test_runs_of_one_name_are_told_apart(self):
        self.train_once("a/tiny")
        shutil.copytree(self.folder / "a", self.folder / "b")
        self.open_report("a/tiny", "b/tiny")
        self.assertIn("a/tiny: complete", self.text("#runs"))
        self.assertIn("b/tiny: complete", self.text("#runs"))


class States(Report):
    def test_a_run_in_training_a_stopped_and_a_killed_one_say_so(self):
        config = self.write_config(train={"epochs": 1000000})
        process = self.start(config)
        lines = self.folder / "runs/tiny/metrics.jsonl"
        self.stop_when(process, lambda: lines.exists() and lines.stat().st_size > 0,
                       signal.SIGSTOP)
        self.open_report("runs/tiny")
        self.assertIn("tiny: training", self.text("#runs"))
        self.assertIn(f"Process\n{process.pid}", self.text("#runs"))
        process.send_signal(signal.SIGKILL)
        process.wait()
        self.open_report("runs/tiny")
        self.assertIn("tiny: interrupted", self.text("#runs"))
        process = self.start("resume", "runs/tiny")
        begun = lines.stat().st_size
        self.stop_when(process, lambda: lines.stat().st_size != begun, signal.SIGTERM)
        process.wait()
        self.open_report("runs/tiny")
        self.assertIn("tiny: stopped", self.text("#runs"))
        self.assert_no_faults()

    def assert_no_faults(self):
        self.assertEqual(self.text("#notices"), "")

    def test_damaged_files_are_named_and_the_rest_is_shown(self):
        self.train_once("runs/tiny")
        run = self.folder / "runs/tiny"
        (run / "config.json").write_text('{"seed": 1')
        with open(run / "metrics.jsonl", "a") as file:
            file.write('{"step":\n{"step":3}\n[1]\n\xff\n')
            beyond = {"step": 12, "epoch": 4, "images": 240}
            for change in ({"split": "other"}, {"split": "train", "epoch": 1e300},
                           {"split": "train", "step": -1}):
                file.write(json.dumps({**beyond, **change}) + "\n")
            file.write(json.dumps({**beyond, "split": "train", "images_per_second": "x"}) + "\n")
        grid = run / "samples/epoch-0002.png"
        grid.write_bytes(grid.read_bytes()[:-7])
        newest = self.checkpoints("runs/tiny")[-1]
        newest.write_bytes(newest.read_bytes()[:1000])
        faults = [("runs/tiny/config.json",), ("runs/tiny/metrics.jsonl", 7),
                  ("runs/tiny/samples/epoch-0002.png", "PNG"),
                  (f"runs/tiny/checkpoints/{newest.name}", "checksum", "1000 bytes")]
        self.open_report("runs/tiny", faults=faults)
        notices = self.text("#notices").splitlines()
        for fault, notice in zip(faults, notices[-len(faults):], strict=True):
            self.assert_names(notice, "tiny", *fault)
        self.assertEqual(self.browser.execute_script(
            "return data.runs[0].grids.map((grid) => grid.epoch)"), [0, 1, 3, 4])
        self.assertEqual(self.chart("Losses, nats", "entry.curves[0].points.length"), 13)
        self.assert_quiet()

    def test_names_are_shown_and_never_run(self):
        name = "<img src=x onerror=alert(1)><!--<script>"
        self.train_once(f"runs/{name}")
        self.open_report(f"runs/{name}")
        self.assertEqual(self.text("#title"), name)
        self.assert_quiet()

    def test_a_folder_without_a_run_is_refused(self):
        self.assert_error(1, ["report", "data"], ("data", "config.json", "gan-train train"))
        self.assert_error(2, ["report"], ("run", "gan-train report --help"))


if __name__ == "__main__":
    unittest.main()

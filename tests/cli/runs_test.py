"""`list` and `show`: runs on the terminal."""

import json
import re
import shutil
import signal
import unittest

import torch

from harness import CliTest


class List(CliTest):
    def rows(self, *arguments):
        """The table, a list of cells a line; cells are two spaces or more apart."""
        lines = self.print_cli("list", *arguments).splitlines()
        return [[cell.strip() for cell in line.split("  ") if cell.strip()] for line in lines]

    def test_every_run_below_with_its_state(self):
        self.train_once("runs/a")
        shutil.copytree(self.folder / "runs/a", self.folder / "runs/deep/er/b")
        (self.folder / "runs/deep/er/b/config.json").write_text("{")
        (self.folder / "runs/empty").mkdir()
        head, *rows = self.rows()
        self.assertEqual(head, ["run", "state", "epoch", "best", "changed"])
        self.assertEqual(rows, [["runs/a", "complete", "4/4", "-", "just now"],
                                ["runs/deep/er/b", "complete, damaged", "4", "-", "just now"]])
        self.assertEqual(self.rows("runs/deep")[1][0], "runs/deep/er/b")

    def test_a_stopped_and_a_training_one(self):
        process = self.start(self.write_config(train={"epochs": 1000000}))
        lines = self.folder / "runs/tiny/metrics.jsonl"
        self.stop_when(process, lambda: lines.exists() and lines.stat().st_size > 0,
                       signal.SIGSTOP)
        self.assertEqual(self.rows()[1][1], "training")
        process.send_signal(signal.SIGCONT)
        process.send_signal(signal.SIGINT)
        process.wait()
        self.assertEqual(self.rows()[1][1], "stopped")

    def test_a_run_that_is_called_as_a_line_of_progress(self):
        for name in ("epoch 5", "step 3"):
            self.run_cli(self.write_config(train={"epochs": 1}), "--run", name)
            self.assertRegex(self.print_cli("show", name), "state +complete")

    def test_none_and_no_folder(self):
        (self.folder / "runs").mkdir()
        self.assert_names(self.print_cli("list"), "runs:")
        self.assert_error(1, ["list", "nowhere"], ("nowhere", "folder"))


class Show(CliTest):
    def test_a_complete_run(self):
        self.train_once("runs/tiny")
        text = self.print_cli("show", "runs/tiny")
        last = [line for line in self.metrics("runs/tiny") if line["split"] == "validation"][-1]
        for pattern in (r"state +complete", r"epoch +4 of 4", r"step +40 of 40", r"checkpoints +3",
                        rf"loss.generator +\S+ +{last['loss.generator']:.4g}",
                        r"gan-train report runs/tiny -o report.html  "):
            self.assertRegex(text, pattern)
        self.assertNotIn("resume", text)

    def test_a_run_that_is_shorter_than_a_line_of_metrics_tells_its_step(self):
        self.run_cli(self.write_config(validation={"every_epochs": 0}, log={"every_steps": 5}),
                     "--run", "runs/tiny", "--train.steps", 2)
        self.assertEqual(self.metrics("runs/tiny"), [])
        self.assertRegex(self.print_cli("show", "runs/tiny"), "step +2 of 2")

    def test_a_run_killed_between_its_last_checkpoint_and_its_end_is_complete_once_resumed(self):
        self.train_once()
        events = self.folder / "runs/tiny/events.jsonl"
        events.write_text("".join(events.read_text().splitlines(keepends=True)[:-1]))
        self.assertRegex(self.print_cli("show", "runs/tiny"), "state +interrupted")
        self.run_cli("resume", "runs/tiny")
        self.assertRegex(self.print_cli("show", "runs/tiny"), "state +complete")

    def test_a_diverged_run_says_why_and_how_to_go_on(self):
        self.train_once("runs/tiny")
        newest = self.checkpoints("runs/tiny")[-1]
        checkpoint = torch.load(newest)
        checkpoint["generator_adam"]["exp_avg"]["layers.0.weight"][0, 0] = 3e38
        checkpoint["generator_adam"]["exp_avg_sq"]["layers.0.weight"][0, 0] = 0
        torch.save(checkpoint, newest)
        code, _ = self.finish(self.start("resume", "runs/tiny", "--train.epochs", 9))
        self.assertEqual(code, 1)
        text = self.print_cli("show", "runs/tiny")
        *_, failure = self.events("runs/tiny")
        self.assertEqual(failure["event"], "fail")
        self.assertRegex(text, f"state +failed: {re.escape(failure['text'])}\n")
        self.assertIn("gan-train resume runs/tiny  ", text)


class OfOld(CliTest):
    """Runs of a program that wrote no events."""

    def states(self):
        """What `list`, `show` and the page of `report` say of the run."""
        (listed,) = re.findall(r"^runs/tiny +(\S+) ", self.print_cli("list"), re.MULTILINE)
        (shown,) = re.findall(r"^state +(\w+)", self.print_cli("show", "runs/tiny"), re.MULTILINE)
        self.assertEqual(self.warnings(self.run_cli("report", "runs/tiny", "-o", "x.html")), "")
        page = (self.folder / "x.html").read_text()
        data = json.loads(re.search(r'id="data"[^>]*>(.*?)</script>', page, re.DOTALL)[1])
        return listed, shown, data["runs"][0]["state"]

    def test_they_are_complete_at_their_last_step_and_interrupted_before(self):
        self.train_once()
        (self.folder / "runs/tiny/events.jsonl").unlink()
        self.assertEqual(self.states(), ("complete",) * 3)
        metrics = self.folder / "runs/tiny/metrics.jsonl"
        lines = metrics.read_text().splitlines(keepends=True)
        metrics.write_text("".join(line for line in lines if json.loads(line)["step"] < 40))
        self.assertEqual(self.states(), ("interrupted",) * 3)

    def test_they_continue(self):
        self.run_cli(self.write_config(), "--train.steps", 15)
        (self.folder / "runs/tiny/events.jsonl").unlink()
        self.run_cli("resume", "runs/tiny", "--train.steps", 0)
        self.assertEqual([(event["event"], event["step"]) for event in self.events("runs/tiny")],
                         [("resume", 15), ("done", 40)])
        self.train_once("runs/whole")
        self.assert_same_run("runs/tiny", "runs/whole")


if __name__ == "__main__":
    unittest.main()

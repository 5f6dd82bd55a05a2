"""A loss or weight that is not finite ends the run with one line; the last checkpoint stays."""

import json
import shutil
import signal
import unittest

import torch

from harness import CliTest

# What a line that tells of it names: the number, and what may help.
NOT_FINITE = r"loss\.\w+.*\bstep \d+\b.*\b(nan|inf)\b.*learning rates"


class Divergence(CliTest):
    def diverge_in_loss(self):
        """Exit code and stderr of a run whose logits overflow."""
        return self.finish(self.start(self.write_config(
            generator={"hidden": [32] * 3, "init_std": 0.02},
            discriminator={"hidden": [32] * 12, "init_std": 0.02},
            optimizer={"generator_learning_rate": 1000, "discriminator_learning_rate": 1000},
            checkpoint={"every_steps": 1}, log={"every_steps": 1}), "--quiet", "--overwrite"))

    def diverge_in_a_weight(self):
        """The same of a run that continues with a moment of the generator's next to infinity:
        the next step's losses are finite still, the weight that it leaves is not."""
        self.finish(self.start(self.write_config(
            train={"steps": 5}, checkpoint={"every_steps": 1}), "--quiet", "--overwrite"))
        newest = self.checkpoints("runs/tiny")[-1]
        checkpoint = torch.load(newest)
        checkpoint["generator_adam"]["exp_avg"]["layers.0.weight"][0, 0] = 3e38
        checkpoint["generator_adam"]["exp_avg_sq"]["layers.0.weight"][0, 0] = 0
        torch.save(checkpoint, newest)
        return self.finish(self.start("resume", "runs/tiny", "--train.steps", "9", "--quiet"))

    def test_a_loss_that_is_not_finite_stops_it_with_one_line(self):
        code, stderr = self.diverge_in_loss()
        self.assertEqual(code, 1)
        self.assert_told(stderr, "error", ("learning rates", "networks"))
        self.assertRegex(stderr, NOT_FINITE)
        self.assertEqual([event["event"] for event in self.events("runs/tiny")], ["begin", "fail"])

    def test_a_weight_that_is_not_finite_stops_it_with_one_line(self):
        code, stderr = self.diverge_in_a_weight()
        self.assertEqual(code, 1)
        *warnings, error = stderr.splitlines(keepends=True)
        self.assertEqual(self.warnings(stderr), "".join(warnings))
        self.assert_told(error, "error", ("layers.0.weight", "learning rates", "networks"))
        self.assertEqual(self.checkpoints("runs/tiny")[-1].name, "step-00000005.pt")

    def test_the_last_good_checkpoint_stays(self):
        self.diverge_in_loss()
        checkpoint = torch.load(self.checkpoints("runs/tiny")[-1])
        for player in ("generator", "discriminator"):
            for name, tensor in checkpoint[player].items():
                self.assertTrue(tensor.isfinite().all(), f"{player} {name}")
        self.run_cli("sample", "runs/tiny", "-o", "last.png")
        self.assertTrue(self.metrics("runs/tiny"))  # and fails on NaN or Infinity

    def test_resuming_it_ends_in_the_same_line(self):
        _, first = self.diverge_in_loss()
        code, second = self.finish(self.start("resume", "runs/tiny", "--quiet"))
        self.assertEqual((code, second), (1, first))


class Signs(CliTest):
    """Numbers that are finite, of a training that has gone wrong: D learns, G does not."""

    def saturating(self, name="tiny", **train):
        return self.write_config(
            name, generator={"init_std": 0.5},
            optimizer={"generator_learning_rate": 1e-9, "discriminator_learning_rate": 0.01},
            loss={"smoothing": 0}, train={"epochs": 120, **train},
            checkpoint={"every_epochs": 0, "every_steps": 70, "keep": 100},
            validation={"every_epochs": 0}, samples={"every_epochs": 0}, log={"every_steps": 50})

    def divergences(self, run):
        """Lines of the metrics."""
        return [line for line in self.metrics(run) if line["split"] == "divergence"]

    SEEN = ("loss.discriminator", 0.002, "saturated")

    def test_warn_says_so_and_continues(self):
        stderr = self.run_cli(self.saturating())
        noticed = [event["step"] for event in self.events("runs/tiny", "warn")]
        self.assertGreater(len(noticed), 1)
        self.assertTrue(all(step % 200 == 0 for step in noticed))
        self.assert_told(self.warnings(stderr), "warning", *(
            (*self.SEEN, f"step {step}", "train.on_divergence") for step in noticed))
        self.assertEqual([(line["step"], line["sign"]) for line in self.divergences("runs/tiny")],
                         [(step, "saturated") for step in noticed])
        self.assertIn("gan-train: warning: ", (self.folder / "runs/tiny/log.txt").read_text())

    def test_stop_ends_it_with_one_line(self):
        code, stderr = self.finish(self.start(self.saturating(on_divergence="stop"), "--quiet"))
        self.assertEqual(code, 1)
        *_, failure = self.events("runs/tiny")
        self.assertEqual((failure["event"], failure["step"] % 200), ("fail", 0))
        self.assert_told(stderr, "error",
                         (*self.SEEN, f"step {failure['step']}", "learning rates", "networks"))

    def test_roll_back_goes_to_before_it_so_many_times_and_exactly(self):
        changes = {"on_divergence": "roll_back", "max_rollbacks": 2}
        code, stderr = self.finish(self.start(self.saturating("whole", **changes)))
        self.assertEqual(code, 1)
        lines = self.divergences("runs/whole")
        self.assertEqual([(line["rollbacks"], line["sign"]) for line in lines],
                         [(1, "saturated"), (2, "saturated")])
        *rollbacks, failure = self.events("runs/whole", "roll_back", "fail")
        self.assertEqual(failure["event"], "fail")
        self.assert_told(stderr.splitlines(keepends=True)[-1], "error",
                         (*self.SEEN, f"step {failure['step']}", "learning rates"))
        for line, event in zip(lines, rollbacks, strict=True):
            self.assertEqual(line["step"], (line["noticed_at"] - 200) // 70 * 70)
            self.assertEqual((event["event"], event["step"]), ("roll_back", line["step"]))
            self.assert_names(event["text"], *self.SEEN, f"step {line['noticed_at']}",
                              f"step {line['step']}", f"{line['rollbacks']} of 2")
        self.assertGreater(lines[0]["step"], 0)

        process = self.start(self.saturating(**changes))
        events = self.folder / "runs/tiny/events.jsonl"
        self.stop_when(process, lambda: events.exists() and b"roll_back" in events.read_bytes(),
                       signal.SIGTERM)
        self.assertEqual(self.finish(process)[0], 143)
        code, _ = self.finish(self.start("resume", "runs/tiny"))
        self.assertEqual(code, 1)
        self.assert_same_run("runs/tiny", "runs/whole")

    def test_roll_back_without_a_checkpoint_begins_again(self):
        path = self.write_config(
            generator={"init_std": 1e-6}, optimizer={"generator_learning_rate": 1e-12},
            train={"epochs": 30, "on_divergence": "roll_back", "max_rollbacks": 1})
        self.assertEqual(self.finish(self.start(path))[0], 1)
        self.assert_rolls_back_to("runs/tiny", 0)
        self.assertEqual([(line["step"], line["noticed_at"], line["sign"])
                          for line in self.divergences("runs/tiny")], [(0, 200, "collapsed")])

    def assert_rolls_back_to(self, run, *steps):
        self.assertEqual([event["step"] for event in self.events(run, "roll_back")], list(steps))

    def test_roll_back_keeps_the_oldest_checkpoint_there_is(self):
        path = self.write_config(
            generator={"init_std": 1e-6}, optimizer={"generator_learning_rate": 1e-12},
            train={"steps": 390}, checkpoint={"every_epochs": 0, "every_steps": 30, "keep": 3},
            validation={"every_epochs": 0}, samples={"every_epochs": 0})
        self.run_cli(path)
        code, stderr = self.finish(self.start(
            "resume", "runs/tiny", "--train.steps", 800, "--train.on_divergence", "roll_back",
            "--train.max_rollbacks", 1))
        self.assertEqual(code, 1, stderr)
        self.assert_rolls_back_to("runs/tiny", 330)
        self.assertTrue((self.folder / "runs/tiny/checkpoints/step-00000330.pt").exists())

    def test_roll_back_takes_no_checkpoint_of_another_run(self):
        changes = {"generator": {"init_std": 1e-6},
                   "optimizer": {"generator_learning_rate": 1e-12}, "checkpoint": {"keep": 100}}
        self.run_cli(self.write_config("other", train={"batch_size": 5, "epochs": 1}, **changes))
        self.run_cli(self.write_config(train={"steps": 390}, **changes))
        shutil.copy(self.folder / "runs/other/checkpoints/step-00000020.pt",
                    self.folder / "runs/tiny/checkpoints/step-00000200.pt")
        code, stderr = self.finish(self.start(
            "resume", "runs/tiny", "--train.steps", 800, "--train.on_divergence", "roll_back",
            "--train.max_rollbacks", 1))
        self.assertEqual(code, 1, stderr)
        self.assert_told(self.warnings(stderr), "warning",
                         ("runs/tiny/checkpoints/step-00000200.pt", "/train/batch_size", 5, 10))
        self.assert_rolls_back_to("runs/tiny", 190)

    def test_a_stop_between_checkpoints_leaves_no_trace_in_later_rollbacks(self):
        for number, (schedule, stop) in enumerate((
                ({"every_steps": 1000}, 105),  # before the first one that is due
                ({"every_steps": 90, "keep": 3}, 230))):  # between two
            changes = {"train": {"epochs": 60, "on_divergence": "roll_back", "max_rollbacks": 2},
                       "checkpoint": {"every_epochs": 0, **schedule}}
            whole, stopped = f"whole-{number}", f"stopped-{number}"
            expected = self.finish(self.start(self.saturating(whole, **changes["train"]),
                                              *self.flags(changes["checkpoint"])))
            self.run_cli(self.saturating(stopped, **changes["train"]),
                         *self.flags(changes["checkpoint"]), "--train.steps", stop)
            self.make_as_a_signal_would(f"runs/{stopped}")
            result = self.finish(self.start("resume", f"runs/{stopped}", "--train.steps", 0))
            self.assertEqual(result[0], expected[0])
            self.assertEqual(self.divergences(f"runs/{stopped}"),
                             self.divergences(f"runs/{whole}"))
            self.assertEqual(len(self.divergences(f"runs/{whole}")), 2)
            self.assert_same_run(f"runs/{stopped}", f"runs/{whole}")

    def make_as_a_signal_would(self, run):
        """Of a run that --train.steps ended: its last checkpoint as if a signal had ended it."""
        newest = self.checkpoints(run)[-1]
        checkpoint = torch.load(newest)
        config = json.loads(checkpoint["config"])
        config["train"]["steps"] = 0
        torch.save({**checkpoint, "config": json.dumps(config)}, newest)

    @staticmethod
    def flags(checkpoint):
        return [word for key, value in checkpoint.items()
                for word in (f"--checkpoint.{key}", value)]


class RollbackOfNumbers(CliTest):
    def test_a_loss_that_is_not_finite_is_rolled_back_too(self):
        code, stderr = self.finish(self.start(self.write_config(
            generator={"hidden": [32] * 3, "init_std": 0.02},
            discriminator={"hidden": [32] * 12, "init_std": 0.02},
            optimizer={"generator_learning_rate": 1000, "discriminator_learning_rate": 1000},
            train={"on_divergence": "roll_back"})))
        self.assertEqual(code, 1)
        *rollbacks, failure = self.events("runs/tiny", "roll_back", "fail")
        self.assertEqual([event["event"] for event in rollbacks], ["roll_back"] * 3)
        self.assertRegex(failure["text"], NOT_FINITE)
        self.assertRegex(stderr.splitlines()[-1], NOT_FINITE)


if __name__ == "__main__":
    unittest.main()

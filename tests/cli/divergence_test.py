"""A loss or weight that is not finite ends the run with one line; the last checkpoint stays."""

import json
import re
import shutil
import signal
import unittest

import torch

from harness import CliTest

REASON = "the training has diverged: lower the learning rates or change the networks"
LOSS = rf"gan-train: error: loss\.\S+: not finite at step \d+, got -?(nan|inf); {REASON}\n"
WEIGHT = rf"gan-train: error: layers\.0\.weight: a weight or its moment is not finite; {REASON}\n"


class Divergence(CliTest):
    def diverge_in_loss(self):
        """Exit code and stderr of a run whose logits overflow."""
        return self.finish(self.start(self.write_config(
            generator={"hidden": [32] * 3, "init_std": 0.02},
            discriminator={"hidden": [32] * 12, "init_std": 0.02},
            optimizer={"generator_learning_rate": 1000, "discriminator_learning_rate": 1000},
            checkpoint={"every_steps": 1}, log={"every_steps": 1}), "--quiet", "--overwrite"))

    def diverge_in_a_weight(self):
        """The same of a run that goes on with a moment of the generator's that is next to infinite:
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
        self.assertRegex(stderr, rf"\A{LOSS}\Z")

    def test_a_weight_that_is_not_finite_stops_it_with_one_line(self):
        code, stderr = self.diverge_in_a_weight()
        self.assertEqual(code, 1)
        self.assertRegex(stderr, rf"{WEIGHT}\Z")
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

    def events(self, run):
        return [line for line in self.metrics(run) if line["split"] == "divergence"]

    SAW = (r"loss\.discriminator: below 0\.002 nats, got \S+, noticed at step (\d+) as "
           "saturated; the training ")

    def test_warn_says_so_and_goes_on(self):
        stderr = self.run_cli(self.saturating())
        noticed = [int(step) for step in re.findall(
            rf"^gan-train: warning: {self.SAW}may have diverged \(train\.on_divergence\)$", stderr,
            re.MULTILINE)]
        self.assertGreater(len(noticed), 1)
        self.assertEqual([(line["step"], line["sign"]) for line in self.events("runs/tiny")],
                         [(step, "saturated") for step in noticed])
        self.assertTrue(all(step % 200 == 0 for step in noticed))
        self.assertIn("gan-train: warning: ", (self.folder / "runs/tiny/log.txt").read_text())

    def test_stop_ends_it_with_one_line(self):
        code, stderr = self.finish(self.start(self.saturating(on_divergence="stop"), "--quiet"))
        self.assertEqual(code, 1)
        self.assertRegex(stderr, rf"\Agan-train: error: {self.SAW}has diverged: lower the learning "
                         r"rates or change the networks\n\Z")

    def test_roll_back_goes_on_from_before_so_many_times_and_exactly(self):
        changes = {"on_divergence": "roll_back", "max_rollbacks": 2}
        code, stderr = self.finish(self.start(self.saturating("whole", **changes)))
        self.assertEqual(code, 1)
        self.assertRegex(stderr.splitlines()[-1], f"^gan-train: error: {self.SAW}has diverged")
        events = self.events("runs/whole")
        self.assertEqual([(line["rollbacks"], line["sign"]) for line in events],
                         [(1, "saturated"), (2, "saturated")])
        for line in events:
            self.assertEqual(line["step"], (line["noticed_at"] - 200) // 70 * 70)
            self.assertIn(f"goes back to step {line['step']} and on with other random numbers, "
                          f"rollback {line['rollbacks']} of 2\n", stderr)
        self.assertGreater(events[0]["step"], 0)

        process = self.start(self.saturating(**changes))
        log = self.folder / "runs/tiny/log.txt"
        self.stop_when(process, lambda: log.exists() and "rollback 1" in log.read_text(),
                       signal.SIGTERM)
        self.assertEqual(self.finish(process)[0], 143)
        code, _ = self.finish(self.start("resume", "runs/tiny"))
        self.assertEqual(code, 1)
        self.assert_same_run("runs/tiny", "runs/whole")

    def test_roll_back_without_a_checkpoint_begins_again(self):
        path = self.write_config(
            generator={"init_std": 1e-6}, optimizer={"generator_learning_rate": 1e-12},
            train={"epochs": 30, "on_divergence": "roll_back", "max_rollbacks": 1})
        code, stderr = self.finish(self.start(path))
        self.assertEqual(code, 1)
        self.assertRegex(stderr, "generated images: all but the same, .*noticed at step 200 as "
                         "collapsed")
        self.assertIn("goes back to step 0 and on with other random numbers, rollback 1 of 1",
                      stderr)
        self.assertEqual([line["step"] for line in self.events("runs/tiny")], [0])

    def test_roll_back_keeps_the_oldest_checkpoint_there_is(self):
        path = self.write_config(
            generator={"init_std": 1e-6}, optimizer={"generator_learning_rate": 1e-12},
            train={"steps": 390}, checkpoint={"every_epochs": 0, "every_steps": 30, "keep": 3},
            validation={"every_epochs": 0}, samples={"every_epochs": 0})
        self.run_cli(path)
        code, stderr = self.finish(self.start(
            "resume", "runs/tiny", "--train.steps", 800, "--train.on_divergence", "roll_back",
            "--train.max_rollbacks", 1))
        self.assertEqual(code, 1)
        self.assertIn("goes back to step 330 and on", stderr)
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
        self.assertEqual(code, 1)
        self.assertIn("step-00000200.pt: /train/batch_size: cannot change when a run goes on, "
                      "stored 5, got 10", stderr)
        self.assertIn("goes back to step 190 ", stderr)

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
            self.assertEqual(self.events(f"runs/{stopped}"), self.events(f"runs/{whole}"))
            self.assertEqual(len(self.events(f"runs/{whole}")), 2)
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
        self.assertEqual(re.findall(r"rollback \d of 3$", stderr, re.MULTILINE),
                         ["rollback 1 of 3", "rollback 2 of 3", "rollback 3 of 3"])
        self.assertRegex(stderr.splitlines()[-1], LOSS[:-2] + "$")


if __name__ == "__main__":
    unittest.main()

"""N steps, a stop, M steps end in the same bytes as N+M steps, however the stop came."""

import shutil
import signal
import unittest

from harness import BINARY, LIMIT_SECONDS, NOISY, CliTest

# Wide enough that a signal lands in the middle of its 400 steps.
LONG = {
    "generator": {"hidden": [256, 256]},
    "discriminator": {"hidden": [256, 256]},
    "train": {"epochs": 40},
    "checkpoint": {"every_epochs": 3, "keep": 2},
    "samples": {"every_epochs": 5},
}


class Steps(CliTest):
    def test_a_stop_at_any_step_leaves_no_trace(self):
        path = self.write_config()
        self.train_once()
        for steps in (1, 10, 12, 19):  # mid-epoch, on a boundary, on and off a line of the log
            run = f"runs/stopped-{steps}"
            self.run_cli(path, "--run", run, "--train.steps", steps)
            self.assertEqual(self.checkpoints(run)[-1].name, f"step-{steps:08}.pt")
            self.run_cli("resume", run, "--train.steps", 0)
            self.assert_same_run(run, "runs/tiny")

    def test_stops_with_redrawn_labels_and_k_of_3_leave_no_trace(self):
        path = self.write_config(loss={"labels": "redrawn"}, train={"discriminator_k": 3},
                                 checkpoint={"keep": 2})  # those that know of a stop go
        self.run_cli(path, "--run", "runs/whole")
        run = "runs/stopped"
        self.run_cli(path, "--run", run, "--train.steps", 5)
        for steps in (14, 20, 0):
            self.run_cli("resume", run, "--train.steps", steps)
        self.assert_same_run(run, "runs/whole")

    def test_more_epochs_are_as_if_asked_for_at_first(self):
        path = self.write_config(checkpoint={"keep": 2})
        self.run_cli(path, "--run", "runs/whole")
        self.run_cli(path, "--run", "runs/longer", "--epochs", 2)
        self.run_cli(path, "--run", "runs/longer", "--resume")
        self.assert_same_run("runs/longer", "runs/whole")

    def test_a_finished_run_stays_as_it_is(self):
        self.train_once()
        before = self.snapshot("runs/tiny")
        before.pop("log.txt")
        self.run_cli("resume", "runs/tiny")
        after = self.snapshot("runs/tiny")
        after.pop("log.txt")
        self.assertEqual(before, after)

    def test_a_run_can_be_moved(self):
        self.train_once()
        self.run_cli(self.write_config(), "--run", "runs/other", "--train.steps", 17)
        (self.folder / "elsewhere").mkdir()
        (self.folder / "runs/other").rename(self.folder / "elsewhere/moved")
        self.run_cli("resume", "elsewhere/moved/", "--train.steps", 0)
        self.assert_same_run("elsewhere/moved", "runs/tiny")


class Signals(CliTest):
    def setUp(self):
        super().setUp()
        self.path = self.write_config(**LONG)
        self.train_once("runs/whole", **LONG)

    def stop(self, condition, signal_number, env=None):
        """Starts runs/tiny anew, stops it in the middle. Returns exit code and stderr."""
        shutil.rmtree(self.folder / "runs/tiny", ignore_errors=True)
        process = self.start(self.path, env=env)
        self.stop_when(process, condition, signal_number)
        code, stderr = self.finish(process)
        self.assertNotIn("step-00000400.pt", [p.name for p in self.checkpoints("runs/tiny")])
        return code, stderr

    def lines(self, count):
        """The condition that a new metrics.jsonl has so many lines."""
        file = self.folder / "runs/tiny/metrics.jsonl"
        return lambda: file.exists() and file.read_bytes().count(b"\n") >= count

    def test_a_signal_saves_and_says_how_to_resume(self):
        for signal_number, code, count in ((signal.SIGINT, 130, 2), (signal.SIGTERM, 143, 40),
                                           (signal.SIGHUP, 129, 90)):
            with self.subTest(signal=signal_number, lines=count):
                result = self.stop(self.lines(count), signal_number)
                self.assertEqual(result[0], code)
                saved = int(self.checkpoints("runs/tiny")[-1].name[5:13])
                self.assertGreater(saved, 0)
                self.assert_names(result[1].splitlines()[-1], f"step {saved}", 400)
                self.run_cli(*self.remedy(result[1]))
                self.assertEqual([(event["event"], event["step"])
                                  for event in self.events("runs/tiny")],
                                 [("begin", 0), ("stop", saved), ("resume", saved), ("done", 400)])
                self.assert_same_run("runs/tiny", "runs/whole")

    def test_no_thread_of_a_library_loses_a_signal(self):
        for signal_number, code in ((signal.SIGINT, 130), (signal.SIGTERM, 143),
                                    (signal.SIGHUP, 129)):
            with self.subTest(signal=signal_number):
                result = self.stop(self.lines(40), signal_number, NOISY)
                self.assertEqual(result[0], code)
                self.run_cli(*self.remedy(result[1]))
                self.assert_same_run("runs/tiny", "runs/whole")

    def test_sigusr1_saves_at_the_next_step_and_goes_on(self):
        shutil.rmtree(self.folder / "runs/tiny", ignore_errors=True)
        process = self.start(self.path)
        self.stop_when(process, self.lines(40), signal.SIGUSR1)
        code, stderr = self.finish(process)
        self.assertEqual(code, 0, stderr)
        first, asked = [event["step"] for event in self.events("runs/tiny", "save")]
        self.assertEqual(first, 30)
        self.assertTrue(first < asked < 400, asked)
        self.assert_names(stderr, f"step {asked}", "SIGUSR1")
        self.assert_same_run("runs/tiny", "runs/whole")  # without that checkpoint: newer ones are kept

    def test_a_terminal_that_closes_does_not_stop_it_under_nohup(self):
        shutil.rmtree(self.folder / "runs/tiny", ignore_errors=True)
        process = self.start(BINARY, self.path, binary="nohup", env=NOISY)
        self.stop_when(process, self.lines(2), signal.SIGHUP)
        _, stderr = process.communicate(timeout=LIMIT_SECONDS)
        self.assertEqual(process.returncode, 0, stderr)
        self.assertNotRegex(stderr.decode(), r"[\r\x1b]")
        self.assert_same_run("runs/tiny", "runs/whole")

    def test_sigkill_at_any_moment(self):
        folder = self.folder / "runs/tiny"
        moments = {
            "first line": self.lines(1),
            "line 100": self.lines(100),
            "a checkpoint has just appeared": (folder / "checkpoints/step-00000210.pt").exists,
            "a grid has just appeared": (folder / "samples/epoch-0025.png").exists,
            "a checkpoint is half written": lambda: any(
                path.name > "step-00000100" for path in folder.glob("checkpoints/*.tmp")),
        }
        for name, condition in moments.items():
            with self.subTest(moment=name):
                code, _ = self.stop(condition, signal.SIGKILL)
                self.assertEqual(code, -signal.SIGKILL)
                self.run_cli("resume", "runs/tiny")
                self.assert_same_run("runs/tiny", "runs/whole")
                self.assertEqual(list(folder.rglob("*.tmp")), [])

    def test_killed_again_and_again(self):
        self.stop(self.lines(10), signal.SIGKILL)
        for count in (40, 80, 120):
            process = self.start("resume", "runs/tiny")
            self.stop_when(process, self.lines(count), signal.SIGKILL)
            process.wait()
        self.run_cli("resume", "runs/tiny")
        self.assert_same_run("runs/tiny", "runs/whole")


if __name__ == "__main__":
    unittest.main()

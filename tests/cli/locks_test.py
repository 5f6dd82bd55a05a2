"""A run's folder on a file system without locks: still one training at a time."""

import os
import signal
import socket
import unittest

from harness import FAULTS, CliTest


class WithoutLocks(CliTest):
    def setUp(self):
        super().setUp()
        self.environment.update({"LD_PRELOAD": str(FAULTS), "GAN_FAULT_LOCKS": "1"})
        self.holder = self.folder / "runs/tiny/.lock-holder"

    def start_long(self):
        process = self.start(self.write_config(train={"epochs": 100000}))
        self.stop_when(process, (self.folder / "runs/tiny/config.json").exists, 0)
        return process

    def test_a_run_trains_and_leaves_no_holder(self):
        self.run_cli(self.write_config())
        self.assertFalse(self.holder.exists())
        with_locks = {"LD_PRELOAD": ""}
        self.assertEqual(self.finish(self.start(
            self.write_config(), "--run", "runs/other", env=with_locks))[0], 0)
        self.assert_same_run("runs/tiny", "runs/other")

    def test_a_second_training_is_refused_while_the_first_lives(self):
        first = self.start_long()
        self.assertEqual(self.holder.read_text(), f"{first.pid} {socket.gethostname()}\n")
        code, stderr = self.finish(self.start("resume", "runs/tiny"))
        self.assertEqual(code, 1)
        self.assert_told(stderr, "error",
                         ("runs/tiny", f"process {first.pid}", "runs/tiny/.lock-holder"))
        self.assertIn("training", self.print_cli("list"))

    def test_what_a_killed_one_left_is_no_obstacle(self):
        first = self.start_long()
        first.send_signal(signal.SIGKILL)
        first.wait()
        self.assertTrue(self.holder.exists())
        self.assertNotIn("training", self.print_cli("list"))
        self.run_cli("resume", "runs/tiny", "--train.epochs", "1")
        self.assertFalse(self.holder.exists())

    def test_one_of_another_host_is_refused_with_a_remedy_that_works(self):
        self.train_once()
        self.holder.write_text(f"{os.getpid()} elsewhere\n")
        self.assert_error(1, ["resume", "runs/tiny", "--train.epochs", "5"],
                          ("runs/tiny", "elsewhere", "remove runs/tiny/.lock-holder"))
        self.holder.unlink()
        self.run_cli("resume", "runs/tiny", "--train.epochs", "5")


if __name__ == "__main__":
    unittest.main()

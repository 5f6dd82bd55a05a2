"""Which checkpoints of a run are kept."""

import unittest

from harness import CliTest


class Kept(CliTest):
    def steps(self, **checkpoint):
        path = self.write_config(train={"epochs": 5}, checkpoint=checkpoint)
        self.run_cli(path, "--overwrite")
        return [int(p.name[5:13]) for p in self.checkpoints("runs/tiny")]

    def test_the_newest_stay(self):
        self.assertEqual(self.steps(), [30, 40, 50])
        self.assertEqual(self.steps(keep=1), [50])
        self.assertEqual(self.steps(keep=100), [10, 20, 30, 40, 50])

    def test_every_so_many_th_stays_too(self):
        self.assertEqual(self.steps(keep=1, keep_every=2), [20, 40, 50])
        self.assertEqual(self.steps(keep=2, keep_every=3), [30, 40, 50])

    def test_every_so_many_steps(self):
        self.assertEqual(self.steps(keep=100, every_steps=15), [10, 15, 20, 30, 40, 45, 50])
        self.assertEqual(self.steps(keep=100, every_epochs=0, every_steps=16), [16, 32, 48, 50])
        self.assertEqual(self.steps(keep=100, every_epochs=3), [30, 50])


if __name__ == "__main__":
    unittest.main()

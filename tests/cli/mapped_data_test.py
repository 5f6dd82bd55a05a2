"""Data sets that are mapped into memory, not read, and what may happen to their files."""

import json
import os
import time
import unittest

from harness import CliTest, HEIGHT, LIMIT_SECONDS, WIDTH, idx_header


class CutShort(CliTest):
    def test_a_file_that_is_cut_short_while_it_is_in_use_is_named(self):
        data = self.folder / "data/tiny"
        images = data / "train-images-idx3-ubyte"
        count = 200_000
        images.write_bytes(idx_header(count) + bytes(HEIGHT * WIDTH * count))
        process = self.start(self.write_config(train={"epochs": 1000}), "--run", "runs/cut",
                             "--validation.every_epochs", "0", "--checkpoint.every_steps", "50")
        deadline = time.monotonic() + LIMIT_SECONDS
        while len(self.checkpoints("runs/cut")) < 2:
            self.assertIsNone(process.poll(), "it ended before the file was cut")
            self.assertLess(time.monotonic(), deadline)
            time.sleep(0.01)
        os.truncate(images, 4096)
        code, stderr = self.finish(process)
        self.assertEqual(code, 1, stderr)
        errors = [line for line in stderr.splitlines() if "error" in line]
        self.assertEqual(len(errors), 1, stderr)
        self.assertTrue(errors[0].startswith("gan-train: error: "), errors)
        self.assertIn("data/tiny/train-images-idx3-ubyte: ", errors[0])
        images.write_bytes(idx_header(count) + bytes(HEIGHT * WIDTH * count))
        last = json.loads((self.folder / "runs/cut/metrics.jsonl").read_text().splitlines()[-1])
        self.run_cli("resume", "runs/cut", "--train.steps", last["step"] + 50)


if __name__ == "__main__":
    unittest.main()

"""What a person sees: a bar on a terminal, plain lines in a pipe, nothing when quiet."""

import fcntl
import os
import pty
import re
import signal
import struct
import termios
import unittest

from harness import LIMIT_SECONDS, CliTest

SECOND_SIGNAL_STEP = {  # one step takes some 0.1 s
    "generator": {"hidden": [2048, 2048]},
    "discriminator": {"hidden": [2048, 2048]},
    "train": {"epochs": 100000, "batch_size": 96},
    "validation": {"every_epochs": 0},
    "checkpoint": {"every_epochs": 0},
    "samples": {"every_epochs": 0},
}


BAR = r"\r([^\r\n\x1b]+)\x1b\[K"  # as it is drawn
LONG = {  # stopped when enough was seen
    "train": {"epochs": 100000},
    "checkpoint": {"every_epochs": 0},
    "samples": {"every_epochs": 0},
}


def without_bar(shown):
    return re.sub(r"\r[^\r\n\x1b]*\x1b\[K", "", shown)


class Pipe(CliTest):
    def test_plain_lines_and_no_control_characters(self):
        stderr = self.run_cli(self.write_config())
        self.assertRegex(stderr, r"\A([\x20-\x7e\u00a0-\uffff]+\n)+\Z")
        for words in ("1 thread", "LibTorch", "BLAS", "epoch 4"):
            self.assertRegex(stderr, rf"\b{words}\b")

    def test_quiet_prints_nothing(self):
        path = self.write_config()
        self.assertEqual(self.run_cli(path, "--quiet"), "")
        self.assertEqual(self.run_cli("resume", "runs/tiny", "--quiet", "--epochs", 5), "")

    def test_quiet_still_prints_errors(self):
        path = self.write_config(train={"epochs": 0})
        self.assert_error(2, [path, "--quiet"], (path, "/train/epochs", "[1, 1000000000]", 0))

    def test_the_log_is_what_was_shown(self):
        stderr = self.run_cli(self.write_config())
        log = (self.folder / "runs/tiny/log.txt").read_text()
        for line in stderr.splitlines():
            self.assertIn(line, log)
        self.assertNotRegex(log, r"[\r\x1b]")

    def test_a_reader_that_goes_away_does_not_end_the_run(self):
        process = self.start(self.write_config())
        process.stderr.close()
        self.assertEqual(process.wait(LIMIT_SECONDS), 0)
        self.assertEqual(self.checkpoints("runs/tiny")[-1].name, "step-00000040.pt")


class Terminal(CliTest):
    def on_terminal(self, columns, *arguments, resize_to=None, bars=None, **environment):
        """Everything that the binary writes on a terminal of so many columns.

        resize_to  the columns that it has from the first bar on
        bars       so many of them are enough: then SIGINT stops it; none: it trains to its end
        """
        environment = {"TERM": "xterm", "LC_ALL": "C.UTF-8", **environment}
        ours, theirs = pty.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
        process = self.start(*arguments, stderr=theirs, env=environment)
        os.close(theirs)
        shown, code = b"", 0
        while True:
            try:
                part = os.read(ours, 65536)
            except OSError:  # Linux says so at the end
                break
            if not part:
                break
            shown += part
            drawn = len(re.findall(BAR, shown.decode(errors="ignore")))
            if resize_to and drawn:
                fcntl.ioctl(ours, termios.TIOCSWINSZ, struct.pack("HHHH", 24, resize_to, 0, 0))
            if bars and drawn >= bars:
                process.send_signal(signal.SIGINT)
                bars = None
                code = 130
        os.close(ours)
        self.assertEqual(process.wait(LIMIT_SECONDS), code, shown)
        return shown.decode().replace("\r\n", "\n")

    def test_the_bar_is_redrawn_and_never_wider_than_the_terminal(self):
        path = self.write_config(**LONG)
        for columns in (80, 40):
            with self.subTest(columns=columns):
                shown = self.on_terminal(columns, path, "--overwrite", bars=5)
                for frame in re.findall(BAR, shown):
                    self.assertLessEqual(len(frame), columns)
                    self.assertRegex(frame, r"epoch \d+/100000 +\d+%")
                rest = without_bar(shown)
                self.assertNotRegex(rest, r"[\r\x1b]")
                self.assertRegex(rest, r"\nepoch 1 .*\n")
                log = (self.folder / "runs/tiny/log.txt").read_text()
                self.assertNotRegex(log, r"[\r\x1b]")

    def test_the_bar_follows_a_terminal_that_is_resized(self):
        shown = self.on_terminal(80, self.write_config(**LONG), resize_to=40, bars=8)
        widths = [len(frame) for frame in re.findall(BAR, shown)]
        self.assertGreater(widths[0], 60)
        self.assertLessEqual(max(widths[3:]), 40)

    def test_a_preview_shows_samples_at_each_epoch_within_the_width(self):
        path = self.write_config()
        for columns in (80, 16):
            shown = self.on_terminal(columns, path, "--overwrite", "--preview")
            rows = re.findall(r"^((?:\x1b\[[\d;]*m[\u2580 ]?)+)$", without_bar(shown), re.MULTILINE)
            height = 3 if columns == 80 else 1  # of 6 pixels, or of 3 shrunk ones, cut to 2
            self.assertGreaterEqual(len(rows), 5 * height, shown)
            for row in rows:
                self.assertLessEqual(len(re.sub(r"\x1b\[[\d;]*m", "", row)), columns)
        log = (self.folder / "runs/tiny/log.txt").read_text()
        self.assertNotRegex(log, "[\u2580\x1b]")

    def test_a_preview_without_colours_is_letters_and_in_a_pipe_none(self):
        path = self.write_config()
        shown = self.on_terminal(80, path, "--preview", NO_COLOR="1")
        self.assertNotIn("\u2580", shown)
        self.assertNotRegex(shown, r"\x1b\[\d")
        self.assertRegex(shown, r"\n[ .:\-=+*#%@]{36}\n")  # 6 images of 5 pixels and a space
        stderr = self.run_cli(path, "--overwrite", "--preview")
        self.assertNotRegex(stderr, r"\x1b|[=+*#%@]{3}")

    def test_quiet_prints_nothing(self):
        self.assertEqual(self.on_terminal(80, self.write_config(), "--quiet"), "")


class SecondSignal(CliTest):
    def test_a_second_one_leaves_at_once(self):
        path = self.write_config(**SECOND_SIGNAL_STEP)
        process = self.start(path)
        lines = self.folder / "runs/tiny/metrics.jsonl"
        self.stop_when(process, lambda: lines.exists() and lines.stat().st_size > 0, signal.SIGINT)
        self.stop_when(process, lambda: not self.is_pending(process, signal.SIGINT), signal.SIGINT)
        code, stderr = self.finish(process)
        self.assertEqual(code, 130)
        self.assertNotIn("gan-train resume", stderr)
        self.assertEqual(self.events("runs/tiny", "stop"), [])
        self.assertEqual(self.checkpoints("runs/tiny"), [])

    @staticmethod
    def is_pending(process, signal_number):
        with open(f"/proc/{process.pid}/status") as file:
            pending = re.findall(r"^(?:Sig|Shd)Pnd:\s*([0-9a-f]+)$", file.read(), re.MULTILINE)
        return any(int(mask, 16) >> (signal_number - 1) & 1 for mask in pending)


if __name__ == "__main__":
    unittest.main()

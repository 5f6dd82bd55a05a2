"""Checkpoints that are damaged, hostile or of no use are refused, whatever is wrong with them."""

import os
import unittest

import numpy as np
import torch

from harness import CliTest

HOSTILE_TRACE = "hostile.ran"


def damaged(content):
    """`content` with one byte flipped, at some 40 places, and cut short at some."""
    size = len(content)
    places = {0, 1, size - 1, size - 8, size - 20, size - 30, size - 60}
    places |= {size * i // 34 for i in range(34)}
    for place in sorted(places):
        flipped = bytearray(content)
        flipped[place] ^= 1 << (place % 8)
        yield bytes(flipped)
    for length in (0, 1, 100, size // 2, size - 100, size - 1):
        yield content[:length]


class Refused(CliTest):
    def setUp(self):
        super().setUp()
        self.train_once()
        self.path = self.checkpoints("runs/tiny")[-1]
        self.checkpoint = torch.load(self.path)

    def assert_sample_refuses(self, name, *fault):
        self.assert_error(1, ["sample", name, "-o", "x.png"], (name, *fault))

    def report_faults(self, writes):
        """The faults that `report`, which loads them all, finds in a run of these checkpoints.

        writes   functions that write one to the path that they are given
        returns  a line for each
        """
        for path in self.checkpoints("runs/tiny"):
            path.unlink()
        paths = [self.path.parent / f"step-{number:08}.pt" for number in range(len(writes))]
        for path, write in zip(paths, writes):
            write(path)
        stderr = self.run_cli("report", "runs/tiny", "-o", "x.html")
        lines = self.warnings(stderr).splitlines()[::-1]
        self.assertEqual(len(lines), len(writes), stderr)
        for path, line in zip(paths, lines):
            self.assert_names(line, path.relative_to(self.folder))
        return lines

    def test_a_flipped_or_missing_byte_anywhere_is_found(self):
        cases = list(damaged(self.path.read_bytes()))
        self.assertGreater(len(cases), 40)
        for content, line in zip(cases, self.report_faults(
                [lambda path, content=content: path.write_bytes(content) for content in cases])):
            self.assert_names(line, "checksum", f"{len(content)} bytes")
        for content in (cases[20], cases[-1]):
            (self.folder / "bad.pt").write_bytes(content)
            self.assert_sample_refuses("bad.pt", "checksum", f"{len(content)} bytes")

    def test_what_asks_to_run_code_is_refused_and_not_run(self):
        class Hostile:
            def __reduce__(self):
                return os.system, (f"touch {HOSTILE_TRACE}",)

        torch.save({**self.checkpoint, "extra": Hostile()}, self.folder / "hostile.pt")
        self.assert_sample_refuses("hostile.pt", "posix system")
        self.assertFalse((self.folder / HOSTILE_TRACE).exists())

    def test_what_is_not_like_it_is_refused_by_name(self):
        generator = dict(self.checkpoint["generator"])
        generator["layers.0.bias"] = generator["layers.0.bias"] * float("nan")
        position = {**self.checkpoint["position"], "step": 2 ** 60}
        config = self.checkpoint["config"].replace('"latent": 8', '"latent": 60000')
        cases = [
            ((1,), ["dict"]),
            ([1], ["torch.save()"]),
            ({"x": np.zeros(3)}, ["pickle"]),
            ({"x": torch.zeros(1).expand(3)}, ["tensor", "storage"]),
            ({1: 2}, ["key"]),
            ({**self.checkpoint, "generator": generator}, ["generator", "layers.0.bias"]),
            ({**self.checkpoint, "position": position}, ["position", "step", 9007199254740991]),
            ({**self.checkpoint, "config": config}, ["config", "larger than the file"])]
        for (_, fault), line in zip(cases, self.report_faults(
                [lambda path, value=value: torch.save(value, path) for value, _ in cases])):
            self.assert_names(line, *fault)
        torch.save({**self.checkpoint, "generator": generator}, self.folder / "nan.pt")
        self.assert_sample_refuses("nan.pt", "generator", "layers.0.bias")


if __name__ == "__main__":
    unittest.main()

"""Every fault of a config: what is named, exit code 2, and nothing changed on disk."""

import os
import unittest

from harness import CliTest

BATCH = "/train/batch_size"
BATCH_RANGE = "[1, 65536]"


class Config(CliTest):
    def assert_config_error(self, text, *faults):
        path = self.folder / "configs/mnist.json"
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        self.assert_error(2, ["configs/mnist.json"],
                          *(("configs/mnist.json", *fault) for fault in faults))

    def test_several_faults_are_all_told(self):
        self.assert_config_error(
            '{"train": {"batch_size": 64.5, "bach_size": 1}, "sed": 2, "quux": 3,'
            ' "generator": {"hidden": [8, 0]}, "loss": {"labels": "wobbly"}, "data": 5}',
            (BATCH, "integer", BATCH_RANGE, "64.5"),
            ("/train/bach_size", BATCH),  # an unknown setting near a known one
            ("/sed", "/seed"),
            ("/quux", "gan-train config"),  # and one near none
            ("/generator/hidden", 64, BATCH_RANGE, "[8,0]"),
            ("/loss/labels", "fixed", "redrawn", "shared", '"wobbly"'),
            ("/data", "{ ... }", 5))

    def test_values_that_would_wrap_or_convert(self):
        shown = {"64.5": "64.5", '"64"': '"64"', "4294967360": "4294967360",
                 "18446744073709551617": "1.8446744073709552e+19", "1e300": "1e+300", "-1": "-1",
                 "true": "true", "null": "null"}
        settings = ("epochs", "steps", "batch_size", "discriminator_k")
        written = list(shown)
        for values in (written[:4], written[4:]):
            text = ", ".join(f'"{key}": {value}' for key, value in zip(settings, values))
            self.assert_config_error(
                f'{{"train": {{{text}}}}}',
                *((f"/train/{key}", "integer", "got " + shown[value])
                  for key, value in zip(settings, values)))

    def test_a_document_that_is_no_object(self):
        self.assert_config_error("[]", ("{ ... }", "[]"))

    def test_faults_of_file_and_flags_together(self):
        path = self.write_config(train={"batch_size": 0})
        self.assert_error(2, [path, "--train.epochs", "many", "--seed", "-1"],
                          (path, BATCH, BATCH_RANGE, 0),
                          ("--seed", "[0, 9007199254740991]", "-1"),
                          ("--train.epochs", "[1, 1000000000]", '"many"'))

    def test_every_command_that_reads_a_config_finds_its_faults(self):
        path = self.write_config(train={"batch_size": 0})
        for command in (["train", path], ["train", path, "--dry-run"], ["config", path]):
            self.assert_error(2, command, (path, BATCH, BATCH_RANGE, 0))

    def test_duplicate_keys(self):
        self.assert_config_error('{"seed": 1, "seed": 2}', ('"seed"',))

    def test_text_that_is_not_json(self):
        for text, line, column in (('{"seed": 1}\n{"seed": 2}', 2, 1), ("{", 1, 1),
                                   ('{"seed": 1,\n // why\n}', 3, 1)):
            self.assert_config_error(text, ("JSON", f"line {line}", f"column {column}"))

    def test_text_that_has_a_name_of_its_own(self):
        for text, name in (("", "empty"), ("/* later */", "empty"), ("{} /*", "*/"),
                           ('{"seed": 1}'.encode("utf-16"), "UTF-16"),
                           ('{"seed": 1}'.encode("utf-16-be"), "UTF-16")):
            self.assert_config_error(text, (name,))

    def test_a_flag_that_is_no_text(self):
        self.assert_error(2, [self.write_config(), "--data.folder", os.fsdecode(b"data/\xff")],
                          ("--data.folder", "UTF-8", '"data/\N{REPLACEMENT CHARACTER}"'))

    def test_bytes_that_are_not_text(self):
        self.assert_config_error(b'{"train": {"\xff\x1b[31m": 1}}', ())


if __name__ == "__main__":
    unittest.main()

"""Every fault of a config: its exact line, exit code 2, and nothing changed on disk."""

import os
import unittest

from harness import CliTest


class Config(CliTest):
    def assert_config_error(self, text, *faults):
        path = self.folder / "configs/mnist.json"
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        lines = [f"configs/mnist.json: {fault}" for fault in faults]
        self.assert_error(2, ["configs/mnist.json"], *lines)

    def test_a_fraction_for_an_integer(self):
        self.assert_config_error('{"train": {"batch_size": 64.5}}',
                                 "/train/batch_size: must be an integer in [1, 65536], got 64.5")

    def test_a_whole_number_written_as_a_fraction(self):
        self.assert_config_error('{"train": {"batch_size": 64.0}}',
                                 "/train/batch_size: must be an integer in [1, 65536], got 64.0")

    def test_an_unknown_setting_near_a_known_one(self):
        self.assert_config_error(
            '{"train": {"bach_size": 64}}',
            "/train/bach_size: unknown setting; did you mean /train/batch_size?")

    def test_an_unknown_setting_near_none(self):
        self.assert_config_error('{"quux": 1}',
                                 "/quux: unknown setting; gan-train config prints them all")

    def test_numbers_as_strings(self):
        self.assert_config_error('{"train": {"batch_size": "64"}}',
                                 '/train/batch_size: must be an integer in [1, 65536], got "64"')

    def test_values_that_would_wrap_or_convert(self):
        shown = {"4294967360": "4294967360", "18446744073709551617": "1.8446744073709552e+19",
                 "1e300": "1e+300", "-1": "-1", "true": "true", "null": "null"}
        for written, got in shown.items():
            self.assert_config_error(
                '{"train": {"batch_size": %s}}' % written,
                f"/train/batch_size: must be an integer in [1, 65536], got {got}")

    def test_a_word_that_is_no_choice(self):
        self.assert_config_error('{"loss": {"labels": "wobbly"}}',
                                 '/loss/labels: must be one of fixed, redrawn, got "wobbly"')

    def test_a_section_that_is_no_object(self):
        self.assert_config_error('{"train": 3}', "/train: must be an object { ... }, got 3")
        self.assert_config_error("[]", "must be a JSON object { ... }, got []")

    def test_several_faults_are_all_told(self):
        self.assert_config_error(
            '{"train": {"batch_size": 64.5, "bach_size": 1}, "sed": 2,'
            ' "generator": {"hidden": [8, 0]}}',
            "/train/batch_size: must be an integer in [1, 65536], got 64.5",
            "/train/bach_size: unknown setting; did you mean /train/batch_size?",
            "/sed: unknown setting; did you mean /seed?",
            "/generator/hidden: must be a list of at most 64 integers in [1, 65536], got [8,0]")

    def test_faults_of_file_and_flags_together(self):
        path = self.write_config(train={"batch_size": 0})
        self.assert_error(
            2, [path, "--train.epochs", "many", "--seed", "-1"],
            f"{path}: /train/batch_size: must be an integer in [1, 65536], got 0",
            "--seed: must be an integer in [0, 9007199254740991], got -1",
            '--train.epochs: must be an integer in [1, 1000000000], got "many"')

    def test_every_command_that_reads_a_config_finds_its_faults(self):
        path = self.write_config(train={"batch_size": 0})
        fault = f"{path}: /train/batch_size: must be an integer in [1, 65536], got 0"
        for command in (["train", path], ["train", path, "--dry-run"], ["config", path]):
            self.assert_error(2, command, fault)

    def test_duplicate_keys(self):
        self.assert_config_error('{"seed": 1, "seed": 2}', '"seed": stands there twice; keep one')

    def test_text_that_is_not_json(self):
        hint = "; a missing comma or quote, a comment or text after the end?"
        self.assert_config_error('{"seed": 1}\n{"seed": 2}',
                                 "not valid JSON at line 2, column 1" + hint)
        self.assert_config_error('{"seed": 1,\n // why\n}',
                                 "not valid JSON at line 2, column 2" + hint)
        self.assert_config_error("", "not valid JSON at line 1, column 1" + hint)

    def test_a_flag_that_is_no_text(self):
        self.assert_error(2, [self.write_config(), "--data.folder", os.fsdecode(b"data/\xff")],
                          '--data.folder: must be UTF-8 text, got "data/\N{REPLACEMENT CHARACTER}"')

    def test_bytes_that_are_not_text(self):
        path = self.folder / "configs/mnist.json"
        path.parent.mkdir()
        path.write_bytes(b'{"train": {"\xff\x1b[31m": 1}}')
        self.assert_error_matches(2, ["configs/mnist.json"], r"configs/mnist\.json: [^\n\x1b]+")


if __name__ == "__main__":
    unittest.main()

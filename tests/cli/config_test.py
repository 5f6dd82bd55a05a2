"""The settings are said once: what the repository holds is what the binary prints."""

import json
import re
import unittest

from harness import LIMIT_SECONDS, NOISY, REPOSITORY, CliTest


class Settings(CliTest):
    def test_the_committed_schema_is_the_printed_one(self):
        committed = (REPOSITORY / "configs/schema.json").read_text()
        self.assertEqual(committed, self.print_cli("config", "--schema"))

    def test_the_readme_holds_the_printed_table(self):
        table = self.print_cli("config", "--markdown")
        self.assertGreater(table.count("\n"), 40)
        readme = (REPOSITORY / "README.md").read_text()
        begin = readme.index(table[:table.index("\n")])
        self.assertEqual(re.match(r"(\|.*\n)+", readme[begin:])[0], table)

    def test_every_committed_config_is_valid(self):
        paths = sorted(set((REPOSITORY / "configs").glob("*.json")) -
                       {REPOSITORY / "configs/schema.json"})
        names = {path.stem for path in paths}
        self.assertLessEqual({"mnist", "labml", "fashion-mnist", "smoke"}, names)
        schema = json.loads((REPOSITORY / "configs/schema.json").read_text())
        for path in paths:
            with self.subTest(config=path.name):
                resolved = json.loads(self.print_cli("config", path))
                for name, section in json.loads(path.read_text()).items():
                    if name == "$schema":
                        continue
                    self.assertIn(name, schema["properties"])
                    for key, value in section.items() if isinstance(section, dict) else ():
                        self.assertEqual(resolved[name][key], value)

    def test_labml_is_labml_to_the_letter(self):
        config = json.loads(self.print_cli("config", REPOSITORY / "configs/labml.json"))
        player = {"activation": "leaky_relu", "negative_slope": 0.2, "init": "normal",
                  "init_std": 0.02}
        self.assertEqual(config["generator"], {
            "latent": 100, "latent_distribution": "normal", "hidden": [256, 512, 1024],
            "normalization": "none", "classes": "frequencies", **player})
        self.assertEqual((config["condition"], config["data"]["mirror"]), ("none", False))
        self.assertEqual(config["discriminator"], {
            "hidden": [1024, 512, 256], "dropout": 0, "instance_noise": 0,
            "instance_noise_until": 1, "shift": 0, **player})
        self.assertEqual(config["loss"], {"objective": "non_saturating", "smoothing": 0.01, "smoothing_sides": "two",
                                          "labels": "shared"})
        self.assertEqual(config["optimizer"], {
            "schedule": "constant", "decay_from": 0.5, "decay_to": 0,
            **{f"{player}_{key}": value for player in ("generator", "discriminator") for key, value in
            (("learning_rate", 2.5e-4), ("beta1", 0.5), ("beta2", 0.999), ("epsilon", 1e-8))}})
        self.assertEqual(config["penalty"], {"r1": 0, "r2": 0, "wgan_gp": 0, "every_steps": 1})
        self.assertEqual(config["ema"]["decay"], 0)
        self.assertEqual(config["train"], {"epochs": 10, "steps": 0, "batch_size": 64,
                                           "discriminator_k": 1, "on_divergence": "warn",
                                           "max_rollbacks": 3})
        self.assertEqual(config["validation"], {"every_epochs": 1, "batch_size": 1024})

    def test_the_printed_config_reads_back_as_itself(self):
        path = self.write_config(optimizer={"generator_learning_rate": 1e-4 / 3})
        printed = self.print_cli("config", path, "--discriminator.hidden", "7,5", "--seed", "9")
        (self.folder / "printed.json").write_text(printed)
        self.assertEqual(self.print_cli("config", "printed.json"), printed)
        config = json.loads(printed)
        self.assertEqual((config["discriminator"]["hidden"], config["seed"]), ([7, 5], 9))
        self.assertEqual(config["optimizer"]["generator_learning_rate"], 1e-4 / 3)

    def test_defaults_without_a_file(self):
        config = json.loads(self.print_cli("config"))
        self.assertEqual((config["train"]["batch_size"], config["seed"]), (64, 1))

    def test_every_setting_is_a_flag_in_the_help(self):
        text = self.print_cli("train", "--help")
        config = json.loads(self.print_cli("config"))
        for name, section in config.items():
            keys = [f"{name}.{key}" for key in section] if isinstance(section, dict) else [name]
            for key in keys:
                self.assertRegex(text, rf"--{re.escape(key)}[ ,\n]")

    def test_epochs_is_short_for_train_epochs(self):
        self.assertEqual(self.print_cli("config", "--epochs", "3"),
                         self.print_cli("config", "--train.epochs", "3"))

    def test_what_a_library_prints_is_not_among_the_results(self):
        process = self.start("config", env=NOISY)
        stdout, stderr = process.communicate(timeout=LIMIT_SECONDS)
        self.assertEqual(stdout.decode(), self.print_cli("config"))
        self.assertIn(b"noisy_library", stderr)

    def test_version_names_what_the_program_consists_of(self):
        program, compiler, libtorch, onednn = self.print_cli("--version").splitlines()
        self.assertRegex(program, r"\Agan-train \d+\.\d+\.\d+( \(commit [0-9a-f]{7,}\))?\Z")
        self.assertRegex(compiler, r"\Acompiler (g\+\+|clang) \d+\.\d+")
        self.assertRegex(libtorch, r"\ALibTorch \d+\.\d+\.\d+")
        self.assertRegex(onednn, r"\AoneDNN (\d+\.\d+\.\d+|none)\Z")


if __name__ == "__main__":
    unittest.main()

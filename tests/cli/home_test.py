"""A leading ~/, where no shell has put the home folder in its place."""

import json
import unittest

from harness import BINARY, CliTest, write_images


class Home(CliTest):
    def setUp(self):
        super().setUp()
        self.home = self.folder / "home"
        self.home.mkdir()
        self.environment["HOME"] = str(self.home)

    def test_every_argument_knows_it(self):
        config = self.write_config(train={"epochs": 1})
        (self.folder / config).rename(self.home / "tiny.json")
        self.run_cli("~/tiny.json", "--run=~/x", "--data.folder", str(self.folder / "data/tiny"))
        self.run_cli("sample", "~/x", "--count", "4", "-o~/short.png")
        self.run_cli("sample", "~/x", "--count", "4", "-o", "~/long.png")
        self.assertTrue((self.home / "x/config.json").exists())
        self.assertTrue((self.home / "short.png").exists())
        self.assertTrue((self.home / "long.png").exists())
        self.assertFalse((self.folder / "~").exists())

    def test_a_config_knows_it_and_the_run_has_the_whole_path(self):
        write_images(self.home / "data")
        config = self.write_config(data={"folder": "~/data"}, train={"epochs": 1})
        self.run_cli(config)
        stored = json.loads((self.folder / "runs/tiny/config.json").read_text())
        self.assertEqual(stored["data"]["folder"], str(self.home / "data"))

    def test_only_at_the_beginning(self):
        for folder in ("a~/b", "./~", "a/~/b"):
            config = json.loads(self.print_cli("config", f"--data.folder={folder}"))
            self.assertEqual(config["data"]["folder"], folder)
        for folder in ("~", "~/"):
            config = json.loads(self.print_cli("config", "--data.folder", folder))
            self.assertEqual(config["data"]["folder"], str(self.home) + folder[1:])

    def test_the_home_of_another_is_refused_with_a_remedy_that_works(self):
        config = self.write_config(train={"epochs": 1})
        self.assert_error(2, [config, "--run=~bob/x"], ("~bob/x", "./~bob/x"))
        self.assert_error(2, [config, "--run", "~bob"], ("~bob", "./~bob"))
        self.run_cli(config, "--run", "./~bob/x")
        self.assertTrue((self.folder / "~bob/x/config.json").exists())
        other = self.write_config("other", data={"folder": "~bob", "test_images": "~ann"})
        self.assert_error(2, [other], ("/data/folder", "./~bob"), ("/data/test_images", "./~ann"))

    def test_no_home(self):
        config = self.write_config()
        for home in ("", "relative"):
            self.environment["HOME"] = home
            self.assert_error(2, [config, "--run=~/x"], ("~/x", "HOME", f'"{home}"'))
        without = self.start("-u", "HOME", BINARY, config, "--run=~/x", binary="/usr/bin/env")
        code, stderr = self.finish(without)
        self.assertEqual(code, 2)
        self.assert_told(stderr, "error", ("~/x", "HOME"))


if __name__ == "__main__":
    unittest.main()

"""A config that extends another: what it is made of, and what is told where that cannot be read."""

import json
import os
import unittest

from harness import CliTest


class Extends(CliTest):
    def write(self, path, **config):
        path = self.folder / path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(config))

    def resolved(self, *arguments):
        return json.loads(self.print_cli("config", *arguments))

    def test_what_a_variant_does_not_name_is_as_in_its_base(self):
        self.write("sub/base.json", seed=3, train={"epochs": 2, "batch_size": 8})
        self.write("sub/middle.json", extends="base.json", train={"epochs": 5})
        self.write("variant.json", extends="sub/middle.json", loss={"smoothing": 0})
        config = self.resolved("variant.json", "--train.batch_size", "9")
        self.assertEqual((config["seed"], config["train"]["epochs"], config["loss"]["smoothing"]),
                         (3, 5, 0))
        self.assertEqual(config["train"]["batch_size"], 9)

    def test_a_base_has_any_path_that_a_person_would_write(self):
        self.write("home/base.json", seed=4)
        self.environment["HOME"] = str(self.folder / "home")
        for path in ("home/base.json", self.folder / "home/base.json", "~/base.json",
                     "home/../home/./base.json"):
            self.write("variant.json", extends=str(path))
            self.assertEqual(self.resolved("variant.json")["seed"], 4, path)

    def test_the_run_has_the_whole_config_and_goes_on_without_its_base(self):
        base = self.write_config("base")
        self.write("configs/variant.json", extends="base.json", train={"epochs": 1})
        self.run_cli("configs/variant.json")
        config = json.loads((self.folder / "runs/variant/config.json").read_text())
        self.assertNotIn("extends", config)
        self.assertEqual((config["train"]["epochs"], config["train"]["batch_size"]), (1, 10))
        (self.folder / base).unlink()
        self.run_cli("resume", "runs/variant", "--train.epochs", "2")

    def test_faults_of_a_base_name_its_file(self):
        self.write("sub/base.json", sed=1)
        self.write("variant.json", extends="sub/base.json", train={"epochs": 0})
        self.assert_error(2, ["variant.json"], ("sub/base.json", "/sed", "/seed"),
                          ("variant.json", "/train/epochs"))

    def test_a_base_that_cannot_be_read(self):
        (self.folder / "folder.json").mkdir()
        os.mkfifo(self.folder / "fifo.json")
        for base, why in (("none.json", "No such file"), ("folder.json", "folder"),
                          ("fifo.json", "regular"), ("~bob/x.json", "./~bob/x.json")):
            self.write("variant.json", extends=base, seed=-1)
            self.assert_error(2, ["variant.json"], ("variant.json", "/extends", base, why),
                              ("variant.json", "/seed"))

    def test_circles_and_long_chains_end(self):
        self.write("a.json", extends="sub/b.json")
        self.write("sub/b.json", extends="../a.json")
        self.assert_error(2, ["a.json"], ("sub/b.json", "/extends", "sub/../a.json", "circle"))
        self.write("self.json", extends="self.json")
        self.assert_error(2, ["self.json"], ("self.json", "/extends", "circle"))
        self.write("0.json", seed=5)
        for i in range(1, 10):
            self.write(f"{i}.json", extends=f"{i - 1}.json")
        self.assertEqual(self.resolved("8.json")["seed"], 5)
        self.assert_error(2, ["9.json"], ("1.json", "/extends", "0.json", 8))


if __name__ == "__main__":
    unittest.main()

"""The manual page and the completions say what --help and the list of settings say, and work."""

import gzip
import json
import os
import pathlib
import re
import shutil
import subprocess
import unittest

from harness import BINARY, CliTest
from shells import SHELLS, Terminal, wait_until

SECTIONS = ["NAME", "SYNOPSIS", "DESCRIPTION", "COMMANDS", "SETTINGS", "FILES", "ENVIRONMENT",
            "SIGNALS", "EXIT STATUS", "EXAMPLES", "SEE ALSO"]


def commands_of(help_text):
    """{name: summary} of the program's --help."""
    listed = help_text.split("Commands:\n")[1].split("\n\n")[0]
    return dict(re.split(r"\s{2,}", line.strip(), maxsplit=1) for line in listed.split("\n"))


def flags_of(help_text):
    return set(re.findall(r"(?<![\w-])--[a-z][\w.-]*", help_text.split("\nUsage:")[1]))


def settings_of(schema, prefix=""):
    """{name: its schema} of a JSON Schema of configs."""
    found = {}
    for key, value in schema["properties"].items():
        if "properties" in value:
            found.update(settings_of(value, key + "."))
        elif key not in ("$schema", "extends", "versions"):
            found[prefix + key] = value
    return found


class Manual(CliTest):
    def settings(self):
        return settings_of(json.loads(self.print_cli("config", "--schema")))

    def page(self, columns=80):
        """As man shows it. Fails if it has anything to complain of."""
        source = self.folder / "gan-train.1"
        source.write_text(self.print_cli("manual", "man"))
        done = subprocess.run(["man", "--warnings", "--encoding=ascii", "-l", source],
                              capture_output=True, text=True,
                              env={**os.environ, "MANWIDTH": str(columns), "LC_ALL": "C"})
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        return done.stdout

    @unittest.skipUnless(shutil.which("man"), "needs man-db")
    def test_the_page_has_its_sections_in_order_and_keeps_to_the_width(self):
        for columns in (60, 80, 120):
            page = self.page(columns)
            text = re.sub(r"\n +gan-train .*", "", page)  # a command is not broken
            self.assertEqual(re.findall(r"^([A-Z][A-Z ]+)$", page, re.MULTILINE), SECTIONS)
            self.assertLessEqual(max(map(len, text.split("\n"))), columns)

    @unittest.skipUnless(shutil.which("man"), "needs man-db")
    def test_the_page_has_every_command_with_every_flag(self):
        page = self.page()
        words = " ".join(page.split())
        for name, summary in commands_of(self.print_cli("--help")).items():
            help_text = self.print_cli(name, "--help")
            self.assertIn(f"To {summary}:", words)
            section = re.search(rf"\n   {name}\n(.*?)\n +Example:\n(.*?)\n\n", page, re.DOTALL)
            described, _, rest = help_text.partition("\n\nExample:\n")
            self.assertIn(" ".join(described.split()), " ".join(section[1].split()))
            self.assertEqual(section[2].strip(), rest.split("\n")[0].strip())
            for flag in flags_of(help_text.split("\nSettings:")[0]):
                self.assertRegex(section[1], rf"(?<!\S){re.escape(flag)}(?!\S)")

    @unittest.skipUnless(shutil.which("man"), "needs man-db")
    def test_the_page_has_every_setting_with_its_default_and_choices(self):
        page = " ".join(self.page().split("\nSETTINGS\n")[1].split())
        settings = self.settings()
        self.assertGreater(len(settings), 50)
        for name, schema in settings.items():
            entry = re.search(rf" --{re.escape(name)}[ ,](.*?); default (\S+)", page)
            self.assertIn(schema["description"], entry[1])
            self.assertEqual(json.loads(entry[2]), schema["default"], name)
            for choice in schema.get("enum", ()):
                self.assertRegex(entry[1], rf"\b{choice}\b")

    def test_the_build_has_made_what_the_program_prints(self):
        folder = pathlib.Path(BINARY).parent / "manual"
        if not folder.is_dir():
            self.skipTest("this build makes no manual")
        for form, name in (("bash", "gan-train"), ("zsh", "_gan-train"),
                           ("fish", "gan-train.fish"), ("man", "gan-train.1")):
            self.assertEqual((folder / name).read_text(), self.print_cli("manual", form))
        self.assertEqual(gzip.decompress((folder / "gan-train.1.gz").read_bytes()).decode(),
                         self.print_cli("manual", "man"))

    def test_an_unknown_form_is_refused(self):
        self.assert_error(2, ["manual", "tcsh"], ("tcsh", "bash", "gan-train manual --help"))


class Completions(CliTest):
    def setUp(self):
        super().setUp()
        for run in ("runs/one", "runs/two words", "other/three"):
            (self.folder / run / "checkpoints").mkdir(parents=True)
            (self.folder / run / "config.json").write_text("{}")
            (self.folder / run / "checkpoints/step-1.pt").write_text("")
        (self.folder / "configs").mkdir()
        for name in ("a.json", "b.json", "note.txt"):
            (self.folder / "configs" / name).write_text("{}")
        (self.folder / "pages").mkdir()
        (self.folder / "pages/old.html").write_text("")
        self.shells = []
        for shell in SHELLS:
            script = self.folder / f"script.{shell.name}"
            script.write_text(self.print_cli("manual", shell.name))
            self.shells.append(shell(script, self.folder))
            self.addCleanup(self.shells[-1].close)

    def assert_offers(self, line, *expected):
        """Every shell offers exactly these. Fish 4 also offers what only contains the letters."""
        word = re.split("[ =]", line)[-1]
        for shell in self.shells:
            offers = [offer.rstrip("/").replace("\\", "") for offer in shell.offers(line)]
            if shell.name == "fish":
                offers = [offer for offer in offers if offer.split("=")[-1].startswith(word)]
            self.assertEqual(sorted(set(offers)), sorted(expected), f"{shell.name}: {line}")

    def test_commands(self):
        self.assert_offers("gan-train re", "report", "resume")
        self.assert_offers("gan-train ", *commands_of(self.print_cli("--help")))
        self.assert_offers("gan-train --v", "--version")

    def test_flags_are_those_of_the_command(self):
        for command in commands_of(self.print_cli("--help")):
            flags = flags_of(self.print_cli(command, "--help"))
            self.assert_offers(f"gan-train {command} --", *flags)

    def test_a_config_stands_for_train(self):
        self.assert_offers("gan-train configs/a.json --train.ba", "--train.batch_size")
        self.assert_offers("gan-train configs/", "configs/a.json", "configs/b.json")

    def test_values_of_every_setting_that_has_choices(self):
        settings = settings_of(json.loads(self.print_cli("config", "--schema")))
        for name, schema in settings.items():
            if "enum" in schema:
                self.assert_offers(f"gan-train train --{name} ", *map(str, schema["enum"]))

    def test_values_after_an_equals_sign(self):
        self.assert_offers("gan-train train --engine=", "auto", "autograd", "fused", "graph")
        self.assert_offers("gan-train resume runs/one --engine=f", "fused")
        self.assert_offers("gan-train train --data.folder=ru", "runs")

    def test_values_of_which_nothing_is_known(self):
        self.assert_offers("gan-train train --train.epochs ")
        self.assert_offers("gan-train sample --count ")

    def test_a_setting_is_no_flag_where_there_are_none(self):
        self.assert_offers("gan-train show --eng")

    def test_tab_at_a_terminal_of_bash(self):
        """Where bash itself splits the line."""
        terminal = Terminal(["bash", "--norc", "-i"], self.folder, INPUTRC="/dev/null")
        self.addCleanup(terminal.close)
        terminal.type("source script.bash\n")
        for typed, completed in (("gan-train train --engine fu", "sed "),
                                 ("gan-train train --engine=fu", "sed "),
                                 ("gan-train resume runs/tw", "o\\ words/"),
                                 ("gan-train resume runs/two\\ wo", "rds/"),
                                 ("gan-train report runs/one -o pages/o", "ld.html "),
                                 ("gan-train configs/a.json --train.batch_s", "ize ")):
            terminal.type("\x15" + typed + "\t")
            wait_until(lambda: typed + completed in terminal.shown, lambda: terminal.shown)

    def test_runs(self):
        runs = ["runs/one", "runs/two words"]
        for command in ("resume", "show", "watch", "report", "timelapse"):
            self.assert_offers(f"gan-train {command} ", *runs, "other/three")
            self.assert_offers(f"gan-train {command} ru", *runs)
        self.assert_offers("gan-train report runs/one other/", "other/three")

    def test_checkpoints(self):
        self.assert_offers("gan-train sample runs/one/checkpoints/",
                           "runs/one/checkpoints/step-1.pt")

    def test_folders_and_files(self):
        self.assert_offers("gan-train train --data.folder ru", "runs")
        self.assert_offers("gan-train train --data.folder runs/", *["runs/one", "runs/two words"])
        self.assert_offers("gan-train report runs/one -o pages/", "pages/old.html")
        self.assert_offers("gan-train sample --sort ", "confidence")


if __name__ == "__main__":
    unittest.main()

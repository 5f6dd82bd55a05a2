"""Every option, command and script that a message names exists where the message can appear."""

import re
import unittest

from harness import REPOSITORY, CliTest

# Whose messages a file's are; a command's own file is its own, and what is not here names none.
COMMANDS_OF = {
    "app/training": ["train", "resume"],
    "app/evaluation/data_grid.cpp": ["data"],
    "app/evaluation": ["evaluate"],
    "app/samples": ["sample"],
    "app/machine/machine.cpp": ["train", "resume"],
    "app/machine/diagnosis.cpp": ["train"],  # it advises on a training
    "app/commands/cli.cpp": [""],
    "app/commands/help.cpp": [""],
}
DECLARES = re.compile(r"\badd_(option|flag|number|frame_rate)|check_name|_flag\(|\bnames =|\bflag =")
TOKEN = re.compile(r'''//[^\n]*|'(?:\\.|[^'\\])'|"((?:\\.|[^"\\])*)"|[;{}]''')
NAMED = re.compile(r"\bgan-train (?!(?:wrote|crc32|for)\b)(?P<command>[a-z]+)|(?<![\w-])(?P<option>--[a-z][\w.-]*)"
                   r"|\b(?P<script>scripts/\w+)")


def statements(source):
    """The texts of each statement that does not declare options, in one."""
    texts, begin = [], 0
    for token in TOKEN.finditer(source):
        if token.group(1) is not None:
            texts.append(token.group(1))
        elif token.group() in ";{}":
            if texts and not DECLARES.search(source[begin:token.start()]):
                yield " ".join(texts)
            texts, begin = [], token.end()


class Remedies(CliTest):
    helps = {}

    def options_of(self, command):
        if command not in self.helps:
            text = self.print_cli(*filter(None, [command]), "--help")
            self.helps[command] = set(re.findall(r"--[a-z][\w.-]*", text))
        return self.helps[command]

    def check(self, text, commands, where):
        """Options that follow the name of a command are of that one."""
        for named in NAMED.finditer(text):
            if named["command"]:
                commands = [named["command"]]
                self.assertIn(f"\n  {commands[0]} ", self.program_help, f"{where}: {text}")
            elif named["script"]:
                self.assertTrue((REPOSITORY / named["script"]).exists(), f"{where}: {text}")
            else:
                self.assertTrue(commands, f"{where} names an option: {text}")
                for command in commands:
                    known = self.options_of(command)
                    is_prefix = named["option"].endswith(".")  # of a setting in a variable
                    exists = (any(option.startswith(named["option"]) for option in known)
                              if is_prefix else named["option"] in known)
                    self.assertTrue(exists, f"{where}: no such option of {command}: {text}")

    def test_what_messages_name_exists(self):
        self.program_help = self.print_cli("--help")
        checked = 0
        for path in sorted(REPOSITORY.glob("app/*/*.cpp")) + sorted(REPOSITORY.glob("core/*/*.cpp")):
            where = path.relative_to(REPOSITORY)
            own = [path.stem] if f"\n  {path.stem} " in self.program_help else []
            commands = COMMANDS_OF.get(str(where)) or COMMANDS_OF.get(str(where.parent)) or own
            for text in statements(path.read_text()):
                checked += bool(NAMED.search(text))
                self.check(text, commands, where)
        self.assertGreater(checked, 30)


if __name__ == "__main__":
    unittest.main()

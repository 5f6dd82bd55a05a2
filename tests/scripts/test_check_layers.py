"""scripts/check_layers: silent on this repository, one line for each planted breach."""
import subprocess
import tempfile
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def check(*arguments):
    return subprocess.run(
        [ROOT / "scripts/check_layers", *arguments], capture_output=True, text=True)


class CheckLayers(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = Path(folder.name)

    def write(self, path, text):
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)

    def assert_breach(self, path, line, why):
        """One breach, on the second line."""
        self.write(path, f"#pragma once\n{line}\n")
        result = check(self.root)
        self.assertEqual(result.returncode, 1)
        self.assertEqual(result.stderr, "")
        self.assertRegex(result.stdout, rf"\A{path}:2: [^\n]*{why}[^\n]*\n\Z")

    def assert_fine(self, path, text):
        self.write(path, text)
        result = check(self.root)
        self.assertEqual((result.returncode, result.stdout, result.stderr), (0, "", ""))

    def test_this_repository_is_fine(self):
        result = check()
        self.assertEqual((result.returncode, result.stdout, result.stderr), (0, "", ""))

    def test_includes_against_the_arrows(self):
        for path, include in [
            ("core/base/x.h", "core/config/config.h"),
            ("core/base/x.h", "app/commands/cli.h"),
            ("core/config/x.h", "core/data/images.h"),
            ("core/data/x.h", "core/models/generator.h"),
            ("core/models/x.h", "core/losses/loss.h"),
            ("core/losses/x.h", "core/data/images.h"),
            ("core/losses/x.h", "core/train/state.h"),
            ("core/train/x.h", "core/output/checkpoint.h"),
            ("core/train/x.h", "core/evaluate/metrics.h"),
            ("core/train/x.h", "app/terminal/progress.h"),
            ("core/output/x.h", "core/train/loop.h"),
            ("core/output/x.h", "core/evaluate/metrics.h"),
            ("core/evaluate/x.h", "core/train/state.h"),
            ("core/formats/x.h", "core/config/config.h"),
            ("core/models/x.h", "core/pictures/png.h"),
            ("app/terminal/x.h", "app/machine/machine.h"),
            ("app/machine/x.h", "app/training/recorder.h"),
            ("app/runs/x.h", "app/training/quality.h"),
            ("app/runs/x.h", "app/page/page.h"),
            ("app/samples/x.h", "app/commands/command.h"),
            ("app/evaluation/x.h", "app/training/data.h"),
            ("app/page/x.h", "app/training/recorder.h"),
            ("app/training/x.h", "app/runs/record.h"),
        ]:
            for form in (f'#include "{include}"', f"#  include <{include}>  // why not"):
                with self.subTest(path=path, form=form):
                    self.setUp()
                    self.assert_breach(path, form, f"may not include {include}")

    def test_a_relative_include_is_no_way_round(self):
        self.write("core/output/checkpoint.h", "")
        self.assert_breach("core/train/x.h", '#include "../output/checkpoint.h"',
                           "may not include core/output/checkpoint.h")

    def test_libraries(self):
        for path, library, fine in [
            ("core/config/x.cpp", "nlohmann/json.hpp", True),
            ("core/output/x.cpp", "nlohmann/json.hpp", True),
            ("app/page/x.cpp", "nlohmann/json.hpp", True),
            ("app/commands/x.cpp", "CLI/CLI.hpp", True),
            ("app/terminal/x.cpp", "spdlog/spdlog.h", True),
            ("app/commands/x.cpp", "httplib.h", True),
            ("app/training/x.cpp", "CLI/CLI.hpp", False),
            ("app/runs/x.cpp", "spdlog/spdlog.h", False),
            ("app/page/x.cpp", "httplib.h", False),
            ("core/train/x.cpp", "nlohmann/json.hpp", False),
            ("core/formats/x.cpp", "nlohmann/json_fwd.hpp", False),
            ("core/base/x.cpp", "CLI/CLI.hpp", False),
            ("core/config/x.cpp", "spdlog/spdlog.h", False),
        ]:
            with self.subTest(path=path, library=library):
                self.setUp()
                if fine:
                    self.assert_fine(path, f"#include <{library}>\n")
                else:
                    self.assert_breach(path, f"#include <{library}>", f"may not use <{library}>")

    def test_core_neither_prints_nor_exits(self):
        for line, why in [
            ('std::cout << "x";', "never prints"),
            ('std::cerr << "x";', "never prints"),
            ('fprintf(stderr, "x");', "never prints"),
            ('std::printf("x");', "never prints"),
            ("exit(1);", "never exits"),
            ("std::abort();", "never exits"),
        ]:
            with self.subTest(line=line):
                self.setUp()
                self.assert_breach("core/train/x.cpp", line, why)

    def test_a_place_without_arrows(self):
        for path, layer in [("core/news/x.h", "core/news"), ("app/news/x.h", "app/news"),
                            ("app/news.cpp", "app/news.cpp")]:
            with self.subTest(path=path):
                self.setUp()
                self.write(path, "")
                result = check(self.root)
                self.assertEqual(result.returncode, 1)
                self.assertIn(f"{path}:1: {layer} is no layer", result.stdout)

    def test_what_is_allowed(self):
        self.write("app/main.cpp", '#include "app/commands/cli.h"\n#include "app/training/signals.h"\n'
                                   "int main() { std::exit(0); }\n")
        self.write("app/commands/x.cpp", '#include "app/page/page.h"\n#include "core/train/loop.h"\n')
        self.write("app/page/x.cpp", '#include "app/runs/record.h"\n')
        self.write("app/training/x.cpp", '#include "app/evaluation/judge_cache.h"\n')
        self.write("core/output/x.cpp", '#include "core/train/state.h"\n#include "core/base/e.h"\n')
        self.write("core/data/x.cpp", '#include "core/data/y.h"\n#include "core/config/config.h"\n')
        self.assert_fine("core/train/x.cpp", '\n'.join([
            '#include "core/models/generator.h"',
            "// never std::cout, never exit(",
            '/* #include "core/output/grid.h"',
            "   abort() */",
            'auto message = "see http://x, not exit(1)";',
            "std::snprintf(text, sizeof text, format);",
            "on_exit_(state); handle.abort(); size_t n = 1'000'000;",
        ]))

    def test_a_root_without_sources(self):
        result = check(self.root)
        self.assertEqual(result.returncode, 1)
        self.assertIn("no sources", result.stderr)


if __name__ == "__main__":
    unittest.main()

"""scripts/setup asks for the packages of the LibTorch that is used, and remembers which that is."""
import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


class Setup(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = Path(folder.name).resolve()
        (self.root / "scripts").mkdir()
        shutil.copy(ROOT / "scripts/setup", self.root / "scripts/setup")
        install = self.root / "scripts/install"
        install.write_text('#!/bin/sh\nprintf "%s\\n" "$@"\n')
        install.chmod(0o755)
        self.config = self.root / "libtorch/share/cmake/Torch/TorchConfig.cmake"
        self.config.parent.mkdir(parents=True)
        self.config.touch()
        self.cache = self.root / "build/release/CMakeCache.txt"
        self.cache.parent.mkdir(parents=True)
        self.cache.touch()

    def setup(self, *arguments):
        """The packages that it asks for."""
        result = subprocess.run([self.root / "scripts/setup", *arguments], cwd=self.root,
                                capture_output=True, text=True, check=True)
        return result.stdout.split()

    def test_debians_libtorch_and_its_onednn_are_the_default(self):
        self.assertLess({"libtorch-dev", "libdnnl-dev", "g++"}, set(self.setup()))

    def test_another_libtorch_is_remembered_and_debians_not_asked_for(self):
        self.assertNotIn("libtorch-dev", self.setup("--libtorch", "libtorch"))
        self.assertEqual((self.root / "build/libtorch").read_text(), f"{self.root}/libtorch\n")
        packages = self.setup("--tests")
        self.assertIn("python3-torch", packages)
        self.assertFalse({"libtorch-dev", "libdnnl-dev"} & set(packages))
        self.assertIn("libtorch-dev", self.setup("--libtorch", "debian"))
        self.assertIn("libtorch-dev", self.setup())

    def test_what_is_configured_stays_until_the_libtorch_changes(self):
        self.setup("--libtorch", "debian")
        self.assertTrue(self.cache.exists())
        self.setup("--libtorch", "libtorch")
        self.assertFalse(self.cache.exists())
        self.cache.touch()
        self.setup("--libtorch", "libtorch/../libtorch")
        self.assertTrue(self.cache.exists())
        self.setup("--libtorch", "debian")
        self.assertFalse(self.cache.exists())

    def test_a_folder_without_libtorch_is_refused_and_changes_nothing(self):
        self.setup("--libtorch", "libtorch")
        for folder in ("build", "no/such/folder"):
            with self.assertRaises(subprocess.CalledProcessError) as caught:
                self.setup("--libtorch", folder)
            self.assertEqual(caught.exception.returncode, 2)
            self.assertRegex(caught.exception.stderr,
                             rf"^setup: error: --libtorch: .*TorchConfig\.cmake, got {folder};.*\n$")
        self.assertEqual((self.root / "build/libtorch").read_text(), f"{self.root}/libtorch\n")

    def test_the_list_names_libraries_and_no_tool(self):
        self.assertIn("libtorch-dev", self.setup("--list"))
        self.assertNotIn("cmake", self.setup("--list"))


if __name__ == "__main__":
    unittest.main()

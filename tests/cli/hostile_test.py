"""Files that are no files, endless, enormous or odd of name: one clear line each, and soon."""

import concurrent.futures
import os
import shutil
import subprocess
import unittest

from harness import BINARY, CliTest

AGAIN = "scripts/fetch_mnist"
LIMIT_SECONDS = 30  # nothing here has more to do than to refuse


def make_enormous(path):
    """2^46 bytes that take no room on the disk, or as many as its file system lets a file have."""
    with open(path, "wb") as file:
        for bits in (46, 43, 40):
            try:
                file.truncate(1 << bits)
                return
            except OSError:
                pass


KINDS = {
    "fifo": os.mkfifo,
    "folder": os.mkdir,
    "endless": lambda path: path.symlink_to("/dev/zero"),
    "loop": lambda path: path.symlink_to(path.name),
    "dangling": lambda path: path.symlink_to("nowhere"),
    "empty": lambda path: path.touch(),
    "enormous": make_enormous,
    "deep": lambda path: path.write_text("[" * 1000000 + "]" * 1000000),
}
NOT_TO_WRITE_TO = ("fifo", "folder", "endless", "loop", "dangling")


class Hostile(CliTest):
    def setUp(self):
        super().setUp()
        self.config = self.write_config()

    def place(self, kind, names):
        """A folder with the config, the data and a finished run, and that kind of files in it."""
        place = self.folder / f"{kind} {names[0].replace('/', ' ')}"
        for part in ("configs", "data", "runs"):
            if (self.folder / part).exists():
                shutil.copytree(self.folder / part, place / part)
        for name in names:
            path = place / name
            path.unlink(missing_ok=True)
            KINDS[kind](path)
        return place

    def each_kind(self, names, *arguments, kinds=KINDS):
        """The command, with each kind of file under the name or names.
        Returns exit code and stderr by kind."""
        def run(kind):
            place = self.place(kind, [names] if isinstance(names, str) else names)
            done = subprocess.run([BINARY, *map(str, arguments)], cwd=place,
                                  stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                  stderr=subprocess.PIPE, timeout=LIMIT_SECONDS)
            return done.returncode, self.clean(done.stderr.decode())
        with concurrent.futures.ThreadPoolExecutor(len(os.sched_getaffinity(0))) as pool:
            return dict(zip(kinds, pool.map(run, kinds)))

    def assert_refused(self, results, code, name):
        """One error each, the last line, which names the file."""
        for kind, (got, stderr) in results.items():
            with self.subTest(kind=kind, stderr=stderr):
                self.assertEqual(got, code)
                self.assertEqual(stderr.count("error: "), 1)
                self.assert_told(stderr.splitlines(keepends=True)[-1], "error", name)
                self.assertNotIn("internal fault", stderr)

    def test_config(self):
        self.assert_refused(self.each_kind("c.json", "config", "c.json"), 2, "c.json")

    def test_images(self):
        name = "data/tiny/train-images-idx3-ubyte"
        self.assert_refused(self.each_kind(name, self.config, "--dry-run"), 1, name)

    def test_checkpoint(self):
        self.assert_refused(self.each_kind("x.pt", "sample", "x.pt", "-o", "x.png"), 1, "x.pt")

    def test_samples(self):
        results = self.each_kind("x.npy", "evaluate", "x.npy", "--against", "data/tiny")
        self.assert_refused(results, 1, "x.npy")

    def test_files_of_a_run_that_are_left_out_of_its_report(self):
        self.train_once()
        names = [f"runs/tiny/{name}" for name in ("metrics.jsonl", "events.jsonl",
                                                  "samples/epoch-0001.png")]
        # A text that has no whole line misses nothing, and a run of old has no events.
        sound = {"empty": names[:2], "deep": names[:2], "loop": names[1:2],
                 "dangling": names[1:2]}
        results = self.each_kind(names, "report", "runs/tiny", "-o", "x.html")
        for kind, (code, stderr) in results.items():
            with self.subTest(kind=kind, stderr=stderr):
                self.assertEqual(code, 0)
                told = self.warnings(stderr)
                self.assert_told(told, "warning",
                                 *(name for name in names if name not in sound.get(kind, ())))
                self.assertRegex(stderr.replace(told, ""), r"\Ax\.html: .*\n\Z")

    def test_a_runs_config(self):
        self.train_once()
        results = self.each_kind("runs/tiny/config.json", "resume", "runs/tiny")
        for kind in ("loop", "dangling"):  # then there is none
            self.assert_refused({kind: results.pop(kind)}, 1, "gan-train train CONFIG.json")
        self.assert_refused(results, 2, "runs/tiny/config.json")

    def test_a_run_continues_only_where_its_files_are_files(self):
        self.train_once()
        for name, kinds in (("metrics.jsonl", NOT_TO_WRITE_TO), ("log.txt", NOT_TO_WRITE_TO),
                            ("events.jsonl", NOT_TO_WRITE_TO),
                            (".lock", ("folder", "endless", "loop", "dangling"))):
            results = self.each_kind(f"runs/tiny/{name}", "resume", "runs/tiny", "--epochs", 5,
                                     kinds=kinds)
            self.assert_refused(results, 1, name)

    def test_a_folder_that_cannot_be_listed_is_not_taken_for_an_empty_one(self):
        self.train_once()
        names = [f"runs/tiny/{name}" for name in ("samples", "checkpoints")]
        for name in names:
            shutil.rmtree(self.folder / name)
            KINDS["loop"](self.folder / name)
        why = "Too many levels of symbolic links"
        self.assert_error(1, ["sample", "runs/tiny", "-o", "x.png"], (names[1], why))
        stderr = self.run_cli("report", "runs/tiny", "-o", "x.html")
        self.assert_told(self.warnings(stderr), "warning", *((name, why) for name in names))
        (self.folder / "runs/tiny/config.json").unlink()
        stdout, stderr = self.start("list").communicate(timeout=LIMIT_SECONDS)
        self.assertNotIn(b"tiny", stdout)
        self.assert_told(stderr.decode(), "warning", (names[1], why))

    def test_names_of_runs_stay_on_one_line(self):
        for name in ("a\nb", "\x1b[31mred", "' ; true '"):
            with self.subTest(name=name):
                stderr = self.run_cli(self.config, "--run", f"runs/{name}", "--train.epochs", 1)
                self.assertNotIn("\x1b", stderr)
                self.assertNotIn("\nb", stderr)
        listed = self.print_cli("list")
        self.assertNotIn("\x1b", listed)
        self.assertNotIn("\nb", listed)
        self.assert_error(1, [self.config, "--run", "runs/" + "x" * 300], "File name too long")

    def test_sizes_that_only_a_header_has(self):
        images = self.folder / "data/tiny/train-images-idx3-ubyte"
        for sizes in ((2**31, 28, 28), (2**32 - 1, 4096, 4096), (1, 2**31, 2**31)):
            images.write_bytes(b"".join(n.to_bytes(4, "big") for n in (0x803, *sizes)))
            self.assert_error(1, [self.config, "--dry-run"], (images.name, AGAIN))
        for shape in ("9223372036854775807, 28, 28", "4611686018427387904, 4, 4", "1, 1, 1, 1, 1",
                      "99999999999999999999, 1, 1"):
            header = f"{{'descr': '|u1', 'fortran_order': False, 'shape': ({shape}), }}\n".encode()
            (self.folder / "x.npy").write_bytes(
                b"\x93NUMPY\x01\x00" + len(header).to_bytes(2, "little") + header)
            self.assert_error(1, ["evaluate", "x.npy", "--against", "data/tiny"], "x.npy")


if __name__ == "__main__":
    unittest.main()

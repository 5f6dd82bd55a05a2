"""Sources that are damaged, hostile or of no use: one line says what, and what to do. Nothing is
written, and no more memory or time is spent than on a good one."""

import json
import os
import resource
import shutil
import struct
import unittest
import zipfile
import zlib

import numpy

import sources
from harness import CliTest
from sources import make_pictures, write_folder

MOST_KIB = 300 << 10  # beside what the program takes anyway


def peak_kib():
    """Of the largest child so far."""
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss


class BadSources(CliTest):
    usual_kib = None

    def setUp(self):
        super().setUp()
        self.config = self.write_config(data={"folder": "own"})
        self.own = self.folder / "own"
        self.own.mkdir()
        self.pictures, self.labels = make_pictures(20)
        if not BadSources.usual_kib:
            self.run_cli(self.config, "--data.folder", "data/tiny", "--run", "runs/usual")
            BadSources.usual_kib = peak_kib()
        shutil.rmtree(self.folder / "runs", ignore_errors=True)

    def assert_refused(self, *fault, flags=(), code=1, source="own"):
        """By a training and by `data`, where the path is what is wrong. Returns both lines."""
        trained = self.assert_error(code, [self.config, "--data.folder", source, *flags], fault)
        shown = self.assert_error(code, ["data", source, *flags], fault)
        self.assertLess(peak_kib() - self.usual_kib, MOST_KIB)
        self.assertIn("; ", trained)
        self.assertIn("; ", shown)
        return trained, shown

    def damage(self, *numbers):
        for number in numbers:
            path = self.own / f"{number:03}.png"
            content = path.read_bytes()
            path.write_bytes(content[:len(content) // 2])


class Pictures(BadSources):
    def test_a_damaged_picture_is_named(self):
        write_folder(self.own, self.pictures)
        self.damage(7)
        for line in self.assert_refused("own", "1 of 20", "007.png", "data.skip_damaged"):
            self.assertNotIn("006.png", line)

    def test_of_many_damaged_pictures_ten_are_named_and_all_counted(self):
        write_folder(self.own, self.pictures)
        self.damage(*range(4, 16))
        named = [f"{number:03}.png" for number in range(4, 14)]
        for line in self.assert_refused("12 of 20", *named, "2 more", "data.skip_damaged"):
            self.assertNotIn("014.png", line)

    def test_texts_in_a_picture_take_no_memory(self):
        text = b"zTXta\0\0" + zlib.compress(b"a" * 7_900_000)
        chunk = struct.pack(">I", len(text) - 4) + text + struct.pack(">I", zlib.crc32(text))
        write_folder(self.own, self.pictures)
        picture = (self.own / "003.png").read_bytes()
        header = 8 + 25  # signature and IHDR
        (self.own / "003.png").write_bytes(picture[:header] + 150 * chunk + picture[header:])
        self.print_cli("data", "own")
        self.assertLess(peak_kib() - self.usual_kib, MOST_KIB)

    def test_damaged_pictures_can_be_left_out(self):
        write_folder(self.own, self.pictures)
        self.damage(*range(4, 16))
        skip = ("--data.skip_damaged", "true")
        stderr = self.run_cli(self.config, "--train.epochs", 1, *skip)
        self.assert_told(self.warnings(stderr), "warning",
                         *[("own", f"{number:03}.png") for number in range(4, 14)], "12 pictures")
        self.assertIn("7 images of 9 x 8 in colour, 1 for validation", stderr)
        damaged = json.loads(self.print_cli("data", "own", "--json", *skip))["sets"][0]["damaged"]
        self.assertEqual(damaged["count"], 12)
        self.assertEqual([line[:7] for line in damaged["first"]],
                         [f"{number:03}.png" for number in range(4, 14)])

    def test_pictures_of_several_sizes_need_one(self):
        write_folder(self.own, self.pictures)
        for number, side in ((5, 11), (6, 12)):
            (self.own / f"{number:03}.png").write_bytes(
                sources.encode(numpy.zeros((side, 14, 3), numpy.uint8)))
        for line in self.assert_refused("000.png", "9 x 8", "005.png", "11 x 14", "data.size"):
            self.assertNotIn("006.png", line)

    def test_a_picture_that_claims_to_be_huge(self):
        write_folder(self.own, self.pictures)
        (self.own / "010.png").write_bytes(sources.claim_png(60000, 60000, bytes(100)))
        self.assert_refused("010.png", "60000 x 60000")

    def test_a_picture_that_is_large_and_nearly_nothing_on_disk(self):
        side = 8000
        content = sources.claim_png(side, side, bytes(side * (side + 1)))
        self.assertLess(len(content), 100_000)
        (self.own / "0.png").write_bytes(content)
        self.assert_refused("0.png", "8000 x 8000", "4096 x 4096", "data.size")

    def test_a_fifo_for_a_picture(self):
        write_folder(self.own, self.pictures)
        (self.own / "003.png").unlink()
        os.mkfifo(self.own / "003.png")
        self.addCleanup((self.own / "003.png").unlink)
        code, stderr = self.finish(self.start("data", "own"))
        self.assertEqual(code, 1)
        self.assert_told(stderr, "error", ("1 of 20", "003.png", "not a regular file"))

    def test_links_that_lead_in_circles(self):
        write_folder(self.own / "below", self.pictures)
        (self.own / "below/again").symlink_to(self.own)
        self.addCleanup((self.own / "below/again").unlink)
        code, stderr = self.finish(self.start("data", "own"))
        self.assertEqual(code, 1)
        self.assert_told(stderr, "error", ("own/below/again", "remove the link"))

    def test_folders_without_pictures(self):
        self.assert_refused("own")
        (self.own / "notes.txt").write_text("no picture")
        (self.own / "more.csv").write_text("1,2")
        self.assert_refused("own")


class Archives(BadSources):
    def test_a_zip_whose_names_lead_outside(self):
        for name in ("../000.png", "/000.png", "a/../../000.png", "a\\000.png"):
            sources.write_zip(self.own / "own.zip", {name: sources.encode(self.pictures[0])})
            self.assert_refused("own/own.zip", name, source="own/own.zip")

    def test_a_zip_with_a_picture_that_unpacks_to_hundreds_of_megabytes(self):
        with zipfile.ZipFile(self.own / "own.zip", "w", zipfile.ZIP_DEFLATED, compresslevel=1) \
                as archive:
            with archive.open("000.png", "w", force_zip64=True) as entry:
                for _ in range(300):
                    entry.write(bytes(1 << 20))
        self.assertLess((self.own / "own.zip").stat().st_size, 4 << 20)
        self.assert_refused("own/own.zip", "000.png", source="own/own.zip")

    def test_a_zip_that_is_cut_short(self):
        sources.write_zip(self.own / "own.zip", {"000.png": sources.encode(self.pictures[0])})
        content = (self.own / "own.zip").read_bytes()
        (self.own / "own.zip").write_bytes(content[:-30])
        self.assert_refused("own/own.zip", source="own/own.zip")


class Arrays(BadSources):
    def test_arrays_that_claim_to_be_huge(self):
        for shape in ((2 ** 31, 2 ** 31, 3), (2 ** 31, 8, 8), (2 ** 62, 2, 2), (2 ** 70, 2, 2),
                      (4, 2 ** 31, 2 ** 31)):
            (self.own / "own.npy").write_bytes(sources.npy_header(shape) + bytes(1000))
            self.assert_refused("own/own.npy", source="own/own.npy")

    def test_arrays_of_other_kinds(self):
        for array in (numpy.zeros((5, 4, 4), numpy.int16), numpy.zeros((5, 4), numpy.uint8),
                      numpy.zeros((5, 4, 4, 2), numpy.uint8), numpy.zeros((0, 4, 4), numpy.uint8),
                      numpy.full((5, 4, 4), numpy.nan, numpy.float32),
                      numpy.array([None, {}], dtype=object)):
            numpy.save(self.own / "own.npy", array)
            self.assert_refused("own/own.npy", source="own/own.npy")

    def test_a_file_that_is_no_data_set(self):
        for name, content in (("own/notes.txt", b"no data set\n" * 9), ("own/empty.npy", b""),
                              ("own/one.png", sources.encode(self.pictures[0]))):
            (self.folder / name).write_bytes(content)
            self.assert_refused(name, source=name)


class Labels(BadSources):
    def test_labels_of_another_count(self):
        numpy.save(self.folder / "own.npy", self.pictures)
        numpy.save(self.folder / "labels.npy", self.labels[:19])
        self.assert_error(1, [self.config, "--data.folder", "own.npy", "--data.train_labels",
                              "labels.npy"], ("labels.npy", 20, 19))
        self.assert_error(1, ["data", "own.npy", "--labels", "labels.npy"], ("labels.npy", 20, 19))

    def test_a_training_by_class_without_labels(self):
        write_folder(self.own, self.pictures)
        self.assert_error(2, [self.config, "--condition", "class", "--quiet"],
                          ("/condition", "own", "/data/train_labels"))

    def test_images_that_changed_since_the_run_began(self):
        write_folder(self.own, self.pictures)
        self.run_cli(self.config, "--run", "runs/own", "--train.epochs", 1)
        picture = self.pictures[3].copy()
        picture[0, 0, 0] ^= 1
        (self.own / "003.png").write_bytes(sources.encode(picture))
        stderr = self.assert_error(2, ["resume", "runs/own", "--train.epochs", 2, "--quiet"],
                                   ("/data/folder", self.folder / "own", "CRC-32"))
        self.assertNotIn("idx3", stderr)

    def test_an_evaluation_of_too_few_images(self):
        write_folder(self.own, self.pictures, self.labels)
        self.run_cli(self.config, "--run", "runs/few")
        self.assert_error(1, ["evaluate", "runs/few", "--quiet"],
                          ("own", "100 training images", "18 and 2"))

    def test_a_class_without_training_images_is_left_out_of_the_grids(self):
        numpy.savez(self.own / "own.npz", images=self.pictures, labels=self.labels,
                    classes=["cat", "none", "dog", "owl"][:4])
        for count in (1, 5, 9):  # whichever classes that leaves without one
            run = f"runs/left{count}"
            self.run_cli(self.config, "--data.folder", "own/own.npz", "--data.validation_count",
                         count, "--condition", "class", "--run", run, "--generator.classes", "even")
            self.run_cli("resume", run, "--train.epochs", 2)
            self.run_cli("sample", run, "-o", "grid.png")

    def test_labels_that_changed_since_a_run_by_class_began(self):
        numpy.savez(self.own / "own.npz", images=self.pictures, labels=self.labels)
        arguments = ["--data.folder", "own/own.npz"]
        self.run_cli(self.config, *arguments, "--run", "runs/class", "--condition", "class")
        self.run_cli(self.config, *arguments, "--run", "runs/none")
        for labels, given in ((numpy.roll(self.labels, 1), "3 classes (0, 1, 2"),
                              (self.labels + 1, "3 classes (1, 2, 3")):
            numpy.savez(self.own / "own.npz", images=self.pictures, labels=labels)
            self.assert_error(2, ["resume", "runs/class", "--train.epochs", 2, "--quiet"],
                              ("/data/train_labels", "stored 3 classes (0, 1, 2", f"got {given}"))
        self.run_cli("resume", "runs/none", "--train.epochs", 2)


if __name__ == "__main__":
    unittest.main()

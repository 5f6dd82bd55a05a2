"""gan-train data: what it says of sets of every kind, and what it writes."""

import os
import resource
import unittest
import zlib

import numpy

import sources
from sources import HEIGHT, WIDTH, DataTest, crc32, make_pictures, write_folder


class Says(DataTest):
    def assert_described(self, told, pictures, kind, labels=None, names=None):
        channels = 3 if pictures.ndim == 4 else 1
        self.assertEqual(
            [told[key] for key in ("kind", "count", "height", "width", "channels")],
            [kind, len(pictures), HEIGHT, WIDTH, channels])
        self.assertEqual((told["least"], told["most"]), (pictures.min(), pictures.max()))
        self.assertAlmostEqual(told["mean"], pictures.mean())
        self.assertAlmostEqual(told["standard_deviation"], pictures.std())
        means = pictures.reshape(-1, channels).mean(0)
        for got, expected in zip(told["channel_means"], means, strict=True):
            self.assertAlmostEqual(got, expected)
        self.assertEqual(told["crc32"], crc32(pictures))
        if labels is None:
            self.assertIsNone(told["labels"])
            return
        self.assertEqual(told["labels"]["parts"], 1)
        self.assertEqual(told["labels"]["classes"],
                         [{"name": name, "count": int((labels == i).sum())}
                          for i, name in enumerate(names)])
        self.assertEqual(told["labels"]["crc32"],
                         f"{zlib.crc32(labels.astype('<i8').tobytes()):08x}")

    def test_what_a_file_of_each_kind_holds(self):
        grey, labels = make_pictures(31, channels=1)
        colour, _ = make_pictures(31)
        (self.folder / "my-images-idx3-ubyte").write_bytes(sources.idx(grey))
        (self.folder / "my-labels-idx1-ubyte").write_bytes(sources.idx(labels.astype("u1") + 5))
        numpy.save(self.folder / "grey.npy", grey)
        numpy.save(self.folder / "colour.npy", colour)
        numpy.savez(self.folder / "own.npz", images=colour, labels=labels + 1)
        sources.write_stylegan_zip(self.folder / "own.zip", colour, labels)
        cases = [("my-images-idx3-ubyte", grey, "idx", labels, "567"),
                 ("grey.npy", grey, "npy", None, None), ("colour.npy", colour, "npy", None, None),
                 ("own.npz", colour, "npz", labels, "123"), ("own.zip", colour, "zip", labels,
                                                             "012")]
        for path, *expected in cases:
            (told,) = self.describe(path)
            self.assertEqual((told["role"], told["path"]), (None, path))
            self.assert_described(told, *expected)

    def test_what_a_folder_of_pictures_holds_and_what_is_odd_in_it(self):
        pictures, labels = make_pictures(31)
        order = write_folder(self.folder / "own", pictures, labels)
        odd = [f"note{i:02}.txt" for i in range(12)]
        for name in (*odd, ".DS_Store", "dog/._000.png"):
            (self.folder / "own" / name).write_text("no picture")
        (told,) = self.describe("own")
        self.assert_described(told, pictures[order], "folder", labels[order],
                              ("cat", "dog", "owl"))
        self.assertEqual(told["odd_files"], {"count": 12, "first": odd[:10]})
        text = self.print_cli("data", "own")
        self.assert_names(text, "31", "9 x 8", crc32(pictures[order]), "cat", "dog", "owl",
                          *odd[:10], "2 more", f"{pictures.mean():.4f}", f"{pictures.std():.4f}")
        self.assertNotIn(odd[10], text)

    def test_of_many_classes_twenty_are_listed(self):
        labels = numpy.arange(50) % 25
        numpy.savez(self.folder / "own.npz", images=make_pictures(50)[0], labels=labels)
        text = self.print_cli("data", "own.npz")
        self.assertRegex(text, r"\n    19 +2\n")
        self.assertNotRegex(text, r"\n    20 +2\n")
        self.assertIn("5 more", text)
        self.assertEqual(len(self.describe("own.npz")[0]["labels"]["classes"]), 25)

    def test_both_sets_of_a_folder_that_holds_both(self):
        train, test = self.describe("data/tiny")
        self.assertEqual([(told["role"], told["count"]) for told in (train, test)],
                         [("training", 96), ("test", 40)])
        self.assertEqual(test["path"], "data/tiny/t10k-images-idx3-ubyte")
        (alone,) = self.describe("data/tiny", "--test")
        self.assertEqual(alone, test)
        text = self.print_cli("data", "data/tiny")
        self.assert_names(text, "training images", "test images", train["crc32"], test["crc32"])

    def test_what_a_run_records_is_what_it_says(self):
        write_folder(self.folder / "own", make_pictures(30)[0])
        numpy.save(self.folder / "own.npy", make_pictures(30)[0])
        self.assertEqual(self.describe("own")[0]["crc32"], self.describe("own.npy")[0]["crc32"])

    def test_settings_are_those_of_a_training(self):
        pictures, labels = make_pictures(30)
        write_folder(self.folder / "own", pictures)
        (told,) = self.describe("own", "--data.size", 4, "--data.channels", 1)
        self.assertEqual([told[key] for key in ("height", "width", "channels")], [4, 4, 1])
        numpy.save(self.folder / "turned.npy", pictures.transpose(0, 2, 1, 3))
        numpy.save(self.folder / "labels.npy", labels)
        (told,) = self.describe("turned.npy", "--data.transpose", "true", "--labels", "labels.npy")
        self.assert_described(told, pictures, "npy", labels, "012")
        (told,) = self.describe("turned.npy", "--data.transpose", "true", "--data.train_labels",
                                "labels.npy")
        self.assert_described(told, pictures, "npy", labels, "012")

    def test_a_file_larger_than_the_memory_that_it_may_take(self):
        path = self.folder / "sparse.npy"
        size = 3 << 29
        path.write_bytes(sources.npy_header((size // 64, 8, 8)))
        os.truncate(path, path.stat().st_size + size)
        self.describe("data/tiny")
        before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
        (told,) = self.describe("sparse.npy", "--quiet")  # no progress
        self.assertEqual((told["count"], told["most"], told["mean"]), (size // 64, 0, 0))
        after = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
        self.assertLess(after - before, 1200 << 10)  # mapped_file.h: about a gigabyte stays


class Writes(DataTest):
    def test_a_grid_with_a_class_a_column(self):
        pictures, labels = make_pictures(90)
        numpy.savez(self.folder / "own.npz", images=pictures, labels=labels)
        _, stderr = self.write("own.npz", "-o", "new/grid.png")
        self.assertEqual(stderr, "new/grid.png: written, a class a column: 0, 1, 2\n")
        shown = sources.find(sources.cells(self.folder / "new/grid.png", 3), pictures)
        self.assertEqual(len(shown), 66)
        self.assertEqual(labels[shown].tolist(), [0, 1, 2] * 22)
        self.assertEqual(len(set(shown)), 66)

    def test_a_grid_of_images_from_all_over_the_set(self):
        pictures, _ = make_pictures(200)
        numpy.save(self.folder / "own.npy", pictures)
        self.write("own.npy", "-o", "grid.png")
        shown = sources.find(sources.cells(self.folder / "grid.png", 8), pictures)
        self.assertEqual(shown, list(range(0, 192, 3)))

    def test_a_grid_of_all_there_are(self):
        pictures, _ = make_pictures(5, channels=1)
        numpy.save(self.folder / "own.npy", pictures)
        self.write("own.npy", "-o", "grid.png")
        shown = sources.find(sources.cells(self.folder / "grid.png", 8), pictures)
        self.assertEqual(shown, [0, 1, 2, 3, 4, -1, -1, -1])

    def test_an_npz_of_what_it_read(self):
        pictures, labels = make_pictures(30)
        order = write_folder(self.folder / "own", pictures, labels)
        stdout, stderr = self.write("own", "-o", "own.npz")
        self.assertIn("own.npz", stderr)
        self.assertIn(crc32(pictures[order]), stdout)
        with numpy.load(self.folder / "own.npz") as arrays:
            self.assertEqual(sorted(arrays.files), ["classes", "images", "labels"])
            numpy.testing.assert_array_equal(arrays["images"], pictures[order])
            numpy.testing.assert_array_equal(arrays["labels"], labels[order])
            self.assertEqual(arrays["classes"].tolist(), ["cat", "dog", "owl"])
        (before,), (after,) = self.describe("own"), self.describe("own.npz")
        for key in ("crc32", "labels", "mean"):
            self.assertEqual(before[key], after[key])

    def test_an_npz_has_the_classes_that_were_read(self):
        images, _ = make_pictures(4)
        for number, names in enumerate((("10", "3"), ("3", "7", "10"), ("-1", "1"), ("1", "01"))):
            numpy.savez(self.folder / "a.npz", images=images, labels=numpy.array([0, 1, 1, 0]),
                        classes=numpy.array(names))
            self.write("a.npz", "-o", "b.npz")
            self.assertEqual(self.describe("a.npz")[0]["labels"],
                             self.describe("b.npz")[0]["labels"], names)

    def test_an_npz_of_the_test_images(self):
        content = (self.folder / "data/tiny/t10k-images-idx3-ubyte").read_bytes()
        labels = numpy.arange(40) % 3
        numpy.save(self.folder / "labels.npy", labels)
        for flags, names in (((), ["images"]), (("--labels", "labels.npy"), ["images", "labels"])):
            self.write("data/tiny", "--test", *flags, "-o", "test.npz")
            with numpy.load(self.folder / "test.npz") as arrays:
                self.assertEqual(arrays.files, names)
                self.assertEqual(arrays["images"].tobytes(), content[16:])
        with numpy.load(self.folder / "test.npz") as arrays:
            numpy.testing.assert_array_equal(arrays["labels"], labels)

    def test_over_what_it_reads_is_refused(self):
        pictures, labels = make_pictures(30)
        numpy.savez(self.folder / "own.npz", images=pictures)
        numpy.savez(self.folder / "labels.npz", labels=labels)
        write_folder(self.folder / "own", pictures, labels)
        for part in ("train", "test"):
            write_folder(self.folder / "both" / part, pictures, labels)
        (self.folder / "link.npz").symlink_to("own.npz")
        before = self.snapshot()
        for source, output, *flags in (("own.npz", "own.npz"), ("own.npz", "./link.npz"),
                                       ("own.npz", "labels.npz", "--labels", "labels.npz"),
                                       ("own.npz", "labels.npz", "--data.train_labels",
                                        "labels.npz"),
                                       ("own", "own/grid.png"), ("own", "own/cat/grid.png"),
                                       ("both", "both/grid.png")):
            self.assert_error(2, ["data", source, "-o", output, *flags], ("--output", output))
        self.assertEqual(self.snapshot(), before)

    def test_what_cannot_be_asked_for_is_refused(self):
        numpy.save(self.folder / "own.npy", make_pictures(30)[0])
        numpy.save(self.folder / "large.npy", numpy.zeros((64, 2000, 2000), numpy.uint8))
        for code, arguments, fault in (
                (2, ["own.npy", "-o", "own.gif"], ("--output", ".png", ".npz", "own.gif")),
                (2, ["own.npy", "--test"], ("--test", "own.npy")),
                (2, ["own.npy", "--count", 5], ("--count", "--stack", 5)),
                (2, ["own.npy", "--seed", 0], ("--seed", "--stack", 0)),
                (2, ["own.npy", "--stack", 2], ("--stack", 3, 2)),
                (2, ["own.npy", "--data.size", "x"], ("--data.size", "x")),
                (2, ["own.npy", "--data.folder", "data"], ("--data.folder",)),
                (2, ["large.npy", "-o", "x.png"], ("--output", "2000 x 2000", "--data.size")),
                (1, ["own.npy", "--stack", 3], ("own.npy", "in colour", "data.channels")),
                (1, ["own.npy", "--stack", 3, "--data.channels", 1], ("own.npy", "--labels")),
                (2, ["own.npy", "--labels", "l.npy", "--data.train_labels", "k.npy"],
                 ("--labels", "--data.train_labels")),
                (2, ["own.npy", "--data.test_images", "x"], ("/data/test_images", "own.npy")),
                (2, ["own.npy", "--labels", "none.npy"], ("/data/train_labels", "none.npy")),
                (1, ["nowhere"], ("nowhere", "name a file"))):
            self.assert_error(code, ["data", *arguments], fault)


if __name__ == "__main__":
    unittest.main()

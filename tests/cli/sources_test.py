"""A training of an epoch on every kind of source: it sees the images that were written, and in
colour too all that follows works."""

import gzip
import json
import shutil
import unittest

import numpy

import evaluate_reference as reference
import sources
from harness import JUDGE_LIMIT_SECONDS, CliTest
from images import read_npy
from sources import HEIGHT, WIDTH, make_pictures, write_folder

ROWS, COLUMNS = 2, 3  # of the harness's grids
CHOICES = [(engine, precision) for engine in ("fused", "autograd")
           for precision in ("float32", "bfloat16")]


class SourceTest(CliTest):
    def setUp(self):
        super().setUp()
        self.data = self.folder / "data/own"
        self.data.mkdir(parents=True)

    def train(self, run="runs/own", *flags, folder="data/own", data=None, **changes):
        """Runs an epoch. Returns stderr."""
        config = self.write_config("own", data={"folder": folder, **(data or {})},
                                   **{"train": {"epochs": 1}, **changes})
        return self.run_cli(config, "--run", run, *flags)

    def real(self, run="runs/own", height=HEIGHT, width=WIDTH):
        """The first training images, as the run's grid shows them."""
        shown = sources.cells(self.folder / run / "samples/real.png", COLUMNS, height, width)
        sampled = sources.cells(self.folder / run / "samples/epoch-0001.png", COLUMNS, height,
                                width)
        self.assertEqual(sampled.shape, shown.shape)
        self.assertEqual(len(shown), ROWS * COLUMNS)
        return shown

    def assert_trains_on(self, pictures, told="", **options):
        """Its images are these, in this order; a tenth may be set aside."""
        stderr = self.train(**options)
        self.assertIn(told, stderr)
        shown = self.real(height=pictures.shape[1], width=pictures.shape[2])
        self.assertEqual(shown.shape[1:], pictures.shape[1:])
        places = sources.find(shown, pictures)
        self.assertNotIn(-1, places)
        self.assertEqual(places, sorted(places))
        self.assertLess(places[-1], 2 * ROWS * COLUMNS)
        return stderr

    def assert_class_a_column(self, pictures, labels):
        """A run by class saw these images, of three classes, with these labels."""
        places = numpy.array(sources.find(self.real(), pictures))
        self.assertNotIn(-1, places)
        self.assertEqual(labels[places].tolist(), [0, 1, 2] * ROWS)


class Kinds(SourceTest):
    def test_idx_files_raw_and_zipped_with_labels(self):
        pictures, labels = make_pictures(30, channels=1)
        for name, images, numbers in (("train", pictures, labels),
                                      ("t10k", pictures[:12], labels[:12])):
            (self.data / f"{name}-images-idx3-ubyte.gz").write_bytes(
                gzip.compress(sources.idx(images)))
            (self.data / f"{name}-labels-idx1-ubyte").write_bytes(
                sources.idx(numbers.astype("u1")))
        stderr = self.train(condition="class")
        self.assertIn("30 images of 9 x 8, 12 for validation", stderr)
        self.assert_class_a_column(pictures, labels)

    def test_qmnists_table_and_emnists_transposed_images_with_labels_from_one(self):
        pictures, labels = make_pictures(30, channels=1)
        table = numpy.zeros((30, 8), numpy.int32)
        table[:, 0], table[:, 1:] = labels + 1, 77
        (self.data / "qmnist-train-images-idx3-ubyte").write_bytes(
            sources.idx(pictures.transpose(0, 2, 1)))
        (self.data / "qmnist-train-labels-idx2-int").write_bytes(sources.idx(table))
        stderr = self.train(condition="class", data={
            "train_images": "qmnist-train-images-idx3-ubyte", "test_images": "",
            "train_labels": "qmnist-train-labels-idx2-int", "transpose": True})
        self.assertIn("27 images of 9 x 8, 3 for validation", stderr)
        self.assert_class_a_column(pictures, labels)
        self.assertRegex(self.print_cli("show", "runs/own"), r"\nclasses +3: 1, 2, 3\n")

    def test_a_flat_folder_of_pngs(self):
        pictures, _ = make_pictures(30)
        write_folder(self.data, pictures)
        for name in (".DS_Store", "._000.png", "notes.txt"):
            (self.data / name).write_text("no picture")
        stderr = self.assert_trains_on(pictures, "27 images of 9 x 8 in colour, 3 for validation")
        self.assertIn("/data/own: 1 file is no PNG or JPEG and left out, such as notes.txt\n",
                      stderr)

    def test_a_flat_folder_of_jpegs(self):
        pictures, _ = make_pictures(30)
        write_folder(self.data, pictures, kind="jpg")
        decoded = [sources.decode((self.data / f"{i:03}.jpg").read_bytes()) for i in range(30)]
        self.assert_trains_on(numpy.stack(decoded))

    def test_subfolders_are_classes(self):
        pictures, labels = make_pictures(30)
        write_folder(self.data, pictures, labels)
        self.train(condition="class")
        self.assert_class_a_column(pictures, labels)
        self.run_cli("sample", "runs/own", "--class", "dog,owl", "--count", 4, "-o", "s.npy")
        self.assertEqual(read_npy(self.folder / "s.npy").shape, (4, HEIGHT, WIDTH, 3))
        self.assertRegex(self.print_cli("show", "runs/own"), r"\nclasses +3: cat, dog, owl\n")

    def test_sample_i_is_the_same_whatever_the_count(self):
        pictures, labels = make_pictures(30)
        write_folder(self.data, pictures, labels)
        self.train(condition="class", samples={"columns": 2})
        stderr = self.run_cli("sample", "runs/own", "-o", "few.png")
        self.assertIn(", a class a column: cat, dog; --columns 3 shows all classes\n", stderr)
        few = sources.cells(self.folder / "few.png", 2, HEIGHT, WIDTH)
        self.run_cli("sample", "runs/own", "--count", 10, "-o", "more.png")
        more = sources.cells(self.folder / "more.png", 2, HEIGHT, WIDTH)
        self.assertEqual((len(few), len(more)), (4, 10))
        self.assertTrue((few == more[:4]).all())
        made = sources.cells(self.folder / "runs/own/samples/epoch-0001.png", 2, HEIGHT, WIDTH)
        self.assertTrue((few == made).all())
        stderr = self.run_cli("sample", "runs/own", "--grid-2d", 2, "--class", "owl", "-o", "p.png")
        self.assertIn(", of class owl\n", stderr)

    def test_samples_are_a_data_set_with_the_classes_that_were_asked_for(self):
        pictures, labels = make_pictures(60)
        write_folder(self.data, pictures, labels)
        self.train(condition="class")
        self.run_cli("sample", "runs/own", "--count", 40, "-o", "drawn.npz")
        self.run_cli("sample", "runs/own", "--count", 40, "-o", "drawn.npy")
        drawn = numpy.load(self.folder / "drawn.npz")
        self.assertTrue((drawn["images"] == numpy.load(self.folder / "drawn.npy")).all())
        self.assertEqual(drawn["classes"].tolist(), ["cat", "dog", "owl"])
        self.assertEqual(set(drawn["labels"]), {0, 1, 2})
        for i in (0, 1, 2):  # the class that is written makes the image that is written
            self.run_cli("sample", "runs/own", "--count", 40, "--class", i, "-o", "of_one.npy")
            is_it = drawn["labels"] == i
            of_one = numpy.load(self.folder / "of_one.npy")
            self.assertTrue((drawn["images"][is_it] == of_one[is_it]).all())
            self.assertFalse((drawn["images"][~is_it] == of_one[~is_it]).all())
        self.run_cli("sample", "runs/own", "--class", "owl,cat", "--count", 4, "-o", "asked.npz")
        self.assertEqual(numpy.load(self.folder / "asked.npz")["labels"].tolist(), [2, 0, 2, 0])
        self.train("runs/again", folder="drawn.npz", condition="class")

    def test_labels_that_are_no_use_can_be_left_alone(self):
        pictures, _ = make_pictures(30)
        numpy.savez(self.folder / "own.npz", images=pictures, labels=-numpy.ones(30, int))
        config = self.write_config("own", data={"folder": "own.npz"})
        self.assert_error(1, [config, "--dry-run"], ("own.npz", "-1", "data.labels"))
        self.assert_trains_on(pictures, folder="own.npz", data={"labels": False})
        self.assert_error(2, [config, "--dry-run", "--data.labels", "false", "--condition", "class"],
                          ("/condition", "/data/labels"))
        self.assert_error(2, [config, "--dry-run", "--data.labels", "false", "--data.train_labels",
                              "own.npz"], ("/data/labels", "/data/train_labels", "own.npz"))

    def test_a_zip_of_pictures(self):
        pictures, _ = make_pictures(30)
        sources.write_zip(self.folder / "own.zip",
                          {f"top/{i:03}.png": sources.encode(p) for i, p in enumerate(pictures)})
        self.assert_trains_on(pictures, folder="own.zip")

    def test_a_zip_with_stylegans_labels(self):
        pictures, labels = make_pictures(30)
        sources.write_stylegan_zip(self.folder / "own.zip", pictures, labels + 4)
        self.train(folder="own.zip", condition="class")
        self.assert_class_a_column(pictures, labels)
        self.assertRegex(self.print_cli("show", "runs/own"), r"\nclasses +3: 4, 5, 6\n")

    def test_npy_arrays_grey_and_in_colour(self):
        for channels, told in ((1, "27 images of 9 x 8, "), (3, "27 images of 9 x 8 in colour, ")):
            pictures, _ = make_pictures(30, channels=channels)
            numpy.save(self.folder / f"own{channels}.npy", pictures)
            shutil.rmtree(self.folder / "runs", ignore_errors=True)
            self.assert_trains_on(pictures, told, folder=f"own{channels}.npy")

    def test_an_npz_with_labels(self):
        pictures, labels = make_pictures(30)
        numpy.savez(self.folder / "own.npz", images=pictures, labels=labels)
        self.train(folder="own.npz", condition="class")
        self.assert_class_a_column(pictures, labels)

    def test_a_class_without_images(self):
        pictures, labels = make_pictures(30, classes=2)
        numpy.savez(self.data / "own.npz", images=pictures, labels=labels,
                    classes=["cat", "dog", "owl"])
        self.train(folder="data/own/own.npz", condition="class")
        stderr = self.run_cli("sample", "runs/own", "--class", "dog,owl", "-o", "s.png")
        self.assertIn("--class: the run was trained on no images of owl\n", stderr)
        self.assertNotIn("--class", self.run_cli("sample", "runs/own", "-o", "s.png"))

    def test_folders_for_training_and_test(self):
        pictures, labels = make_pictures(30)
        others, _ = make_pictures(12, seed=2)
        order = write_folder(self.data / "train", pictures, labels)
        write_folder(self.data / "test", others, labels)
        self.assert_trains_on(pictures[order], "30 images of 9 x 8 in colour, 12 for validation")


class Options(SourceTest):
    def test_a_size_for_pictures_of_many(self):
        colours = numpy.random.default_rng(1).integers(0, 256, (30, 1, 1, 3)).astype(numpy.uint8)
        for i, colour in enumerate(colours):
            picture = numpy.broadcast_to(colour, (9 + i, 12, 3))
            (self.data / f"{i:03}.png").write_bytes(sources.encode(picture.copy()))
        self.assert_trains_on(numpy.broadcast_to(colours, (30, 8, 8, 3)), data={"size": 8})

    def test_colour_becomes_grey_as_by_pillow(self):
        pictures, _ = make_pictures(30)
        write_folder(self.data, pictures)
        grey = [sources.decode(sources.encode(picture), "L") for picture in pictures]
        self.assert_trains_on(numpy.stack(grey), "images of 9 x 8, ", data={"channels": 1})

    def test_grey_becomes_colour(self):
        pictures, _ = make_pictures(30, channels=1)
        numpy.save(self.folder / "own.npy", pictures)
        self.assert_trains_on(numpy.stack([pictures] * 3, 3), folder="own.npy",
                              data={"channels": 3})

    def test_mirrored_images_are_other_images_to_the_training(self):
        pictures, _ = make_pictures(30)
        write_folder(self.data, pictures)
        self.train("runs/plain")
        self.train("runs/mirrored", data={"mirror": True})
        self.assertTrue((self.real("runs/plain") == self.real("runs/mirrored")).all())
        self.assertNotEqual(self.metrics("runs/plain"), self.metrics("runs/mirrored"))

    def test_as_many_are_set_aside_as_asked_for(self):
        pictures, _ = make_pictures(30)
        write_folder(self.data, pictures)
        stderr = self.assert_trains_on(pictures, data={"validation_count": 11})
        self.assertIn("19 images of 9 x 8 in colour, 11 for validation", stderr)

    def test_transparent_pixels_show_the_background(self):
        for i in range(30):
            picture = numpy.zeros((HEIGHT, WIDTH, 4), numpy.uint8)
            picture[:, :, 0] = i
            picture[:, i % WIDTH, 3] = 255
            (self.data / f"{i:03}.png").write_bytes(sources.encode(picture))
        white = numpy.full((30, HEIGHT, WIDTH, 3), 255, numpy.uint8)
        for i in range(30):
            white[i, :, i % WIDTH] = (i, 0, 0)
        self.assert_trains_on(white, data={"background": "white"})


class InColourByClass(SourceTest):
    """What follows a training."""

    def setUp(self):
        super().setUp()
        self.pictures, labels = make_pictures(120)
        self.test, _ = make_pictures(30, seed=2)
        order = write_folder(self.data / "train", self.pictures, labels)
        self.pictures = self.pictures[order]
        write_folder(self.data / "test", self.test, labels)

    def test_every_engine_and_precision(self):
        for engine, precision in CHOICES:
            run = f"runs/{engine}-{precision}"
            self.train(run, condition="class", engine=engine, precision=precision)
            self.assertEqual(self.real(run).shape, (ROWS * COLUMNS, HEIGHT, WIDTH, 3))
            self.run_cli("sample", run, "--count", 5, "-o", "s.npy")
            samples = read_npy(self.folder / "s.npy")
            self.assertEqual(samples.shape, (5, HEIGHT, WIDTH, 3))
            self.assertGreater(len(samples.unique()), 2)

    def test_a_resumed_run_has_the_same_bits(self):
        data = {"mirror": True}
        self.train("runs/whole", condition="class", data=data, train={"epochs": 2})
        self.train("runs/parts", condition="class", data=data, train={"epochs": 1})
        self.run_cli("resume", "runs/parts", "--train.epochs", "2")
        for part in ("samples/epoch-0002.png", "samples/real.png"):
            self.assertEqual((self.folder / "runs/parts" / part).read_bytes(),
                             (self.folder / "runs/whole" / part).read_bytes(), part)
        self.assertEqual(self.metrics("runs/parts"), self.metrics("runs/whole"))
        last, expected = (self.checkpoints(run)[-1] for run in ("runs/parts", "runs/whole"))
        self.assertEqual(last.name, expected.name)
        self.assertTrue(last.read_bytes() == expected.read_bytes(), last.name)

    def test_samples_beside_their_nearest_training_images(self):
        self.train(condition="class")
        self.run_cli("sample", "runs/own", "--nearest", "--count", 6, "-o", "n.png")
        shown = sources.cells(self.folder / "n.png", 2 * COLUMNS)
        self.assertEqual(sources.find(shown[0::2], self.pictures), [-1] * 6)
        rows = reference.rows(self.pictures.reshape(120, -1, 3))
        distances = reference.distances(reference.rows(shown[0::2].reshape(6, -1, 3)), rows)
        self.assertEqual(sources.find(shown[1::2], self.pictures), distances.argmin(1).tolist())

    def test_an_evaluation(self):
        self.train(condition="class", train={"epochs": 4})
        process = self.start("evaluate", "runs/own", "--count", 40, "--seed", 5,
                             "--json", "e.json")
        _, stderr = process.communicate(timeout=JUDGE_LIMIT_SECONDS)
        self.assertEqual(process.returncode, 0, stderr.decode())
        result = json.loads((self.folder / "e.json").read_text())
        self.assertEqual(list(result["by_class"]["classes"]), ["cat", "dog", "owl"])
        self.run_cli("sample", "runs/own", "--count", 40, "--seed", 5, "-o", "s.npy")
        samples = read_npy(self.folder / "s.npy").numpy()
        nearest = reference.distances(reference.rows(samples.reshape(40, -1, 3)),
                                      reference.rows(self.pictures.reshape(120, -1, 3))).min(1)
        self.assertAlmostEqual(result["metrics"]["nearest"]["value"], nearest.mean(), places=4)

    def test_samples_of_a_size_are_measured_against_pictures_made_of_it(self):
        write_folder(self.folder / "pictures", numpy.repeat(self.pictures, 2, axis=1))
        numpy.save(self.folder / "s.npy", self.pictures[:40, :8])
        evaluation = ["evaluate", "s.npy", "--against", "pictures", "--quiet"]
        self.assert_error(1, evaluation, ("s.npy", "18 x 8", "8 x 8", "--data.size"))
        self.assertIn("12 samples, against pictures",
                      self.print_cli(*evaluation, "--data.size", 8))


if __name__ == "__main__":
    unittest.main()

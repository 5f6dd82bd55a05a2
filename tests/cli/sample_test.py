"""Samples: addressed by seed and number, as a grid, as single PNGs, as arrays."""

import unittest

import torch

from harness import HEIGHT, WIDTH, CliTest
from images import read_npy, read_png


def tiles(grid, rows, columns, padding, scale):
    """The images of a grid, row by row; asserts that nothing but one shade lies between them."""
    step_y, step_x = HEIGHT * scale + padding, WIDTH * scale + padding
    assert grid.shape == (rows * step_y + padding, columns * step_x + padding), grid.shape
    between = grid.clone().to(torch.int16)
    images = []
    for i in range(rows * columns):
        y, x = (i // columns) * step_y + padding, (i % columns) * step_x + padding
        tile = grid[y:y + HEIGHT * scale, x:x + WIDTH * scale]
        images.append(tile)
        between[y:y + HEIGHT * scale, x:x + WIDTH * scale] = -1
    assert len(between[between >= 0].unique()) <= 1
    return images


class Sample(CliTest):
    def setUp(self):
        super().setUp()
        self.train_once()

    def sample(self, output, *arguments):
        self.run_cli("sample", "runs/tiny", *arguments, "-o", output)
        return self.folder / output

    def test_sample_i_is_the_same_whatever_the_count(self):
        few, many, more = [read_npy(self.sample(f"{count}.npy", "--count", count, "--seed", 5))
                           for count in (3, 100, 130)]
        self.assertEqual((more.dtype, more.shape), (torch.uint8, (130, HEIGHT, WIDTH)))
        self.assertTrue(torch.equal(few, more[:3]))
        self.assertTrue(torch.equal(many, more[:100]))

    def test_floats_are_the_same_whatever_the_count_and_round_to_the_bytes(self):
        few, more = [read_npy(self.sample(f"{count}.npy", "--count", count, "--float32"))
                     for count in (1, 129)]
        self.assertTrue(torch.equal(few, more[:1]))
        self.assertEqual(len(more.flatten(1).unique(dim=0)), 129)
        self.assertLessEqual(more.abs().max().item(), 1)
        bytes_ = read_npy(self.sample("bytes.npy", "--count", 129))
        self.assertLessEqual(((more + 1) * 127.5 - bytes_).abs().max().item(), 0.501)

    def test_numbers_are_read_as_people_write_them(self):
        for count in ("010", "0x10", "1e1", "+1", "1.0", "0", "1000000001"):
            self.assert_error(2, ["sample", "runs/tiny", "-o", "x.npy", "--count", count],
                              ("--count", "[1, 1000000000]", count, "gan-train sample --help"))

    def test_latents_have_a_file_of_their_own(self):
        self.assert_error(2, ["sample", "runs/tiny", "-o", "x.npy", "--latents", "./x.npy"],
                          ("--latents", "x.npy"))

    def test_an_animation_holds_as_many_images_as_memory_does(self):
        most = (1 << 29) // (HEIGHT * 38 * WIDTH * 38)  # 38: as large as makes a side of 224 pixels
        self.assert_error(2, ["sample", "runs/tiny", "-o", "x.gif", "--count", 100000],
                          ("--count", most, 100000))

    def test_another_seed_is_another_image(self):
        one, two = [read_npy(self.sample(f"{seed}.npy", "--count", 1, "--seed", seed))
                    for seed in (1, 2)]
        self.assertFalse(torch.equal(one, two))

    def test_the_default_grid_is_that_of_the_last_epoch(self):
        grid = self.sample("grid.png").read_bytes()
        self.assertEqual(grid, (self.folder / "runs/tiny/samples/epoch-0004.png").read_bytes())
        self.assertNotEqual(grid, (self.folder / "runs/tiny/samples/epoch-0003.png").read_bytes())

    def test_a_checkpoint_samples_as_its_run_does(self):
        newest = self.checkpoints("runs/tiny")[-1].relative_to(self.folder)
        self.run_cli("sample", newest, "-o", "checkpoint.png")
        self.assertEqual((self.folder / "checkpoint.png").read_bytes(),
                         self.sample("run.png").read_bytes())
        older = self.checkpoints("runs/tiny")[-2].relative_to(self.folder)
        self.run_cli("sample", older, "-o", "older.png")
        self.assertEqual((self.folder / "older.png").read_bytes(),
                         (self.folder / "runs/tiny/samples/epoch-0003.png").read_bytes())

    def test_a_folder_of_single_images(self):
        folder = self.sample("digits/", "--count", 12)
        expected = read_npy(self.sample("digits.npy", "--count", 12))
        paths = sorted(folder.iterdir())
        self.assertEqual(len(paths), 12)
        for path, image in zip(paths, expected):
            self.assertEqual(path.suffix, ".png")
            self.assertTrue(torch.equal(read_png(path), image), path)

    def test_a_grid_of_any_count_and_columns(self):
        grid = read_png(self.sample("grid.png", "--count", 7, "--columns", 4))
        expected = read_npy(self.sample("grid.npy", "--count", 7))
        images = tiles(grid, rows=2, columns=4, padding=2, scale=1)
        for image, wanted in zip(images, expected):
            self.assertTrue(torch.equal(image, wanted))

    def test_bad_output_names_and_counts_are_refused(self):
        for arguments, fault in (
                (["-o", "x.jpg"], ("--output", ".png", ".gif", ".npy", "x.jpg")),
                ([], "--output"),
                (["--count", "2.5", "-o", "x.npy"], ("--count", "2.5")),
                (["--columns", "0", "-o", "x.png"], ("--columns", "[1, 65535]", "got 0")),
                (["--seed", "-1", "-o", "x.png"], ("--seed", "got -1"))):
            self.assert_error(2, ["sample", "runs/tiny", *arguments], fault)


class TrainingGrids(CliTest):
    def test_padding_and_scale(self):
        path = self.write_config(train={"epochs": 1}, samples={"padding": 3, "scale": 4})
        self.run_cli(path)
        grid = read_png(self.folder / "runs/tiny/samples/epoch-0001.png")
        self.run_cli("sample", "runs/tiny", "--count", 6, "--seed", 0, "-o", "x.npy")
        images = tiles(grid, rows=2, columns=3, padding=3, scale=4)
        for image, wanted in zip(images, read_npy(self.folder / "x.npy")):
            scaled = wanted.repeat_interleave(4, 0).repeat_interleave(4, 1)
            self.assertTrue(torch.equal(image, scaled))

    def test_real_images_are_shown_as_they_are(self):
        self.run_cli(self.write_config(train={"epochs": 1}))
        grid = read_png(self.folder / "runs/tiny/samples/real.png")
        content = (self.folder / "data/tiny/train-images-idx3-ubyte").read_bytes()[16:]
        known = {content[i:i + HEIGHT * WIDTH] for i in range(0, len(content), HEIGHT * WIDTH)}
        for image in tiles(grid, rows=2, columns=3, padding=2, scale=1):
            self.assertIn(bytes(image.flatten().tolist()), known)


if __name__ == "__main__":
    unittest.main()

"""`sample --interpolate`, `--grid-2d`, `--nearest`, `--sort`, and animations, against PyTorch."""

import unittest

import torch
from PIL import Image, ImageSequence

from harness import HEIGHT, TRAIN_COUNT, WIDTH, CliTest
from images import read_npy, read_png
from sample_test import tiles


def forward(weights, rows, slope=0.2):
    """The layers of a checkpoint's network on rows, as its README section has it."""
    count = len(weights) // 2
    names = sorted({int(name.split(".")[1]) for name in weights})
    for i, number in enumerate(names):
        rows = torch.nn.functional.linear(rows, weights[f"layers.{number}.weight"],
                                          weights[f"layers.{number}.bias"])
        if i + 1 < count:
            rows = torch.nn.functional.leaky_relu(rows, slope)
    return rows


def read_gif(path):
    """Its frames as uint8 tensors, and the milliseconds that each is shown."""
    with Image.open(path) as image:
        frames = [(torch.tensor(list(frame.convert("L").getdata()), dtype=torch.uint8)
                   .view(image.height, image.width), frame.info["duration"])
                  for frame in ImageSequence.Iterator(image)]
        assert image.info["loop"] == 0
    return [pixels for pixels, _ in frames], {duration for _, duration in frames}


class LatentSpace(CliTest):
    def setUp(self):
        super().setUp()
        self.train_once()

    def sample(self, output, *arguments):
        self.run_cli("sample", "runs/tiny", *arguments, "-o", output)
        return self.folder / output

    def sample_with_latents(self, *arguments):
        images = read_npy(self.sample("images.npy", *arguments, "--latents", "latents.npy"))
        return images, read_npy(self.folder / "latents.npy")

    def checkpoint(self):
        return torch.load(self.checkpoints("runs/tiny")[-1])

    def assert_made_of(self, images, latents):
        made = torch.tanh(forward(self.checkpoint()["generator"], latents))
        expected = ((made.view(-1, HEIGHT, WIDTH) + 1) * 127.5).round()
        self.assertLessEqual((images - expected).abs().max().item(), 1)

    def test_interpolation_is_along_the_sphere_from_each_sample_to_the_next(self):
        _, samples = self.sample_with_latents("--count", 3, "--seed", 5)
        images, latents = self.sample_with_latents("--count", 3, "--seed", 5,
                                                   "--interpolate", 4)
        self.assertEqual(latents.shape, (12, 8))
        self.assertTrue(torch.equal(latents[::4], samples))
        for i in range(12):
            a, b, t = samples[i // 4].double(), samples[(i // 4 + 1) % 3].double(), i % 4 / 4
            angle = torch.acos(torch.dot(a, b) / a.norm() / b.norm())
            way = (torch.sin((1 - t) * angle) * a / a.norm() +
                   torch.sin(t * angle) * b / b.norm()) / torch.sin(angle)
            expected = way * ((1 - t) * a.norm() + t * b.norm())
            self.assertLess((latents[i] - expected).abs().max().item(), 1e-6)
        self.assert_made_of(images, latents)

    def test_a_strip_has_a_row_for_each_way(self):
        images, _ = self.sample_with_latents("--count", 2, "--interpolate", 5)
        grid = read_png(self.sample("strip.png", "--count", 2, "--interpolate", 5))
        for tile, image in zip(tiles(grid, rows=2, columns=5, padding=2, scale=1), images,
                               strict=True):
            self.assertTrue(torch.equal(tile, image))

    def test_a_plane_has_three_samples_at_its_corners(self):
        _, samples = self.sample_with_latents("--count", 3, "--seed", 2)
        images, latents = self.sample_with_latents("--seed", 2, "--grid-2d", 4)
        self.assertEqual(len(images), 16)
        for at, sample in ((0, 0), (3, 1), (12, 2)):
            self.assertLess((latents[at] - samples[sample]).abs().max().item(), 1e-6)
        corner, right, below = samples.double()
        for i, latent in enumerate(latents.double()):
            x, y = i % 4 / 3, i // 4 / 3
            point = corner + x * (right - corner) + y * (below - corner)
            length = corner.norm() + x * (right.norm() - corner.norm()) + \
                y * (below.norm() - corner.norm())
            self.assertLess((latent - point / point.norm() * length).abs().max().item(), 1e-6)
        self.assert_made_of(images, latents)

    def test_nearest_puts_the_nearest_training_image_beside_each(self):
        plain = read_npy(self.sample("plain.npy", "--count", 9))
        pairs = read_npy(self.sample("pairs.npy", "--count", 9, "--nearest"))
        content = (self.folder / "data/tiny/train-images-idx3-ubyte").read_bytes()[16:]
        real = torch.frombuffer(bytearray(content), dtype=torch.uint8)
        real = real.view(TRAIN_COUNT, HEIGHT, WIDTH)
        self.assertTrue(torch.equal(pairs[0::2], plain))
        distances = torch.cdist(plain.flatten(1).double(), real.flatten(1).double())
        self.assertTrue(torch.equal(pairs[1::2], real[distances.argmin(1)]))
        grid = read_png(self.sample("pairs.png", "--count", 9, "--nearest"))
        for tile, image in zip(tiles(grid, rows=3, columns=6, padding=2, scale=1), pairs,
                               strict=True):
            self.assertTrue(torch.equal(tile, image))

    def test_sorted_by_confidence_the_most_real_come_first(self):
        images, latents = self.sample_with_latents("--count", 40, "--sort", "confidence")
        plain = read_npy(self.sample("plain.npy", "--count", 40))
        order = {bytes(image.flatten().tolist()): i for i, image in enumerate(plain)}
        self.assertEqual(len(order), 40)
        self.assertNotEqual([order[bytes(image.flatten().tolist())] for image in images],
                            list(range(40)))
        made = torch.tanh(forward(self.checkpoint()["generator"], latents))
        logits = forward(self.checkpoint()["discriminator"], made).flatten()
        self.assertTrue((logits.diff() <= 1e-5).all(), logits)
        self.assert_made_of(images, latents)

    def test_an_animation_shows_one_image_after_the_other(self):
        images, _ = self.sample_with_latents("--count", 2, "--interpolate", 6)
        frames, durations = read_gif(self.sample("way.gif", "--count", 2, "--interpolate", 6,
                                                 "--fps", 20))
        self.assertEqual(durations, {50})
        scale = frames[0].shape[0] // HEIGHT
        for frame, image in zip(frames, images, strict=True):
            enlarged = image.repeat_interleave(scale, 0).repeat_interleave(scale, 1)
            self.assertTrue(torch.equal(frame, enlarged))

    def test_a_timelapse_shows_every_grid_and_stays_on_the_last(self):
        self.run_cli("timelapse", "runs/tiny", "-o", "out/lapse.gif", "--fps", 5)
        frames, durations = read_gif(self.folder / "out/lapse.gif")
        self.assertEqual(durations, {200})
        grids = [read_png(self.folder / f"runs/tiny/samples/epoch-{epoch:04}.png")
                 for epoch in range(5)]
        self.assertEqual(len(frames), len(grids) + 5)
        for frame, grid in zip(frames, grids + [grids[-1]] * 5, strict=True):
            self.assertTrue(torch.equal(frame, grid))

    def test_a_timelapse_begins_where_the_grids_got_their_size(self):
        self.run_cli("resume", "runs/tiny", "--train.epochs", 6, "--samples.columns", 2)
        stderr = self.run_cli("timelapse", "runs/tiny", "-o", "lapse.gif", "--fps", 5)
        self.assertIn("runs/tiny: the grids before epoch 5 ", self.warnings(stderr))
        frames, _ = read_gif(self.folder / "lapse.gif")
        for frame, epoch in zip(frames, (5, 6)):
            grid = read_png(self.folder / f"runs/tiny/samples/epoch-{epoch:04}.png")
            self.assertTrue(torch.equal(frame, grid))

    def test_nearest_training_images_stay_beside_their_samples(self):
        self.sample("pairs.png", "--nearest", "--count", 6, "--columns", 2)
        self.sample("pairs.npy", "--nearest", "--count", 6)
        grid = read_png(self.folder / "pairs.png")
        images = read_npy(self.folder / "pairs.npy")
        self.assertEqual(grid.shape, (3 * (HEIGHT + 2) + 2, 4 * (WIDTH + 2) + 2))
        for i, image in enumerate(images):
            y, x = 2 + i // 4 * (HEIGHT + 2), 2 + i % 4 * (WIDTH + 2)
            self.assertTrue(torch.equal(grid[y:y + HEIGHT, x:x + WIDTH], image))

    def test_what_does_not_go_together_is_refused(self):
        sample = ["sample", "runs/tiny", "-o", "x.png"]
        self.assert_error(2, [*sample, "--grid-2d", 4, "--interpolate", 3],
                          ("--grid-2d", "--interpolate"))
        self.assert_error(2, [*sample, "--grid-2d", 4, "--count", 3], ("--count", "--grid-2d"))
        self.assert_error(2, [*sample, "--interpolate", 4, "--sort", "confidence"],
                          ("--sort", "--grid-2d", "--interpolate"))
        self.assert_error(2, [*sample, "--nearest", "--count", 1000000],
                          ("--count", 100000, 1000000))
        self.assert_error(2, [*sample, "--sort", "name"], ("--sort", "confidence"))
        array = ["sample", "runs/tiny", "-o", "x.npy"]
        self.assert_error(2, [*array, "--fps", 5], ("--fps", ".gif", "x.npy"))
        self.assert_error(2, [*array, "--columns", 5], ("--columns", ".png", "x.npy"))
        for view in (["--nearest"], ["--grid-2d", 4], ["--interpolate", 3]):
            self.assert_error(2, ["sample", "runs/tiny", "-o", "x.npz", *view],
                              (view[0], "x.npz"))
        for rate in ("0", "51", "nan", "1x", "-inf"):
            self.assert_error(2, [*sample, "--fps", rate],
                              ("--fps", "[0.1, 50]", rate, "gan-train sample --help"))
        self.assert_error(2, ["timelapse", "runs/tiny", "-o", "x.png"],
                          ("--output", ".gif", "x.png"))

    def test_nearest_without_the_training_images_names_them(self):
        (self.folder / "data/tiny/train-images-idx3-ubyte").unlink()
        self.assert_error(1, ["sample", "runs/tiny", "--nearest", "-o", "x.png"],
                          (self.folder / "data/tiny/train-images-idx3-ubyte", "--against"))


if __name__ == "__main__":
    unittest.main()

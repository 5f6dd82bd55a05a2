"""Checkpoints: Python reads and writes them, and its modules make the same images of them."""

import collections
import unittest
import zipfile
import zlib

import torch
from torch import nn

from harness import HEIGHT, TEST_COUNT, TINY, TRAIN_COUNT, WIDTH, CliTest
from images import read_npy


class Obvious(nn.Module):
    """The nn.Module that anyone would write for a network of these widths."""

    def __init__(self, widths):
        super().__init__()
        layers = []
        for inputs, outputs in zip(widths, widths[1:]):
            layers += [nn.Linear(inputs, outputs), nn.LeakyReLU(0.2)]
        self.layers = nn.Sequential(*layers[:-1])

    def forward(self, rows):
        return self.layers(rows)


class Python(CliTest):
    def setUp(self):
        super().setUp()
        self.train_once()
        self.path = self.checkpoints("runs/tiny")[-1]
        self.checkpoint = torch.load(self.path)

    def test_torch_load_gives_a_plain_dict(self):
        self.assertEqual(set(self.checkpoint), {
            "generator", "discriminator", "generator_adam", "discriminator_adam",
            "position", "averages", "labels", "config", "images", "format"})
        self.assertIs(type(self.checkpoint), dict)
        self.assertEqual(self.checkpoint["position"], {"step": 40, "epoch": 4, "batch": 0,
                                                       "images": 384})
        self.assertEqual(self.checkpoint["generator_adam"]["step"], 40)
        pixels = (self.folder / "data/tiny/train-images-idx3-ubyte").read_bytes()[16:]
        self.assertEqual(self.checkpoint["images"], {"crc32": zlib.crc32(pixels), "channels": 1,
                                                     "height": HEIGHT, "width": WIDTH})

    def test_shared_labels_have_the_rows_of_the_larger_validation_batch(self):
        self.train_once(run="runs/shared", loss={"labels": "shared"})
        labels = torch.load(self.checkpoints("runs/shared")[-1])["labels"]
        self.assertEqual(set(labels), {"real", "fake", "target", "draws"})
        self.assertEqual(labels["real"].shape, (256, 1))

    def test_the_restricted_loader_takes_it(self):
        safe = torch.load(self.path, weights_only=True)
        for player in ("generator", "discriminator"):
            for name, tensor in self.checkpoint[player].items():
                self.assertTrue(torch.equal(safe[player][name], tensor), name)

    def test_its_last_bytes_are_the_checksum_of_the_others(self):
        content = self.path.read_bytes()
        comment = f"gan-train crc32 {zlib.crc32(content[:-8]):08x}"
        self.assertEqual(content[-len(comment):].decode(), comment)
        with zipfile.ZipFile(self.path) as archive:
            self.assertEqual(archive.comment.decode(), comment)
            self.assertIsNone(archive.testzip())

    def test_the_obvious_modules_take_its_weights_and_make_the_same_images(self):
        pixels = HEIGHT * WIDTH
        generator = Obvious([TINY["generator"]["latent"], *TINY["generator"]["hidden"], pixels])
        discriminator = Obvious([pixels, *TINY["discriminator"]["hidden"], 1])
        generator.load_state_dict(self.checkpoint["generator"], strict=True)
        discriminator.load_state_dict(self.checkpoint["discriminator"], strict=True)
        self.run_cli("sample", self.path.relative_to(self.folder), "--count", 70, "--seed", 7,
                     "--float32", "--latents", "z.npy", "-o", "x.npy")
        latents, images = read_npy(self.folder / "z.npy"), read_npy(self.folder / "x.npy")
        self.assertEqual((latents.shape, images.shape), ((70, 8), (70, HEIGHT, WIDTH)))
        with torch.no_grad():
            expected = torch.tanh(generator(latents)).view_as(images)
        self.assertLessEqual((images - expected).abs().max().item(), 1e-5)
        self.assertGreater(images.std(dim=0).max().item(), 1e-3)

    def test_with_a_one_hot_vector_of_the_class_they_do_so_for_a_run_by_class(self):
        for name, count in (("train", TRAIN_COUNT), ("t10k", TEST_COUNT)):
            (self.folder / f"data/tiny/{name}-labels-idx1-ubyte").write_bytes(
                (0x801).to_bytes(4, "big") + count.to_bytes(4, "big") +
                bytes(5 + i % 3 for i in range(count)))
        self.train_once(run="runs/class", condition="class", generator={"classes": "even"})
        path = self.checkpoints("runs/class")[-1]
        checkpoint = torch.load(path, weights_only=True)
        self.assertEqual(checkpoint["classes"], {name: TRAIN_COUNT // 3 for name in "567"})
        pixels, classes = HEIGHT * WIDTH, 3
        generator = Obvious([TINY["generator"]["latent"] + classes, *TINY["generator"]["hidden"],
                             pixels])
        discriminator = Obvious([pixels + classes, *TINY["discriminator"]["hidden"], 1])
        generator.load_state_dict(checkpoint["generator"], strict=True)
        discriminator.load_state_dict(checkpoint["discriminator"], strict=True)
        made = {}
        for asked, rows in (("6", [1] * 70), ("5-7", [0, 1, 2] * 24), ("7,5", [2, 0] * 35)):
            self.run_cli("sample", "runs/class", "--count", 70, "--seed", 7, "--class", asked,
                         "--float32", "--latents", "z.npy", "-o", "x.npy")
            made[asked] = images = read_npy(self.folder / "x.npy")
            one_hot = nn.functional.one_hot(torch.tensor(rows[:70]), classes)
            with torch.no_grad():
                inputs = torch.cat([read_npy(self.folder / "z.npy"), one_hot], 1)
                expected = torch.tanh(generator(inputs)).view_as(images)
            self.assertLessEqual((images - expected).abs().max().item(), 1e-5, asked)
        self.assertGreater((made["6"][0] - made["5-7"][0]).abs().max().item(), 1e-3)
        self.assertTrue(torch.equal(made["6"][1], made["5-7"][1]))

    def test_samples_are_the_averaged_generators_unless_raw(self):
        self.train_once(run="runs/averaged", engine="auto", ema={"decay": 0.9},
                        generator={"normalization": "batch"})
        path = self.checkpoints("runs/averaged")[-1]
        checkpoint = torch.load(path)
        layers = []
        widths = [TINY["generator"]["latent"], *TINY["generator"]["hidden"]]
        for inputs, outputs in zip(widths, widths[1:]):
            layers += [nn.Linear(inputs, outputs), nn.BatchNorm1d(outputs), nn.LeakyReLU(0.2)]
        generator = nn.Module()
        generator.layers = nn.Sequential(*layers, nn.Linear(widths[-1], HEIGHT * WIDTH))
        generator.eval()
        made = {}
        for part, flags in (("generator_ema", []), ("generator", ["--raw"])):
            generator.load_state_dict(checkpoint[part], strict=True)
            self.run_cli("sample", "runs/averaged", "--count", 70, "--float32",
                         "--latents", "z.npy", "-o", "x.npy", *flags)
            made[part] = read_npy(self.folder / "x.npy")
            with torch.no_grad():
                expected = torch.tanh(generator.layers(read_npy(self.folder / "z.npy")))
            difference = made[part] - expected.view_as(made[part])
            self.assertLessEqual(difference.abs().max().item(), 1e-5, part)
        apart = (made["generator"] - made["generator_ema"]).abs().max().item()
        self.assertGreater(apart, 1e-2)

    def test_dicts_saved_from_python_make_the_same_images(self):
        generator = Obvious([TINY["generator"]["latent"], *TINY["generator"]["hidden"],
                             HEIGHT * WIDTH])
        generator.load_state_dict(self.checkpoint["generator"])
        self.assertIs(type(generator.state_dict()), collections.OrderedDict)
        self.run_cli("sample", "runs/tiny", "-o", "own.npy")
        for name, weights in (("plain", self.checkpoint["generator"]),
                              ("ordered", generator.state_dict()),
                              ("parameters", dict(generator.named_parameters()))):
            torch.save({**self.checkpoint, "generator": weights}, self.folder / f"{name}.pt")
            stderr = self.run_cli("sample", f"{name}.pt", "--quiet", "-o", f"{name}.npy")
            self.assert_told(stderr, "warning", (f"{name}.pt", "checksum"))
            self.assertEqual((self.folder / f"{name}.npy").read_bytes(),
                             (self.folder / "own.npy").read_bytes())


if __name__ == "__main__":
    unittest.main()

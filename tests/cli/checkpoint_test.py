"""Checkpoints: any damage is found, Python reads and writes them, and the right ones are kept."""

import collections
import concurrent.futures
import os
import shutil
import unittest
import zipfile
import zlib

import numpy as np
import torch
from torch import nn

from harness import HEIGHT, TINY, WIDTH, CliTest
from images import read_npy


HOSTILE_TRACE = "hostile.ran"
DAMAGED = "damaged or cut short: its checksum does not match"


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


def damaged(content):
    """`content` with one byte flipped, at some 40 places, and cut short at some."""
    size = len(content)
    places = {0, 1, size - 1, size - 8, size - 20, size - 30, size - 60}
    places |= {size * i // 34 for i in range(34)}
    for place in sorted(places):
        flipped = bytearray(content)
        flipped[place] ^= 1 << (place % 8)
        yield f"byte {place}", bytes(flipped)
    for length in (0, 1, 100, size // 2, size - 100, size - 1):
        yield f"cut to {length}", content[:length]


class Damage(CliTest):
    def setUp(self):
        super().setUp()
        self.train_once()

    def test_a_flipped_or_missing_byte_anywhere_is_refused(self):
        content = self.checkpoints("runs/tiny")[-1].read_bytes()

        def sample(case):
            name, bad = case
            path = self.folder / f"{name.replace(' ', '-')}.pt"
            path.write_bytes(bad)
            process = self.start("sample", path.name, "-o", path.stem + ".png")
            return (name, path, *self.finish(process))

        with concurrent.futures.ThreadPoolExecutor(2) as pool:
            results = list(pool.map(sample, damaged(content)))
        self.assertGreater(len(results), 40)
        for name, path, code, stderr in results:
            with self.subTest(damage=name):
                self.assertEqual((code, stderr), (1, f"gan-train: error: {path.name}: {DAMAGED}, "
                                 f"got {path.stat().st_size} bytes; use another checkpoint\n"))
                self.assertFalse(path.with_suffix(".png").exists())

    def test_resume_takes_the_newest_valid_one_and_says_so(self):
        shutil.copytree(self.folder / "runs/tiny", self.folder / "runs/hurt")
        warnings = []
        for checkpoint in self.checkpoints("runs/hurt")[:0:-1]:
            content = bytearray(checkpoint.read_bytes())
            content[len(content) // 2] ^= 4
            checkpoint.write_bytes(content)
            warnings.append(
                f"gan-train: warning: {checkpoint.relative_to(self.folder)}: {DAMAGED}, got "
                f"{len(content)} bytes; use another checkpoint; taking an older one")
        stderr = self.run_cli("resume", "runs/hurt")
        self.assertEqual(stderr.splitlines()[:2], warnings)
        self.assertIn("runs/hurt: goes on at step 20\n", stderr)
        self.assert_same_run("runs/hurt", "runs/tiny")

    def test_resume_with_none_valid_begins_anew(self):
        shutil.copytree(self.folder / "runs/tiny", self.folder / "runs/hurt")
        for checkpoint in self.checkpoints("runs/hurt"):
            checkpoint.write_bytes(checkpoint.read_bytes()[:-1])
        stderr = self.run_cli("resume", "runs/hurt")
        self.assertEqual(stderr.count(DAMAGED), 3)
        self.assert_same_run("runs/hurt", "runs/tiny")


class Kept(CliTest):
    def steps(self, **checkpoint):
        path = self.write_config(train={"epochs": 5}, checkpoint=checkpoint)
        self.run_cli(path, "--overwrite")
        return [int(p.name[5:13]) for p in self.checkpoints("runs/tiny")]

    def test_the_newest_stay(self):
        self.assertEqual(self.steps(), [30, 40, 50])
        self.assertEqual(self.steps(keep=1), [50])
        self.assertEqual(self.steps(keep=100), [10, 20, 30, 40, 50])

    def test_every_so_many_th_stays_too(self):
        self.assertEqual(self.steps(keep=1, keep_every=2), [20, 40, 50])
        self.assertEqual(self.steps(keep=2, keep_every=3), [30, 40, 50])

    def test_every_so_many_steps(self):
        self.assertEqual(self.steps(keep=100, every_steps=15), [10, 15, 20, 30, 40, 45, 50])
        self.assertEqual(self.steps(keep=100, every_epochs=0, every_steps=16), [16, 32, 48, 50])
        self.assertEqual(self.steps(keep=100, every_epochs=3), [30, 50])


class Python(CliTest):
    def setUp(self):
        super().setUp()
        self.train_once()
        self.path = self.checkpoints("runs/tiny")[-1]
        self.checkpoint = torch.load(self.path)

    def test_torch_load_gives_a_plain_dict(self):
        self.assertEqual(set(self.checkpoint), {
            "generator", "discriminator", "generator_adam", "discriminator_adam", "labels",
            "position", "averages", "config", "images", "format"})
        self.assertIs(type(self.checkpoint), dict)
        self.assertEqual(self.checkpoint["position"], {"step": 40, "epoch": 4, "batch": 0,
                                                       "images": 384})
        self.assertEqual(self.checkpoint["generator_adam"]["step"], 40)
        self.assertEqual(self.checkpoint["labels"]["real"].shape, (256, 1))
        pixels = (self.folder / "data/tiny/train-images-idx3-ubyte").read_bytes()[16:]
        self.assertEqual(self.checkpoint["images"], {"crc32": zlib.crc32(pixels),
                                                     "height": HEIGHT, "width": WIDTH})

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

    def test_a_dict_saved_from_python_makes_the_same_images(self):
        torch.save(self.checkpoint, self.folder / "python.pt")
        stderr = self.run_cli("sample", "python.pt", "--quiet", "-o", "python.npy")
        self.assertEqual(stderr, "gan-train: warning: python.pt: no checksum, not written by "
                         "gan-train; taken as is\n")
        self.run_cli("sample", "runs/tiny", "-o", "own.npy")
        self.assertEqual((self.folder / "python.npy").read_bytes(),
                         (self.folder / "own.npy").read_bytes())

    def test_a_state_dict_makes_the_same_images(self):
        generator = Obvious([TINY["generator"]["latent"], *TINY["generator"]["hidden"],
                             HEIGHT * WIDTH])
        generator.load_state_dict(self.checkpoint["generator"])
        self.assertIs(type(generator.state_dict()), collections.OrderedDict)
        for name, weights in (("ordered", generator.state_dict()),
                              ("parameters", dict(generator.named_parameters()))):
            torch.save({**self.checkpoint, "generator": weights}, self.folder / f"{name}.pt")
            self.run_cli("sample", f"{name}.pt", "--quiet", "-o", f"{name}.npy")
            self.run_cli("sample", "runs/tiny", "-o", "own.npy")
            self.assertEqual((self.folder / f"{name}.npy").read_bytes(),
                             (self.folder / "own.npy").read_bytes())

    def test_what_asks_to_run_code_is_refused_and_not_run(self):
        class Hostile:
            def __reduce__(self):
                return os.system, (f"touch {HOSTILE_TRACE}",)

        torch.save({**self.checkpoint, "extra": Hostile()}, self.folder / "hostile.pt")
        self.assert_error_matches(1, ["sample", "hostile.pt", "-o", "x.png"], "hostile.pt: not a "
                                  r"checkpoint that can be read: at byte \d+ of its pickle: asks to "
                                  "call posix system, which is not data; use one that gan-train "
                                  r"wrote, or torch.save\(\) a dict like it")
        self.assertFalse((self.folder / HOSTILE_TRACE).exists())

    def test_what_is_not_like_it_is_refused_by_name(self):
        beyond = torch.zeros(1).expand(3)
        cases = {
            "tuple": ((1,), "something that is not a dict"),
            "list": ([1], "an instruction that plain data does not need"),
            "numpy": ({"x": np.zeros(3)}, r"asks to call \S+ \S+, which is not data"),
            "wide": ({"x": beyond}, "a tensor that is not within its storage"),
            "number": ({1: 2}, "a key that is not text"),
        }
        for name, (value, what) in cases.items():
            torch.save(value, self.folder / f"{name}.pt")
            self.assert_error_matches(1, ["sample", f"{name}.pt", "-o", "x.png"], f"{name}.pt: not "
                                      f"a checkpoint that can be read: .*{what}.*")
        generator = dict(self.checkpoint["generator"])
        generator["layers.0.bias"] = generator["layers.0.bias"] * float("nan")
        changed = {
            "nan": ({"generator": generator},
                    "generator: layers.0.bias: holds values that are not finite"),
            "deep": ({"position": {**self.checkpoint["position"], "step": 2 ** 60}},
                     r"position: step: must be a whole number from 0 to 9007199254740991"),
            "large": ({"config": self.checkpoint["config"].replace('"latent": 8',
                                                                   '"latent": 60000')},
                      "config: its networks are larger than the file"),
        }
        for name, (change, what) in changed.items():
            torch.save({**self.checkpoint, **change}, self.folder / f"{name}.pt")
            self.assert_error_matches(1, ["sample", f"{name}.pt", "-o", "x.png"],
                                      f"{name}.pt: {what}; use another checkpoint")

    def test_a_position_that_no_run_has_is_refused(self):
        torch.save({**self.checkpoint, "position": {"step": 40, "epoch": 3, "batch": 1000,
                                                    "images": 0}}, self.path)
        self.assert_error_matches(1, ["resume", "runs/tiny", "--train.epochs", "9"],
                                  "position: step 40 cannot be batch 1000 of epoch 3 .*")


if __name__ == "__main__":
    unittest.main()

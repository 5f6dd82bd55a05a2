"""Data sets of every kind for the CLI tests, and readers of what a run shows of them."""

import io
import json
import pathlib
import struct
import zipfile
import zlib

import numpy
from PIL import Image

from harness import LIMIT_SECONDS, CliTest

HEIGHT, WIDTH = 9, 8
PADDING = 2  # of grids, the default


def make_pictures(count, seed=1, channels=3, classes=3):
    """uint8 [N, H, W, 3] or [N, H, W], brighter by class in one of three bands, no two alike and
    none the same mirrored or turned; and the classes, int [N]."""
    generator = numpy.random.default_rng(seed)
    labels = numpy.arange(count) % classes
    pictures = generator.integers(0, 90, (count, HEIGHT, WIDTH, 3))
    for i, label in enumerate(labels):
        pictures[i, 3 * label:3 * label + 3, :5, label] += 160
    pictures = pictures.astype(numpy.uint8)
    return (pictures if channels == 3 else pictures.max(3)), labels


def encode(picture, kind="PNG", **options):
    stream = io.BytesIO()
    Image.fromarray(picture).save(stream, kind, **options)
    return stream.getvalue()


def decode(content, mode="RGB"):
    return numpy.array(Image.open(io.BytesIO(content)).convert(mode))


def write_folder(folder, pictures, labels=None, names=("cat", "dog", "owl"), kind="png"):
    """000.png, ...: flat or, with labels, in a folder for each class. In the order of the names,
    which is returned as indices of pictures."""
    paths = []
    for i, picture in enumerate(pictures):
        below = folder / names[labels[i]] if labels is not None else folder
        below.mkdir(parents=True, exist_ok=True)
        paths.append(below / f"{i:03}.{kind}")
        paths[-1].write_bytes(encode(picture, {"png": "PNG", "jpg": "JPEG"}[kind]))
    return sorted(range(len(paths)), key=lambda i: paths[i])


def write_zip(path, entries):
    """entries  {name: bytes}"""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)


def write_stylegan_zip(path, pictures, labels):
    """As StyleGAN's dataset_tool.py writes it."""
    names = [f"00000/img{i:08}.png" for i in range(len(pictures))]
    write_zip(path, {
        **{name: encode(picture) for name, picture in zip(names, pictures)},
        "dataset.json": json.dumps({"labels": [[name, int(label)]
                                               for name, label in zip(names, labels)]})})


def idx(array, magic=None):
    """The bytes of an IDX file of bytes, or of a table of 32-bit integers."""
    is_table = array.dtype == numpy.int32
    sizes = struct.pack(f">{array.ndim}I", *array.shape)
    kind = 0x0C00 if is_table else 0x0800
    return (struct.pack(">I", magic or kind + array.ndim) + sizes +
            array.astype(">i4" if is_table else "u1").tobytes())


def png_chunk(kind, data):
    return (struct.pack(">I", len(data)) + kind + data +
            struct.pack(">I", zlib.crc32(kind + data)))


def claim_png(width, height, data=b""):
    """A PNG whose header claims this size, in grey, and whose data is something else."""
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return (b"\x89PNG\r\n\x1a\n" + png_chunk(b"IHDR", header) +
            png_chunk(b"IDAT", zlib.compress(data)) + png_chunk(b"IEND", b""))


def npy_header(shape, descr="|u1"):
    text = f"{{'descr': '{descr}', 'fortran_order': False, 'shape': {shape}, }}"
    text += " " * (-(11 + len(text)) % 64) + "\n"
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(text)) + text.encode()


def cells(path, columns, height=HEIGHT, width=WIDTH):
    """The images of a grid, uint8 [N, H, W] or [N, H, W, 3]; unused cells too."""
    image = Image.open(pathlib.Path(path))
    assert image.mode in ("L", "RGB"), image.mode
    grid = numpy.array(image)
    rows = (grid.shape[0] - PADDING) // (height + PADDING)
    expected = (rows * (height + PADDING) + PADDING, columns * (width + PADDING) + PADDING)
    assert grid.shape[:2] == expected, (grid.shape, expected)
    return numpy.stack([
        grid[PADDING + y * (height + PADDING):, PADDING + x * (width + PADDING):][:height, :width]
        for y in range(rows) for x in range(columns)])


def find(images, among):
    """The index of each image among others; -1 if it is none of them."""
    places = {image.tobytes(): i for i, image in enumerate(among)}
    return [places.get(image.tobytes(), -1) for image in images]


def crc32(pictures):
    """As runs and `data` give it: of the pixels in the order [N, C, H, W]."""
    order = pictures.transpose(0, 3, 1, 2) if pictures.ndim == 4 else pictures
    return f"{zlib.crc32(numpy.ascontiguousarray(order).tobytes()):08x}"


class DataTest(CliTest):
    def describe(self, *arguments):
        """The sets that --json tells of."""
        return json.loads(self.print_cli("data", *arguments, "--json"))["sets"]

    def write(self, *arguments):
        """Writes a file with -o. Returns stdout and stderr."""
        process = self.start("data", *arguments)
        stdout, stderr = process.communicate(timeout=LIMIT_SECONDS)
        self.assertEqual(process.returncode, 0, stderr.decode())
        return stdout.decode(), self.clean(stderr.decode())

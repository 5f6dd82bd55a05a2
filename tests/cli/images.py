"""Readers of what the binary writes, apart from any library: .npy arrays and grey PNGs."""

import ast
import struct
import zlib

import torch


def read_npy(path):
    """A .npy file as a tensor."""
    content = path.read_bytes()
    assert content[:8] == b"\x93NUMPY\x01\x00", content[:8]
    header_end = 10 + struct.unpack("<H", content[8:10])[0]
    header = ast.literal_eval(content[10:header_end].decode())
    assert header["fortran_order"] is False and header_end % 64 == 0, header
    dtype = {"|u1": torch.uint8, "<f4": torch.float32}[header["descr"]]
    return torch.frombuffer(bytearray(content[header_end:]), dtype=dtype).view(header["shape"])


def read_png(path):
    """An 8-bit grey PNG as a uint8 tensor [height, width]; its chunks' CRCs are checked."""
    content = path.read_bytes()
    assert content[:8] == b"\x89PNG\r\n\x1a\n", content[:8]
    chunks, at = {}, 8
    while at < len(content):
        (length,) = struct.unpack(">I", content[at:at + 4])
        kind, data = content[at + 4:at + 8], content[at + 8:at + 8 + length]
        (crc32,) = struct.unpack(">I", content[at + 8 + length:at + 12 + length])
        assert zlib.crc32(kind + data) == crc32, kind
        chunks[kind] = chunks.get(kind, b"") + data
        at += 12 + length
    assert kind == b"IEND"
    width, height, *form = struct.unpack(">IIBBBBB", chunks[b"IHDR"])
    assert form == [8, 0, 0, 0, 0], form
    packed = zlib.decompress(chunks[b"IDAT"])
    rows = [bytes(width)]
    for y in range(height):
        line = packed[y * (width + 1):(y + 1) * (width + 1)]
        rows.append(unfiltered(line[0], line[1:], rows[-1]))
    return torch.tensor([list(row) for row in rows[1:]], dtype=torch.uint8)


def unfiltered(kind, line, above):
    """A PNG row, one byte a pixel, without its filter (PNG specification, section 9)."""
    row = bytearray()
    for x, value in enumerate(line):
        left, up, corner = (row[x - 1], above[x], above[x - 1]) if x else (0, above[0], 0)
        guess = left + up - corner
        paeth = min((left, up, corner), key=lambda near: abs(guess - near))
        row.append((value + (0, left, up, (left + up) // 2, paeth)[kind]) % 256)
    return bytes(row)

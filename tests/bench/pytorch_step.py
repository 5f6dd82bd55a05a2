"""The same training step in PyTorch, as its users write it: a contestant of scripts/bench.

    pytorch_step.py PRECISION THREADS BATCH WIDTH DATA_FOLDER

Like step_bench, it reads lines with a number of steps, and writes their milliseconds in a line.
"""
import sys
import time
from pathlib import Path

import torch
from torch import nn

precision, threads, batch, width = sys.argv[1], *map(int, sys.argv[2:5])
torch.set_num_threads(threads)
torch.manual_seed(1)


def mlp(*widths):
    layers = []
    for i in range(len(widths) - 1):
        layers += [nn.Linear(widths[i], widths[i + 1]), nn.LeakyReLU(0.2)]
    return layers[:-1]


generator = nn.Sequential(*mlp(100, 256 * width, 512 * width, 1024 * width, 784), nn.Tanh())
discriminator = nn.Sequential(*mlp(784, 1024 * width, 512 * width, 256 * width, 1))
for module in [*generator, *discriminator]:
    if isinstance(module, nn.Linear):
        nn.init.normal_(module.weight, 0, 0.02)
generator_adam = torch.optim.Adam(generator.parameters(), 2.5e-4, betas=(0.5, 0.999))
discriminator_adam = torch.optim.Adam(discriminator.parameters(), 2.5e-4, betas=(0.5, 0.999))
loss_of = nn.BCEWithLogitsLoss()

pixels = (Path(sys.argv[5]) / "train-images-idx3-ubyte").read_bytes()[16:]
images = torch.frombuffer(bytearray(pixels), dtype=torch.uint8).view(-1, 784)
loader = torch.utils.data.DataLoader(
    torch.utils.data.TensorDataset(images), batch_size=None,
    sampler=torch.utils.data.BatchSampler(
        torch.utils.data.RandomSampler(images), batch, drop_last=True))
buffers = {"real": 1 - 0.2 * torch.rand(batch, 1), "fake": 0.2 * torch.rand(batch, 1),
           "target": 1 - 0.2 * torch.rand(batch, 1)}


def mixed():
    return torch.autocast("cpu", torch.bfloat16, enabled=precision == "bfloat16")


def step(pixels):
    real = (pixels.float() / 255 - 0.5) / 0.5
    with mixed():
        fake = generator(torch.randn(batch, 100))
        real_logits, fake_logits = discriminator(real), discriminator(fake.detach())
    d_loss = (loss_of(real_logits.float(), buffers["real"])
              + loss_of(fake_logits.float(), buffers["fake"]))
    discriminator_adam.zero_grad()
    d_loss.backward()
    discriminator_adam.step()

    with mixed():
        logits = discriminator(generator(torch.randn(batch, 100)))
    g_loss = loss_of(logits.float(), buffers["target"])
    generator_adam.zero_grad()
    g_loss.backward()
    generator_adam.step()
    return d_loss.item(), g_loss.item()


def batches():
    while True:
        for (pixels,) in loader:
            yield pixels


source = batches()
for line in sys.stdin:
    times = []
    for _ in range(int(line)):
        begin = time.perf_counter()
        step(next(source))
        times.append(1e3 * (time.perf_counter() - begin))
    print(*times, flush=True)

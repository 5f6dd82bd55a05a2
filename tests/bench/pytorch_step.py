"""A training step in PyTorch: a contestant of scripts/bench.

    pytorch_step.py CONFIG STYLE PRECISION THREADS BATCH WIDTH DATA_FOLDER RUN_STEPS DEVICE

CONFIG     labml or mnist: the step of configs/labml.json, or of configs/mnist.json
STYLE      tutorial: as its users write it
           expert: one pass of D over real and generated images, D frozen in G's step, fused Adam
           where this PyTorch has it, images in memory as float32
           compiled: the expert's, with both networks through torch.compile
           graphed: the expert's, with the whole step captured in a CUDA graph by hand
PRECISION  float32, or bfloat16 by autocast
RUN_STEPS  of the training whose steps these are, for mnist's schedule of the learning rate; 0: none
DEVICE     cpu, or cuda: then the images stay there, and the host waits once for all steps of a line

Like step_bench, it reads lines with a number of steps, and writes their milliseconds in a line.
After a line "save FILE" it writes 10,000 samples of the averaged generator to an .npy, and an empty
line.
"""
import copy
import sys
import time
from pathlib import Path

import numpy
import torch
from torch import nn
from torch.nn import functional

config, style, precision = sys.argv[1:4]
threads, batch, width = map(int, sys.argv[4:7])
run_steps = int(sys.argv[8])
device = sys.argv[9]
is_labml = config == "labml"
is_expert = style != "tutorial"
torch.set_num_threads(threads)
if device != "cpu":
    torch.set_default_device(device)
torch.manual_seed(1)


def mlp(*widths):
    layers = []
    for i in range(len(widths) - 1):
        layers += [nn.Linear(widths[i], widths[i + 1]), nn.LeakyReLU(0.2)]
        if is_labml:
            nn.init.normal_(layers[-2].weight, 0, 0.02)
        else:
            nn.init.kaiming_normal_(layers[-2].weight)
    return layers[:-1]


def make_adam(network):
    options = ({"lr": 2.5e-4, "betas": (0.5, 0.999)} if is_labml else
               {"lr": 8e-4, "betas": (0.0, 0.99)})
    if is_expert:
        if style == "graphed":
            options["capturable"] = True
        try:
            return torch.optim.Adam(network.parameters(), **options, fused=True)
        except (RuntimeError, TypeError):  # an old PyTorch has it for CUDA only
            options["foreach"] = True
    return torch.optim.Adam(network.parameters(), **options)


generator = nn.Sequential(*mlp(100, 256 * width, 512 * width, 1024 * width, 784), nn.Tanh())
discriminator = nn.Sequential(*mlp(784, 1024 * width, 512 * width, 256 * width, 1))
average = copy.deepcopy(generator).requires_grad_(False)
generator_adam, discriminator_adam = make_adam(generator), make_adam(discriminator)
generate, discriminate = generator, discriminator
if style == "compiled":
    generate, discriminate = torch.compile(generator), torch.compile(discriminator)

pixels = (Path(sys.argv[7]) / "train-images-idx3-ubyte").read_bytes()[16:]
images = torch.frombuffer(bytearray(pixels), dtype=torch.uint8).view(-1, 784).to(device)
labels = {"real": 1 - 0.2 * torch.rand(batch, 1), "fake": 0.2 * torch.rand(batch, 1),
          "target": 1 - 0.2 * torch.rand(batch, 1)}
grid = torch.arange(30 * 30).view(30, 30)
shifts = torch.stack([grid[1 - down:29 - down, 1 - right:29 - right].flatten()
                      for down in (-1, 0, 1) for right in (-1, 0, 1)])  # pixels of padded images


def to_range(pixels):
    return (pixels.float() / 255 - 0.5) / 0.5


def batches():
    if is_expert:
        scaled = to_range(images)
        while True:
            for indices in torch.randperm(len(scaled))[:len(scaled) // batch * batch].view(-1, batch):
                yield scaled.index_select(0, indices)
    loader = torch.utils.data.DataLoader(
        torch.utils.data.TensorDataset(images), batch_size=None,
        sampler=torch.utils.data.BatchSampler(
            torch.utils.data.RandomSampler(images), batch, drop_last=True))
    while True:
        for (pixels,) in loader:
            yield to_range(pixels)


def mixed():
    return torch.autocast(device, torch.bfloat16, enabled=precision == "bfloat16")


def draw_images():
    with mixed():
        return generate(torch.randn(batch, 100)).float()


def logits_of(rows, network=None):
    with mixed():
        return (network or discriminate)(rows).float()


def shift(rows):
    """Moves each image by up to a pixel, as configs/mnist.json has it."""
    if is_labml:
        return rows
    padded = functional.pad(rows.view(-1, 28, 28), (1, 1, 1, 1), value=-1.0).flatten(1)
    return padded.gather(1, shifts[torch.randint(9, (len(rows),))])


def discriminator_loss(real_logits, fake_logits):
    if not is_labml:
        return functional.softplus(fake_logits - real_logits).mean()
    bce = functional.binary_cross_entropy_with_logits
    return bce(real_logits, labels["real"]) + bce(fake_logits, labels["fake"])


def penalty(logits, rows):
    """R1 and R2 of 0.3."""
    [gradients] = torch.autograd.grad(logits.sum(), rows, create_graph=True)
    return 0.3 / 2 * gradients.square().sum() / batch


def update_discriminator(real, step):
    with torch.no_grad():
        fake = draw_images()
    is_penalized = not is_labml and step % 4 == 0
    network = discriminator if is_penalized else discriminate  # torch.compile differentiates once
    if is_expert or is_penalized:
        rows = shift(torch.cat([real, fake])).requires_grad_(is_penalized)
        logits = logits_of(rows, network)
        loss = discriminator_loss(*logits.split(batch))
        if is_penalized:
            loss = loss + 4 * penalty(logits, rows)
    else:
        loss = discriminator_loss(logits_of(shift(real)), logits_of(shift(fake)))
    discriminator_adam.zero_grad(set_to_none=True)
    loss.backward()
    discriminator_adam.step()
    return loss


def update_generator(real):
    if is_expert:
        discriminator.requires_grad_(False)
    logits = logits_of(shift(draw_images()))
    if is_labml:
        loss = functional.binary_cross_entropy_with_logits(logits, labels["target"])
    else:
        with torch.no_grad():
            real_logits = logits_of(shift(real))
        loss = functional.softplus(real_logits - logits).mean()
    generator_adam.zero_grad(set_to_none=True)
    loss.backward()
    generator_adam.step()
    discriminator.requires_grad_(True)
    return loss


def set_learning_rates(step):
    """Linear from 30 % of the run on, to a tenth."""
    fallen = max(0.0, (step / run_steps - 0.3) / 0.7)
    for adam in (generator_adam, discriminator_adam):
        adam.param_groups[0]["lr"] = 8e-4 * (1 - 0.9 * fallen)


def update_average(step):
    rate = 1 - min(0.9995, (2 + step) / (11 + step))
    with torch.no_grad():
        for mean, weight in zip(average.parameters(), generator.parameters()):
            mean.lerp_(weight, rate)


def save_samples(path):
    with torch.no_grad():
        rows = torch.cat([average(torch.randn(1000, 100)) for _ in range(10)])
    numpy.save(path, rows.view(-1, 28, 28).numpy())


def take_step(real, step):
    losses = update_discriminator(real, step), update_generator(real)
    if not is_labml:
        update_average(step)
    return losses


class Graphs:
    """The step of a batch in its own memory, captured once with penalty and once without."""

    def __init__(self):
        self.real = torch.zeros(batch, 784)
        self.graphs = {}

    def capture(self, step):
        stream = torch.cuda.Stream()
        stream.wait_stream(torch.cuda.current_stream())
        with torch.cuda.stream(stream):
            for _ in range(3):
                take_step(self.real, step)
        torch.cuda.current_stream().wait_stream(stream)
        graph = torch.cuda.CUDAGraph()
        with torch.cuda.graph(graph):
            losses = take_step(self.real, step)
        return graph, losses

    def __call__(self, real, step):
        self.real.copy_(real)
        kind = 1 if is_labml or step % 4 else 0
        if kind not in self.graphs:
            self.graphs[kind] = self.capture(kind)
        graph, losses = self.graphs[kind]
        graph.replay()
        return losses


def time_one_by_one(count):
    global steps
    times = []
    for _ in range(count):
        begin = time.perf_counter()
        if run_steps > 0:
            set_learning_rates(steps)
        for loss in take(next(source), steps):
            loss.item()
        steps += 1
        times.append(1e3 * (time.perf_counter() - begin))
    return times


def time_together(count):
    global steps
    begin = time.perf_counter()
    for _ in range(count):
        losses = take(next(source), steps)
        steps += 1
    for loss in losses:
        loss.item()
    return [1e3 * (time.perf_counter() - begin) / count]


source = batches()
steps = 0
take = Graphs() if style == "graphed" else take_step
for line in sys.stdin:
    if line.startswith("save "):
        save_samples(line.split(maxsplit=1)[1].strip())
        print(flush=True)
        continue
    print(*(time_one_by_one if device == "cpu" else time_together)(int(line)), flush=True)

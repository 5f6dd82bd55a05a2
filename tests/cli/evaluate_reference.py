"""The metrics of gan-train evaluate once more, from their papers, in NumPy and PyTorch.

Written apart from the program's: whole distance matrices in double precision, eigenvalues of the
covariances' product, the kernel distance of whole sets.
"""

import math
import struct

import numpy
import torch

NEIGHBOURS = 5


class Judge(torch.nn.Module):
    def __init__(self, height, width, classes):
        super().__init__()
        self.conv1 = torch.nn.Conv2d(1, 16, 5, padding=2)
        self.conv2 = torch.nn.Conv2d(16, 32, 5, padding=2)
        self.hidden = torch.nn.Linear(32 * (height // 4) * (width // 4), 128)
        self.output = torch.nn.Linear(128, classes)

    def features(self, images):
        maps = torch.nn.functional.max_pool2d(self.conv1(images).relu(), 2)
        maps = torch.nn.functional.max_pool2d(self.conv2(maps).relu(), 2)
        return self.hidden(maps.flatten(1)).relu()


def load_judge(path, height, width, classes):
    judge = Judge(height, width, classes)
    judge.load_state_dict(torch.load(path), strict=True)
    return judge.eval()


def features_and_classes(judge, pixels):
    """float64 [N, 128] and [N] of uint8 [N, H, W]."""
    with torch.no_grad():
        images = torch.from_numpy(pixels).unsqueeze(1) / 127.5 - 1
        features = judge.features(images)
        return features.double().numpy(), judge.output(features).argmax(1).numpy()


def train_judge(pixels, labels, classes, seed=0):
    """As the program trains one, with other random numbers."""
    torch.manual_seed(seed)
    judge = Judge(*pixels.shape[1:], classes)
    images, targets = torch.from_numpy(pixels).unsqueeze(1) / 127.5 - 1, torch.from_numpy(labels)
    optimizer = torch.optim.Adam(judge.parameters(), lr=2e-3)
    for epoch in range(3):
        for first, rows in zip(range(0, len(images), 100), torch.randperm(len(images)).split(100)):
            done = (epoch * len(images) + first) / (3 * len(images))
            optimizer.param_groups[0]["lr"] = 2e-3 * (1 - done)
            optimizer.zero_grad()
            logits = judge.output(judge.features(images[rows]))
            torch.nn.functional.cross_entropy(logits, targets[rows]).backward()
            optimizer.step()
    return judge


def gan_train(samples, asked, test_images, test_labels, classes):
    """Its mean over three trainings."""
    return numpy.mean([
        (features_and_classes(train_judge(samples, asked, classes, seed), test_images)[1]
         == test_labels).mean() for seed in range(3)])


def frechet(x, y):
    roots = numpy.sqrt(numpy.linalg.eigvals(numpy.cov(x.T) @ numpy.cov(y.T)).astype(complex))
    shift = x.mean(0) - y.mean(0)
    return shift @ shift + x.var(0, ddof=1).sum() + y.var(0, ddof=1).sum() - 2 * roots.real.sum()


def kid(x, y):
    def kernel(a, b):
        return (a @ b.T / a.shape[1] + 1) ** 3

    def within(a):
        k = kernel(a, a)
        return (k.sum() - numpy.trace(k)) / (len(a) * (len(a) - 1))

    return within(x) + within(y) - 2 * kernel(x, y).mean()


def distances(a, b):
    """Euclidean, without the product that the program computes them by."""
    return torch.cdist(torch.as_tensor(a), torch.as_tensor(b),
                       compute_mode="donot_use_mm_for_euclid_dist").numpy()


def radii(x):
    return numpy.sort(distances(x, x), axis=1)[:, NEIGHBOURS]


def precision_recall_density_coverage(real, fake):
    between = distances(real, fake)
    in_real = between <= radii(real)[:, None]
    in_fake = between <= radii(fake)[None, :]
    return {"precision": in_real.any(0).mean(), "recall": in_fake.any(1).mean(),
            "density": in_real.sum() / (NEIGHBOURS * len(fake)), "coverage": in_real.any(1).mean()}


def shares(values, classes):
    return numpy.bincount(values, minlength=classes) / len(values)


def kl(p, q):
    return sum(a * math.log(a / b) for a, b in zip(p, q) if a > 0)


def rows(pixels):
    return pixels.reshape(len(pixels), -1).astype(numpy.float64) / 255


def parzen(test, validation, centres):
    """Mean, standard error and sigma."""
    def likelihoods(squares, sigma):
        exponents = -squares / (2 * sigma ** 2)
        highest = exponents.max(1)
        sums = numpy.exp(exponents - highest[:, None]).mean(1)
        normaliser = centres[0].size * math.log(sigma * math.sqrt(2 * math.pi))
        return highest + numpy.log(sums) - normaliser

    squares = distances(rows(validation), rows(centres)) ** 2
    sigma = max(numpy.logspace(-1, 0, 10), key=lambda s: likelihoods(squares, s).mean())
    values = likelihoods(distances(rows(test), rows(centres)) ** 2, sigma)
    return values.mean(), values.std() / math.sqrt(len(values)), sigma


def bins_that_differ(sample, train, bins=100, seed=0):
    """NDB / bins and the Jensen-Shannon divergence, under a k-means of its own."""
    points, generator = torch.from_numpy(rows(train)).float(), torch.Generator().manual_seed(seed)
    centres = points[torch.randperm(len(points), generator=generator)[:bins]]
    for _ in range(8):
        assigned = torch.cdist(points, centres).argmin(1)
        members = [points[assigned == i] for i in range(bins)]
        centres = torch.stack([m.mean(0) if len(m) else c for m, c in zip(members, centres)])
    p, q = [shares(torch.cdist(torch.from_numpy(rows(x)).float(), centres).argmin(1).numpy(), bins)
            for x in (sample, train)]
    n, m = len(sample), len(train)
    pooled = (p * n + q * m) / (n + m)
    with numpy.errstate(invalid="ignore"):
        z = numpy.abs(p - q) / numpy.sqrt(pooled * (1 - pooled) * (1 / n + 1 / m))
    middle = (p + q) / 2
    return (z > 1.96).mean(), (kl(p, middle) + kl(q, middle)) / 2


def read_idx(path):
    content = path.read_bytes()
    dimensions = content[3]
    shape = struct.unpack(f">{dimensions}I", content[4:4 + 4 * dimensions])
    return numpy.frombuffer(content, numpy.uint8, offset=4 + 4 * dimensions).reshape(shape).copy()


def write_idx(path, array):
    path.parent.mkdir(parents=True, exist_ok=True)
    header = struct.pack(f">I{array.ndim}I", 0x800 + array.ndim, *array.shape)
    path.write_bytes(header + array.tobytes())

"""Steps on a GPU, for scripts/bench --gpu: this program with each engine, and PyTorch in each style."""
from contestants import ours, pytorch_on_gpu, race


def compare_on_gpu(config, batch, rounds, steps):
    """Returns the times of each contestant, and rows of a name, times, and times gan-train's."""
    contestants = [contestant for precision in ("float32", "bfloat16") for contestant in (
        ours(f"gan-train {precision}", config, "graph", precision, batch),
        ours(f"engine autograd, {precision}", config, "autograd-cuda", precision, batch),
        *(pytorch_on_gpu(f"PyTorch {precision}, {style}", config, style, precision, batch)
          for style in ("expert", "compiled", "graphed")))]
    times = {c.name: c.milliseconds() for c in race(contestants, rounds, steps)}
    rows = []
    for name, values in times.items():
        ours_at = times["gan-train bfloat16" if "bfloat16" in name else "gan-train float32"]
        rows.append((name, values, [a / b for a, b in zip(values, ours_at)]))
    return times, rows

"""Who takes part in scripts/bench: this program, and PyTorch in one setting or another."""
import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from statistics import mean

ROOT = Path(__file__).resolve().parents[2]
BUILD = ROOT / "build" / os.environ.get("GAN_PRESET", "release")
DATA = ROOT / "data/mnist"
CORES = len(os.sched_getaffinity(0))
LIBRARIES = Path("/usr/lib/x86_64-linux-gnu")
CPU = Path("/proc/cpuinfo").read_text()
FLAGS = (re.search(r"flags\s*:(.*)", CPU) or ["", ""])[1].split()
BLAS = {  # where Debian's packages install them
    "reference": LIBRARIES / "blas",
    "OpenBLAS pthread": LIBRARIES / "openblas-pthread",
    "OpenBLAS OpenMP": LIBRARIES / "openblas-openmp",
}
CORE_TYPES = {  # of OpenBLAS, which takes a processor that it does not know for an old one
    "Haswell": "avx2", "Zen": "avx2", "SkylakeX": "avx512f", "Cooperlake": "avx512_bf16",
    "SapphireRapids": "amx_bf16"}


class Contestant:
    """A process that takes steps on request, and reports how long each took."""

    def __init__(self, name, command, environment=None):
        self.name = name
        self.rounds = []  # one list of numbers per round
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        text=True, env={**os.environ, **(environment or {})},
                                        cwd=ROOT)

    def ask(self, request):
        self.process.stdin.write(f"{request}\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        if not line:
            sys.exit(f"bench: error: {self.name}: ended early, status {self.process.wait()}")
        return [float(word) for word in line.split()]

    def milliseconds(self):
        """The time of a step, in each round: the mean, for some steps have a penalty."""
        return [mean(times) for times in self.rounds]

    def close(self):
        self.process.stdin.close()
        self.process.wait()


def ours(name, config, engine, precision, batch, width=1, environment=None):
    return Contestant(name, [BUILD / "tests/step_bench", ROOT / f"configs/{config}.json", engine,
                             precision, str(CORES), str(batch), str(width), DATA], environment)


@dataclass
class Setting:
    """How PyTorch runs."""
    blas: str
    threads: int
    core_type: str = ""  # what OpenBLAS is to take the processor for; empty: what it finds

    def environment(self):
        # glibc would give the memory of a step back to the system, and take it again
        memory = {f"MALLOC_{limit}_THRESHOLD_": str(1 << 30) for limit in ("MMAP", "TRIM")}
        core_type = {"OPENBLAS_CORETYPE": self.core_type} if self.core_type else {}
        return {"LD_LIBRARY_PATH": str(BLAS[self.blas]), **memory, **core_type}

    def __str__(self):
        return f"{self.blas}, {self.threads} threads" + (f", {self.core_type}" * bool(self.core_type))


def pytorch(name, config, style, precision, batch, setting, width=1, run_steps=0):
    return Contestant(name, ["/usr/bin/python3", ROOT / "tests/bench/pytorch_step.py", config, style,
                             precision, str(setting.threads), str(batch), str(width), DATA,
                             str(run_steps), "cpu"], setting.environment())


def pytorch_on_gpu(name, config, style, precision, batch):
    """By the first python3 of PATH, for no Debian package is for a GPU."""
    return Contestant(name, ["python3", ROOT / "tests/bench/pytorch_step.py", config, style,
                             precision, "1", str(batch), "1", DATA, "0", "cuda"])


def list_settings():
    """All that may be the best for PyTorch here."""
    return [Setting(blas, threads, core_type)
            for blas in BLAS if BLAS[blas].is_dir()
            for threads in range(1, CORES + 1) if threads in (1, 2, 4, 8, CORES)
            for core_type in ["", *(name for name, flag in CORE_TYPES.items() if flag in FLAGS)]
            if blas != "reference" or not core_type]


def race(contestants, rounds, steps):
    """Runs rounds of `steps` steps each. The first round is not counted, nor are the first steps of
    a turn, which compete with the last contestant's threads and find its data in the cache."""
    for turn in range(rounds + 1):
        for contestant in contestants:
            contestant.ask(3)
            answer = contestant.ask(steps)
            if turn > 0:
                contestant.rounds.append(answer)
    for contestant in contestants:
        contestant.close()
    return contestants

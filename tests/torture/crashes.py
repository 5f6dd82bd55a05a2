"""Parts of scripts/torture in which a training ends where nobody meant it to: killed, at a call to
the file system that fails, or with the power."""

import random
import re
import shutil
import signal
import subprocess

from lab import RUN, attempt, check, in_parallel, lines_of

ONCE_ONLY = {"EINTR", "short"}  # from then on, they would be no system that anyone has


def kills(lab, count, seed):
    # Long enough that most instants are within the training, not the start.
    calls = attempt(lab, "kills", lambda folder: lab.record(folder).calls)

    def one(number):
        def work(folder):
            rng = random.Random(f"{seed} kill {number}")
            killed = 0
            for _ in range(5):
                if rng.random() < 0.5:
                    process = lab.under_faults(folder, rng.randint(1, calls),
                                               rng.choice(["kill", "half"]))
                else:
                    process = lab.start("tiny.json", "--resume", "--run", RUN, cwd=folder)
                    try:
                        process.wait(rng.uniform(0.2, 0.6))
                    except subprocess.TimeoutExpired:
                        process.kill()
                code, stderr = lab.finish(process)
                check(code in (0, -signal.SIGKILL), f"ends with {code}: {stderr}")
                check(not lines_of(stderr, "warning"), f"a warning: {stderr}")
                killed += code != 0
            lab.finish_run(folder)
            return killed
        return attempt(lab, f"kills --seed {seed}, run {number}", work)

    total = runs = 0
    while total < count:
        batch = max(1, (count - total) // 4)
        total += sum(in_parallel([lambda number=n: one(number)
                                  for n in range(runs, runs + batch)]))
        runs += batch
    return f"{total} kills in {runs} runs"


def faults(lab, count, seed):
    half = attempt(lab, "faults", lambda folder: make_half_run(lab, folder))
    half_step = max(int(found[1]) for found in map(re.compile(r"step-(\d+)\.pt$").search, half)
                    if found)
    cases = []
    for is_resumed in (False, True):
        calls = attempt(lab, "faults", lambda folder, resumed=is_resumed: (
            resumed and write_files(folder / RUN, half), lab.record(folder).calls)[1])
        for at in range(1, calls + 1):
            for action in ("ENOSPC", "EIO", "EACCES", "EINTR", "short"):
                cases += [(is_resumed, at, action, is_from) for is_from in (False, True)
                          if not (is_from and action in ONCE_ONLY)]
    rng = random.Random(f"{seed} faults")
    chosen = rng.sample(cases, min(count, len(cases)))

    def one(is_resumed, at, action, is_from):
        def work(folder):
            if is_resumed:
                write_files(folder / RUN, half)
            code, stderr = lab.finish(lab.under_faults(folder, at, action, is_from))
            errors = lines_of(stderr, "error")
            check(code in (0, 1), f"ends with {code}: {stderr}")
            check(len(errors) == code, f"{len(errors)} errors at exit code {code}: {stderr}")
            check(all(RUN in error for error in errors), f"names no file of the run: {stderr}")
            check("internal fault" not in stderr, stderr)
            step = lab.finish_run(folder)
            check(not is_resumed or step >= half_step,
                  f"resumed from step {step}, though it was at {half_step} before")
            return code
        name = f"call {at} {'and on ' if is_from else ''}{action}, " + (
            "resumed" if is_resumed else "new")
        return attempt(lab, name, work)

    codes = in_parallel([lambda case=case: one(*case) for case in chosen])
    return f"{len(codes)} faults of {len(cases)}, {sum(codes)} ended the run"


def make_half_run(lab, folder):
    """The files of a run that was killed within the write of a checkpoint."""
    recording = lab.record(folder)
    writes = [call for call in recording.calls_of("write") if call.size > 10000]
    shutil.rmtree(folder / RUN)
    lab.finish(lab.under_faults(folder, writes[len(writes) // 2].number, "half"))
    return {str(path.relative_to(folder / RUN)): path.read_bytes()
            for path in (folder / RUN).rglob("*") if path.is_file()}


def write_files(folder, files):
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def power(lab, count, seed):
    recording = attempt(lab, "power", lab.record)

    def one(number):
        def work(folder):
            rng = random.Random(f"{seed} power {number}")
            state = recording.lose_power(rng.randint(1, len(recording.entries)), rng)
            (folder / RUN).mkdir(parents=True)
            state.write(folder / RUN)
            step = lab.finish_run(folder, may_warn=True)
            check(step >= state.safe_step,
                  f"resumed from step {step}, though {state.safe_step} was safe")
        attempt(lab, f"power --seed {seed}, loss {number}", work)

    in_parallel([lambda n=number: one(n) for number in range(count)])
    return f"{count} power losses"

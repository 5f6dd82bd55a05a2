"""Parts of scripts/torture in which a training shares what it works on: a disk that is full or
read-only, readers of its files, and other trainings."""

import os
import signal
import subprocess
import time

from lab import LIMIT_SECONDS, RUN, attempt, check, lines_of


def disk(lab, count, seed):
    if os.geteuid() != 0:
        return "left out: only root can mount"

    def mounted(folder, options):
        (folder / "runs").mkdir(exist_ok=True)
        subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", folder / "runs"],
                       check=True)

    def full(kib):
        def work(folder):
            mounted(folder, f"size={kib}k")
            try:
                code, stderr = lab.finish(
                    lab.start("tiny.json", "--resume", "--run", RUN, cwd=folder))
                if code != 0:
                    errors = lines_of(stderr, "error")
                    check(code == 1 and len(errors) == 1 and "No space left on device" in errors[0],
                          f"{kib} KiB: ends with {code}: {stderr}")
                    subprocess.run(["mount", "-o", "remount,size=64m", folder / "runs"],
                                   check=True)
                lab.finish_run(folder)
                return code
            finally:
                subprocess.run(["umount", folder / "runs"], check=True)
        return attempt(lab, f"a disk of {kib} KiB", work)

    def read_only(folder):
        lab.run_cli("tiny.json", "--run", RUN, "--train.epochs", "2", cwd=folder)
        content = lab.files_of(folder / RUN)
        subprocess.run(["mount", "--bind", folder / "runs", folder / "runs"], check=True)
        try:
            subprocess.run(["mount", "-o", "remount,bind,ro", folder / "runs"], check=True)
            code, stderr = lab.finish(lab.start("resume", RUN, cwd=folder))
            check(code == 1 and len(stderr.splitlines()) == 1 and "Read-only file system" in stderr,
                  f"read-only: ends with {code}: {stderr}")
            lab.run_cli("sample", RUN, "-o", "grid.png", cwd=folder)
            lab.run_cli("report", RUN, "-o", "report.html", cwd=folder)
        finally:
            subprocess.run(["umount", folder / "runs"], check=True)
        check(lab.files_of(folder / RUN) == content, "read-only: files changed")

    try:
        codes = [full(8 + 384 * number // count) for number in range(count)]
    except subprocess.CalledProcessError:
        return "left out: this system lets nobody mount"
    attempt(lab, "read-only", read_only)
    return f"{len(codes)} sizes, {sum(codes)} too small; a read-only folder"


def readers(lab, count, seed):
    def work(folder):
        training = lab.start("tiny.json", "--run", RUN, "--train.epochs", "1000000",
                             "--checkpoint.every_steps", "1", "--checkpoint.keep", "1", "--quiet",
                             cwd=folder)
        try:
            while not list((folder / RUN).glob("checkpoints/*.pt")):
                check(training.poll() is None, "the training ended")
                time.sleep(0.01)
            for number in range(count):
                command = (["sample", RUN, "--quiet", "-o", "x.png"],
                           ["report", RUN, "-o", "x.html"], ["show", RUN])[number % 3]
                stderr = lab.run_cli(*command, cwd=folder)
                check(not lines_of(stderr, "warning") and not lines_of(stderr, "error"),
                      f"{command}: {stderr}")
        finally:
            training.kill()
            training.communicate()
    attempt(lab, "readers", work)
    return f"{count} reads"


def twice(lab, count, seed):
    def work(folder):
        processes = [lab.start("tiny.json", "--resume", "--run", RUN, "--train.epochs", "1000000",
                               "--quiet", cwd=folder) for _ in range(4)]
        deadline = time.monotonic() + LIMIT_SECONDS
        while sum(process.poll() is None for process in processes) > 1:
            if time.monotonic() > deadline:
                break
            time.sleep(0.01)
        for process in processes:
            if process.poll() is None:
                process.terminate()
        results = [lab.finish(process) for process in processes]
        codes = sorted(code for code, _ in results)
        check(codes == [1, 1, 1, 128 + signal.SIGTERM], f"exit codes {codes}: {results}")
        for code, stderr in results:  # another has the folder: they name it, and the way out
            errors = lines_of(stderr, "error")
            check(code != 1 or len(errors) == 1 and RUN in errors[0] and "--run" in errors[0],
                  stderr)
    for _ in range(count):
        attempt(lab, "twice", work)
    return f"{4 * count} trainings in {count} folders"

"""scripts/bare_debian and scripts/test_fresh, with a debootstrap that takes this system's /usr."""
import io
import os
import shutil
import signal
import subprocess
import tarfile
import tempfile
import time
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = ROOT / "scripts/bare_debian"
DEBOOTSTRAP = """#!/usr/bin/env bash
set -euo pipefail
system=${@: -2:1}
cd "$system"
mkdir -p dev etc/apt/apt.conf.d etc/ssl/certs proc root tmp usr
for folder in bin lib lib64 sbin; do ln -s "usr/$folder" "$folder"; done
cp -r /etc/ca-certificates* etc
mount --bind /usr usr
mount -o remount,ro,bind usr
mount -t tmpfs none usr/local
mkdir usr/local/share
"""


def archive(**files):
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as tar:
        for name, text in files.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(text)
            tar.addfile(entry, io.BytesIO(text.encode()))
    return packed.getvalue()


def is_sleeping(seconds):
    """Whether a process `sleep SECONDS` runs, in whatever namespace."""
    for command in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            if command.read_bytes() == f"sleep\0{seconds}\0".encode():
                return True
        except (FileNotFoundError, ProcessLookupError):
            pass
    return False


@unittest.skipUnless(os.geteuid() == 0, "needs root")
class BareDebian(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.folder.chmod(0o755)
        self.systems = self.folder / "systems"
        for name in ("systems", "bin"):
            (self.folder / name).mkdir()
        self.fake_debootstrap(DEBOOTSTRAP)
        self.addCleanup(lambda: self.assertEqual(list(self.systems.iterdir()), []))

    def fake_debootstrap(self, body):
        fake = self.folder / "bin/debootstrap"
        fake.write_text(body)
        fake.chmod(0o755)

    def start(self, *arguments, script=SCRIPT, **options):
        environment = {**os.environ, "TMPDIR": str(self.systems),
                       "PATH": f"{self.folder}/bin:{os.environ['PATH']}"}
        return subprocess.Popen([script, *arguments], stdin=subprocess.PIPE,
                                stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                **{"env": environment, **options})

    def run_script(self, *arguments, files=None, **options):
        """Exit code, standard output, standard error without the commands that it repeats."""
        process = self.start(*arguments, **options)
        out, error = process.communicate(archive(**(files or {})), timeout=300)
        told = [line for line in error.decode().splitlines() if not line.startswith("+")]
        return process.returncode, out.decode(), "\n".join(told)

    def wait_for(self, condition):
        for _ in range(2400):
            if condition():
                return
            time.sleep(0.05)
        self.fail("waited in vain")

    def test_a_command_runs_beside_the_archives_files_and_its_exit_code_is_kept(self):
        secret = self.folder / "secret"
        secret.write_text("of this machine")
        code, out, _ = self.run_script("trixie", f"cat word; pwd; ! ls {secret} && exit 7",
                                       files={"word": "hello\n"})
        self.assertEqual((code, out), (7, "hello\n/root\n"))

    def test_the_first_command_that_fails_ends_it(self):
        self.assertEqual(self.run_script("bookworm", "false\necho on")[:2], (1, ""))

    def test_a_command_can_make_namespaces_of_its_own_as_the_tests_do(self):
        command = "unshare --mount --pid --fork --mount-proc true"
        code, _, error = self.run_script("trixie", command)
        self.assertEqual((code, error), (0, ""))

    def test_a_stop_takes_everything_away(self):
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            with self.subTest(number):
                word = f"9{number:d}.{os.getpid()}"
                process = self.start("trixie", f"setsid sleep {word} & sleep {word}")
                process.stdin.write(archive())
                process.stdin.close()
                self.wait_for(lambda: is_sleeping(word))
                process.send_signal(number)
                self.assertEqual(process.wait(timeout=300), 128 + number)
                process.stdin = None
                process.communicate()
                self.assertFalse(is_sleeping(word))
                self.assertEqual(list(self.systems.iterdir()), [])
                self.assertNotIn(str(self.systems), Path("/proc/mounts").read_text())

    def test_a_stop_while_the_system_is_made_takes_everything_away(self):
        self.fake_debootstrap(f"{DEBOOTSTRAP}touch made; sleep 99.{os.getpid()}")
        process = self.start("trixie", "true")
        self.wait_for(lambda: list(self.systems.glob("*/made")))
        process.terminate()
        process.communicate(timeout=300)
        self.assertEqual(process.returncode, 143)
        self.assertFalse(is_sleeping(f"99.{os.getpid()}"))

    def test_two_at_once_do_not_meet(self):
        both = [self.start("trixie", "ls; sleep 1; ls") for _ in range(2)]
        for name, process in zip(("one", "two"), both):
            process.stdin.write(archive(**{name: ""}))
            process.stdin.close()
            process.stdin = None
        for name, process in zip(("one", "two"), both):
            self.assertEqual(process.communicate(timeout=300)[0].decode(), f"{name}\n{name}\n")

    def test_what_debootstrap_says_last_is_told_where_it_fails(self):
        self.fake_debootstrap("#!/bin/sh\necho retrieving; echo E: no such mirror >&2; exit 3")
        code, _, error = self.run_script("trixie", "true")
        self.assertEqual((code, error),
                         (1, "bare_debian: error: debootstrap failed: E: no such mirror"))

    def test_what_cannot_work_is_refused(self):
        readable = self.folder / "scripts/bare_debian"  # by any user, wherever this tree is
        readable.parent.mkdir()
        shutil.copy(SCRIPT, readable)
        for arguments, options, code, named in (
                (["sid", "true"], {}, 2, '"sid"'),
                (["trixie"], {}, 2, "usage"),
                (["trixie", "true"], {"user": 65534}, 1, "sudo"),
                (["trixie", "true"], {"env": {"PATH": "/usr/bin"}}, 1,
                 "apt-get install debootstrap")):
            with self.subTest(named):
                process = self.start(*arguments, script=readable, cwd="/", **options)
                error = process.communicate()[1].decode()
                self.assertEqual((process.returncode, error.count("\n")), (code, 1), error)
                self.assertIn(named, error)

    def test_fresh_runs_the_readmes_commands_on_these_sources_as_they_are(self):
        tree = self.folder / "tree"
        (tree / "scripts").mkdir(parents=True)
        for name in ("README.md", "scripts/bare_debian", "scripts/test_fresh",
                     "scripts/debian_mirror"):
            shutil.copy(ROOT / name, tree / name)
        subprocess.run(["git", "init", "--quiet", tree], check=True)
        train = tree / "scripts/train"  # which git does not know yet
        train.write_text("#!/bin/sh\necho trained in $PWD; git status --short\n")
        train.chmod(0o755)
        code, out, error = self.run_script(script=tree / "scripts/test_fresh")
        self.assertEqual((code, out), (0, "trained in /root/gan-train\n"), error)
        code, out, error = self.run_script("bookworm", "pwd", script=tree / "scripts/test_fresh")
        self.assertEqual((code, out), (0, "/root/gan-train\n"), error)


if __name__ == "__main__":
    unittest.main()

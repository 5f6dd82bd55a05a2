"""What three shells offer for a command line that is being typed, with gan-train's completions."""

import os
import pty
import shlex
import shutil
import subprocess
import threading
import time

from harness import LIMIT_SECONDS


def split(line):
    """The words of a line as bash hands them to a completion: "=" is a word of its own."""
    words = line.replace("=", " = ").split(" ")
    return [word for word in words[:-1] if word] + words[-1:]


class Terminal:
    """A program at a terminal of its own."""

    def __init__(self, command, folder, **environment):
        self.master, slave = pty.openpty()
        self.shown = ""
        self.process = subprocess.Popen(
            command, cwd=folder, stdin=slave, stdout=slave, stderr=slave, start_new_session=True,
            env={**os.environ, "TERM": "xterm", **environment})
        os.close(slave)
        threading.Thread(target=self.read, daemon=True).start()

    def read(self):
        try:
            while part := os.read(self.master, 4096):
                self.shown += part.decode(errors="replace")
        except OSError:  # the terminal was closed
            pass

    def type(self, keys):
        os.write(self.master, keys.encode())

    def close(self):
        self.process.kill()
        self.process.wait()


def wait_until(condition, what):
    deadline = time.monotonic() + LIMIT_SECONDS
    while not condition():
        if time.monotonic() > deadline:
            raise TimeoutError(f"waited for {what()}")
        time.sleep(0.02)


class Bash:
    name = "bash"

    def __init__(self, script, folder):
        self.script, self.folder = script, folder

    def close(self):
        pass

    def offers(self, line):
        words = split(line)
        typed, before = words[-1], words[-2]
        command = (f"source {shlex.quote(str(self.script))}; COMP_WORDS=({shlex.join(words)}); "
                   f"COMP_CWORD={len(words) - 1}; "
                   f"_gan_train gan-train {shlex.quote(typed)} {shlex.quote(before)}; "
                   r'printf "%s\n" "${COMPREPLY[@]}"')
        return run(["bash", "--norc", "-c", command], self.folder)


class Fish:
    name = "fish"

    def __init__(self, script, folder):
        self.script, self.folder = script, folder

    def close(self):
        pass

    def offers(self, line):
        command = f"source {shlex.quote(str(self.script))}; complete -C {shlex.quote(line)}"
        lines = run(["fish", "--no-config", "-c", command], self.folder)
        return [line.split("\t")[0].split("=")[-1] for line in lines]


class Zsh:
    """zsh completes at a terminal only. There, compadd() tells a file what it was given."""

    name = "zsh"
    INIT = r"""
        PS1= ; fpath=(%s $fpath); autoload -Uz compinit; compinit -D -u
        compadd() {
          if [[ ${@[1,(i)(-|--)]} != *-(O|A|D)\ * ]]; then
            local -a hits folder prefix ignored
            builtin compadd -A hits "$@"
            zparseopts -E p:=prefix P:=folder
            hits=($IPREFIX${folder[2]}${prefix[2]}${^hits})
            print -rl -- $hits >>$OFFERS
          fi
          builtin compadd "$@"
        }
        at_end() { print END >>$OFFERS; comppostfuncs=(at_end) }
        comppostfuncs=(at_end)
        zstyle ':completion:*' list-max 0
        LISTMAX=100000
        bindkey '^I' complete-word
        print READY >>$OFFERS
    """

    def __init__(self, script, folder):
        functions = folder / "zsh"
        functions.mkdir()
        shutil.copy(script, functions / "_gan-train")
        (functions / "init").write_text(self.INIT % shlex.quote(str(functions)))
        self.file = functions / "offers"
        self.file.write_text("")
        self.terminal = Terminal(["zsh", "-f", "-i"], folder, OFFERS=str(self.file))
        self.terminal.type(f"source {shlex.quote(str(functions / 'init'))}\n")
        self.wait_for("READY")

    def close(self):
        self.terminal.close()

    def offers(self, line):
        self.file.write_text("")
        self.terminal.type("\x15" + line + "\t")  # after Ctrl-U, which empties it
        words = self.wait_for("END")
        return [word.split("=")[-1] for word in words if word not in ("", "END")]

    def wait_for(self, word):
        """The lines of the file, once one of them is the word."""
        wait_until(lambda: word in self.file.read_text().split("\n"),
                   lambda: f"{word} from zsh, got {self.file.read_text()}")
        return self.file.read_text().split("\n")


def run(command, folder):
    """The lines of its standard output; it may write nothing else."""
    done = subprocess.run(command, cwd=folder, stdin=subprocess.DEVNULL, capture_output=True,
                          text=True, timeout=LIMIT_SECONDS)
    if done.stderr:
        raise AssertionError(done.stderr)
    return [line for line in done.stdout.split("\n") if line]


SHELLS = [shell for shell in (Bash, Zsh, Fish) if shutil.which(shell.name)]

"""Programs forked in place of a fresh interpreter: real ones of a few lines, forked by a process of one thread."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import ROOT

PROGRAM = """
import os, signal, sys, time

def main():
    print("words", *sys.argv[1:], os.environ["SET"], flush=True)
    print("files", *sorted(os.listdir("/dev/fd"), key=int)[:-1], flush=True)  # the last is the listing's own
    print("session", os.getsid(0) == os.getpid(), flush=True)
    answers = [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)]
    blocked = signal.pthread_sigmask(signal.SIG_BLOCK, [])
    print("asked", answers == [signal.default_int_handler, signal.SIG_DFL], blocked, flush=True)
    if sys.argv[1] == "lasts":
        time.sleep(600)
    if sys.argv[1] == "fails":
        raise ValueError("no memory for it")
    sys.exit(int(sys.argv[1]))
"""
PARENT = """
import os, signal, socket, subprocess, sys
from services.cli.forks import Forked

def end(number, frame):
    raise SystemExit("the answer of whoever forked it")

for number in (signal.SIGINT, signal.SIGTERM):
    signal.signal(number, end)
held, own = os.open(os.devnull, os.O_RDONLY), socket.socket()
sys.stdout.write("unwritten ")
with open("log", "ab") as log:
    given = {"output": log.fileno(), "environment": {"SET": "yes"}, "kept": [held]}
    child = Forked("api", ["-m", "program", *sys.argv[1:]], **given)
if sys.argv[1] == "lasts":
    try:
        child.wait(0.3)
    except subprocess.TimeoutExpired:
        print(child.poll(), end=" ")
    child.send_signal(getattr(signal, sys.argv[2]))
print(child.wait(20), child.poll() == child.returncode, held)
child.send_signal(signal.SIGTERM)
"""


@pytest.fixture
def fork(tmp_path):
    """What the forking process says of its child, and the lines of the child's log."""
    (tmp_path / "program.py").write_text(PROGRAM)
    environment = os.environ | {"PYTHONPATH": os.pathsep.join([str(ROOT), str(tmp_path)])}

    def forked(*words):
        command = [sys.executable, "-c", PARENT, *words]
        run = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=60)
        assert (run.returncode, run.stderr) == (0, "")
        return run.stdout, (tmp_path / "log").read_text().splitlines()

    return forked


def test_it_has_the_words_streams_and_signals_of_a_fresh_process_and_no_other_file(fork):
    said, log = fork("7", "--port", "8000")
    text, _, held = said.rstrip().rpartition(" ")
    assert text == "unwritten 7 True"
    assert log == ["words 7 --port 8000 yes", f"files 0 1 2 {held}", "session True", "asked True set()"]


def test_what_it_fails_with_is_in_its_log_and_it_ends_with_1(fork):
    said, log = fork("fails")
    assert said.startswith("unwritten 1 True")
    assert log[-1] == "ValueError: no memory for it"


@pytest.mark.parametrize("number", ["SIGINT", "SIGTERM", "SIGKILL"])
def test_a_signal_ends_it_and_nobody_else(fork, number):
    """The answers of whoever forked it are not its own; an interrupt that it does not catch is an error."""
    said, _ = fork("lasts", number)
    code = 1 if number == "SIGINT" else -getattr(signal, number)
    assert said.startswith(f"unwritten None {code} True")


def test_ps_and_top_tell_the_programs_apart(tmp_path, fork):
    if not Path("/proc/self/comm").exists():
        pytest.skip("only Linux has names of processes that can be set")
    (tmp_path / "program.py").write_text("def main(): print(open('/proc/self/comm').read().strip())")
    assert fork("named")[1] == ["zhuli api"]

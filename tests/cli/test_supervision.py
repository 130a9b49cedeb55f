"""Programs that die are started again, within bounds; real child processes of a few lines stand in for ours."""

import io
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from rich.console import Console

from services.cli import deaths
from services.cli.claims import claimed, runner_of
from services.cli.supervision import (
    MOST_RESTARTS,
    WITHIN_SECONDS,
    Death,
    DiedAgainError,
    Process,
    Supervisor,
    stop_all,
)
from tests.cli.conftest import ROOT
from tests.waiting import wait_for

LASTING = "import time; print('up', flush=True); time.sleep(600)"
DYING = "import sys; print('no memory for it', flush=True); sys.exit(7)"


@pytest.fixture
def start(tmp_path):
    started = []

    def begin(name, code, claim=None):
        started.append(Process(name, ["-c", code], tmp_path / "logs", claim))
        return started[-1]

    yield begin
    stop_all(started)


@pytest.fixture
def told():
    return []


def until_started_again(supervisor, process, pid):
    wait_for(lambda: supervisor.look() or (process.running and process.pid != pid), "a new process", pause=0.01)


def test_one_that_is_killed_is_started_again_and_the_others_go_on(start, told):
    api, worker = start("api", LASTING), start("worker", LASTING)
    supervisor = Supervisor([api, worker], told.append, first_pause=0.01)
    wait_for(lambda: worker.log.read_text() == "up\n", "its first start")
    supervisor.look()
    assert told == []
    before = api.pid, worker.pid
    os.kill(worker.pid, signal.SIGKILL)
    until_started_again(supervisor, worker, before[1])
    assert (api.pid, api.running) == (before[0], True)
    assert told == [Death("worker", -signal.SIGKILL, 1, 0.01)]
    assert (told[0].signal, supervisor.deaths) == ("SIGKILL", 1)
    wait_for(lambda: worker.log.read_text() == "up\nup\n", "its second start")


def test_one_that_comes_after_others_does_so_when_it_is_started_again_too(tmp_path, told):
    process = Process("worker", ["-c", LASTING], tmp_path / "logs", niceness=7)
    try:
        assert os.getpriority(os.PRIO_PROCESS, process.pid) == 7
        assert os.getpriority(os.PRIO_PROCESS, 0) == 0
        before = process.pid
        os.kill(before, signal.SIGKILL)
        until_started_again(Supervisor([process], told.append, first_pause=0.01), process, before)
        assert os.getpriority(os.PRIO_PROCESS, process.pid) == 7
        group = Path(f"/proc/{process.pid}/autogroup")
        assert not group.exists() or group.read_text().rstrip().endswith("nice 7")
    finally:
        process.stop()


def test_one_that_dies_again_and_again_is_given_up_with_its_last_words(start, told):
    process, other = start("api", DYING), start("worker", LASTING)
    supervisor = Supervisor([process, other], told.append, first_pause=0.001)
    with pytest.raises(DiedAgainError) as ended:
        wait_for(supervisor.look, "the end", pause=0.005)
    assert [(death.times, death.code, death.pause) for death in told] == [
        (number, 7, 0.001 * 2 ** (number - 1)) for number in range(1, MOST_RESTARTS + 1)
    ]
    assert ended.value.death.times == MOST_RESTARTS + 1
    assert ended.value.last_words.splitlines() == ["no memory for it"] * (MOST_RESTARTS + 1)
    assert other.running


def test_pauses_are_kept_and_deaths_are_forgotten_after_ten_minutes(start, told):
    moment = [0.0]
    process = start("api", DYING)
    supervisor = Supervisor([process], told.append, first_pause=4.0, clock=lambda: moment[0])
    for number in range(MOST_RESTARTS + 3):
        wait_for(lambda: not process.running, "its end")
        pid = process.pid
        supervisor.look()
        moment[0] += 3.9
        supervisor.look()
        assert process.pid == pid, "started before its pause was over"
        moment[0] += 0.2
        supervisor.look()
        assert process.pid != pid
        assert told[-1] == Death("api", 7, 1, 4.0), number
        moment[0] += WITHIN_SECONDS


def test_last_words_are_the_end_of_a_large_log(start):
    process = start("api", "print('x' * 99 + '\\n', end='') or [print('y' * 99) for _ in range(5000)]; print('last')")
    wait_for(lambda: not process.running, "its end")
    assert process.last_words().splitlines() == ["y" * 99] * 14 + ["last"]


@pytest.mark.parametrize(
    ("language", "killed", "given_up"),
    [
        ("en", "worker ended by SIGKILL; it is started again in 0.5 s (1 of at most 5", "api ended 6 times"),
        ("zh", "worker 已退出（信号 SIGKILL），0.5 秒后自动重启", "api 在 10 分钟内退出 6 次，最后一次为退出码 7"),
    ],
)
def test_the_screen_says_it_in_both_languages(monkeypatch, start, language, killed, given_up):
    page = io.StringIO()
    monkeypatch.setattr(deaths, "console", Console(file=page, width=200))
    process = start("api", DYING)
    wait_for(lambda: not process.running, "its end")
    deaths.show_death(Death("worker", -signal.SIGKILL, 1, 0.5), language)
    deaths.show_last_words(DiedAgainError(Death("api", 7, 6, 0.0), process), language)
    assert killed in page.getvalue()
    assert given_up in page.getvalue()
    assert "no memory for it" in page.getvalue()


def test_those_that_do_not_end_are_killed_and_each_is_asked(start):
    """However long one takes, the others have their share of the four seconds."""
    polite = (
        "import signal, sys, time\n"
        "signal.signal(signal.SIGINT, lambda *_: print('asked', flush=True) or sys.exit(0))\n"
        "print('up', flush=True); time.sleep(600)"
    )
    deaf = (
        "import signal, time; signal.signal(signal.SIGINT, signal.SIG_IGN); print('up', flush=True); time.sleep(600)"
    )
    processes = [start("sandbox", polite), start("api", polite), start("worker", deaf)]
    wait_for(lambda: all(process.log.read_text() for process in processes), "their start")
    stop_all(processes)
    assert [process.returncode for process in processes] == [0, 0, -signal.SIGKILL]
    assert [process.log.read_text() for process in processes] == ["up\nasked\n", "up\nasked\n", "up\n"]


def test_a_second_ctrl_c_leaves_nobody(start):
    deaf = (
        "import signal, time; signal.signal(signal.SIGINT, signal.SIG_IGN); print('up', flush=True); time.sleep(600)"
    )
    processes = [start("api", LASTING), start("worker", deaf)]
    wait_for(lambda: all(process.log.read_text() for process in processes), "their start")
    signal.signal(signal.SIGALRM, signal.default_int_handler)
    signal.setitimer(signal.ITIMER_REAL, 0.2)
    began = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        stop_all(processes)
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    assert not any(process.running for process in processes)
    assert time.monotonic() - began < 10


def test_a_folder_is_held_until_the_last_program_of_it_has_ended(tmp_path):
    """Also after `kill -9` of whoever started them."""
    code = (
        "import sys, time; from pathlib import Path; from services.cli.claims import claimed;"
        "from services.cli.supervision import Process\n"
        "with claimed(Path(sys.argv[1]), 'http://here') as claim:\n"
        f"    Process('api', ['-c', {LASTING!r}], Path(sys.argv[1]) / 'logs', claim)\n"
        "    print('up', flush=True); time.sleep(600)\n"
    )
    command = [sys.executable, "-c", code, str(tmp_path)]
    parent = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE)
    parent.stdout.readline()
    runner = runner_of(tmp_path)
    child = runner.programs["api"]
    assert (runner.url, runner.pid, runner.lives) == ("http://here", parent.pid, True)
    assert runner.told(tmp_path) == f"Zhuli runs already on {tmp_path}: process {parent.pid}, http://here."
    parent.kill()
    parent.communicate()
    left = runner_of(tmp_path)
    assert (left.lives, left.programs) == (False, {"api": child})
    assert left.told(tmp_path).endswith(f"end them: kill {child}")
    os.kill(child, signal.SIGKILL)
    wait_for(lambda: runner_of(tmp_path) is None, "the end of the lock")
    with claimed(tmp_path, "http://there"):
        assert runner_of(tmp_path).url == "http://there"


def test_what_supervises_imports_only_the_standard_library():
    """Beside the packages that it stands in."""
    code = "import sys; before = set(sys.modules); import services.cli.supervision; print(*set(sys.modules) - before)"
    run = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    ours = {name for name in run.stdout.split() if name.partition(".")[0] not in sys.stdlib_module_names}
    ours_alone = ("claims", "forks", "log_files", "supervision")
    assert ours == {"services", "services.cli", *(f"services.cli.{name}" for name in ours_alone)}

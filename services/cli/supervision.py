"""Programs as child processes, started again when they die: within bounds, and told.

Only the standard library is imported here, so that nothing that breaks a program breaks what starts it again.
"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from services.cli.claims import Claim
from services.cli.forks import Forked
from services.cli.log_files import LogFile

MOST_RESTARTS, WITHIN_SECONDS = 5, 600.0
"""Of one program. A death an hour is a nuisance and is told; six in ten minutes will not end by themselves."""

FIRST_PAUSE = 0.5
"""Seconds before a program is started again; twice as long each time within these ten minutes."""

STOP_SECONDS, CTRL_C_SECONDS = 20.0, 4.0
"""Granted to one program that is asked to end, and to all together when somebody has pressed Ctrl-C and waits."""

_TAIL_LINES, _TAIL_BYTES = 15, 64 * 1024


class ProcessError(RuntimeError):
    """A process could not start, or has ended by itself; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Death:
    """The end of a program that nobody asked for. `code` is its exit code, or minus the number of a signal."""

    name: str
    code: int
    times: int
    """How often it has died within the last ten minutes."""

    pause: float
    """Seconds until it is started again."""

    @property
    def signal(self) -> str | None:
        """The name of the signal that ended it."""
        if self.code >= 0:
            return None
        try:
            return signal.Signals(-self.code).name
        except ValueError:
            return str(-self.code)


class DiedAgainError(ProcessError):
    """A program died too often to be started again."""

    def __init__(self, death: Death, process: "Process") -> None:
        super().__init__(f"The {death.name} process ended {death.times} times; see {process.log}")
        self.death, self.log, self.last_words = death, process.log, process.last_words()


class Process:
    """A child process that writes to a log file, and holds its folder with us where there is a `claim`.

    One with a `niceness` (1 to 19) gets a processor after those without, where both want one. One that is `forked`
    has what we have imported, and is no interpreter of its own; we have one thread then.
    """

    def __init__(
        self,
        name: str,
        arguments: Sequence[str],
        logs: Path,
        claim: Claim | None = None,
        *,
        niceness: int = 0,
        forked: bool = False,
    ) -> None:
        self.name, self._niceness, self._forked = name, niceness, forked
        self.log = logs / f"{name}.log"
        self._log_file = LogFile(self.log)
        self._arguments, self._claim = arguments, claim
        logs.mkdir(parents=True, exist_ok=True)
        self._child = self._start()

    @property
    def pid(self) -> int:
        """Its process id."""
        return self._child.pid

    @property
    def running(self) -> bool:
        """Whether the process still lives."""
        return self._child.poll() is None

    @property
    def returncode(self) -> int | None:
        """What it ended with: its exit code, or minus the number of a signal; None while it lives."""
        return self._child.poll()

    def start_again(self) -> None:
        """A new process in place of the one that has ended. Raises OSError."""
        self._child = self._start()

    def ask_to_end(self, *, quickly: bool = False) -> None:
        """SIGTERM, which lets it finish what it does; or SIGINT, after which it hands back what takes long."""
        if self.running:
            self._child.send_signal(signal.SIGINT if quickly else signal.SIGTERM)

    def await_end(self, seconds: float) -> None:
        """Wait until it has ended, for so long at the most."""
        with suppress(subprocess.TimeoutExpired):
            self._child.wait(max(0.0, seconds))

    def stop(self) -> None:
        """Ask it to end, and after a while make it."""
        self.ask_to_end()
        self.await_end(STOP_SECONDS)
        if self.running:
            self.kill()

    def kill(self) -> None:
        """SIGKILL, and wait for its end."""
        self._child.kill()
        self._child.wait()

    def last_words(self) -> str:
        """The end of its log."""
        return "\n".join(self._log_file.tail(_TAIL_BYTES, _TAIL_LINES))

    def bound_log(self) -> None:
        """Keep its log from growing without end; to be called now and then."""
        self._log_file.bound()

    def _start(self) -> "subprocess.Popen[bytes] | Forked":
        kept = [self._claim.descriptor] if self._claim else []
        with self.log.open("ab") as file:
            child = self._fork(file, kept) if self._forked else self._execute(file, kept)
        if self._niceness:
            _set_back(child.pid, self._niceness)
        if self._claim:
            self._claim.note(self.name, child.pid)
        return child

    def _fork(self, file: BinaryIO, kept: Sequence[int]) -> Forked:
        return Forked(self.name, self._arguments, output=file.fileno(), environment=_environment(), kept=kept)

    def _execute(self, file: BinaryIO, kept: Sequence[int]) -> "subprocess.Popen[bytes]":
        # A session of its own: Ctrl-C reaches only us, and we stop the children in order.
        return subprocess.Popen(  # noqa: S603 - our own interpreter and modules
            [sys.executable, *self._arguments],
            stdout=file,
            stderr=file,
            start_new_session=True,
            env=_environment(),
            pass_fds=kept,
        )


class Supervisor:
    """Starts programs again that have died; `tell` is called at each death that is not the last."""

    def __init__(
        self,
        processes: Sequence[Process],
        tell: Callable[[Death], None],
        *,
        first_pause: float = FIRST_PAUSE,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._processes, self._tell = processes, tell
        self._first_pause, self._clock = first_pause, clock
        self._deaths: dict[str, list[float]] = {process.name: [] for process in processes}
        self._due: dict[str, float] = {}
        self.deaths = 0
        """All that there have been."""

    def look(self) -> None:
        """See to every program and its log once; to be called a few times a second. Raises DiedAgainError."""
        for process in self._processes:
            process.bound_log()
            if process.running:
                continue
            due = self._due.pop(process.name, None)
            if due is None:
                self._due[process.name] = self._note(process)
            elif self._clock() < due:
                self._due[process.name] = due
            else:
                self._start(process)

    def _note(self, process: Process) -> float:
        now = self._clock()
        recent = [moment for moment in self._deaths[process.name] if moment > now - WITHIN_SECONDS] + [now]
        self._deaths[process.name] = recent
        self.deaths += 1
        pause = self._first_pause * 2.0 ** (len(recent) - 1)
        death = Death(process.name, process.returncode or 0, len(recent), pause)
        if len(recent) > MOST_RESTARTS:
            raise DiedAgainError(death, process)
        self._tell(death)
        return now + pause

    def _start(self, process: Process) -> None:
        try:
            process.start_again()
        except OSError:  # no memory, no space: the next look finds it dead once more, which counts
            return


def _set_back(pid: int, niceness: int) -> None:
    """Let a process come after others. Linux may weigh whole sessions (autogroups), and then asks for theirs too."""
    with suppress(OSError):  # it has ended
        os.setpriority(os.PRIO_PROCESS, pid, niceness)
    with suppress(OSError):  # other systems have no such file
        Path(f"/proc/{pid}/autogroup").write_text(str(niceness))


def stop_all(processes: Sequence[Process]) -> None:
    """End all within four seconds, the last started first: it needs the others for what it ends.

    Those that are left then are killed, which loses nothing; so are all at a second Ctrl-C meanwhile.
    """
    began = time.monotonic()
    try:
        for number, process in enumerate(reversed(processes), 1):
            process.ask_to_end(quickly=True)
            process.await_end(began + CTRL_C_SECONDS * number / len(processes) - time.monotonic())
    finally:
        for process in processes:
            if process.running:
                process.kill()


def _environment() -> dict[str, str]:
    """Ours, with our own modules before those that it names."""
    root = str(Path(__file__).parents[2])
    return os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, [root, os.environ.get("PYTHONPATH")]))}

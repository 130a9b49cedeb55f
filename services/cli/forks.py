"""A program forked from us in place of a fresh interpreter: what we have imported is not imported again, and what
nobody changes of it is in memory once.

To be called by a process of one thread. Only the standard library is imported here.
"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from importlib import import_module
from pathlib import Path

_LOOK_SECONDS = 0.02
_ENDING = (signal.SIGINT, signal.SIGTERM)
_FIRST_OTHER, _MOST_FILES = 3, 1 << 20
"""File descriptors: the first that is no standard stream, and more than there can be."""


class Forked:
    """A child process with the interface of `subprocess.Popen` that is wanted of it.

    It is the leader of a session, writes to `output`, and has no file of ours but `kept`. `arguments` are
    those of an interpreter: `-m`, a module that has a `main`, and its words. Raises OSError.
    """

    def __init__(
        self, name: str, arguments: Sequence[str], *, output: int, environment: Mapping[str, str], kept: Sequence[int]
    ) -> None:
        self.returncode: int | None = None
        # Held back until the child has its own answer to them: ours would end its siblings.
        signal.pthread_sigmask(signal.SIG_BLOCK, _ENDING)
        try:
            self.pid = os.fork()
            if self.pid == 0:
                _live(name, arguments, output, environment, kept)
        finally:
            signal.pthread_sigmask(signal.SIG_UNBLOCK, _ENDING)

    def poll(self) -> int | None:
        """What it ended with; None while it lives."""
        if self.returncode is None:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self.returncode = os.waitstatus_to_exitcode(status)
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        """The same, waited for. Raises subprocess.TimeoutExpired."""
        ends = None if timeout is None else time.monotonic() + timeout
        while (code := self.poll()) is None:
            if ends is not None and time.monotonic() >= ends:
                raise subprocess.TimeoutExpired("a forked program", timeout or 0.0)
            time.sleep(_LOOK_SECONDS)
        return code

    def send_signal(self, number: int) -> None:
        """Send it a signal, unless it has ended."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        """SIGKILL."""
        self.send_signal(signal.SIGKILL)


def _live(
    name: str, arguments: Sequence[str], output: int, environment: Mapping[str, str], kept: Sequence[int]
) -> None:
    """The life of a program. It does not return: behind it are the frames of whoever forked it."""
    code = 1
    try:
        _stand_alone(name, output, kept)
        os.environ.update(environment)
        _, module, *words = arguments
        sys.argv = [module, *words]
        import_module(module).main()
        code = 0
    except SystemExit as ended:
        code = ended.code if isinstance(ended.code, int) else int(ended.code is not None)
    except BaseException:
        sys.excepthook(*sys.exc_info())
    finally:
        for stream in (sys.stdout, sys.stderr):
            with suppress(OSError, ValueError):
                stream.flush()
        os._exit(code)


def _stand_alone(name: str, output: int, kept: Sequence[int]) -> None:
    """Give this process what a fresh one would have: its session, its streams, its answers to signals."""
    os.setsid()
    for stream in (1, 2):
        os.dup2(output, stream)
    # New ones: what has not been written yet in ours is ours to write.
    sys.stdout, sys.stderr = (
        os.fdopen(stream, "w", encoding="utf-8", errors="backslashreplace", buffering=1, closefd=False)
        for stream in (1, 2)
    )
    first = _FIRST_OTHER
    for descriptor in sorted(kept):
        os.closerange(first, descriptor)
        first = descriptor + 1
    os.closerange(first, _MOST_FILES)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, _ENDING)
    with suppress(OSError):  # Linux: what `ps -e` and `top` call it
        Path("/proc/self/comm").write_text(f"zhuli {name}")

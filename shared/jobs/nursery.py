"""The program that children are forked from: `python -m shared.jobs.nursery MODULE`, its standard input a socket.

It loads the module once and has one thread, so that a child costs milliseconds and shares its memory. Each request
is a line of JSON with a socket beside it, over which the child says how it ended (see `shared.jobs.children`). The
module has `work(arguments)`, whose result can be JSON, and `hand_back(arguments)` for a child that is to stop before
its end. Children end when their sockets are closed on the other side: none outlives the worker that asked for it.
"""

import gc
import os
import resource
import signal
import socket
import sys
import threading
from contextlib import suppress
from importlib import import_module
from select import select
from typing import Any, Protocol, cast

import orjson

from shared import log
from shared.jobs.arenas import keep_apart, share_arenas
from shared.jobs.steps import is_passing, reason_of
from shared.texts import Text

STOP_SECONDS = 8.0
"""What a child has to hand its work back; less than a worker grants to running steps."""

LINE_BYTES = 64 * 1024
_NICE, _FIRST_TO_GO = 10, "1000"
_OUT_OF_MEMORY = "memory"


class Job(Protocol):
    """A module whose work children do."""

    def work(self, arguments: dict[str, Any]) -> Any:
        """Do it; what it raises is told to the worker."""

    def hand_back(self, arguments: dict[str, Any]) -> None:
        """Leave it to a later child; called beside `work`, after which the process ends."""


def main(module: str) -> None:
    """Fork children until standard input ends, then wait for their ends."""
    log.configure()
    share_arenas()
    for number in (signal.SIGTERM, signal.SIGINT):  # the worker gets them as well, and ends its children in order
        signal.signal(number, signal.SIG_IGN)
    job = cast(Job, import_module(module))
    keep_apart()
    control = socket.socket(fileno=os.dup(0))
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)  # children would hold it open
    serve(control, job)


def serve(control: socket.socket, job: Job) -> None:
    """Fork a child for each request, and tell the worker how it ended."""
    nursery = _Nursery(control, job)
    while nursery.answer():
        nursery.bury(os.WNOHANG)
    while nursery.bury(0):
        pass


class _Nursery:
    """Its living children: their process ids, and their sockets."""

    def __init__(self, control: socket.socket, job: Job) -> None:
        self._control, self._job = control, job
        self._children: dict[int, socket.socket] = {}
        self._woken, self._wake = socket.socketpair()
        for end in (self._woken, self._wake):
            end.setblocking(False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(self._wake.fileno(), warn_on_full_buffer=False)

    def answer(self) -> bool:
        """Wait for a request or the end of a child; False once there will be no further request."""
        ready, _, _ = select([self._control, self._woken], [], [])
        if self._woken in ready:
            self._woken.recv(LINE_BYTES)
        if self._control not in ready:
            return True
        line, given, _, _ = socket.recv_fds(self._control, LINE_BYTES, 1)
        if not line:
            return False
        channel = socket.socket(fileno=given[0])
        pid = os.fork()
        if pid == 0:
            self._be_child(orjson.loads(line), channel)
        self._children[pid] = channel
        self._control.sendall(b".")
        return True

    def bury(self, how: int) -> bool:
        """Tell how ended children ended; False when there are none alive."""
        while self._children:
            pid, status = os.waitpid(-1, how)
            if pid == 0:
                return True
            with self._children.pop(pid) as channel:
                _say(channel, {"status": os.waitstatus_to_exitcode(status)})
        return False

    def _be_child(self, request: dict[str, Any], channel: socket.socket) -> None:
        """The life of a child; it does not return."""
        try:
            signal.set_wakeup_fd(-1)
            for own in (self._control, self._woken, self._wake, *self._children.values()):
                own.close()
            _live(self._job, request, channel)
        finally:
            os._exit(1)


def _live(job: Job, request: dict[str, Any], channel: socket.socket) -> None:
    """Do the work within its limits, and say how it ended."""
    arguments = request["arguments"]
    saying = threading.Lock()

    def end(said: dict[str, Any]) -> None:
        with saying:  # whoever is first
            _say(channel, said)
            os._exit(0)

    def watch() -> None:
        channel.recv(1)
        signal.setitimer(signal.ITIMER_REAL, STOP_SECONDS)
        try:
            job.hand_back(arguments)
        except Exception as error:
            log.get(__name__).warning("not handed back", failure=log.failure_of(error))
        end({"handed_back": True})

    restrict(request["seconds"], request["memory"])
    threading.Thread(target=watch, daemon=True).start()
    try:
        with log.on_behalf_of(request["request_id"]):
            said = {"result": job.work(arguments)}
    except MemoryError:
        gc.collect()
        said = {"died": _OUT_OF_MEMORY}
    except Exception as error:  # told to the worker, whatever it is
        said = {"failed": _failure(error)}
    end(said)


def restrict(seconds: float, memory: int) -> None:
    """Let this process end after so many seconds, take so many bytes more, and come after all others."""
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    os.nice(_NICE)
    with suppress(OSError, ValueError):  # other systems than Linux have neither, and macOS takes no limit
        with open("/proc/self/oom_score_adj", "w") as score:
            score.write(_FIRST_TO_GO)
        with open("/proc/self/statm") as sizes:
            taken = int(sizes.read().split()[0]) * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_AS, (taken + memory, taken + memory))


def _failure(error: Exception) -> dict[str, Any]:
    """An exception as the worker can raise it again."""
    passing = is_passing(error)
    if not passing:
        log.get(__name__).warning("failed in a child", failure=log.failure_of(error))
    code, detail = reason_of(error)
    text = getattr(error, "text", None)
    known = text if isinstance(text, Text) else Text(en=detail, zh=detail)
    return {"code": code, "en": known.en, "zh": known.zh, "passing": passing}


def _say(channel: socket.socket, said: dict[str, Any]) -> None:
    with suppress(OSError):  # the worker has gone
        channel.sendall(orjson.dumps(said) + b"\n")


if __name__ == "__main__":
    main(sys.argv[1])

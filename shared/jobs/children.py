"""Work in processes that end: what it leaves in memory goes with them, and what kills them kills nothing else."""

import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import orjson

from shared import log
from shared.jobs.machine import available_memory
from shared.jobs.nursery import LINE_BYTES
from shared.texts import Text

LEAST_MEMORY, MOST_MEMORY = 256 * 1024**2, 2 * 1024**3
"""Bytes that a child may take: half of what the machine has to spare, within these."""

IDLE_SECONDS = 60.0
"""A nursery without children goes after this; its memory (some 110 MB) is given back, and the next takes a second."""

_END = "ended without a word"


class HandedBack(BaseException):
    """The worker stops, and the work was handed back: its workflow stays as it is, for the next start."""


class ChildFailedError(RuntimeError):
    """What the work raised in its child."""

    def __init__(self, code: str, text: Text, *, passing: bool) -> None:
        super().__init__(code, text.en)
        self.code, self.text, self.detail, self.retryable = code, text, text.en, passing


class ChildDiedError(RuntimeError):
    """A child ended before its work did; `how` says what is known of it: a signal, memory, or its deadline."""

    code, retryable = "child-died", True

    def __init__(self, how: str) -> None:
        super().__init__(how)
        self.how = self.detail = how


class Children:
    """The children of one worker, which do the work of one module."""

    def __init__(self, module: str, *, spawn: Callable[[str], socket.socket] | None = None) -> None:
        self._module = module
        self._spawn = spawn or _spawn
        self._changing = threading.Lock()
        self._nursery: socket.socket | None = None
        self._living: set[socket.socket] = set()
        self._idle_since = time.monotonic()
        self._stopping = False

    def run(self, arguments: dict[str, Any], *, seconds: float) -> Any:
        """What the work returns. Raises ChildFailedError, ChildDiedError and HandedBack."""
        memory = min(max(available_memory() // 2, LEAST_MEMORY), MOST_MEMORY)
        request = {"arguments": arguments, "seconds": seconds, "memory": memory, "request_id": log.request_id()}
        ours, theirs = socket.socketpair()
        with ours:
            with theirs:
                self._begin(orjson.dumps(request), ours, theirs)
            try:
                return _outcome(_hear(ours))
            finally:
                self._end(ours)

    def rest(self) -> int:
        """Let the nursery go when it has had no child for a while."""
        with self._changing:
            if not self._living and time.monotonic() - self._idle_since > IDLE_SECONDS:
                self._close()
        return 0

    def stop(self) -> None:
        """Have all children hand their work back, and begin no more."""
        with self._changing:
            self._stopping = True
            for channel in self._living:
                with suppress(OSError):
                    channel.shutdown(socket.SHUT_WR)
            self._close()

    def _begin(self, request: bytes, ours: socket.socket, theirs: socket.socket) -> None:
        with self._changing:
            for _ in range(2):  # one that has died is noticed at the next request
                if self._stopping:
                    raise HandedBack
                if self._nursery is None:
                    self._nursery = self._spawn(self._module)
                if _ask(self._nursery, request, theirs):
                    self._living.add(ours)
                    return
                self._close()
        raise ChildDiedError("no child could be started")

    def _end(self, ours: socket.socket) -> None:
        with self._changing:
            self._living.discard(ours)
            self._idle_since = time.monotonic()

    def _close(self) -> None:
        if self._nursery is not None:
            self._nursery.close()
            self._nursery = None


def _spawn(module: str) -> socket.socket:
    """Start a nursery; what it reads requests from."""
    ours, theirs = socket.socketpair()
    with theirs:
        program = subprocess.Popen(  # noqa: S603 - no part of the command comes from outside
            [sys.executable, "-m", "shared.jobs.nursery", module], stdin=theirs.fileno()
        )
    threading.Thread(target=program.wait, name="nursery", daemon=True).start()
    return ours


def _ask(nursery: socket.socket, request: bytes, channel: socket.socket) -> bool:
    """Whether the nursery has made a child of a request."""
    try:
        socket.send_fds(nursery, [request], [channel.fileno()])
        return nursery.recv(1) == b"."
    except OSError:
        return False


def _hear(channel: socket.socket) -> dict[str, Any]:
    """All that is said of a child: by itself, and by the nursery once it has ended."""
    heard = bytearray()
    while part := channel.recv(LINE_BYTES):
        heard += part
    said: dict[str, Any] = {}
    for line in heard.splitlines():
        said |= orjson.loads(line)
    return said


def _outcome(said: dict[str, Any]) -> Any:
    if "result" in said:
        return said["result"]
    if failed := said.get("failed"):
        raise ChildFailedError(failed["code"], Text(en=failed["en"], zh=failed["zh"]), passing=failed["passing"])
    if "handed_back" in said:
        raise HandedBack
    if "died" in said:
        raise ChildDiedError(said["died"])
    raise ChildDiedError(_how(said.get("status")))


def _how(status: int | None) -> str:
    if status == -signal.SIGALRM:
        return "deadline"
    if status is None or status >= 0:
        return _END
    return signal.Signals(-status).name

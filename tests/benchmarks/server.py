"""A server of its own process: `python -m tests.benchmarks.server FACTORY PORT`.

It runs the factory's app under one uvicorn worker, as `zhuli run` does. For each line on standard input it
answers with its CPU seconds and peak memory; the end of the input ends it, so that it never outlives its parent.
"""

import importlib
import json
import os
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Self

import uvicorn

from tests.benchmarks.measurement import ROOT, peak_mb

HOST = "127.0.0.1"
_START_SECONDS = 60.0


class Server:
    """The server as its parent sees it; a context manager that starts and stops it."""

    def __init__(self, factory: str, port: int, log: Path, environment: dict[str, str]) -> None:
        self.port = port
        self._log = log
        with log.open("wb") as file:
            self._child = subprocess.Popen(
                [sys.executable, "-m", __name__, factory, str(port)],
                cwd=ROOT,
                env=environment,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=file,
                text=True,
            )

    def __enter__(self) -> Self:
        """Wait until it listens. Raises RuntimeError with its log when it does not."""
        ends = time.monotonic() + _START_SECONDS
        while time.monotonic() < ends and self._child.poll() is None:
            with socket.socket() as probe:
                if probe.connect_ex((HOST, self.port)) == 0:
                    return self
            time.sleep(0.05)
        self.__exit__()
        raise RuntimeError(f"a server did not start\n{self._log.read_text()[-2000:]}")

    def __exit__(self, *_error: object) -> None:
        if self._child.stdin:
            self._child.stdin.close()
        try:
            self._child.wait(20)
        except subprocess.TimeoutExpired:
            self._child.kill()
            self._child.wait()

    def usage(self) -> tuple[float, float]:
        """(user and system CPU seconds, peak memory in MB) so far."""
        if self._child.stdin is None or self._child.stdout is None:
            raise RuntimeError("the server has no pipes")
        self._child.stdin.write("usage\n")
        self._child.stdin.flush()
        cpu, peak = json.loads(self._child.stdout.readline())
        return cpu, peak


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port


def _serve(factory: str, port: str) -> None:
    module, _, function = factory.partition(":")
    app = getattr(importlib.import_module(module), function)
    server = uvicorn.Server(uvicorn.Config(app, factory=True, host=HOST, port=int(port), access_log=False))

    def answer() -> None:
        for _ in sys.stdin:
            times = os.times()
            sys.stdout.write(json.dumps([times.user + times.system, peak_mb()]) + "\n")
            sys.stdout.flush()
        server.should_exit = True

    threading.Thread(target=answer, daemon=True).start()
    server.run()


if __name__ == "__main__":
    _serve(*sys.argv[1:])

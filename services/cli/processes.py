"""The three processes of an installation on one machine, started and stopped together."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from services.cli.installation import HOST, Installation

START_SECONDS = 60.0
STOP_SECONDS = 20.0
GRACE_SECONDS = 10
"""Seconds that requests under way have to end when the API is stopped."""

_TAIL = 15


class ProcessError(RuntimeError):
    """A process could not start, or has ended by itself; the message says why and what to do."""


class Process:
    """A child process that writes to a log file."""

    def __init__(self, name: str, arguments: list[str], logs: Path) -> None:
        self.name = name
        self.log = logs / f"{name}.log"
        logs.mkdir(parents=True, exist_ok=True)
        with self.log.open("ab") as file:
            # A session of its own: Ctrl-C reaches only us, and we stop the children in order.
            self._child = subprocess.Popen(  # noqa: S603 - our own interpreter and modules
                [sys.executable, *arguments], stdout=file, stderr=file, start_new_session=True, env=_environment()
            )

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
        """What it ended with; None while it lives."""
        return self._child.poll()

    def stop(self) -> None:
        """Ask it to end, and after a while make it."""
        if self.running:
            self._child.send_signal(signal.SIGTERM)
        try:
            self._child.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._child.kill()
            self._child.wait()

    def last_words(self) -> str:
        """The end of its log."""
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-_TAIL:])


@contextmanager
def running(installation: Installation) -> Iterator[list[Process]]:
    """Sandbox, API and worker, ready to be used. Raises ProcessError; all are stopped at the end."""
    for port in (installation.port, installation.sandbox_port, installation.metrics_port):
        require_free(port)
    processes: list[Process] = []
    try:
        for name, arguments in programs(installation).items():
            processes.append(Process(name, arguments, installation.logs))
        _wait_until_ready(processes[0], f"{installation.sandbox_url}/health")
        _wait_until_ready(processes[1], f"{installation.url}/readyz")
        yield processes
    finally:
        for process in reversed(processes):
            process.stop()


def require_free(port: int) -> None:
    """Raise ProcessError when something else listens on the port."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            raise ProcessError(
                f"Port {port} is taken, perhaps by another Zhuli. Stop it, or choose: make run PORT=8100"
            ) from error


def require_running(processes: list[Process]) -> None:
    """Raise ProcessError when one of the processes has ended by itself."""
    for process in processes:
        if not process.running:
            raise ProcessError(
                f"The {process.name} process ended by itself; the last lines of {process.log}:\n"
                f"{process.last_words()}\nThe others are stopped. `make run` goes on where it was."
            )


def programs(installation: Installation) -> dict[str, list[str]]:
    """What the interpreter runs for each process, in the order of their start."""

    quiet = f"--no-access-log --no-proxy-headers --timeout-graceful-shutdown {GRACE_SECONDS}"

    def serve(app: str, port: int, *more: str) -> list[str]:
        return ["-m", "uvicorn", "--factory", app, *f"--host {HOST} --port {port} {quiet}".split(), *more]

    return {
        # It dates its answers itself, by the clock of the seller that they are for.
        "sandbox": serve("services.sandbox.main:app", installation.sandbox_port, "--no-date-header"),
        "api": serve("services.gateway.main:app", installation.port, "--http", "shared.app.protocol:Protocol"),
        "worker": ["-m", "services.gateway.worker"],
    }


def _environment() -> dict[str, str]:
    """Ours, with our own modules before those that it names."""
    root = str(Path(__file__).parents[2])
    return os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, [root, os.environ.get("PYTHONPATH")]))}


def _wait_until_ready(process: Process, url: str) -> None:
    ends = time.monotonic() + START_SECONDS
    while time.monotonic() < ends:
        if not process.running:
            raise ProcessError(f"The {process.name} process ended at its start:\n{process.last_words()}")
        try:
            if httpx.get(url, timeout=1.0, trust_env=False).status_code == 200:
                return
        except httpx.HTTPError:
            pass
        time.sleep(0.1)
    raise ProcessError(f"The {process.name} process did not answer; see {process.log}")

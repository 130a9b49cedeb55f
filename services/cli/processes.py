"""The three programs of an installation on one machine, started and stopped together."""

import gc
import socket
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module

import httpx
from sqlalchemy.orm import configure_mappers

from services.cli.claims import Claim
from services.cli.installation import HOST, Installation
from services.cli.supervision import Process, ProcessError, stop_all

START_SECONDS = 60.0
NICENESS = {"sandbox": 5, "worker": 10}
"""Who waits for a processor while the API wants one: its callers have a time-out, and the work of others none. What
each request takes a turn at is in a store that the worker does not write (ADR-0041)."""

_MODULES = (
    *("services.gateway.main", "services.gateway.worker", "services.sandbox.main", "shared.app.protocol"),
    *("uvicorn", "uvicorn.lifespan.on", "uvicorn.loops.auto"),
)
"""What the programs import."""

GRACE_SECONDS = 10
"""Seconds that requests under way have to end when the API is stopped."""


@contextmanager
def running(
    installation: Installation, claim: Claim | None = None, *, forked: bool = False
) -> Iterator[list[Process]]:
    """Sandbox, API and worker, ready to be used. Raises ProcessError; all are stopped at the end.

    Where they are `forked`, this process has one thread, and is loaded with what they import (ADR-0055).
    """
    if forked:
        load()
    for port in installation.ports:
        require_free(port)
    processes: list[Process] = []
    try:
        for name, arguments in programs(installation).items():
            niceness = NICENESS.get(name, 0)
            processes.append(Process(name, arguments, installation.logs, claim, niceness=niceness, forked=forked))
        _wait_until_ready(processes[0], f"{installation.sandbox_url}/health")
        _wait_until_ready(processes[1], f"{installation.url}/readyz")
        yield processes
    finally:
        stop_all(processes)


def load() -> None:
    """Import what the programs do, let SQLAlchemy end what it would do later, and keep it all from the collector.

    That writes into every object that it looks at, and a page that is written to is not shared any more.
    """
    for module in _MODULES:
        import_module(module)
    configure_mappers()
    gc.collect()
    gc.freeze()


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


def require_running(processes: Sequence[Process]) -> None:
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

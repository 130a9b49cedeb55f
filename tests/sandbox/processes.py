"""The sandbox as a process of its own."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import httpx

ROOT = Path(__file__).parents[2]


class Running(NamedTuple):
    """A process that answers."""

    url: str
    process_id: int


@contextmanager
def running(port: int, **environment: str) -> Iterator[Running]:
    """The sandbox on a port until the block ends; then it is killed, not asked."""
    process = subprocess.Popen(
        [
            *(sys.executable, "-m", "uvicorn", "--factory", "services.sandbox.main:app"),
            *("--no-date-header", "--port", str(port), "--log-level", "warning"),
        ],
        cwd=ROOT,
        env=os.environ | environment,
    )
    try:
        url = f"http://127.0.0.1:{port}"
        wait_until_it_answers(url, process)
        yield Running(url, process.pid)
    finally:
        process.kill()
        process.wait()


def wait_until_it_answers(url: str, process: subprocess.Popen) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and process.poll() is None:
        try:
            httpx.get(f"{url}/health", trust_env=False).raise_for_status()
            return
        except httpx.TransportError:
            time.sleep(0.05)
    raise AssertionError("the sandbox did not start")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]

"""The command line as a process, with a quick sandbox and no settings but its options."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PROGRAM = [sys.executable, "-c", "from services.cli.main import main; main()"]
Command = Callable[..., subprocess.Popen]


def environment() -> dict[str, str]:
    """Ours without settings; the locale says English, and that the output is no terminal's."""
    ours = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("ZHULI_", "SANDBOX_", "GATEWAY_", "LC_")) and not name.endswith("_DATABASE_URL")
    }
    quick = {
        "SANDBOX_PENDING_SECONDS": "0.05",
        "SANDBOX_PROCESSING_SECONDS": "0.05",
        "SANDBOX_PLAN_FACTOR": "1000",
    }
    path = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))
    return ours | quick | {"LANG": "en_GB.UTF-8", "PYTHONPATH": path, "PYTHONIOENCODING": "utf-8"}


def start(folder: Path, *arguments: object, **settings: str) -> subprocess.Popen:
    """`zhuli ARGUMENTS`, with its output in one pipe; `settings` join its environment."""
    return subprocess.Popen(
        [*PROGRAM, *map(str, arguments)],
        cwd=folder,
        env=environment() | settings,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
    )


def finish(process: subprocess.Popen) -> tuple[int, str]:
    """(exit code, output) of a command, waited for."""
    try:
        output, _ = process.communicate(timeout=180)
    finally:
        process.kill()
        process.wait()
    return process.returncode, output


@pytest.fixture
def zhuli(tmp_path: Path) -> Callable[..., tuple[int, str]]:
    """`zhuli("migrate", "--data", folder)`: its exit code and its output."""
    return lambda *arguments: finish(start(tmp_path, *arguments))

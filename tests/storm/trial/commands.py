"""`zhuli` as an operator types it, against an installation of the trial."""

import os
import subprocess
import sys
from pathlib import Path

from services.cli.installation import Installation

ROOT = Path(__file__).parents[3]
_PROGRAM = [sys.executable, "-c", "from services.cli.main import main; main()"]


class CommandError(RuntimeError):
    """A command did not end with 0; the message is what it said."""


def zhuli(installation: Installation, *arguments: object) -> str:
    """What a command said, which ended with 0. Raises CommandError."""
    places = ["--data", installation.data, "--port", installation.port]
    places += ["--sandbox-port", installation.sandbox_port, "--metrics-port", installation.metrics_port]
    command = [*_PROGRAM, *map(str, [*arguments, *places])]
    done = subprocess.run(
        command, env=os.environ | {"PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise CommandError(f"zhuli {arguments[0]} ended with {done.returncode}: {done.stdout}{done.stderr[-2000:]}")
    return done.stdout


def back_up(installation: Installation, folder: Path) -> None:
    """A backup and its keys below a folder."""
    zhuli(installation, "backup", folder / "backup", "--keys", folder / "keys")


def restore(installation: Installation, folder: Path) -> str:
    """That backup put back; what was said."""
    return zhuli(installation, "restore", folder / "backup", "--keys", folder / "keys")

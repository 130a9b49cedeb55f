"""The generators and compilers: where they are, and how they are run so that no complaint is missed."""

import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).parents[1]
_API = ROOT / "docs" / "api"
DOCUMENTS = {"3.1": _API / "openapi.json", "3.0": _API / "openapi-3.0.json"}
VERSION: str = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
JUDGES_BIN = ROOT / ".venv-judges" / "bin"
NODE_BIN = ROOT / "tests" / "judges" / "node_modules" / ".bin"
PYTHON = Path(sys.executable)
_MOMENT = "1767225600"
"""2026-01-01: what archives say of their files, so that two runs make the same archive."""


class GeneratorError(Exception):
    """A tool failed or warned; the text is all that it printed."""


def run(command: Sequence[str | Path], folder: Path) -> None:
    """Run a tool in `folder`. Raises GeneratorError where it fails or prints a line that warns."""
    environment = os.environ | {
        "PATH": f"{JUDGES_BIN}{os.pathsep}{os.environ['PATH']}",
        "SOURCE_DATE_EPOCH": _MOMENT,
        "NO_COLOR": "1",
        "RUFF_NO_CACHE": "true",
    }
    try:
        done = subprocess.run(  # noqa: S603 - our own commands
            command, cwd=folder, env=environment, capture_output=True, text=True, check=False
        )
    except FileNotFoundError:
        raise GeneratorError(f"{command[0]} is not installed") from None
    said = done.stdout + done.stderr
    if done.returncode or re.search(r"\b(warn(ing)?|error)\b", said, re.IGNORECASE):
        raise GeneratorError(f"{' '.join(map(str, command))}\n{said}")


def copy_settings(language: str, folder: Path) -> None:
    """The written files of a package into `folder`, with our version and licence, and the guide as README."""
    for path in sorted((ROOT / "clients" / language).iterdir()):
        (folder / path.name).write_text(path.read_text().replace("0.0.0", VERSION))
    (folder / "LICENSE").write_bytes((ROOT / "LICENSE").read_bytes())
    (folder / "README.md").write_bytes((ROOT / "docs" / "clients" / f"{language}.md").read_bytes())

"""What stays out of the worker's memory: packages that are large, and that it has no use for."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LARGE = {"alembic", "mako", "openpyxl", "pygments", "rich", "scipy", "uvloop"}


def loaded_by(program: str) -> set[str]:
    found = f"import sys, {program}; print(*{{name.partition('.')[0] for name in sys.modules}})"
    done = subprocess.run([sys.executable, "-c", found], cwd=ROOT, capture_output=True, text=True, check=True)
    return set(done.stdout.split())


def test_the_worker_loads_none_of_them():
    assert loaded_by("services.gateway.worker") & LARGE == set()


@pytest.mark.parametrize(
    ("program", "package"), [("services.gateway.worker", "numpy"), ("services.cli.main", "rich"), ("mako", "mako")]
)
def test_what_a_program_loads_is_seen(program, package):
    assert package in loaded_by(program)

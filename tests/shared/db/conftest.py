"""The notebook: a package with migrations of its own, so that these tests depend on no service."""

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from shared.db import Database

sys.path.insert(0, str(Path(__file__).parent / "packages"))


@pytest.fixture
def notes(database_of: Callable[[str], Database]) -> Database:
    """A notebook's database, migrated and empty."""
    return database_of("notebook")

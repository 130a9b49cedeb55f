"""What a stop keeps from happening, from values only."""

from collections.abc import Iterable
from typing import Literal

Level = Literal["writes", "everything"]
Intent = Literal["read", "write"]
"""What somebody is about to do at Amazon."""

LEVELS: tuple[Level, ...] = ("writes", "everything")


def strongest(levels: Iterable[str]) -> Level | None:
    """Of several stops the one that leaves least; None where nothing is stopped."""
    found = set(levels)
    return next((level for level in reversed(LEVELS) if level in found), None)


def forbids(level: Level | None, intent: Intent) -> bool:
    """Whether a stop keeps a call from leaving."""
    return level == "everything" or (level == "writes" and intent == "write")

"""Waiting for a condition: tests of processes never sleep for a guessed time."""

import time
from collections.abc import Callable
from typing import TypeVar

_R = TypeVar("_R")


def wait_for(look: Callable[[], _R | None], what: str, *, seconds: float = 60.0, pause: float = 0.05) -> _R:
    """The first answer of `look` that is not None or False; AssertionError with its last answer when late."""
    ends = time.monotonic() + seconds
    while not (found := look()):
        assert time.monotonic() < ends, f"waited {seconds:.0f} s in vain for {what}; last seen: {found!r}"
        time.sleep(pause)
    return found

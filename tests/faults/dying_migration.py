"""`zhuli migrate` that is killed before a statement: `python -m tests.faults.dying_migration 100 --data data`.

Counted are the statements that change something, of all databases together.
"""

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from typing import Any

from sqlalchemy import Engine, event

from services.cli.main import main

_READING = ("SELECT", "PRAGMA", "SHOW", "EXPLAIN")


@contextmanager
def counting(at: int | None = None) -> Iterator[list[int]]:
    """The number of statements so far as the only item; the process is killed before that of the number `at`."""
    numbers, reached = count(1), [0]

    def before(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        if statement.lstrip().upper().startswith(_READING):
            return
        reached[0] = next(numbers)
        if reached[0] == at:
            os.kill(os.getpid(), signal.SIGKILL)

    event.listen(Engine, "before_cursor_execute", before)
    try:
        yield reached
    finally:
        event.remove(Engine, "before_cursor_execute", before)


if __name__ == "__main__":
    at = int(sys.argv.pop(1))
    sys.argv.insert(1, "migrate")
    with counting(at):
        main()

"""Which modules read the present while a test runs."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, tzinfo
from unittest.mock import patch

from shared import clock

HARMLESS = {"shared.log", "shared.app.identity", "tests.serving"}
"""They stamp log lines, and sign and verify principals that live for seconds."""


@contextmanager
def readers() -> Iterator[set[str]]:
    """The modules that ask `utc_now` in this block, but for the harmless; more may come until it ends."""
    found: set[str] = set()

    class Watched(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:
            found.update({sys._getframe(2).f_globals["__name__"]} - HARMLESS)
            return datetime.now(tz)

    with patch.object(clock, "datetime", Watched):
        yield found

"""When an ERP is read next: failures move it away, and nothing turns it off for good."""

from datetime import datetime, timedelta
from typing import Literal

Circuit = Literal["closed", "open", "half_open"]

OPENS_AFTER = 3
"""Syncs in a row that have failed."""

_LONGEST = timedelta(hours=6)


def secret_name(connection_id: str) -> str:
    """What the developer's secret of a connection is sealed under."""
    return f"erp_connection:{connection_id}"


def pause_of(failures: int, every: timedelta) -> timedelta:
    """How long after a sync the next one begins: twice as long with each failure, some hours at most."""
    return every if failures == 0 else min(every * 2 ** min(failures - 1, 10), max(every, _LONGEST))


def circuit_of(failures: int, next_run_at: datetime, *, now: datetime) -> Circuit:
    """`closed` as usual; `open` where the pause after several failures lasts; `half_open` when it is over."""
    if failures < OPENS_AFTER:
        return "closed"
    return "open" if next_run_at > now else "half_open"

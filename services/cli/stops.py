"""The stop of the whole installation: set and ended by whoever may run this command."""

import getpass
from collections.abc import Iterator
from contextlib import contextmanager

from services.gateway.settings import GatewaySettings
from services.gateway.stops import operations
from services.gateway.stops.rules import Level
from services.gateway.stops.schemas import StopSet
from shared.clock import utc_now
from shared.db import Session


def stop(level: Level, reason: str) -> None:
    """Stop all accounts of all tenants. Raises ValidationError for a reason that says nothing."""
    wanted = StopSet(level=level, reason=reason)
    with _gateway() as session:
        operations.stop_installation(session, wanted, operator(), now=utc_now())


def start() -> bool:
    """End that; whether anything was stopped."""
    with _gateway() as session:
        return operations.start_installation(session, operator(), now=utc_now())


def operator() -> str:
    """Who does it: the machine's own name for the person."""
    return f"operator:{getpass.getuser()}"[:36]


@contextmanager
def _gateway() -> Iterator[Session]:
    database = GatewaySettings().database("gateway")
    with database.write() as session:
        yield session
    database.dispose()

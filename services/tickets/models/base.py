"""The registry of the tickets tables."""

from sqlmodel import SQLModel

from shared.db import new_registry

_registry = new_registry()


class TicketsModel(SQLModel, registry=_registry):
    """Base of every tickets table."""

    metadata = _registry.metadata

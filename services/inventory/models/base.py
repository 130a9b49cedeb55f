"""The registry of the inventory tables."""

from sqlmodel import SQLModel

from shared.db import new_registry

_registry = new_registry()


class InventoryModel(SQLModel, registry=_registry):
    """Base of every inventory table."""

    metadata = _registry.metadata

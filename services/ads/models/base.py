"""The registry of the ads tables."""

from sqlmodel import SQLModel

from shared.db import new_registry

_registry = new_registry()


class AdsModel(SQLModel, registry=_registry):
    """Base of every ads table."""

    metadata = _registry.metadata

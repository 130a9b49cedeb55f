"""The registry of the catalog tables."""

from sqlmodel import SQLModel

from shared.db import new_registry

_registry = new_registry()


class CatalogModel(SQLModel, registry=_registry):
    """Base of every catalog table."""

    metadata = _registry.metadata

"""The registry of the sandbox tables."""

from sqlmodel import SQLModel

from shared.db import new_registry

_registry = new_registry()


class SandboxModel(SQLModel, registry=_registry):
    """Base of every sandbox table."""

    metadata = _registry.metadata

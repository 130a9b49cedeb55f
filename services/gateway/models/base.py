"""The registry of the gateway's tables."""

from sqlmodel import SQLModel

from shared.db import new_registry

_registry = new_registry()


class GatewayModel(SQLModel, registry=_registry):
    """Base of every table of the gateway."""

    metadata = _registry.metadata

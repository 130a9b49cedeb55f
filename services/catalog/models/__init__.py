"""The tables of the catalog service, in a registry of their own."""

from services.catalog.models.base import CatalogModel
from services.catalog.models.shell import IdempotentRequest, Outbox

__all__ = ["CatalogModel", "IdempotentRequest", "Outbox"]

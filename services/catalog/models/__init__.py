"""The tables of the catalog service, in a registry of their own."""

from services.catalog.models.base import CatalogModel
from services.catalog.models.costs import UnitCost
from services.catalog.models.listings import Listing, Shelf, SkuAccuracy
from services.catalog.models.shell import Finding, IdempotentRequest, Outbox, PositionRemoved, PositionState
from services.catalog.models.syncs import ReportCount, ReportHeader, Sync, SyncPart

__all__ = [
    "CatalogModel",
    "Finding",
    "IdempotentRequest",
    "Listing",
    "Outbox",
    "PositionRemoved",
    "PositionState",
    "ReportCount",
    "ReportHeader",
    "Shelf",
    "SkuAccuracy",
    "Sync",
    "SyncPart",
    "UnitCost",
]

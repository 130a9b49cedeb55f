"""Syncs on the wire."""

from pydantic import Field

from shared.pages import PolledPage
from shared.syncs.schemas import SyncCreate, SyncPart, SyncQuery, SyncRead


class CatalogSyncCreate(SyncCreate):
    """Whose listings to fetch."""


class CatalogSyncPart(SyncPart):
    """One marketplace of a sync."""

    part: str = Field(max_length=40, examples=["listings"])
    marketplace_id: str = Field(max_length=20)


class CatalogSyncRead(SyncRead):
    """One fetch. It is `completed` when all parts are; `failed` when one is and none is under way."""

    parts: list[CatalogSyncPart] = Field(max_length=100)


class CatalogSyncPage(PolledPage[CatalogSyncRead]):
    """A slice of syncs, in the order of `updated_at`."""


class CatalogSyncQuery(SyncQuery):
    """Filters of a list of syncs."""

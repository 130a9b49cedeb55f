"""Syncs on the wire."""

from typing import Annotated

from pydantic import BeforeValidator, Field

from shared.pages import PolledPage
from shared.syncs.schemas import Attempt, SyncCreate, SyncPart, SyncQuery, SyncRead


class InventorySyncCreate(SyncCreate):
    """Whose stock, orders and reports to read: 91 days when the account is new, what changed since afterwards."""


class InventorySyncPart(SyncPart):
    """One part of a sync; without a marketplace it is read for all of the account at once."""

    part: str = Field(max_length=20, examples=["orders"])
    marketplace_id: Annotated[
        Annotated[str, Field(max_length=20)] | None, BeforeValidator(lambda known: known or None)
    ]


class InventorySyncRead(SyncRead):
    """One reading. It is `failed` when a part is and none is under way; the other parts are stored all the same."""

    attempt: Attempt
    parts: list[InventorySyncPart] = Field(max_length=100)


class InventorySyncPage(PolledPage[InventorySyncRead]):
    """A slice of syncs, in the order of `updated_at`."""


class InventorySyncQuery(SyncQuery):
    """Filters of a list of syncs."""

"""Syncs on the wire."""

from shared.pages import PolledPage
from shared.syncs.schemas import Count, SyncCreate, SyncQuery, SyncRead


class TicketsSyncCreate(SyncCreate):
    """Whose account health to read."""


class TicketsSyncRead(SyncRead):
    """One reading of all marketplaces of an account; rows are metrics."""

    rows_received: Count
    rows_changed: Count
    rows_rejected: Count


class TicketsSyncPage(PolledPage[TicketsSyncRead]):
    """A slice of syncs, in the order of `updated_at`."""


class TicketsSyncQuery(SyncQuery):
    """Filters of a list of syncs."""

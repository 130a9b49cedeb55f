"""The SQL of freshness, over the accounts of all tenants: no tenant ever sees its answers."""

from typing import Any

from sqlalchemy import Row, case, func, select

from services.catalog.models import Shelf, Sync
from shared.db import Session
from shared.db.columns import table_of

_shelf, _sync = table_of(Shelf), table_of(Sync)


def read_shelves(session: Session) -> list[Row[Any]]:
    """(tenant, seller, marketplace, read_at) of every shelf that was ever read from Amazon."""
    query = select(_shelf.c.tenant_id, _shelf.c.seller_id, _shelf.c.marketplace_id, _shelf.c.read_at)
    return list(session.execute(query.where(_shelf.c.read_at.is_not(None))))


def account_syncs(session: Session) -> list[Row[Any]]:
    """(tenant, seller, first_at, completed_at): when the first sync began and the last completed one ended."""
    completed_at = func.max(case((_sync.c.status == "completed", _sync.c.updated_at)))
    query = select(
        _sync.c.tenant_id,
        _sync.c.seller_id,
        func.min(_sync.c.created_at).label("first_at"),
        completed_at.label("completed_at"),
    )
    return list(session.execute(query.group_by(_sync.c.tenant_id, _sync.c.seller_id)))

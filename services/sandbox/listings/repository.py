"""All SQL about changed listings."""

import json

from sqlmodel import select

from services.sandbox.listings.rules.items import Change
from services.sandbox.models import ListingChange
from shared.db import Session


class ListingRepository:
    """What clients changed about the listings of one seller on one marketplace."""

    def __init__(self, session: Session, seller_id: str, marketplace_id: str) -> None:
        self._session = session
        self._key = (seller_id, marketplace_id)

    def changes(self) -> dict[str, Change]:
        """Every change, by SKU."""
        query = (
            select(ListingChange)
            .where(ListingChange.seller_id == self._key[0])
            .where(ListingChange.marketplace_id == self._key[1])
        )
        return {row.sku: _change(row) for row in self._session.exec(query)}

    def keep(self, change: Change) -> None:
        """Store a listing's change in place of its earlier one."""
        self._session.merge(
            ListingChange(
                seller_id=self._key[0],
                marketplace_id=self._key[1],
                sku=change.sku,
                product_type=change.product_type,
                attributes=json.dumps(dict(change.attributes)),
                is_deleted=change.is_deleted,
                created_at=change.created_at,
                changed_at=change.changed_at,
            )
        )
        self._session.flush()


def _change(row: ListingChange) -> Change:
    return Change(
        sku=row.sku,
        product_type=row.product_type,
        attributes=json.loads(row.attributes),
        is_deleted=row.is_deleted,
        created_at=row.created_at,
        changed_at=row.changed_at,
    )

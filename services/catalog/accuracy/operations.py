"""What one can do with SKU accuracy: keep a day's, and read them."""

from datetime import UTC, date, datetime

from services.catalog.accuracy.repository import AccuracyRepository
from services.catalog.accuracy.schemas import AccuracyQuery, SkuAccuracyPage, SkuAccuracyRead
from services.catalog.listings.rules import MarketplaceRef
from services.catalog.models import SkuAccuracy
from shared import pages
from shared.auth import Principal
from shared.db import Session
from shared.pages import CursorError


def record_accuracy(
    session: Session, tenant_id: str, place: MarketplaceRef, *, skus: int, skus_with_error: int, now: datetime
) -> None:
    """Keep what a judgement counted as that of its day."""
    AccuracyRepository(session, tenant_id).put(
        seller_id=place.seller_id,
        marketplace_id=place.marketplace_id,
        day_on=now.astimezone(UTC).date(),
        skus=skus,
        skus_with_error=skus_with_error,
        updated_at=now,
    )


def list_sku_accuracy(session: Session, principal: Principal, query: AccuracyQuery) -> SkuAccuracyPage:
    """A page of days. Raises CursorError and CursorMismatchError."""
    after = pages.read_cursor(principal.tenant_id, query, width=4)
    if after is not None:
        after = [pages.moment_of(after[0]), after[1], after[2], _day_of(after[3])]
    rows = AccuracyRepository(session, principal.tenant_id).page(query, after)
    shown, cursor, more = pages.cut(
        principal.tenant_id,
        query,
        rows,
        lambda row: (row.updated_at.isoformat(), row.seller_id, row.marketplace_id, row.day_on.isoformat()),
    )
    return SkuAccuracyPage(items=[_read(row) for row in shown], next_cursor=cursor, has_more=more)


def _day_of(value: object) -> date:
    try:
        return date.fromisoformat(str(value))
    except ValueError as error:
        raise CursorError from error


def _read(row: SkuAccuracy) -> SkuAccuracyRead:
    share = (row.skus - row.skus_with_error) / row.skus if row.skus else None
    return SkuAccuracyRead(**row.model_dump(exclude={"tenant_id"}), sku_accuracy=share)

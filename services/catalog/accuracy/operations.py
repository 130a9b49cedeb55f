"""What one can do with SKU accuracy: keep a day's, and read them."""

from datetime import UTC, datetime

from services.catalog.accuracy.repository import AccuracyRepository
from services.catalog.accuracy.schemas import AccuracyQuery, SkuAccuracyPage, SkuAccuracyRead
from services.catalog.listings.rules import MarketplaceRef
from services.catalog.models import SkuAccuracy
from shared.auth import Principal
from shared.db import Session


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
    """A page of days. Raises the errors of cursors."""
    repository = AccuracyRepository(session, principal.tenant_id)
    found = repository.poll(query)
    judged = repository.judged_at({row.seller_id for row in found.rows})
    items = [_read(row, judged.get((row.seller_id, row.marketplace_id))) for row in found.rows]
    return SkuAccuracyPage(items=items, **found.envelope)


def _read(row: SkuAccuracy, judged_at: datetime | None) -> SkuAccuracyRead:
    share = (row.skus - row.skus_with_error) / row.skus if row.skus else None
    return SkuAccuracyRead(**row.model_dump(exclude={"tenant_id", "pos"}), sku_accuracy=share, judged_at=judged_at)

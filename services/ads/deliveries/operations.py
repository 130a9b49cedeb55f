"""What one can ask of deliveries."""

from datetime import datetime, timedelta
from typing import Any

from services.ads.deliveries.repository import DeliveryRepository
from services.ads.deliveries.schemas import AdsDeliveryPage, AdsDeliveryRead, DeliveryQuery
from services.ads.performance.rules import settled_window
from services.ads.products import word_of
from shared.auth import Principal
from shared.db import Session


def list_ads_deliveries(
    session: Session, principal: Principal, query: DeliveryQuery, *, now: datetime
) -> AdsDeliveryPage:
    """A page of the tenant's deliveries."""
    found = DeliveryRepository(session, principal.tenant_id).poll(query)
    return AdsDeliveryPage(items=[_read(row, now=now) for row in found.rows], **found.envelope)


def _read(row: Any, *, now: datetime) -> AdsDeliveryRead:
    own = {"ad_product", "settled", "on_time"}
    present = now + timedelta(seconds=row.clock_ahead_seconds)
    on_time = None if row.due_at < row.known_at else row.first_delivered_at <= row.due_at
    return AdsDeliveryRead(
        **{name: getattr(row, name) for name in AdsDeliveryRead.model_fields.keys() - own},
        ad_product=word_of(row.ad_product),
        settled=row.date_on < settled_window(present, row.timezone).to_on,
        on_time=on_time,
    )

"""What one can ask of deliveries."""

from datetime import date, datetime, timedelta
from typing import Any

from services.ads.deliveries.repository import DeliveryRepository
from services.ads.deliveries.schemas import AdsDeliveryPage, AdsDeliveryRead, DeliveryQuery
from services.ads.performance.rules import settled_window
from services.ads.products import word_of
from shared import pages
from shared.auth import Principal
from shared.db import Session
from shared.pages import CursorError


def list_ads_deliveries(
    session: Session, principal: Principal, query: DeliveryQuery, *, now: datetime
) -> AdsDeliveryPage:
    """A page of the tenant's deliveries."""
    after = pages.read_cursor(principal.tenant_id, query, width=4)
    if after is not None:
        after = [pages.moment_of(after[0]), after[1], after[2], _date_of(after[3])]
    rows = DeliveryRepository(session, principal.tenant_id).page(query, after)
    shown, cursor, more = pages.cut(
        principal.tenant_id,
        query,
        rows,
        lambda row: (row.last_delivered_at.isoformat(), row.profile_key, row.report, row.date_on.isoformat()),
    )
    return AdsDeliveryPage(items=[_read(row, now=now) for row in shown], next_cursor=cursor, has_more=more)


def _date_of(text: Any) -> date:
    try:
        return date.fromisoformat(text)
    except (TypeError, ValueError) as error:
        raise CursorError from error


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

"""The SQL of freshness, over the accounts of all tenants: no tenant ever sees its answers."""

from datetime import datetime
from typing import Any

from sqlalchemy import Row, func, literal, select

from services.ads.models import AdsProfile, Delivery, Sync
from services.ads.products import SP
from services.ads.report_types.rules import types_of
from shared.db import Session
from shared.db.columns import table_of

_delivery, _profile, _sync = table_of(Delivery), table_of(AdsProfile), table_of(Sync)


def newest_days(session: Session) -> list[Row[Any]]:
    """(tenant, seller, marketplace, timezone, known_at, report, newest day or None) of every profile and report.

    A look-up at the end of the primary key for each, so that its cost does not grow with the days kept.
    """
    account = (_profile.c.tenant_id, _profile.c.seller_id, _profile.c.marketplace_id, _profile.c.timezone)
    found: list[Row[Any]] = []
    for report in types_of(SP):
        newest = (
            select(func.max(_delivery.c.date_on))
            .where(
                _delivery.c.profile_key == _profile.c.profile_key,
                _delivery.c.ad_product == report.ad_product,
                _delivery.c.report == report.name,
            )
            .scalar_subquery()
        )
        columns = (*account, _profile.c.created_at.label("known_at"), literal(report.name).label("report"))
        found += session.execute(select(*columns, newest.label("day")))
    return found


def newest_syncs(session: Session) -> list[tuple[str, str, datetime]]:
    """(tenant, seller, moment) of the last completed sync of every account that has one."""
    query = select(_sync.c.tenant_id, _sync.c.seller_id, func.max(_sync.c.updated_at)).where(
        _sync.c.status == "completed"
    )
    rows = session.execute(query.group_by(_sync.c.tenant_id, _sync.c.seller_id))
    return [(tenant_id, seller_id, moment) for tenant_id, seller_id, moment in rows]

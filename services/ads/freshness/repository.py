"""The SQL of freshness, over the accounts of all tenants: no tenant ever sees its answers."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, func, literal, select

from services.ads.models import AdsProfile, Campaign, Delivery, Sync
from services.ads.products import SP
from services.ads.report_types.rules import TYPES
from shared.db import Session
from shared.db.columns import table_of

_delivery, _profile, _sync = table_of(Delivery), table_of(AdsProfile), table_of(Sync)
_campaign = table_of(Campaign)


def newest_days(session: Session) -> list[Row[Any]]:
    """(tenant, seller, marketplace, timezone, known_at, report, newest day or None) of every profile and report.

    Of Sponsored Brands and Display only where there are campaigns.

    A look-up at the end of the primary key for each, so that its cost does not grow with the days kept.
    """
    account = (_profile.c.tenant_id, _profile.c.seller_id, _profile.c.marketplace_id, _profile.c.timezone)
    found: list[Row[Any]] = []
    for report in TYPES:
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
        query = select(*columns, newest.label("day"))
        if report.ad_product != SP:
            query = query.where(_has_campaigns(report.ad_product))
        found += session.execute(query)
    return found


def _has_campaigns(ad_product: str) -> ColumnElement[bool]:
    mine = _campaign.c.profile_key == _profile.c.profile_key
    return select(_campaign.c.campaign_key).where(mine, _campaign.c.ad_product == ad_product).exists()


def newest_syncs(session: Session) -> list[tuple[str, str, datetime]]:
    """(tenant, seller, moment) of the last completed sync of every account that has one."""
    query = select(_sync.c.tenant_id, _sync.c.seller_id, func.max(_sync.c.updated_at)).where(
        _sync.c.status == "completed"
    )
    rows = session.execute(query.group_by(_sync.c.tenant_id, _sync.c.seller_id))
    return [(tenant_id, seller_id, moment) for tenant_id, seller_id, moment in rows]

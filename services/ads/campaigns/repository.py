"""The SQL of campaigns."""

from collections.abc import Sequence
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, bindparam, delete, select, tuple_

from services.ads.campaigns.schemas import CampaignQuery
from services.ads.models import AdsProfile, Campaign
from services.ads.models.keys import key_of_id
from services.ads.products import code_of
from shared.db import Database, Session
from shared.db.columns import table_of
from shared.db.hot import HotRead
from shared.db.upserts import upsert

_campaign, _profile = table_of(Campaign), table_of(AdsProfile)


class CampaignRepository:
    """Campaigns of one tenant."""

    def __init__(self, session: Session, tenant_id: str) -> None:
        self._session = session
        self._tenant_id = tenant_id

    def store(self, rows: Sequence[dict[str, Any]]) -> None:
        """Upsert campaigns of the tenant's own profiles."""
        upsert(self._session, _campaign, rows, key=("profile_key", "ad_product", "campaign_key"))

    def delete(self, profile_key: int, ad_product: str, campaign_key: int) -> None:
        """Forget one campaign."""
        self._session.execute(
            delete(_campaign).where(*self._of(profile_key, ad_product), _campaign.c.campaign_key == campaign_key)
        )

    def of_profile(self, profile_key: int, ad_product: str) -> list[Row[Any]]:
        """All campaigns of a product of a profile: the table's columns."""
        return list(self._session.execute(select(_campaign).where(*self._of(profile_key, ad_product))))

    def products(self, profile_key: int) -> list[Row[Any]]:
        """(key, ad product) of all campaigns of a profile."""
        query = select(_campaign.c.campaign_key, _campaign.c.ad_product).where(*self._own(profile_key))
        return list(self._session.execute(query))

    def _own(self, profile_key: int) -> tuple[ColumnElement[bool], ...]:
        mine: Select[tuple[int]] = select(_profile.c.profile_key).where(
            _profile.c.profile_key == profile_key, _profile.c.tenant_id == self._tenant_id
        )
        return (_campaign.c.profile_key.in_(mine),)

    def _of(self, profile_key: int, ad_product: str) -> tuple[ColumnElement[bool], ...]:
        return *self._own(profile_key), _campaign.c.ad_product == ad_product


async def read_page(
    database: Database, tenant_id: str, query: CampaignQuery, after: Sequence[Any] | None
) -> list[dict[str, Any]]:
    """Up to `limit + 1` campaigns of a tenant by (updated_at, profile, campaign, product): the hot path."""
    given: dict[str, Any] = query.model_dump(
        include={"seller_id", "marketplace_id", "state", "updated_after"}, exclude_none=True
    )
    if query.ad_product is not None:
        given["ad_product"] = code_of(query.ad_product)
    if query.campaign_id is not None:
        given["campaign_key"] = key_of_id(query.campaign_id) or 0
    if after is not None:
        given |= dict(zip(_AFTER, after, strict=True))
    statement = _page_of(frozenset(given))
    rows = await statement.rows(database, {**given, "tenant_id": tenant_id, "limit": query.limit + 1})
    return [dict(zip(_COLUMNS, row, strict=True)) for row in rows]


async def read_one(database: Database, tenant_id: str, campaign_id: str) -> dict[str, Any] | None:
    """One campaign of a tenant: the hot path."""
    key = key_of_id(campaign_id)
    if key is None:
        return None
    given = {"tenant_id": tenant_id, "campaign_key": key, "limit": 1}
    rows = await _page_of(frozenset({"campaign_key"})).rows(database, given)
    return dict(zip(_COLUMNS, rows[0], strict=True)) if rows else None


_READ = (
    *(_profile.c[name] for name in ("seller_id", "marketplace_id", "currency")),
    *_campaign.c,
)
_COLUMNS = tuple(column.name for column in _READ)
_ORDER = tuple(_campaign.c[name] for name in ("updated_at", "profile_key", "campaign_key", "ad_product"))
_AFTER = ("after_moment", "after_profile", "after_campaign", "after_product")


@cache
def _page_of(given: frozenset[str]) -> HotRead:
    """The statement for the filters that are given; compiled once each."""
    conditions: dict[str, ColumnElement[bool]] = {
        "seller_id": _profile.c.seller_id == bindparam("seller_id"),
        "marketplace_id": _profile.c.marketplace_id == bindparam("marketplace_id"),
        "ad_product": _campaign.c.ad_product == bindparam("ad_product"),
        "state": _campaign.c.state == bindparam("state"),
        "updated_after": _campaign.c.updated_at > bindparam("updated_after"),
        "campaign_key": _campaign.c.campaign_key == bindparam("campaign_key"),
        _AFTER[0]: tuple_(*_ORDER) > tuple_(*(bindparam(name) for name in _AFTER)),
    }
    statement = (
        select(*_READ)
        .join(_profile, _profile.c.profile_key == _campaign.c.profile_key)
        .where(_profile.c.tenant_id == bindparam("tenant_id"))
        .where(*(condition for name, condition in conditions.items() if name in given))
    )
    return HotRead(statement.order_by(*_ORDER).limit(bindparam("limit")))

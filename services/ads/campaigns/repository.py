"""The SQL of campaigns."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache, partial
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, bindparam, func, literal_column, select, update

from services.ads.campaigns.schemas import CampaignQuery
from services.ads.models import AdsProfile, Campaign
from services.ads.models.keys import key_of_id
from services.ads.products import CODES, code_of
from shared.db import Database, Session
from shared.db.columns import table_of
from shared.db.hot import HotRead, any_of, numbered
from shared.db.upserts import upsert
from shared.http.filters import pattern_of
from shared.positions import Order, Part, Polled, poll_hot
from shared.sorting import By, Kind, Sorting, holds, page_of_hot

_campaign, _profile = table_of(Campaign), table_of(AdsProfile)


class CampaignRepository:
    """Campaigns of one tenant."""

    def __init__(self, session: Session, tenant_id: str) -> None:
        self._session = session
        self._tenant_id = tenant_id

    def store(self, rows: Sequence[dict[str, Any]]) -> None:
        """Upsert campaigns of the tenant's own profiles."""
        upsert(self._session, _campaign, rows, key=("profile_key", "ad_product", "campaign_key"))

    def replace(self, profile_key: int, ad_product: str, old: int, new: int, *, now: datetime) -> None:
        """Mark a campaign as deleted and replaced by another."""
        gone = update(_campaign).where(*self._of(profile_key, ad_product), _campaign.c.campaign_key == old)
        self._session.execute(gone.values(deleted_at=now, updated_at=now, replaced_by_key=new))

    def of_profile(self, profile_key: int, ad_product: str) -> list[Row[Any]]:
        """(key, name, state) of all campaigns of a product of a profile."""
        known = (_campaign.c.campaign_key, _campaign.c.name, _campaign.c.state)
        return list(self._session.execute(select(*known).where(*self._of(profile_key, ad_product))).all())

    def whole_rows(self, profile_key: int, ad_product: str) -> list[Row[Any]]:
        """The same campaigns with all of the table's columns."""
        return list(self._session.execute(select(_campaign).where(*self._of(profile_key, ad_product))))

    def products(self, profile_key: int) -> list[Row[Any]]:
        """(key, ad product) of all campaigns of a profile."""
        query = select(_campaign.c.campaign_key, _campaign.c.ad_product).where(*self._own(profile_key))
        return list(self._session.execute(query))

    def _own(self, profile_key: int) -> tuple[ColumnElement[bool], ...]:
        mine: Select[tuple[int]] = select(_profile.c.profile_key).where(
            _profile.c.profile_key == profile_key, _profile.c.tenant_id == self._tenant_id
        )
        return _campaign.c.profile_key.in_(mine), _campaign.c.deleted_at.is_(None)

    def _of(self, profile_key: int, ad_product: str) -> tuple[ColumnElement[bool], ...]:
        return *self._own(profile_key), _campaign.c.ad_product == ad_product


async def poll(database: Database, tenant_id: str, query: CampaignQuery) -> Polled[dict[str, Any]]:
    """A page of a tenant's campaigns: the hot path. Raises the errors of cursors."""
    given: dict[str, Any] = query.model_dump(include={"seller_id", "state"}, exclude_none=True)
    given |= numbered("marketplace_id", query.marketplace_id)
    if query.q is not None:
        given["q"] = pattern_of(query.q)
    if query.ad_product is not None:
        given["ad_product"] = code_of(query.ad_product)
    if query.campaign_id is not None:
        given["campaign_key"] = key_of_id(query.campaign_id) or 0
    if not query.include_deleted:
        given[_KEPT] = None
    if query.sort is not None:
        sorted_by, mine = partial(_sorted_of, frozenset(given)), given | {"tenant_id": tenant_id}
        return await page_of_hot(database, tenant_id, query, query.sort, _SORTING, sorted_by, mine, _COLUMNS)

    def read(driver: Any, part: Part) -> list[dict[str, Any]]:
        values = {**given, **_ORDER.given(part), "tenant_id": tenant_id, "limit": part.limit}
        statement = _page_of(frozenset(given), tuple(_ORDER.kinds(part)))
        return [dict(zip(_COLUMNS, row, strict=True)) for row in statement.run(database, driver, values)]

    return await poll_hot(database, tenant_id, query, _ORDER, read)


async def read_one(database: Database, tenant_id: str, campaign_id: str) -> dict[str, Any] | None:
    """One campaign of a tenant: the hot path."""
    key = key_of_id(campaign_id)
    if key is None:
        return None
    rows = await _ONE.rows(database, {"tenant_id": tenant_id, "campaign_key": key})
    return dict(zip(_COLUMNS, rows[0], strict=True)) if rows else None


_READ = (
    *(_profile.c[name] for name in ("seller_id", "marketplace_id", "currency")),
    *_campaign.c,
)
_COLUMNS = tuple(column.name for column in _READ)
_KEPT = "kept"
"""In place of a filter: that what was deleted is left out."""
_ORDER = Order(_campaign, ("profile_key", "campaign_key", "ad_product"))
_OWN = (
    select(*_READ)
    .join(_profile, _profile.c.profile_key == _campaign.c.profile_key)
    .where(_profile.c.tenant_id == bindparam("tenant_id"))
)
_ONE = HotRead(
    # With all products named it is found by its whole key, not among all campaigns of the tenant.
    _OWN.where(
        _campaign.c.ad_product.in_([literal_column(f"'{code}'") for code in CODES]),
        _campaign.c.campaign_key == bindparam("campaign_key"),
        _campaign.c.deleted_at.is_(None),
    )
)


_SORTING = Sorting(
    {"name": By(_campaign.c.name), "budget": By(func.coalesce(_campaign.c.budget_micros, 0))},
    [_campaign.c[name] for name in ("profile_key", "campaign_key", "ad_product")],
    _campaign.c.updated_at,
)


@cache
def _page_of(given: frozenset[str], kinds: tuple[str, ...]) -> HotRead:
    """The statement for the filters that are given, and the kinds of `_ORDER`'s conditions; compiled once each."""
    return HotRead(_ORDER.conditioned(_chosen(given), kinds).limit(bindparam("limit")))


@cache
def _sorted_of(given: frozenset[str], kind: Kind) -> HotRead:
    return HotRead(_SORTING.conditioned(_chosen(given), kind))


def _chosen(given: frozenset[str]) -> Select[Any]:
    filters: dict[str, ColumnElement[Any]] = {
        "seller_id": _profile.c.seller_id,
        **{name: _campaign.c[name] for name in ("ad_product", "state", "campaign_key")},
    }
    statement = _OWN.where(
        *(column == bindparam(name) for name, column in filters.items() if name in given),
        *any_of(_profile.c.marketplace_id, "marketplace_id", given),
    )
    if "q" in given:
        statement = statement.where(holds([_campaign.c.name], bindparam("q")))
    if _KEPT in given:
        statement = statement.where(_campaign.c.deleted_at.is_(None))
    return statement

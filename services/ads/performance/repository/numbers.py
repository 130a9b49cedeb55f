"""Daily numbers stored, moved to other keys, rolled up and summed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Row,
    Table,
    delete,
    func,
    select,
    tuple_,
    update,
)

from services.ads.models import (
    AdGroup,
    Campaign,
    CampaignFact,
    CampaignFactVersion,
    SearchTermDay,
    SearchTermFact,
)
from services.ads.models.keys import WHOLE_CAMPAIGN, key_of_id
from services.ads.performance.repository.conditions import (
    CAMPAIGN,
    DAY_KEY,
    level_of,
    newest_versions,
    owned,
    within,
)
from services.ads.performance.repository.groups import Group, group_of, sums_of, totals_from
from services.ads.performance.repository.terms import SearchTermSums
from services.ads.performance.rules import Totals, Window
from services.ads.performance.schemas import PerformanceQuery
from shared.db import Session
from shared.db.bulk import BulkUpsert
from shared.db.columns import table_of
from shared.db.upserts import upsert

_campaign = table_of(CampaignFact)
_version = table_of(CampaignFactVersion)
_term = table_of(SearchTermFact)
_day = table_of(SearchTermDay)
_ad_group = table_of(AdGroup)
_campaign_name = table_of(Campaign)

METRICS = ("impressions", "clicks", "cost_micros", "orders", "units", "sales_micros", "attribution_days")
CAMPAIGN_KEY = (*CAMPAIGN, "ad_group_key")
CAMPAIGN_FACTS = BulkUpsert(_campaign, (*DAY_KEY, *METRICS))
SEARCH_TERM_KEY = (*CAMPAIGN_KEY, "targeting", "match_type", "search_term")
SEARCH_TERM_FACTS = BulkUpsert(_term, ("profile_key", "date_on", *SEARCH_TERM_KEY, *METRICS))
_GROUPS = {
    "campaign": CAMPAIGN,
    "ad_group": CAMPAIGN_KEY,
    "search_term": SEARCH_TERM_KEY,
}


@dataclass(frozen=True, slots=True)
class ProductTotals:
    """The sums of one ad product, and its attribution window where it is one."""

    ad_product: str
    totals: Totals
    attribution_days: int | None


@dataclass(frozen=True, slots=True)
class Source:
    """The rows that are summed, and whether they are of search terms."""

    table: FromClause
    conditions: list[ColumnElement[bool]]
    is_of_terms: bool


class PerformanceRepository:
    """Facts and roll-ups of one tenant."""

    def __init__(self, session: Session, tenant_id: str) -> None:
        self._session = session
        self._tenant_id = tenant_id

    def store_campaign_facts(self, rows: Iterable[tuple[Any, ...]]) -> int:
        """Upsert rows in the order of `CAMPAIGN_FACTS.columns`; how many changed."""
        return CAMPAIGN_FACTS.run(self._session, rows)

    def store_search_term_facts(self, profile_key: int, rows: Iterable[tuple[Any, ...]]) -> int:
        """Upsert rows of a profile in the order of `SEARCH_TERM_FACTS.columns`; how many changed."""
        changed = SEARCH_TERM_FACTS.run(self._session, rows)
        if changed:
            SearchTermSums(self._session, self._tenant_id).forget(profile_key)
        return changed

    def store_ad_groups(self, rows: Sequence[dict[str, Any]]) -> None:
        """Upsert the names of ad groups."""
        upsert(self._session, _ad_group, rows, key=("profile_key", "ad_product", "ad_group_key"))

    def ad_groups(self, profile_key: int, ad_product: str) -> list[Row[Any]]:
        """All ad groups of a product that are known: the table's columns."""
        own = self._of_product(_ad_group, profile_key, ad_product)
        return list(self._session.execute(select(_ad_group).where(*own)))

    def move_campaign(self, profile_key: int, ad_product: str, old: int, new: int) -> None:
        """Give a campaign's days and ad groups to another key; where that one has the same row, it stays."""
        for table in (_campaign, _version, _term, _day):
            self._move(table, profile_key, ad_product, "campaign_key", old, new)
        SearchTermSums(self._session, self._tenant_id).forget(profile_key)
        own = self._of_product(_ad_group, profile_key, ad_product)
        self._session.execute(update(_ad_group).where(*own, _ad_group.c.campaign_key == old).values(campaign_key=new))

    def move_ad_group(self, profile_key: int, ad_product: str, old: int, new: int) -> None:
        """The same for an ad group, whose old name is forgotten."""
        for table in (_campaign, _version, _term):
            self._move(table, profile_key, ad_product, "ad_group_key", old, new)
        SearchTermSums(self._session, self._tenant_id).forget(profile_key)
        own = self._of_product(_ad_group, profile_key, ad_product)
        self._session.execute(delete(_ad_group).where(*own, _ad_group.c.ad_group_key == old))

    def campaign_totals(self, profile_key: int, ad_product: str, window: Window) -> dict[int, Totals]:
        """Sums of each campaign of a product over the window, from the campaign report."""
        whole = _campaign.c.ad_group_key == WHOLE_CAMPAIGN
        return self._totals_by_campaign(_campaign, profile_key, ad_product, window, whole)

    def search_term_totals(self, profile_key: int, ad_product: str, window: Window) -> dict[int, Totals]:
        """Sums of each campaign of a product over the window, from the roll-up of the search terms."""
        return self._totals_by_campaign(_day, profile_key, ad_product, window)

    def source_of(self, profile_key: int, query: PerformanceQuery) -> Source:
        """The rows that a query is about: of campaigns those of search terms where nothing else told of the days."""
        source = self._source(profile_key, query, is_of_terms=query.is_of_terms)
        if query.group_by != "campaign" or query.report is not None or query.as_of is not None:
            return source
        window = Window(query.from_on, query.to_on)
        known = [owned(_campaign, self._tenant_id, profile_key), *within(_campaign, window)]
        if query.product is not None:
            known.append(_campaign.c.ad_product == query.product)
        known.append(level_of(_campaign, ad_groups=False))
        if self._session.execute(select(_campaign.c.profile_key).where(*known).limit(1)).first():
            return source
        return self._source(profile_key, query, is_of_terms=True)

    def groups(self, source: Source, query: PerformanceQuery, after: Sequence[Any] | None) -> list[Group]:
        """Up to `limit + 1` groups in the order of their keys."""
        table, conditions = source.table, source.conditions
        names = key_names(query)
        keys = [table.c[name] for name in names]
        statement = select(*keys, *sums_of(table)).where(*conditions).group_by(*keys)
        if after is not None:
            statement = statement.where(tuple_(*keys) > tuple(after))
        rows = self._session.execute(statement.order_by(*keys).limit(query.limit + 1))
        return [group_of(names, row) for row in rows]

    def totals(self, source: Source) -> list[ProductTotals]:
        """Sums over all groups of each product that has any."""
        table, conditions = source.table, source.conditions
        product = table.c.ad_product
        windows = (func.min(table.c.attribution_days), func.max(table.c.attribution_days))
        rows = self._session.execute(
            select(product, *windows, *sums_of(table)).where(*conditions).group_by(product).order_by(product)
        )
        return [ProductTotals(row[0], totals_from(row[3:]), row[1] if row[1] == row[2] else None) for row in rows]

    def names(self, profile_key: int, groups: Sequence[Group]) -> tuple[dict[int, str], dict[int, str]]:
        """Names of the campaigns and of the ad groups in these groups, by key."""
        campaigns = {group.key["campaign_key"] for group in groups}
        ad_groups = {group.key["ad_group_key"] for group in groups if "ad_group_key" in group.key}
        found = self._session.execute(
            select(_campaign_name.c.campaign_key, _campaign_name.c.name).where(
                owned(_campaign_name, self._tenant_id, profile_key), _campaign_name.c.campaign_key.in_(campaigns)
            )
        )
        grouped = self._session.execute(
            select(_ad_group.c.ad_group_key, _ad_group.c.name).where(
                owned(_ad_group, self._tenant_id, profile_key), _ad_group.c.ad_group_key.in_(ad_groups)
            )
        )
        return {row[0]: row[1] for row in found}, {row[0]: row[1] for row in grouped}

    def _of_product(self, table: FromClause, profile_key: int, ad_product: str) -> tuple[ColumnElement[bool], ...]:
        return owned(table, self._tenant_id, profile_key), table.c.ad_product == ad_product

    def _totals_by_campaign(
        self, table: Table, profile_key: int, ad_product: str, window: Window, *conditions: ColumnElement[bool]
    ) -> dict[int, Totals]:
        query = (
            select(table.c.campaign_key, *sums_of(table))
            .where(*self._of_product(table, profile_key, ad_product), *within(table, window), *conditions)
            .group_by(table.c.campaign_key)
        )
        return {row[0]: totals_from(row[1:]) for row in self._session.execute(query).all()}

    def _move(self, table: Table, profile_key: int, ad_product: str, name: str, old: int, new: int) -> None:
        twin = table.alias()
        rest = [column.name for column in table.primary_key if column.name != name]
        same = (twin.c[name] == new, *(twin.c[key] == table.c[key] for key in rest))
        moved = (*self._of_product(table, profile_key, ad_product), table.c[name] == old)
        self._session.execute(
            update(table).where(*moved, ~select(twin.c.profile_key).where(*same).exists()).values({name: new})
        )
        self._session.execute(delete(table).where(*moved))

    def _source(self, profile_key: int, query: PerformanceQuery, *, is_of_terms: bool) -> Source:
        window = Window(query.from_on, query.to_on)
        conditions: list[ColumnElement[bool]] = []
        table: FromClause
        if is_of_terms:
            table = _day if query.group_by == "campaign" else _term
        else:
            table = (
                _campaign
                if query.as_of is None
                else newest_versions(self._tenant_id, profile_key, window, query.as_of)
            )
            conditions.append(level_of(table, ad_groups=query.group_by != "campaign"))
        conditions += [owned(table, self._tenant_id, profile_key), *within(table, window)]
        if query.product is not None:
            conditions.append(table.c.ad_product == query.product)
        if query.campaign_id is not None:
            conditions.append(table.c.campaign_key == key_of_id(query.campaign_id))
        if query.search_term is not None:
            conditions.append(table.c.search_term == query.search_term)
        return Source(table, conditions, is_of_terms)


def key_names(query: PerformanceQuery) -> tuple[str, ...]:
    """The columns that a query groups by, in their order."""
    return (("date_on",) if query.time_unit == "DAILY" else ()) + _GROUPS[query.group_by]

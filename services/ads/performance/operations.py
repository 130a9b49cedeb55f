"""What one can do with daily numbers: sum them over any window."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from services.ads.models.keys import WHOLE_CAMPAIGN, id_of_key
from services.ads.performance import rules
from services.ads.performance.repository import Group, PerformanceRepository, ProductTotals, key_names
from services.ads.performance.rules import Totals
from services.ads.performance.schemas import (
    AdsNumbers,
    AdsPerformancePage,
    AdsPerformanceRow,
    AdsProductTotals,
    PerformanceQuery,
)
from services.ads.products import word_of
from services.ads.profiles.operations import require_profile
from services.ads.thresholds.operations import thresholds_of
from services.ads.thresholds.rules import AdsThresholds
from shared import pages
from shared.auth import Principal
from shared.db import Session
from shared.money import of_micros
from shared.pages import CursorError, PageQuery


def list_ads_performance(
    session: Session, principal: Principal, query: PerformanceQuery, *, now: datetime
) -> AdsPerformancePage:
    """A page of groups and the totals over all. Raises the errors of an unknown account and of the cursor."""
    profile = require_profile(session, principal.tenant_id, query.seller_id, query.marketplace_id, "query")
    repository = PerformanceRepository(session, principal.tenant_id)
    parts = key_names(query)
    source = repository.source_of(profile.key, query)
    groups = repository.groups(source, query, read_place(principal, query, parts))
    shown, cursor, more = pages.cut(principal.tenant_id, query, groups, lambda group: place_of(group.key, parts))
    names = repository.names(profile.key, shown)
    settled_until = rules.settled_window(profile.present(now), profile.timezone).to_on
    sums = repository.totals(source)
    thresholds = thresholds_of(session, principal.tenant_id, query.seller_id, lock=False)
    only = sums[0] if len(sums) == 1 else None
    return AdsPerformancePage(
        items=[_row(group, names, profile.currency, settled_until, thresholds) for group in shown],
        next_cursor=cursor,
        has_more=more,
        currency=profile.currency,
        timezone=profile.timezone,
        from_on=query.from_on,
        to_on=query.to_on,
        attribution_days=only.attribution_days if only else None,
        from_search_terms=source.is_of_terms,
        totals=None if len(sums) > 1 else _numbers(only.totals if only else Totals(), profile.currency),
        totals_by_ad_product=[_of_product(one, profile.currency) for one in sums],
    )


def numbers_of(totals: Totals, currency: str) -> dict[str, Any]:
    """The members of `AdsNumbers` for some sums."""
    cpc = rules.cpc_micros_of(totals)
    return {
        "impressions": totals.impressions,
        "clicks": totals.clicks,
        "orders": totals.orders,
        "units": totals.units,
        "cost": of_micros(totals.cost_micros, currency),
        "sales": of_micros(totals.sales_micros, currency),
        "ctr": rules.ctr_of(totals),
        "cpc": None if cpc is None else of_micros(cpc, currency),
        "cvr": rules.cvr_of(totals),
        "acos": rules.acos_of(totals),
        "roas": rules.roas_of(totals),
    }


def _numbers(totals: Totals, currency: str) -> AdsNumbers:
    return AdsNumbers(**numbers_of(totals, currency))


def _of_product(sums: ProductTotals, currency: str) -> AdsProductTotals:
    return AdsProductTotals(
        ad_product=word_of(sums.ad_product),
        attribution_days=sums.attribution_days,
        **numbers_of(sums.totals, currency),
    )


def _row(
    group: Group,
    names: tuple[dict[int, str], dict[int, str]],
    currency: str,
    settled_until: date,
    thresholds: AdsThresholds,
) -> AdsPerformanceRow:
    campaign_names, ad_group_names = names
    campaign, ad_group = group.key["campaign_key"], group.key.get("ad_group_key", WHOLE_CAMPAIGN)
    day = group.key.get("date_on")
    return AdsPerformanceRow(
        date_on=day,
        settled=None if day is None else day < settled_until,
        ad_product=word_of(group.key["ad_product"]),
        campaign_id=id_of_key(campaign),
        campaign_name=campaign_names.get(campaign),
        ad_group_id=None if ad_group == WHOLE_CAMPAIGN else id_of_key(ad_group),
        ad_group_name=ad_group_names.get(ad_group),
        targeting=group.key.get("targeting"),
        match_type=group.key.get("match_type"),
        search_term=group.key.get("search_term"),
        acos_above=rules.is_acos_above(group.totals, thresholds.target_acos),
        ctr_below=rules.is_ctr_below(group.totals, thresholds.min_ctr),
        **numbers_of(group.totals, currency),
    )


def place_of(key: Mapping[str, Any], names: Sequence[str]) -> list[Any]:
    """Where a list of groups stands after this one, as its cursor holds it: the parts of its key by `names`."""
    return [value.isoformat() if isinstance(value, date) else value for value in map(key.get, names)]


def read_place(principal: Principal, query: PageQuery, names: Sequence[str]) -> list[Any] | None:
    """The key of the group that the query's cursor stands after, None at first. Raises the cursor's errors."""
    after = pages.read_cursor(principal.tenant_id, query, width=len(names))
    if after is None:
        return None
    try:
        return [_part(name, value) for name, value in zip(names, after, strict=True)]
    except (TypeError, ValueError) as error:
        raise CursorError from error


def _part(name: str, value: Any) -> Any:
    if name.endswith("_on"):
        return date.fromisoformat(value)
    if name.endswith("_key"):
        return pages.number_of(value)
    if not isinstance(value, str):
        raise CursorError
    return value

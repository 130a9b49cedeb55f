"""What one can do with breakdowns: store whole files of them, list them, and sum them up kind by kind."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from services.ads.breakdowns.repository import BreakdownGroup, BreakdownRepository, group_names
from services.ads.breakdowns.rules import SUBJECT, BreakdownSums, Kind, Promoted
from services.ads.breakdowns.schemas import (
    AdsBreakdownNumbers,
    AdsBreakdownPage,
    AdsBreakdownPeriod,
    AdsBreakdownPeriodPage,
    AdsBreakdownProductTotals,
    AdsBreakdownRow,
    BreakdownPeriodQuery,
    BreakdownQuery,
)
from services.ads.models import AdsProfile
from services.ads.models.keys import WHOLE_CAMPAIGN, id_of_key
from services.ads.performance.operations import numbers_of, place_of, read_place
from services.ads.performance.repository import Group, PerformanceRepository
from services.ads.performance.rules import Totals, Window
from services.ads.products import word_of
from services.ads.profiles.operations import lock_profile, require_profile
from shared import pages
from shared.auth import Principal
from shared.db import Session
from shared.money import of_micros
from shared.problems import NotFoundError


def stage_rows(session: Session, profile: AdsProfile, rows: Sequence[tuple[Any, ...]]) -> None:
    """Keep rows of an import, whose id they have as their period; nobody sees them before they are published."""
    lock_profile(session, profile.tenant_id, profile.key)
    BreakdownRepository(session, profile.tenant_id).store(rows)


def publish_days(session: Session, profile: AdsProfile, kind: Kind, import_id: str, *, ad_product: str | None) -> int:
    """Let the rows of an import take the place of all that is known of their days; how many differ from it.

    A file that is of one `ad_product` takes the place of what is known of this one.
    """
    lock_profile(session, profile.tenant_id, profile.key)
    repository = BreakdownRepository(session, profile.tenant_id)
    changed = repository.changed(profile.key, kind, import_id, "")
    repository.replace_days(profile.key, kind, import_id, ad_product)
    return changed


def publish_period(
    session: Session,
    profile: AdsProfile,
    kind: Kind,
    import_id: str,
    span: Window,
    row_count: int,
    *,
    ad_product: str | None,
    now: datetime,
) -> tuple[str, int]:
    """Let the rows of an import be a period, in the place of the one of the same days (and `ad_product`, if given).

    The id of the period, and how many of its rows are new or changed.
    """
    lock_profile(session, profile.tenant_id, profile.key)
    repository = BreakdownRepository(session, profile.tenant_id)
    period_id = repository.period_of(profile.key, kind, span.from_on, span.to_on, ad_product) or import_id
    changed = repository.changed(profile.key, kind, import_id, period_id) if period_id != import_id else row_count
    repository.replace_period(profile.key, kind, import_id, period_id)
    repository.store_period(
        {
            "period_id": period_id,
            "profile_key": profile.key,
            "kind": kind,
            "from_on": span.from_on,
            "to_on": span.to_on,
            "import_id": import_id,
            "row_count": row_count,
            "updated_at": now,
        }
    )
    return period_id, changed


def drop_rows(session: Session, profile: AdsProfile, import_id: str) -> None:
    """Forget the rows of an import that has failed."""
    BreakdownRepository(session, profile.tenant_id).drop(profile.key, import_id)


def list_ads_breakdowns(session: Session, principal: Principal, query: BreakdownQuery) -> AdsBreakdownPage:
    """A page of subjects and the totals over all. Raises as `require_profile`, NotFoundError, the cursor's errors."""
    profile = require_profile(session, principal.tenant_id, query.seller_id, query.marketplace_id, "query")
    repository = BreakdownRepository(session, principal.tenant_id)
    days = _days_of(repository, profile, query)
    parts = group_names(query)
    groups = repository.groups(profile.key, query, read_place(principal, query, parts))
    shown, cursor, more = pages.cut(principal.tenant_id, query, groups, lambda group: place_of(group.key, parts))
    names = PerformanceRepository(session, principal.tenant_id).names(
        profile.key, [Group(group.key, group.sums.totals) for group in shown]
    )
    sums = repository.totals(profile.key, query)
    only = next(iter(sums.values())) if len(sums) == 1 else BreakdownSums(Totals(), _NOTHING_PROMOTED)
    return AdsBreakdownPage(
        items=[_row(group, names, profile.currency) for group in shown],
        next_cursor=cursor,
        has_more=more,
        kind=query.kind,
        currency=profile.currency,
        timezone=profile.timezone,
        from_on=days.from_on,
        to_on=days.to_on,
        period_id=query.period_id,
        totals=None if len(sums) > 1 else AdsBreakdownNumbers(**_numbers(only, profile.currency)),
        totals_by_ad_product=[_of_product(product, one, profile.currency) for product, one in sums.items()],
    )


def list_ads_breakdown_periods(
    session: Session, principal: Principal, query: BreakdownPeriodQuery
) -> AdsBreakdownPeriodPage:
    """A page of the tenant's periods, each with its own totals."""
    repository = BreakdownRepository(session, principal.tenant_id)
    found = repository.poll_periods(query)
    sums = repository.totals_of_periods(found.rows)
    return AdsBreakdownPeriodPage(items=[_period(row, sums) for row in found.rows], **found.envelope)


_NOTHING_PROMOTED = Promoted(None, None, None)


def _days_of(repository: BreakdownRepository, profile: AdsProfile, query: BreakdownQuery) -> Window:
    if query.from_on is not None and query.to_on is not None:
        return Window(query.from_on, query.to_on)
    period = repository.period(profile.key, query.kind, query.period_id or "")
    if period is None:
        raise NotFoundError.of("period_id", location="query")
    return Window(period.from_on, period.to_on)


def _numbers(sums: BreakdownSums, currency: str) -> dict[str, Any]:
    sales = sums.promoted.sales_micros
    return numbers_of(sums.totals, currency) | {
        "promoted_orders": sums.promoted.orders,
        "promoted_units": sums.promoted.units,
        "promoted_sales": None if sales is None else of_micros(sales, currency),
    }


def _of_product(product: str, sums: BreakdownSums, currency: str) -> AdsBreakdownProductTotals:
    return AdsBreakdownProductTotals(ad_product=word_of(product), **_numbers(sums, currency))


def _row(group: BreakdownGroup, names: tuple[dict[int, str], dict[int, str]], currency: str) -> AdsBreakdownRow:
    key = group.key
    campaign, ad_group, bid = key["campaign_key"], key["ad_group_key"], key["bid_micros"]
    return AdsBreakdownRow(
        from_on=key["from_on"],
        to_on=key["to_on"],
        ad_product=word_of(key["ad_product"]),
        campaign_id=id_of_key(campaign) if campaign else None,
        campaign_name=names[0].get(campaign),
        ad_group_id=None if ad_group == WHOLE_CAMPAIGN else id_of_key(ad_group),
        ad_group_name=names[1].get(ad_group),
        named=any(key[name] for name in SUBJECT),
        **{name: key[name] or None for name in SUBJECT},
        target_type=key["target_type"] or None,
        target_state=key["target_state"] or None,
        bid=None if bid is None else of_micros(bid, currency),
        **_numbers(group.sums, currency),
    )


def _period(row: Any, sums: dict[tuple[str, str], BreakdownSums]) -> AdsBreakdownPeriod:
    own = {"totals_by_ad_product"}
    return AdsBreakdownPeriod(
        **{name: getattr(row, name) for name in AdsBreakdownPeriod.model_fields.keys() - own},
        totals_by_ad_product=[
            _of_product(product, one, row.currency)
            for (period_id, product), one in sums.items()
            if period_id == row.period_id
        ],
    )

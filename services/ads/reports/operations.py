"""What one can do with arriving reports: store their rows, record what was delivered."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from services.ads.campaigns.operations import has_enabled_campaign, merge_ad_groups, store_campaigns
from services.ads.deliveries.repository import DeliveryRepository
from services.ads.deliveries.rules import API, FILE, StoredDay, due_at
from services.ads.models import AdsProfile
from services.ads.performance.repository import PerformanceRepository, SearchTermSums
from services.ads.performance.rules import Window, settled_window, today_of
from services.ads.products import NOT_SAID
from services.ads.profiles.operations import lock_profile
from services.ads.report_types.rules import type_at, type_of
from services.ads.reports import rules
from services.ads.reports.repository import FactDayRepository
from shared.db import Session

_TARGETING, _METRICS = 5, -7
"""Where the targeting of a search term and the first number of any fact stand in a row."""

_CAMPAIGNS_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class SortedDays:
    """The days of an arriving report: those that count, and of these the ones whose very rows are stored already;
    those known from a newer report; those that are missing."""

    kept: list[date]
    unchanged: list[date]
    superseded: list[date]
    missing: list[date]


def store_rows(session: Session, profile: AdsProfile, report: str, rows: Sequence[tuple[Any, ...]]) -> int:
    """Upsert fact rows of one report; how many were new or changed."""
    repository = PerformanceRepository(session, profile.tenant_id)
    if type_of(report).level == "search_term":
        lock_profile(session, profile.tenant_id, profile.key)
        return repository.store_search_term_facts(profile.key, rows)
    return repository.store_campaign_facts(rows)


def make_room(session: Session, profile: AdsProfile, report: str, rows: Sequence[tuple[Any, ...]]) -> None:
    """Before rows with targets are stored: remove what a file without them told of the same terms."""
    kind = type_of(report)
    if kind.level == "search_term" and all(row[_TARGETING] for row in rows):
        days = sorted({date.fromisoformat(row[1]) for row in rows})
        FactDayRepository(session, profile.tenant_id, kind).delete_untargeted(profile.key, days)


def replace_day(
    session: Session, profile: AdsProfile, report: str, day: date, rows: Sequence[tuple[Any, ...]]
) -> int:
    """Let the rows be all that is known of a day; how many of them were new or changed."""
    changed = store_rows(session, profile, report, rows)
    keys = [row[:_METRICS] for row in rows]
    FactDayRepository(session, profile.tenant_id, type_of(report)).keep_only(profile.key, day, keys)
    return changed


def drop_unsaid(
    session: Session, profile: AdsProfile, report: str, window: Window, campaigns: Sequence[int], *, now: datetime
) -> None:
    """Remove what was told of some campaigns without their ad product, now that a file has said it."""
    unsaid = type_at(NOT_SAID, type_of(report).level)
    if type_of(report) == unsaid or not stored_days(session, profile, unsaid.name, window):
        return
    days = FactDayRepository(session, profile.tenant_id, unsaid)
    for start in range(0, len(campaigns), _CAMPAIGNS_AT_ONCE):
        days.delete_campaigns(profile.key, window, campaigns[start : start + _CAMPAIGNS_AT_ONCE])
    _roll_up(session, profile, unsaid.name, window, now=now)


def store_names(
    session: Session, profile: AdsProfile, ad_product: str, names: rules.Names, *, now: datetime, source: str = API
) -> None:
    """Keep the names of a product's campaigns and ad groups that the records told."""
    reported = [
        {"campaign_key": key, "name": _cut(name, 500), "state": _cut(state, 20) if state else None}
        for key, (name, state) in names.campaigns.items()
        if name is not None
    ]
    store_campaigns(session, profile, ad_product, reported, now=now, keep_state=source == FILE)
    owner = {"profile_key": profile.key, "ad_product": ad_product}
    PerformanceRepository(session, profile.tenant_id).store_ad_groups(
        [
            {**owner, "ad_group_key": key, "campaign_key": campaign, "name": _cut(name, 500)}
            for key, (campaign, name) in names.ad_groups.items()
        ]
    )
    if names.ad_groups:
        merge_ad_groups(session, profile, ad_product)


def days_of_other_source(session: Session, profile: AdsProfile, report: str, days: Sequence[date]) -> list[date]:
    """Those of the days that the Ads API has delivered: it is the better source than any file."""
    stored = DeliveryRepository(session, profile.tenant_id).stored_days(profile.key, report, days)
    return [day for day, known in stored.items() if _is_of_api(known)]


def stored_days(session: Session, profile: AdsProfile, report: str, window: Window) -> dict[date, StoredDay]:
    """Those days of a window that were delivered before."""
    days = list(rules.days_of(window))
    return DeliveryRepository(session, profile.tenant_id).stored_days(profile.key, report, days)


def drop_file_days(session: Session, profile: AdsProfile, report: str, days: Sequence[date]) -> int:
    """Before the Ads API's rows are stored: remove what files told of these days; how many days."""
    lock_profile(session, profile.tenant_id, profile.key)
    stored = DeliveryRepository(session, profile.tenant_id).stored_days(profile.key, report, days)
    replaced = [day for day, known in stored.items() if known.source == FILE]
    if replaced:
        FactDayRepository(session, profile.tenant_id, type_of(report)).delete(profile.key, replaced)
    return len(replaced)


def classify_days(
    session: Session,
    profile: AdsProfile,
    report: str,
    window: Window,
    survey: rules.Survey,
    earlier: Sequence[rules.MissingDays],
    *,
    digests: Mapping[date, str],
    requested_at: datetime,
    now: datetime,
) -> SortedDays:
    """Tell which days of a report that has arrived may be stored; `earlier` reports may have lacked days, too.

    `digests` are those of the rows by day. Most days of a report are as they were the day before.
    """
    stored = stored_days(session, profile, report, window)
    older = rules.superseded_days(stored, requested_at)
    missing = rules.missing_days(
        list(rules.days_of(window)),
        survey,
        stored,
        earlier,
        requested_at=requested_at,
        today=today_of(profile.present(now), profile.timezone),
        active=has_enabled_campaign(session, profile, type_of(report).ad_product),
    )
    kept = [day for day in rules.days_of(window) if day not in older and day not in missing]
    unchanged = [day for day in kept if day in stored and stored[day].digest == digests[day]]
    return SortedDays(kept, unchanged, sorted(older), [day for day in missing if day not in older])


def begin_days(session: Session, profile: AdsProfile, report: str, days: SortedDays) -> None:
    """Make room for the days that are about to be stored: nothing that files told, and nobody relies on them."""
    drop_file_days(session, profile, report, days.kept)
    changed = [day for day in days.kept if day not in days.unchanged]
    DeliveryRepository(session, profile.tenant_id).forget_digests(profile.key, report, changed)


def record_delivery(
    session: Session,
    profile: AdsProfile,
    report: str,
    window: Window,
    counts: Mapping[str, int] | Counter[str],
    *,
    source: str,
    now: datetime,
    requested_at: datetime | None = None,
    left_out: Collection[date] = (),
    unchanged: Collection[date] = (),
    digests: Mapping[date, str] | None = None,
) -> None:
    """Record the days of a report as delivered, roll them up, keep what they said; `counts` are rows by ISO day.

    Days that are `left_out` stay as they were, those `unchanged` are delivered and need no roll-up. `requested_at`
    is when Amazon was asked for the report, `digests` are those of the stored rows by day.
    """
    lock_profile(session, profile.tenant_id, profile.key)
    repository = DeliveryRepository(session, profile.tenant_id)
    stored = stored_days(session, profile, report, window)
    days = [day for day in rules.days_of(window) if day not in left_out]
    if source == FILE:
        days = [day for day in days if day.isoformat() in counts and not _is_of_api(stored.get(day))]
    repository.store(
        [
            {
                "profile_key": profile.key,
                "ad_product": type_of(report).ad_product,
                "report": report,
                "date_on": day,
                "source": source,
                "row_count": counts.get(day.isoformat(), 0),
                "requested_at": requested_at,
                "digest": (digests or {}).get(day),
                "due_at": due_at(day, profile.timezone),
                "first_delivered_at": stored[day].first_delivered_at if day in stored else now,
                "last_delivered_at": now,
            }
            for day in days
        ]
    )
    changed = [day for day in days if day not in unchanged]
    if changed:
        _roll_up(session, profile, report, Window(min(changed), max(changed) + timedelta(days=1)), now=now)
    if type_of(report).level == "search_term":
        judged = settled_window(profile.present(now), profile.timezone)
        SearchTermSums(session, profile.tenant_id).roll_up(profile.key, judged)


def _roll_up(session: Session, profile: AdsProfile, report: str, window: Window, *, now: datetime) -> None:
    kind = type_of(report)
    facts = FactDayRepository(session, profile.tenant_id, kind)
    if kind.level == "search_term":
        facts.roll_up(profile.key, window)
    else:
        facts.keep_versions(profile.key, window, now=now)


def _is_of_api(day: StoredDay | None) -> bool:
    return day is not None and day.source == API


def _cut(text: str, length: int) -> str:
    """As much as the column holds, without NUL, which PostgreSQL cannot store."""
    return text.replace("\0", "")[:length]

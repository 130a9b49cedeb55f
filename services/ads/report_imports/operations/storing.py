"""The worker's part: rows of a file stored, and what it brought recorded when it is through."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import astuple
from datetime import date, datetime, timedelta
from typing import Any

import orjson

from services.ads.breakdowns import operations as breakdowns
from services.ads.breakdowns.rules import Kind
from services.ads.campaigns.operations import flag_campaigns, store_campaigns
from services.ads.deliveries.rules import FILE
from services.ads.findings.rules import CODES
from services.ads.models import AdsProfile, ReportImport
from services.ads.performance.rules import Totals, Window, settled_window
from services.ads.profiles.operations import lock_profile
from services.ads.profiles.repository import ProfileRepository
from services.ads.report_imports.repository import ImportRepository
from services.ads.report_imports.rules import BREAKDOWN, ReadFile, why_not_judged, window_of
from services.ads.report_types.rules import type_of
from services.ads.reports import operations as reports
from shared.db import Session
from shared.problems import NotFoundError
from shared.texts import Text

_ENTITIES = 100
"""Kinds of entities told of a bulk sheet; Amazon has some twenty."""

Rows = Sequence[tuple[Any, ...]]


def require_import(session: Session, tenant_id: str, import_id: str) -> ReportImport:
    """An import. Raises NotFoundError."""
    report_import = ImportRepository(session, tenant_id).get(import_id)
    if report_import is None:
        raise NotFoundError
    return report_import


def store_chunk(session: Session, import_id: str, profile: AdsProfile, report: str, rows: Rows) -> None:
    """Upsert some rows of a file, but not those of days that the Ads API has delivered; count what changed.

    The count is kept with the rows: a run that begins anew after a crash finds them unchanged.
    """
    report_import = require_import(session, profile.tenant_id, import_id)
    lock_profile(session, profile.tenant_id, profile.key)
    aside = _left_aside(session, profile, report, {row[1] for row in rows})
    kept = [row for row in rows if row[1] not in aside]
    reports.make_room(session, profile, report, kept)
    report_import.rows_changed += reports.store_rows(session, profile, report, kept)
    ImportRepository(session, profile.tenant_id).add(report_import)


def stage_rows(session: Session, profile: AdsProfile, rows: Rows) -> None:
    """Keep rows of breakdowns until `finish_import` lets them be seen, or `fail_import` forgets them."""
    breakdowns.stage_rows(session, profile, rows)


def store_days(session: Session, import_id: str, profile: AdsProfile, report: str, days: Mapping[str, Rows]) -> None:
    """Let the rows of a file be all that is known of their days, which it holds whole; else like `store_chunk`."""
    report_import = require_import(session, profile.tenant_id, import_id)
    lock_profile(session, profile.tenant_id, profile.key)
    aside = _left_aside(session, profile, report, days)
    for day in sorted(days.keys() - aside):
        report_import.rows_changed += reports.replace_day(
            session, profile, report, date.fromisoformat(day), days[day]
        )
    ImportRepository(session, profile.tenant_id).add(report_import)


def finish_import(
    session: Session, tenant_id: str, import_id: str, profile: AdsProfile, found: ReadFile, *, now: datetime
) -> None:
    """Record what the file brought, judge the campaigns, and forget the file."""
    report_import = require_import(session, tenant_id, import_id)
    lock_profile(session, tenant_id, profile.key)
    for product, names in found.names.items():
        reports.store_names(session, profile, product, names, now=now, source=FILE)
    for product, campaigns in found.campaigns.items():
        store_campaigns(session, profile, product, campaigns, now=now)
    sections = found.lines.sections()
    facts = [section for section in sections if section != BREAKDOWN]
    judged: set[date] = set()
    for report in facts:
        judged |= _record_facts(session, profile, report_import, report, found, now=now)
    period_id = None
    if BREAKDOWN in sections and found.kind is not None:
        period_id = _publish(session, profile, report_import, found.kind, found, now=now)
    for product in {type_of(report).ad_product for report in facts}:
        if any(type_of(report).judged_by for report in facts if type_of(report).ad_product == product):
            flag_campaigns(session, profile, product, now=now)
    judges = any(type_of(report).judged_by for report in facts)
    fed = {code for report in facts for code in type_of(report).judged_by}
    report_import.status = "completed"
    report_import.report = facts[0] if len(facts) == 1 else found.report or None
    report_import.attribution_days = found.attribution_days
    report_import.unknown_columns = orjson.dumps(found.unknown_columns).decode()
    details = {
        "period_id": period_id,
        "judged_days": sorted(day.isoformat() for day in judged),
        "cannot_feed": sorted(set(CODES) - fed),
        "not_judged": _why_not_judged(report_import, profile, now=now) if judges and not judged else None,
    }
    _learn_account(session, profile, found)
    _end(session, report_import, found, details, now=now)


def fail_import(
    session: Session,
    tenant_id: str,
    import_id: str,
    found: ReadFile,
    *,
    code: str,
    detail: Text,
    now: datetime,
) -> None:
    """Show an import as failed, with the reason: nothing of it counts as imported, however far it was read.

    Chunks that were stored before a failure of ours stay, and are told by `rows_changed`.
    """
    report_import = require_import(session, tenant_id, import_id)
    profile = ProfileRepository(session, tenant_id).get(report_import.profile_key)
    if profile is not None:
        breakdowns.drop_rows(session, profile, import_id)
    report_import.status, report_import.failure_code = "failed", code[:100]
    report_import.failure_detail, report_import.failure_detail_zh = detail.en[:500], detail.zh[:500]
    found.refuse_whole()
    _end(session, report_import, found, {}, now=now)


def _record_facts(
    session: Session, profile: AdsProfile, report_import: ReportImport, report: str, found: ReadFile, *, now: datetime
) -> set[date]:
    """Record the days of one report as delivered; those of them that can be judged."""
    days = found.lines.days(report)
    window = window_of(days)
    if window is None:
        return set()
    superseded = _left_aside(session, profile, report, days)
    span = Window(window[0], window[1] + timedelta(days=1))
    kept = {day: count for day, count in days.items() if day not in superseded}
    reports.record_delivery(session, profile, report, span, kept, source=FILE, now=now)
    campaigns = list(found.names[type_of(report).ad_product].campaigns)
    reports.drop_unsaid(session, profile, report, span, campaigns, now=now)
    report_import.rows_superseded += sum(count for day, count in days.items() if day in superseded)
    _widen(report_import, *window)
    settled = settled_window(now, profile.timezone)
    told = map(date.fromisoformat, days) if type_of(report).judged_by else ()
    return {day for day in told if settled.from_on <= day < settled.to_on}


def _why_not_judged(report_import: ReportImport, profile: AdsProfile, *, now: datetime) -> dict[str, str] | None:
    """That none of the days of a file is judged: which days it has, and which are."""
    if report_import.first_on is None or report_import.last_on is None:
        return None
    judged = settled_window(now, profile.timezone)
    days = (report_import.first_on, report_import.last_on, judged.from_on, judged.to_on - timedelta(days=1))
    told = dict(zip(("first", "last", "from", "to"), (day.isoformat() for day in days), strict=True))
    return told | {"code": why_not_judged(report_import.first_on, report_import.last_on, judged)}


def _publish(
    session: Session, profile: AdsProfile, report_import: ReportImport, kind: Kind, found: ReadFile, *, now: datetime
) -> str | None:
    """Let the breakdowns of a file be seen; the id of their period, if they are of one."""
    days = found.lines.days(BREAKDOWN)
    if found.span is None:
        if window := window_of(days):
            _widen(report_import, *window)
        report_import.rows_changed += breakdowns.publish_days(
            session, profile, kind, report_import.import_id, ad_product=found.ad_product
        )
        return None
    _widen(report_import, found.span.from_on, found.span.to_on - timedelta(days=1))
    period_id, changed = breakdowns.publish_period(
        session,
        profile,
        kind,
        report_import.import_id,
        found.span,
        days.total(),
        ad_product=found.ad_product,
        now=now,
    )
    report_import.rows_changed += changed
    return period_id


def _widen(report_import: ReportImport, first: date, last: date) -> None:
    report_import.first_on = min(report_import.first_on or first, first)
    report_import.last_on = max(report_import.last_on or last, last)


def _learn_account(session: Session, profile: AdsProfile, found: ReadFile) -> None:
    """From now on rows of other advertiser accounts are not this shop's."""
    if len(found.account_ids) == 1:
        ImportRepository(session, profile.tenant_id).keep_account(profile.key, *found.account_ids)


def _left_aside(session: Session, profile: AdsProfile, report: str, days: Iterable[str]) -> set[str]:
    reported = [date.fromisoformat(day) for day in days]
    return {day.isoformat() for day in reports.days_of_other_source(session, profile, report, reported)}


def _end(
    session: Session, report_import: ReportImport, found: ReadFile, details: dict[str, Any], *, now: datetime
) -> None:
    for name in ("rows_read", "rows_imported", "rows_rejected", "rows_skipped"):
        setattr(report_import, name, getattr(found, name))
    totals = found.lines.totals()
    sums = Totals(*map(sum, zip(*map(astuple, totals.values()), strict=True))) if totals else Totals()
    for name in Totals.__dataclass_fields__:
        setattr(report_import, name, getattr(sums, name))
    told = {
        "kind": found.kind,
        "rows_folded": found.lines.folded,
        "rows_elsewhere": found.rows_elsewhere,
        "entities": (entities := dict(found.entities.most_common(_ENTITIES))),
        "first_entities": {entity: found.first_entities[entity] for entity in entities},
        "products": {product: astuple(one) for product, one in totals.items()},
    }
    report_import.details = orjson.dumps(told | details).decode()
    repository = ImportRepository(session, report_import.tenant_id)
    repository.add_errors(report_import, found.errors)
    repository.drop_file(report_import)
    report_import.updated_at = now
    repository.add(report_import)

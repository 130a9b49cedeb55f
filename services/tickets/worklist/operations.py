"""What one can do with the worklist: put findings and cases into it, and read it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from services.tickets.worklist import rules
from services.tickets.worklist.repository import (
    SEARCH,
    SORTING,
    Filters,
    WorklistRepository,
    count_before,
    count_until,
    item_of,
    read_page,
    read_reasons,
    read_sorted,
)
from services.tickets.worklist.schemas import Listed, ToldFinding, WorklistQuery
from shared import pages
from shared.assignees import NOBODY, asked_by
from shared.auth import Principal
from shared.auth.principal import SERVICES
from shared.db import Database, Session
from shared.findings.rules import ASKING
from shared.http.filters import pattern_of
from shared.money import text_of_micros, to_micros
from shared.texts import LANGUAGES, Language

_PLACE = ("severity_place", "due_place", "stake_place", "item_id")


def put_finding(session: Session, tenant_id: str, finding: ToldFinding, *, now: datetime) -> None:
    """Let the worklist say what was told of a finding, unless it knows something newer."""
    listed = Listed(
        item_id=finding.finding_id,
        kind="finding",
        code=finding.code,
        severity=finding.severity,
        status=finding.status,
        seller_id=finding.seller_id,
        marketplace_id=finding.marketplace_id,
        subject=finding.subject,
        title=finding.title.text(),
        reason=finding.reason.text(),
        action=finding.recommended_action.text(),
        href=f"/v1/{rules.service_of(finding.code)}/findings/{finding.finding_id}",
        due_at=None,
        money=finding.money_at_stake,
        first_seen_at=finding.first_seen_at,
        version=finding.version,
        matter=rules.matter_of(finding.code, finding.finding_id, finding.subject.id),
        assignee=finding.assignee,
        asks=finding.asks,
    )
    put_item(session, tenant_id, listed, now=now)


def put_item(session: Session, tenant_id: str, item: Listed, *, now: datetime) -> None:
    """Let the worklist say this of an item, unless it knows something newer.

    A case and its findings are one item: while the case is listed, they are not. It says what the finding that opened
    it says, and its money. Findings of one subject that ask for the same decision are one item as well.
    """
    repository = WorklistRepository(session, tenant_id)
    if item.kind == "case":
        opened_by = repository.unresolved_finding(item.matter) if item.matter else None
        repository.put(_row(item, dict(opened_by or {}), is_listed=item.status in ASKING, now=now))
        bundles = repository.cover(item.item_id, item.matter)
    else:
        case = repository.lock_case(item.matter or item.item_id)
        is_listed = item.status in ASKING and not (case and case["listed"])
        row = _row(item, {}, is_listed=is_listed, now=now)
        repository.put(row)
        bundles = [row["bundle"]] if row["bundle"] else []
    for bundle in bundles:
        repository.gather(bundle)


def _row(item: Listed, opened_by: Mapping[str, Any], *, is_listed: bool, now: datetime) -> dict[str, Any]:
    """The row of an item; a case has the reason, action and money of the finding that it is `opened_by`."""
    micros = None if item.money is None else to_micros(item.money.amount)
    currency = None if item.money is None else item.money.currency
    if opened_by:
        micros, currency = opened_by["money_at_stake_micros"], opened_by["currency"]
    severity_place, due_place, stake_place = rules.rank_of(item.severity, item.due_at, micros, currency)
    texts = {f"{part}_{language}": _text(item, part, language) for part in _TEXTS for language in LANGUAGES}
    return {
        **{name: getattr(item, name) for name in _SAME},
        "service": rules.service_of(item.code),
        "bundle": rules.bundle_of(
            item.code, item.asks, (item.seller_id, item.marketplace_id, item.subject.type, item.subject.id)
        ),
        "listed": is_listed,
        "subject_type": item.subject.type,
        "subject_id": item.subject.id,
        "subject_name": item.subject.name,
        **texts,
        **{name: opened_by[name] for name in _OPENED_BY if opened_by},
        "money_at_stake_micros": micros,
        "currency": currency,
        "severity_place": severity_place,
        "due_place": due_place,
        "stake_place": stake_place,
        "updated_at": now,
    }


async def list_worklist(
    database: Database, principal: Principal, query: WorklistQuery, language: Language
) -> dict[str, Any]:
    """A page of what asks for a decision, the most urgent first, of the services that the caller may read.

    Raises CursorError and CursorMismatchError.
    """
    query = asked_by(query, principal)
    filters = _filters(principal, query)
    if not filters.get("service", SERVICES):
        return {"items": [], "next_cursor": None, "has_more": False}
    read = _ranked if query.sort is None else _sorted
    shown, before, envelope = await read(database, principal.tenant_id, query, filters)
    leads = [row["item_id"] for row in shown if row["lead_id"]]
    reasons: dict[str, list[dict[str, Any]]] = {}
    for row in await read_reasons(database, principal.tenant_id, leads):
        reasons.setdefault(row["lead_id"], []).append(row)
    items = [
        _read(row, reasons.get(row["item_id"], [row]), before + number, language)
        for number, row in enumerate(shown, start=1)
    ]
    return {"items": items, **envelope}


_Rows = tuple[Sequence[Mapping[str, Any]], int, dict[str, Any]]
"""The rows of a page, how many come before, and the members beside its items."""


async def _ranked(database: Database, tenant_id: str, query: WorklistQuery, filters: Filters) -> _Rows:
    after = _after(tenant_id, query)
    rows = await read_page(database, tenant_id, filters, after, query.limit + 1)
    before = 0 if after is None else await count_before(database, tenant_id, filters, after)
    shown, cursor, more = pages.cut(tenant_id, query, rows, lambda row: [row[name] for name in _PLACE])
    return shown, before, {"next_cursor": cursor, "has_more": more}


async def _sorted(database: Database, tenant_id: str, query: WorklistQuery, filters: Filters) -> _Rows:
    place = SORTING.place(tenant_id, query, query.sort or "")
    rows = await read_sorted(database, tenant_id, filters, query, place)
    found = SORTING.cut(tenant_id, query, place, rows, item_of)
    before = await count_until(database, tenant_id, filters, query, place)
    return found.rows, before, {name: found.envelope[name] for name in ("next_cursor", "has_more")}


def _filters(principal: Principal, query: WorklistQuery) -> dict[str, list[str]]:
    """Those that are given, each value once, and the services that the caller may read unless these are all."""
    filters: dict[str, list[str]] = {
        name: sorted(set(values)) for name in _SEVERAL if (values := getattr(query, name))
    }
    readable = [each for each in SERVICES if f"{each}:read" in principal.scopes]
    if len(readable) < len(SERVICES):
        filters["service"] = [each for each in filters.get("service", SERVICES) if each in readable]
    if query.seller_id is not None:
        filters["seller_id"] = [query.seller_id]
    if query.assignee is not None:
        filters["assignee"] = [] if query.assignee == NOBODY else [query.assignee]
    if query.q is not None:
        filters[SEARCH] = [pattern_of(query.q)]
    return filters


_SEVERAL = ("marketplace_id", "service", "code", "severity", "status")
_SAME = (
    *("item_id", "kind", "code", "severity", "status", "seller_id", "marketplace_id", "href", "due_at"),
    *("first_seen_at", "version", "matter", "assignee", "asks"),
)
_OPENED_BY = ("reason_en", "reason_zh", "action_en", "action_zh")
_TEXTS = {"title": 500, "reason": 1000, "action": 1000}
_SHOWN = (
    *("item_id", "kind", "service", "code", "severity", "status", "due_at", "seller_id", "marketplace_id"),
    *("asks", "first_seen_at", "version"),
)
_OF_REASON = ("code", "severity", "status", "assignee", "first_seen_at", "version")


def _text(item: Listed, part: str, language: Language) -> str:
    """A sentence, cut where it is longer than our column."""
    sentence: str = getattr(item, part).in_language(language)
    return sentence[: _TEXTS[part]]


def _after(tenant_id: str, query: WorklistQuery) -> list[Any] | None:
    after = pages.read_cursor(tenant_id, query, width=len(_PLACE))
    if after is not None and not isinstance(after[-1], str):
        raise pages.CursorError
    return after and [*map(pages.number_of, after[:-1]), after[-1]]


def _read(
    row: Mapping[str, Any], findings: Sequence[Mapping[str, Any]], rank: int, language: Language
) -> dict[str, Any]:
    """An item, by the most urgent of its findings; open while one of them is, and whoever has one of them has it."""
    is_open = any(each["status"] == "open" for each in findings)
    return {
        "rank": rank,
        **{name: row[name] for name in _SHOWN},
        "status": "open" if is_open else row["status"],
        **_said(row, language),
        "subject": {"type": row["subject_type"], "id": row["subject_id"], "name": row["subject_name"]},
        "assignee": next((each["assignee"] for each in findings if each["assignee"]), None),
        "reasons": [_reason(each, language) for each in findings] if row["kind"] == "finding" else [],
    }


def _reason(row: Mapping[str, Any], language: Language) -> dict[str, Any]:
    return {
        "finding_id": row["item_id"],
        **{name: row[name] for name in _OF_REASON},
        **_said(row, language),
    }


def _said(row: Mapping[str, Any], language: Language) -> dict[str, Any]:
    micros, currency = row["money_at_stake_micros"], row["currency"]
    return {
        "title": row[f"title_{language}"],
        "reason": row[f"reason_{language}"],
        "recommended_action": row[f"action_{language}"],
        "evidence_href": row["href"],
        "money_at_stake": None if micros is None else {"amount": text_of_micros(micros), "currency": currency},
    }

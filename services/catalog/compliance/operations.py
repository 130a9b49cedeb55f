"""Judging all listings of a seller account: findings opened, updated and resolved, accuracy kept, events told."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import orjson

from services.catalog import events
from services.catalog.accuracy.operations import record_accuracy
from services.catalog.compliance.rules.judging import ERRORS, judge_listings
from services.catalog.compliance.rules.values import Issue, Judged
from services.catalog.findings.repository import findings_of
from services.catalog.findings.rules import CODES, TEXTS
from services.catalog.listings.repository import ListingRepository
from services.catalog.listings.rules import AMAZON, Place
from shared.db import Session
from shared.findings.operations import Scope, reconcile_findings
from shared.findings.rules import Observation

_COLUMNS = (
    *("listing_id", "marketplace_id", "sku", "source", "content_at", "asin", "fn_sku", "title", "brand", "bullets"),
    *("search_terms", "gtin", "gtin_type", "status", "is_parent", "price_micros", "images", "issues"),
)


def flag_listings(session: Session, tenant_id: str, seller_id: str, *, now: datetime) -> None:
    """Judge every listing of an account, since barcodes are compared over its marketplaces."""
    repository = ListingRepository(session, tenant_id)
    places = sorted(repository.places(seller_id))
    shelves = repository.lock(places)
    rows = repository.of_account(seller_id, *_COLUMNS)
    listings = [_judged(row._mapping) for row in rows]
    observed = judge_listings(listings)
    skus: dict[str, set[str]] = {place.marketplace_id: set() for place in places}
    for listing in listings:
        skus[listing.marketplace_id].add(listing.sku)
    for place, shelf in zip(places, shelves, strict=True):
        found = observed.get(place.marketplace_id, [])
        scope = Scope(seller_id, place.marketplace_id, CODES)
        outcome = reconcile_findings(findings_of(session, tenant_id), tenant_id, scope, found, now=now)
        events.tell_findings(session, outcome, TEXTS, now=now)
        _record(session, tenant_id, place, skus[place.marketplace_id], found, now=now)
        shelf.is_stale, shelf.judged_at = False, now
        repository.save(shelf)


def _record(
    session: Session, tenant_id: str, place: Place, skus: set[str], found: list[Observation], *, now: datetime
) -> None:
    wrong = {observation.key.subject_id for observation in found if observation.severity in ERRORS}
    record_accuracy(session, tenant_id, place, skus=len(skus), skus_with_error=len(wrong), now=now)


def _judged(row: Mapping[Any, Any]) -> Judged:
    is_amazons = row["source"] == AMAZON
    return Judged(
        **{name: row[name] for name in _SAME_NAMES},
        content_on=row["content_at"].astimezone(UTC).date(),
        bullets=tuple(orjson.loads(row["bullets"])),
        is_active=is_amazons and row["status"] != "" and not row["is_parent"],
        has_price=row["price_micros"] is not None,
        has_image=row["images"] != "[]",
        issues=tuple(_issue(each) for each in orjson.loads(row["issues"])),
    )


_SAME_NAMES = tuple(
    {*Judged.__dataclass_fields__} - {"content_on", "bullets", "is_active", "has_price", "has_image", "issues"}
)


def _issue(kept: dict[str, Any]) -> Issue:
    return Issue(
        code=kept["code"],
        message=kept["message"],
        severity=kept["severity"],
        attributes=tuple(kept["attribute_names"]),
        categories=tuple(kept["categories"]),
        actions=tuple(kept["enforcement_actions"]),
    )

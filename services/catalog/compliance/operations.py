"""Judging all listings of a seller account: findings opened, updated and resolved, accuracy kept, events told."""

from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import partial
from typing import Any

import orjson

from services.catalog import events
from services.catalog.accuracy.operations import record_accuracy
from services.catalog.compliance.rules.duplicates import check_duplicates
from services.catalog.compliance.rules.judging import ERROR, JUDGES, LEVEL, Sight, judge_listings
from services.catalog.compliance.rules.values import Issue, Judged
from services.catalog.findings.repository import findings_of
from services.catalog.findings.rules import TEXTS
from services.catalog.listings.operations import ask_again
from services.catalog.listings.repository import ListingRepository
from services.catalog.listings.rules import AMAZON, MarketplaceRef
from services.catalog.models import Shelf
from shared.db import Session
from shared.findings.judging import Seen, Sitting, judge
from shared.findings.operations import DELETED, NO_LONGER_NAMED, Scope
from shared.findings.rules import Key, Observation

_COLUMNS = (
    *("listing_id", "marketplace_id", "sku", "source", "content_at", "asin", "fn_sku", "title", "item_highlight"),
    *("brand", "bullets", "description", "search_terms", "product_type", "gtin", "gtin_type"),
    *("status", "is_parent", "price_micros", "currency", "images", "issues"),
)
_OF_PRODUCTS = ("listing_id", "marketplace_id", "sku", "source", "content_at", "asin", "title", "gtin")


@dataclass(frozen=True, slots=True)
class Judgement:
    """What was found on each shelf of an account, of how many SKUs, and how the shelf stood before."""

    revisions: Mapping[str, int]
    judged_at: Mapping[str, datetime | None]
    skus: Mapping[str, int]
    found: Mapping[str, list[Observation]]


def flag_listings(
    session: Session, tenant_id: str, seller_id: str, *, now: datetime, unnamed: Set[tuple[str, str]] = frozenset()
) -> None:
    """Judge an account in one transaction, during which nobody changes its listings.

    `unnamed` are marketplaces and SKUs that Amazon does not name any more.
    """
    repository = ListingRepository(session, tenant_id)
    repository.lock(repository.places(seller_id))
    judgement = judge_account(session, tenant_id, seller_id, now=now)
    store_judgement(session, tenant_id, seller_id, judgement, now=now, unnamed=unnamed)


def is_judgement_wanted(session: Session, tenant_id: str, seller_id: str) -> bool:
    """Whether an ERP has changed listings that nobody has judged since."""
    return any(shelf.is_stale for shelf in ListingRepository(session, tenant_id).shelves(seller_id))


def judge_account(session: Session, tenant_id: str, seller_id: str, *, now: datetime) -> Judgement:
    """Judge every listing of an account by the rules of today, since barcodes are compared over its marketplaces.

    Nothing is written.
    """
    repository = ListingRepository(session, tenant_id)
    shelves = {shelf.marketplace_id: shelf for shelf in repository.shelves(seller_id)}
    skus: dict[str, set[str]] = {marketplace_id: set() for marketplace_id in shelves}
    titled: set[tuple[str, str]] = set()

    def products() -> Iterator[Judged]:
        for row in repository.of_account(seller_id, *_OF_PRODUCTS):
            skus[row.marketplace_id].add(row.sku)
            if row.title and not row.title.isspace():
                titled.add((row.marketplace_id, row.sku))
            yield _product(row._mapping)

    duplicates = {listing.listing_id: fault for listing, fault in check_duplicates(products())}
    listings = (_judged(row._mapping, titled) for row in repository.of_account(seller_id, *_COLUMNS))
    found = judge_listings(listings, duplicates, now.astimezone(UTC).date())
    return Judgement(
        revisions={each: shelf.revision for each, shelf in shelves.items()},
        judged_at={each: shelf.judged_at for each, shelf in shelves.items()},
        skus={each: len(found) for each, found in skus.items()},
        found=found,
    )


def store_judgement(
    session: Session,
    tenant_id: str,
    seller_id: str,
    judgement: Judgement,
    *,
    now: datetime,
    unnamed: Set[tuple[str, str]] = frozenset(),
) -> None:
    """Open, update and resolve findings, and tell events, unless somebody has judged the account meanwhile.

    Where an ERP has changed a shelf meanwhile, its next judgement is asked for.
    """
    repository = ListingRepository(session, tenant_id)
    shelves = repository.lock(MarketplaceRef(seller_id, each) for each in judgement.revisions)
    if any(shelf.judged_at != judgement.judged_at[shelf.marketplace_id] for shelf in shelves):
        return
    for shelf in shelves:
        place = MarketplaceRef(seller_id, shelf.marketplace_id)
        found = judgement.found.get(shelf.marketplace_id, [])
        deleted = repository.deleted_since(place, judgement.judged_at[shelf.marketplace_id])
        seen = Seen(found, why_ended=partial(_why_ended, unnamed, deleted, shelf))
        judge(
            findings_of(session, tenant_id),
            Scope(seller_id, shelf.marketplace_id),
            JUDGES,
            partial(_seen_before, seen),
            lambda outcome, moment: events.tell_findings(session, outcome, TEXTS, now=moment),
            now=now,
        )
        _record(session, tenant_id, place, judgement.skus[shelf.marketplace_id], found, now=now)
        shelf.judged_at = now
        shelf.is_stale = shelf.revision != judgement.revisions[shelf.marketplace_id]
        if shelf.is_stale:
            ask_again(session, tenant_id, shelf, now=now)
        repository.save(shelf)


def _seen_before(seen: Seen, sitting: Sitting[Sight]) -> Seen:
    """What was seen before the shelves were locked: the rules take long, and ask for nothing that stands."""
    return seen


def _why_ended(unnamed: Set[tuple[str, str]], deleted: Set[str], shelf: Shelf, key: Key) -> str | None:
    if key.subject_id in deleted:
        return DELETED
    return NO_LONGER_NAMED if (shelf.marketplace_id, key.subject_id) in unnamed else None


def _record(
    session: Session, tenant_id: str, place: MarketplaceRef, skus: int, found: list[Observation], *, now: datetime
) -> None:
    wrong = {observation.key.subject_id for observation in found if observation.facts[LEVEL] == ERROR}
    record_accuracy(session, tenant_id, place, skus=skus, skus_with_error=len(wrong), now=now)


def _product(row: Mapping[Any, Any]) -> Judged:
    """As much of a listing as says which product it is: all of them are in memory together."""
    same = {name: row[name] for name in _OF_PRODUCTS if name != "content_at"}
    return Judged(**same, content_on=_day_of(row))


def _judged(row: Mapping[Any, Any], titled: Set[tuple[str, str]]) -> Judged:
    is_amazons = row["source"] == AMAZON
    return Judged(
        **{name: row[name] for name in _SAME_NAMES},
        content_on=_day_of(row),
        bullets=tuple(orjson.loads(row["bullets"])),
        is_titled=(row["marketplace_id"], row["sku"]) in titled,
        is_active=is_amazons and row["status"] != "" and not row["is_parent"],
        has_image=row["images"] != "[]",
        issues=tuple(_issue(each) for each in orjson.loads(row["issues"])),
    )


def _day_of(row: Mapping[Any, Any]) -> date:
    day: date = row["content_at"].astimezone(UTC).date()
    return day


_SAME_NAMES = tuple(
    {*Judged.__dataclass_fields__} - {"content_on", "bullets", "is_titled", "is_active", "has_image", "issues"}
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

"""What one can do with listings: read both sides of them, and store what an ERP and (`surveys`) Amazon say."""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from orjson import Fragment

from services.catalog import events
from services.catalog.listings.operations.surveys import close_survey, store_listings, survey_shelf
from services.catalog.listings.repository import ListingRepository, poll, read_marketplaces, read_one
from services.catalog.listings.rules import (
    AMAZON,
    ERP,
    Batch,
    MarketplaceRef,
    ReportedRow,
    reported_of,
)
from services.catalog.listings.schemas import (
    CatalogListingCreate,
    CatalogListingQuery,
    CatalogListingRead,
    CatalogListingUpdate,
)
from services.catalog.models import Listing, Shelf
from shared import audit
from shared.audit import Change, pushed
from shared.auth import Principal
from shared.bulk.results import Results, unknown_sku
from shared.db import Database, Session
from shared.http.etags import check_match
from shared.money import text_of_micros
from shared.outbox import request_job
from shared.problems import MarketplaceUnknownError, NotFoundError, Problem, SellerAccountUnknownError
from shared.texts import Text

__all__ = [
    "ListingExistsError",
    "ListingIsAmazonsError",
    "ask_again",
    "close_survey",
    "create_catalog_listing",
    "delete_catalog_listing",
    "forget_shelves",
    "get_catalog_listing",
    "known_marketplaces",
    "list_catalog_listings",
    "store_listings",
    "survey_shelf",
    "update_catalog_listing",
    "upsert_catalog_listings",
]
SoldOn = Mapping[str, frozenset[str]]
"""The marketplaces of seller accounts that are known."""

QUEUE, JUDGE = "catalog", "catalog.judge_listings"


class ListingExistsError(Problem):
    """The ERP has told of this listing before."""

    code, status = "listing-exists", 409
    title = Text(en="The listing exists already", zh="该商品已存在")


class ListingIsAmazonsError(Problem):
    """What Amazon reports cannot be changed here."""

    code, status = "listing-is-amazons", 409
    title = Text(en="What Amazon reports of a listing cannot be changed", zh="亚马逊报告的内容不可修改")


def known_marketplaces(database: Database, principal: Principal, seller_id: str) -> frozenset[str]:
    """The marketplaces on which the account has shelves: the gateway was asked before they were made."""
    return frozenset(read_marketplaces(database, principal.tenant_id, seller_id))


async def list_catalog_listings(
    database: Database, principal: Principal, query: CatalogListingQuery
) -> dict[str, Any]:
    """A page of the tenant's listings, in the shape of CatalogListingPage."""
    found = await poll(database, principal.tenant_id, query)
    return {"items": [_shown(row) for row in found.rows], **found.envelope}


async def get_catalog_listing(database: Database, principal: Principal, listing_id: str) -> dict[str, Any]:
    """One listing, in the shape of CatalogListingRead. Raises NotFoundError."""
    row = await read_one(database, principal.tenant_id, listing_id)
    if row is None:
        raise NotFoundError
    return _shown(row)


def create_catalog_listing(
    session: Session, principal: Principal, data: CatalogListingCreate, *, now: datetime
) -> dict[str, Any]:
    """Store a listing that the ERP wants. Raises ListingExistsError."""
    repository = ListingRepository(session, principal.tenant_id)
    place = MarketplaceRef(data.seller_id, data.marketplace_id)
    (shelf,) = repository.lock([place])
    if any(repository.known(place, ERP, [data.sku])):
        raise ListingExistsError
    told = reported_of(data.named())
    stored = repository.put_each(place, ERP, {data.sku: told}, by=principal.actor_id, now=now)[data.sku]
    _ask_for_judgement(session, repository, shelf, now=now)
    _note(session, principal, "created", stored.listing_id, place, None, told | {"sku": data.sku}, now=now)
    return _shown(_require(repository, stored.listing_id).model_dump())


def update_catalog_listing(
    session: Session,
    principal: Principal,
    listing_id: str,
    data: CatalogListingUpdate,
    *,
    if_match: str | None,
    now: datetime,
) -> dict[str, Any]:
    """Change some of what an ERP said. Raises NotFoundError, ListingIsAmazonsError and PreconditionFailedError."""
    repository = ListingRepository(session, principal.tenant_id)
    shelf, place, listing = _lock_own(repository, listing_id, if_match)
    told = reported_of(data.named())
    stood = {name: getattr(listing, name) for name in told}
    stored = repository.put_each(place, ERP, {listing.sku: told}, by=principal.actor_id, now=now)[listing.sku]
    if stored.change == "updated":
        _note(session, principal, "updated", listing_id, place, stood, told, now=now)
        _ask_for_judgement(session, repository, shelf, now=now)
    return _shown(_require(repository, listing_id).model_dump())


def delete_catalog_listing(
    session: Session, principal: Principal, listing_id: str, *, if_match: str | None, now: datetime
) -> None:
    """Take back what an ERP said of a listing; the judgement that is asked for ends its findings.

    Raises NotFoundError, ListingIsAmazonsError and PreconditionFailedError.
    """
    repository = ListingRepository(session, principal.tenant_id)
    shelf, place, listing = _lock_own(repository, listing_id, if_match)
    repository.delete(listing, by=principal.actor_id, now=now)
    events.tell_deleted(session, listing, principal.actor_id, now=now)
    _note(session, principal, "deleted", listing_id, place, None, {"sku": listing.sku}, now=now)
    _ask_for_judgement(session, repository, shelf, now=now)


def upsert_catalog_listings(
    session: Session, principal: Principal, batch: Batch, sold_on: SoldOn, *, now: datetime
) -> dict[str, Any]:
    """Store each item that can be, in the shape of CatalogListingResults."""
    repository = ListingRepository(session, principal.tenant_id)
    results = Results(batch.keys, listing_id=None, version=None)
    for index, errors in batch.refused.items():
        results.refuse(index, errors)
    for (seller_id, marketplace_id), chosen in batch.chosen.items():
        if marketplace_id not in sold_on.get(seller_id, ()):
            unknown = MarketplaceUnknownError if seller_id in sold_on else SellerAccountUnknownError
            for index, _ in chosen.values():
                results.refuse(index, [unknown.at()])
    for shelf in repository.lock(
        MarketplaceRef(seller_id, marketplace_id)
        for seller_id, marketplace_id in batch.chosen
        if marketplace_id in sold_on.get(seller_id, ())
    ):
        chosen = batch.chosen[shelf.seller_id, shelf.marketplace_id]
        _store(session, principal, repository, shelf, chosen, results, now=now)
    for index, first in batch.repeated.items():
        results.repeat(index, first)
    return results.content()


def _store(
    session: Session,
    principal: Principal,
    repository: ListingRepository,
    shelf: Shelf,
    chosen: Mapping[str, tuple[int, ReportedRow]],
    results: Results,
    *,
    now: datetime,
) -> None:
    """Store what is told of a locked shelf's listings, and say what became of each."""
    place = MarketplaceRef(shelf.seller_id, shelf.marketplace_id)
    given = {sku: told for sku, (_, told) in chosen.items()}
    stored = repository.put_each(place, ERP, given, by=principal.actor_id, now=now)
    for sku, (index, _) in chosen.items():
        one = stored[sku]
        results.settle(index, one.change, listing_id=one.listing_id, version=one.version)
    if shelf.read_whole_at is not None:
        for sku in chosen.keys() - {sku for (sku,) in repository.known(place, AMAZON, list(chosen))}:
            results.warn(chosen[sku][0], unknown_sku())
    counts = Counter([each.change for each in stored.values()])
    if counts.keys() - {"unchanged"}:
        _ask_for_judgement(session, repository, shelf, now=now)
        audit.note(
            session,
            principal,
            shelf.tenant_id,
            pushed("listings", place.seller_id, place.marketplace_id, counts),
            now=now,
        )


def forget_shelves(session: Session, tenant_id: str, seller_id: str) -> None:
    """Know nothing of a seller account any more: its listings are deleted before."""
    ListingRepository(session, tenant_id).forget_shelves(seller_id)


def ask_again(session: Session, tenant_id: str, shelf: Shelf, *, now: datetime) -> None:
    """Request the job that judges the shelf's account."""
    request_job(
        session,
        workflow=JUDGE,
        workflow_id=f"catalog-judge:{tenant_id}:{shelf.seller_id}:{shelf.marketplace_id}:{shelf.revision}",
        queue=QUEUE,
        tenant_id=tenant_id,
        arguments={"tenant_id": tenant_id, "seller_id": shelf.seller_id},
        now=now,
    )


def _ask_for_judgement(session: Session, repository: ListingRepository, shelf: Shelf, *, now: datetime) -> None:
    """Count the change; the job is requested once for all changes that come before it has begun."""
    is_asked_for = shelf.is_stale
    repository.count_change(shelf)
    if not is_asked_for:
        ask_again(session, shelf.tenant_id, shelf, now=now)


def _note(
    session: Session,
    principal: Principal,
    done: str,
    listing_id: str,
    place: MarketplaceRef,
    before: Mapping[str, Any] | None,
    after: Mapping[str, Any],
    *,
    now: datetime,
) -> None:
    """Have a change of one listing kept, by our columns."""
    where = (place.seller_id, place.marketplace_id)
    change = Change("listing", done, listing_id, *where, before=before, after=after)
    audit.note(session, principal, principal.tenant_id, change, now=now)


def _lock_own(
    repository: ListingRepository, listing_id: str, if_match: str | None
) -> tuple[Shelf, MarketplaceRef, Listing]:
    """A listing of the ERP's with its locked shelf. Raises what changing and deleting do."""
    before = _require(repository, listing_id)
    if before.source != ERP:
        raise ListingIsAmazonsError
    place = MarketplaceRef(before.seller_id, before.marketplace_id)
    (shelf,) = repository.lock([place])
    listing = _require(repository, listing_id)
    check_match(if_match, listing.version)
    return shelf, place, listing


def _require(repository: ListingRepository, listing_id: str) -> Listing:
    listing = repository.find(listing_id)
    if listing is None:
        raise NotFoundError
    return listing


def _shown(row: Mapping[str, Any]) -> dict[str, Any]:
    price = None
    if row["price_micros"] is not None:
        price = {"amount": text_of_micros(row["price_micros"]), "currency": row["currency"]}
    return {name: row[name] for name in _SAME_NAMES} | {
        "bullets": Fragment(row["bullets"]),
        "images": Fragment(row["images"]),
        "issues": Fragment(row["issues"]),
        "price": price,
        "status": row["status"].split(",") if row["status"] else [],
        "is_listed": bool(row["is_listed"]),
        "is_parent": bool(row["is_parent"]),
    }


_OWN_SHAPES = ("bullets", "images", "issues", "price", "status", "is_listed", "is_parent")
_SAME_NAMES = tuple(name for name in CatalogListingRead.model_fields if name not in _OWN_SHAPES)

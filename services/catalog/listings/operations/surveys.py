"""The syncs' part: what a report of Amazon says of a shelf, compared with it and stored."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from services.catalog.listings.repository import ListingRepository
from services.catalog.listings.rules import AMAZON, MarketplaceRef, ReportedRow, Survey, since_of, values_of
from shared.db import Session


def survey_shelf(
    session: Session,
    tenant_id: str,
    place: MarketplaceRef,
    digests: dict[str, str],
    rejected: int,
    present: datetime,
    *,
    now: datetime,
) -> Survey:
    """Compare a report, as SKUs with the digests of their rows, with the shelf as it stands."""
    repository = ListingRepository(session, tenant_id)
    (shelf,) = repository.lock([place])
    known = {row.sku: row.report_digest for row in repository.every(place, AMAZON, "report_digest")}
    since = since_of(shelf.read_at, shelf.read_whole_at, now=now)
    wanted = [sku for sku, digest in digests.items() if since is None or known.get(sku) != digest]
    return Survey(digests, wanted, sorted(known.keys() - digests.keys()), rejected, since, present)


def store_listings(
    session: Session, tenant_id: str, place: MarketplaceRef, rows: Iterable[ReportedRow], *, now: datetime
) -> int:
    """Store what Amazon told of listings; how many were new or changed."""
    repository = ListingRepository(session, tenant_id)
    repository.lock([place])
    return repository.put(place, AMAZON, [values_of(row) for row in rows], now=now)


def close_survey(
    session: Session,
    tenant_id: str,
    place: MarketplaceRef,
    survey: Survey,
    absent: Sequence[str],
    *,
    read_at: datetime,
    now: datetime,
) -> tuple[Sequence[str], int]:
    """Note that a shelf was read, and take off what has been `absent` for a day: which SKUs, how many were listed."""
    repository = ListingRepository(session, tenant_id)
    shelves = repository.lock([place, *repository.places(place.seller_id)])
    shelf = next(each for each in shelves if each.marketplace_id == place.marketplace_id)
    gone = repository.note_absent(place, AMAZON, set(absent), survey.present)
    unlisted = repository.set_unlisted(place, AMAZON, gone, now=now)
    shelf.read_at = read_at
    if survey.since is None:
        shelf.read_whole_at = read_at
    repository.save(shelf)
    return gone, unlisted

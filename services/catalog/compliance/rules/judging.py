"""All rules over all listings of a seller account, set by set."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta

from services.catalog.compliance.rules import gtins, issues, wording
from services.catalog.compliance.rules.values import Fault, Judged
from services.catalog.findings.rules import IMAGE_MISSING, PRICE_MISSING
from shared.findings.rules import SEVERITY_ORDER, Key, Observation

SUBJECT = "listing"
ERRORS = frozenset({"CRITICAL", "HIGH"})
"""Severities of level ERROR: a SKU with such a finding is not accurate. MEDIUM is WARNING, LOW is INFO."""

_NAME_LENGTH = 500
_SOURCES = ("amazon", "erp")


def judge_listings(listings: Iterable[Judged], duplicates: Mapping[str, Fault]) -> dict[str, list[Observation]]:
    """What is wrong, by marketplace. A problem that both sides of a SKU have is one: the graver, then Amazon's.

    `listings` are met one by one; `duplicates` is what all of them together say, by `listing_id`.
    """
    found: dict[str, list[Observation]] = {}
    worst: dict[tuple[str, Key], tuple[tuple[int, float, int], Observation]] = {}
    for listing in listings:
        found.setdefault(listing.marketplace_id, [])
        for fault in check_listing(listing, duplicates.get(listing.listing_id)):
            key = Key(fault.code, SUBJECT, listing.sku)
            rank = (SEVERITY_ORDER.index(fault.severity), -fault.measure, _SOURCES.index(listing.source))
            place = (listing.marketplace_id, key)
            if place not in worst or rank < worst[place][0]:
                worst[place] = (rank, _observation(listing, key, fault))
    for (marketplace_id, _), (_, observation) in worst.items():
        found[marketplace_id].append(observation)
    return found


def check_listing(listing: Judged, duplicate: Fault | None = None) -> list[Fault]:
    """All that is wrong with one side of a listing; `duplicate` is what its account's other products say."""
    checks: Iterable[Fault | None] = (
        gtins.check_gtin(listing),
        duplicate,
        wording.check_title(listing),
        wording.check_bullets(listing),
        wording.check_search_terms(listing),
        *_missing(listing),
    )
    own = [fault for fault in checks if fault]
    return [*own, *issues.check_issues(listing, {fault.code for fault in own})]


def _missing(listing: Judged) -> Iterator[Fault]:
    if listing.is_active and not listing.has_price:
        yield Fault(PRICE_MISSING, "HIGH", "buyable or discoverable, and no price")
    if listing.is_active and not listing.has_image:
        yield Fault(IMAGE_MISSING, "HIGH", "buyable or discoverable, and no main image")


def _observation(listing: Judged, key: Key, fault: Fault) -> Observation:
    return Observation(
        key=key,
        subject_name=(f"{listing.sku} · {listing.title}" if listing.title else listing.sku)[:_NAME_LENGTH],
        severity=fault.severity,
        measure=fault.measure,
        from_on=listing.content_on,
        to_on=listing.content_on + timedelta(days=1),
        formula=fault.formula,
        facts={**fault.facts, "source": listing.source},
        links={"listing": f"/v1/catalog/listings/{listing.listing_id}"},
    )

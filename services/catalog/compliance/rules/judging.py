"""All rules over all listings of a seller account, set by set."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from services.catalog.compliance.rules import gtins, issues, offers, wording
from services.catalog.compliance.rules.values import Fault, Judged
from services.catalog.findings.rules import (
    BULLET_RULE,
    DESCRIPTION_RULE,
    GTIN_DUPLICATE,
    GTIN_EXEMPTION,
    GTIN_INVALID,
    GTIN_IS_OTHER_CODE,
    GTIN_LOST_ZERO,
    GTIN_RESTRICTED,
    GTIN_SCARRED,
    HIGHLIGHT_RULE,
    IMAGE_MISSING,
    ISSUE_REPORTED,
    LISTING_REMOVED,
    LISTING_SEARCH_SUPPRESSED,
    LISTING_SUPPRESSED,
    PRICE_CURRENCY,
    PRICE_MISSING,
    SEARCH_TERMS_RULE,
    TITLE_RULE,
)
from shared.findings.rules import SEVERITY_ORDER, Judge, Key, Observation, Proposal, ask

SUBJECT = "listing"
SET_GTIN = "set_gtin"
"""A kind of change: another barcode for a listing."""

LEVEL, ERROR = "level", "ERROR"
"""The fact that says how bad a fault is in Amazon's words; a SKU with one of level ERROR is not accurate."""

_NAME_LENGTH = 500
_SOURCES = ("amazon", "erp")


@dataclass(frozen=True, slots=True)
class Sight:
    """One side of a listing, which the judges are asked about in their order, by the rules of a day.

    `duplicate` is what its account's other products say. `told` grows by the codes that are found: what our own rules
    say is not said once more in Amazon's words.
    """

    listing: Judged
    on: date
    duplicate: Fault | None = None
    told: set[str] = field(default_factory=set)


def judge_listings(
    listings: Iterable[Judged], duplicates: Mapping[str, Fault], on: date
) -> dict[str, list[Observation]]:
    """What is wrong by the rules of a day, by marketplace.

    A problem that both sides of a SKU have is one: the graver, then Amazon's.

    `listings` are met one by one; `duplicates` is what all of them together say, by `listing_id`.
    """
    found: dict[str, list[Observation]] = {}
    worst: dict[tuple[str, Key], tuple[tuple[int, float, int], Observation]] = {}
    for listing in listings:
        found.setdefault(listing.marketplace_id, [])
        for observation in ask(JUDGES, [Sight(listing, on, duplicates.get(listing.listing_id))]):
            severity = SEVERITY_ORDER.index(observation.severity)
            rank = (severity, -observation.measure, _SOURCES.index(listing.source))
            place = (listing.marketplace_id, observation.key)
            if place not in worst or rank < worst[place][0]:
                worst[place] = (rank, observation)
    for (marketplace_id, _), (_, observation) in worst.items():
        found[marketplace_id].append(observation)
    return found


def _judge(check: Callable[[Sight], Iterable[Fault | None]], *codes: str) -> Judge[Sight]:
    def observe(sight: Sight) -> Iterator[Observation]:
        for fault in check(sight):
            if fault is not None:
                sight.told.add(fault.code)
                yield _observation(sight.listing, fault)

    return Judge(codes, observe)


JUDGES = (
    _judge(
        lambda sight: (gtins.check_gtin(sight.listing),),
        *(GTIN_INVALID, GTIN_RESTRICTED, GTIN_LOST_ZERO, GTIN_IS_OTHER_CODE, GTIN_SCARRED, GTIN_EXEMPTION),
    ),
    _judge(lambda sight: (sight.duplicate,), GTIN_DUPLICATE),
    _judge(lambda sight: (wording.check_title(sight.listing, sight.on),), TITLE_RULE),
    _judge(lambda sight: (wording.check_highlight(sight.listing, sight.on),), HIGHLIGHT_RULE),
    _judge(lambda sight: (wording.check_bullets(sight.listing, sight.on),), BULLET_RULE),
    _judge(lambda sight: (wording.check_description(sight.listing),), DESCRIPTION_RULE),
    _judge(lambda sight: (wording.check_search_terms(sight.listing, sight.on),), SEARCH_TERMS_RULE),
    _judge(lambda sight: offers.check_offer(sight.listing), PRICE_MISSING, IMAGE_MISSING, PRICE_CURRENCY),
    _judge(
        lambda sight: issues.check_issues(sight.listing, sight.told),
        *(LISTING_REMOVED, LISTING_SUPPRESSED, LISTING_SEARCH_SUPPRESSED, ISSUE_REPORTED),
    ),
)
"""Amazon's own issues come last."""


def _observation(listing: Judged, fault: Fault) -> Observation:
    return Observation(
        key=Key(fault.code, SUBJECT, listing.sku),
        subject_name=(f"{listing.sku} · {listing.title}" if listing.title else listing.sku)[:_NAME_LENGTH],
        severity=fault.severity,
        measure=fault.measure,
        from_on=listing.content_on,
        to_on=listing.content_on + timedelta(days=1),
        formula=fault.formula,
        facts={**fault.facts, LEVEL: fault.told_level, "source": listing.source},
        links={"listing": f"/v1/catalog/listings/{listing.listing_id}"},
        proposal=_proposal(listing, fault),
    )


def _proposal(listing: Judged, fault: Fault) -> Proposal | None:
    """The barcode as it was before a spreadsheet changed it; texts are a person's to write."""
    if "repaired" not in fault.facts:
        return None
    target = {"listing_id": listing.listing_id, "sku": listing.sku}
    return Proposal(SET_GTIN, target, str(fault.facts["gtin"]), str(fault.facts["repaired"]))

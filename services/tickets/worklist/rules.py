"""What stands in the worklist, and in which order: by severity, then due time, then money at stake."""

from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256

from shared.rates import dollars

CODES = (
    *("ads.acos_high", "ads.ctr_low", "ads.spend_without_sales", "ads.account_over_target"),
    *("catalog.bullet_rule", "catalog.description_rule", "catalog.gtin_duplicate", "catalog.gtin_exemption"),
    *("catalog.gtin_invalid", "catalog.gtin_is_other_code", "catalog.gtin_lost_zero", "catalog.gtin_restricted"),
    *("catalog.gtin_scarred", "catalog.highlight_rule", "catalog.image_missing", "catalog.issue_reported"),
    *("catalog.listing_removed", "catalog.listing_search_suppressed", "catalog.listing_suppressed"),
    *("catalog.price_currency", "catalog.price_missing", "catalog.search_terms_rule", "catalog.title_rule"),
    *("inventory.aged", "inventory.excess", "inventory.ipi_falling", "inventory.ipi_low"),
    *("inventory.out_of_stock", "inventory.out_of_stock_long", "inventory.slow_mover"),
    *("inventory.stockout_risk", "inventory.stranded"),
    *("tickets.connection_ending", "tickets.connection_lost", "tickets.health_target_missed"),
    *("tickets.sla_at_risk", "tickets.sla_breached"),
    *("tickets.case_buyer_message", "tickets.case_listing_removed", "tickets.case_other"),
    *("tickets.case_policy_notice", "tickets.case_return", "tickets.case_review"),
)
"""What items may be asked for by: the codes of all services' findings, and of cases by their category."""

_SEVERITIES = ("CRITICAL", "HIGH", "MEDIUM", "LOW")
_NEVER_DUE = 2**53
"""Behind every moment in seconds; still exact where a reader takes all numbers for floats."""

Rank = tuple[int, int, int]


def rank_of(severity: str, due_at: datetime | None, money_micros: int | None, currency: str | None) -> Rank:
    """The place of an item, smallest first; what has no due time or no amount comes after what has."""
    place = _SEVERITIES.index(severity) if severity in _SEVERITIES else len(_SEVERITIES)
    due = _NEVER_DUE if due_at is None else int(due_at.timestamp())
    return place, due, -_rough_cents(money_micros or 0, currency)


_CLOCKS = "tickets.sla_"


def matter_of(code: str, finding_id: str, subject_id: str) -> str:
    """What a finding is about that a case may be about, too: the case of a clock, else the finding itself."""
    return subject_id if code.startswith(_CLOCKS) else finding_id


def bundle_of(code: str, asks: str | None, place: Sequence[str]) -> str | None:
    """What brings findings together into one item: they are at one place, and ask for the same decision there.

    `place` is the seller account, the marketplace and the subject. None where nobody says what a finding asks for.
    """
    if not asks:
        return None
    return sha256("\0".join([service_of(code), asks, *place]).encode()).hexdigest()[:32]


def service_of(code: str) -> str:
    """The service that a code belongs to: its first word."""
    return code.partition(".")[0]


def _rough_cents(micros: int, currency: str | None) -> int:
    return round(dollars(micros, currency) / 10_000)

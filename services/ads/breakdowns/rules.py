"""What the rows of a breakdown are about."""

from dataclasses import dataclass
from hashlib import blake2b
from typing import Literal

from services.ads.performance.rules import Totals

Kind = Literal[
    "account",
    "campaign",
    "ad_group",
    "search_term",
    "targeting",
    "placement",
    "advertised_product",
    "purchased_product",
]
"""Along which line a file cuts the money: the same money each time, so no two of them add up."""

DAILY_ELSEWHERE = ("campaign", "ad_group", "search_term")
"""Of these the days are facts that are judged; only what is over a period is a breakdown."""

KEY_COLUMNS = (
    *("profile_key", "kind", "period_id", "from_on", "ad_product", "campaign_key", "ad_group_key", "subject_key"),
    "to_on",
)
"""What a row is stored under, in this order."""

SUBJECT = (
    *("target_id", "targeting", "match_type", "search_term"),
    *("asin", "sku", "product_name", "ad_id", "placement"),
)
"""The texts that say what a row is about, beside its campaign and ad group; "" where it does not."""


@dataclass(frozen=True, slots=True)
class Promoted:
    """Of the sums what is of the advertised product itself; None where not every row tells."""

    orders: int | None
    units: int | None
    sales_micros: int | None


@dataclass(frozen=True, slots=True)
class BreakdownSums:
    """Sums over some rows."""

    totals: Totals
    promoted: Promoted


def subject_key_of(texts: tuple[str, ...]) -> int:
    """A key of 63 bits for the texts of `SUBJECT`; 0 when there are none.

    It tells apart what is in one ad group on one day: of 10,000 subjects two share a key once in 10^11 cases.
    """
    if not any(texts):
        return 0
    digest = blake2b("\x1f".join(texts).encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big") >> 1

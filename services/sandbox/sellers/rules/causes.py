"""What can be planted in a listing: a cause, how its sales and stock run, and which decoys look like it.

The ranges keep 30 % of distance from each bound of the findings. Stock that is neither short (below 52
days of sales: 45 of lead time, 7 of review) nor in excess (above 90) has room for 31 % at most, on 68 days:
usual listings stay between 66 and 70.
"""

from dataclasses import dataclass
from enum import StrEnum

from services.sandbox.advertisers.rules import chance


class Cause(StrEnum):
    """The planted nature of a listing; the seller never sees it."""

    USUAL = "usual"
    GTIN_CHECK_DIGIT = "gtin_check_digit"
    GTIN_RESTRICTED = "gtin_restricted"
    GTIN_TWICE = "gtin_twice"
    GTIN_LOST_ZERO = "gtin_lost_zero"
    GTIN_SCARRED = "gtin_scarred"
    GTIN_NOT_APPLICABLE = "gtin_not_applicable"
    GTIN_FNSKU = "gtin_fnsku"
    GTIN_ASIN = "gtin_asin"
    TITLE_MISSING = "title_missing"
    TITLE_REWRITTEN = "title_rewritten"
    TITLE_LONG = "title_long"
    TITLE_EMOJI = "title_emoji"
    TITLE_CHARACTER = "title_character"
    TITLE_REPEATS = "title_repeats"
    TITLE_PROMOTION = "title_promotion"
    HIGHLIGHT_LONG = "highlight_long"
    HIGHLIGHT_UNSEEN = "highlight_unseen"
    BULLETS_TWO = "bullets_two"
    BULLET_LONG = "bullet_long"
    BULLET_CHARACTER = "bullet_character"
    SEARCH_TERMS_LONG = "search_terms_long"
    DESCRIPTION_MARKED_UP = "description_marked_up"
    PRICE_MISSING = "price_missing"
    PRICE_CURRENCY = "price_currency"
    IMAGE_MISSING = "image_missing"
    SUPPRESSED = "suppressed"
    SEARCH_SUPPRESSED = "search_suppressed"
    REMOVED = "removed"
    ISSUE_ERROR = "issue_error"
    ISSUE_WARNING = "issue_warning"
    RUNS_OUT = "runs_out"
    SLOW = "slow"
    EXCESS = "excess"
    STRANDED = "stranded"
    DECOY_GTIN_ZERO = "decoy_gtin_zero"
    DECOY_GTIN_FULFILMENT = "decoy_gtin_fulfilment"
    DECOY_TITLE = "decoy_title"
    DECOY_TITLE_UNITS = "decoy_title_units"
    DECOY_NUMBERS = "decoy_numbers"
    DECOY_BULLET = "decoy_bullet"
    DECOY_SEARCH_TERMS = "decoy_search_terms"
    DECOY_SLOW_FEW_UNITS = "decoy_slow_few_units"
    DECOY_NO_DEMAND = "decoy_no_demand"
    LAUNCH = "launch"
    POOL_SHORT = "pool_short"
    DEAD = "dead"
    DEAD_FEW_UNITS = "dead_few_units"
    DECOY_STORED_ABROAD = "decoy_stored_abroad"
    DECOY_ONE_SHOP = "decoy_one_shop"


OF_PRODUCTS = (
    *(Cause.GTIN_CHECK_DIGIT, Cause.GTIN_RESTRICTED, Cause.GTIN_TWICE, Cause.GTIN_TWICE),
    *(Cause.GTIN_LOST_ZERO, Cause.GTIN_FNSKU, Cause.GTIN_ASIN, Cause.DECOY_GTIN_ZERO),
    *(Cause.DECOY_GTIN_FULFILMENT, Cause.DECOY_GTIN_FULFILMENT, Cause.GTIN_SCARRED, Cause.GTIN_NOT_APPLICABLE),
)
IN_PAIRS = (Cause.GTIN_TWICE, Cause.DECOY_GTIN_FULFILMENT)
"""What takes two products: they share a barcode, each pair its own."""

OF_LISTINGS = (
    *(Cause.RUNS_OUT, Cause.TITLE_LONG, Cause.SUPPRESSED, Cause.RUNS_OUT, Cause.SLOW, Cause.REMOVED),
    *(Cause.RUNS_OUT, Cause.EXCESS, Cause.STRANDED, Cause.RUNS_OUT, Cause.PRICE_MISSING, Cause.IMAGE_MISSING),
    *(Cause.RUNS_OUT, Cause.SUPPRESSED, Cause.REMOVED, Cause.RUNS_OUT, Cause.STRANDED, Cause.TITLE_CHARACTER),
    *(Cause.TITLE_REPEATS, Cause.TITLE_PROMOTION, Cause.BULLET_LONG, Cause.BULLET_CHARACTER),
    *(Cause.SEARCH_TERMS_LONG, Cause.SEARCH_SUPPRESSED, Cause.SEARCH_SUPPRESSED),
    *(Cause.ISSUE_ERROR, Cause.ISSUE_ERROR, Cause.ISSUE_WARNING, Cause.ISSUE_WARNING),
    *(Cause.DECOY_TITLE, Cause.DECOY_BULLET, Cause.DECOY_SEARCH_TERMS),
    *(Cause.DECOY_SLOW_FEW_UNITS, Cause.DECOY_NO_DEMAND),
    *(Cause.TITLE_REWRITTEN, Cause.TITLE_MISSING, Cause.TITLE_EMOJI, Cause.HIGHLIGHT_LONG, Cause.HIGHLIGHT_UNSEEN),
    *(Cause.BULLETS_TWO, Cause.DESCRIPTION_MARKED_UP, Cause.PRICE_CURRENCY),
    *(Cause.DECOY_TITLE_UNITS, Cause.DECOY_NUMBERS),
)
"""One round of the causes of single listings. Those that come and go stand in it once for each of their
turns, so that at any moment one of a round has its problem and, where it can pass, one has not."""

OF_POOLS = (
    *(Cause.LAUNCH, Cause.LAUNCH, Cause.LAUNCH, Cause.LAUNCH, Cause.RUNS_OUT, Cause.RUNS_OUT, Cause.RUNS_OUT),
    *(Cause.POOL_SHORT, Cause.EXCESS, Cause.SLOW, Cause.DEAD, Cause.DEAD, Cause.DEAD_FEW_UNITS),
    Cause.DEAD_FEW_UNITS,
    *(Cause.DECOY_STORED_ABROAD, Cause.DECOY_ONE_SHOP, Cause.DECOY_TITLE, Cause.DECOY_TITLE_UNITS),
)
"""The causes of a Pan-EU seller's products, the same in each of its shops. Every usual product is a decoy as well:
stock for 66 to 70 days of the sales of all shops looks like an excess in each of them."""

_ALL_KINDS_FROM = 60
_PROBLEM_SHARE = 4
AFN, MFN = "AFN", "MFN"


@dataclass(frozen=True, slots=True)
class Flow:
    """How a listing sells and is restocked, over and over.

    In each `period` of days stock arrives on the first and sells on the first `selling` days; when the next
    arrives, what sells on `cover` days is left. Members of a kind follow each other by `spacing` days.
    `orders` is the range of orders a day; `units` of stock are there beside what the cover says.
    """

    period: int = 3
    selling: int = 3
    cover: int = 66
    spacing: int = 1
    orders: tuple[float, float] = (0.3, 3.0)
    units: int = 0
    channel: str | None = None


_USUAL = Flow()
_COMES_AND_GOES = Flow(period=14, selling=7, cover=63, spacing=7, channel=MFN)
_ISSUE_ONLY = Flow(period=14, selling=14, cover=62, spacing=7, channel=MFN)
FLOWS = {
    Cause.PRICE_MISSING: Flow(cover=0, orders=(0, 0), units=14, channel=MFN),
    Cause.SUPPRESSED: _COMES_AND_GOES,
    Cause.REMOVED: _COMES_AND_GOES,
    Cause.STRANDED: Flow(period=14, selling=7, cover=63, spacing=7, channel=AFN),
    Cause.SEARCH_SUPPRESSED: _ISSUE_ONLY,
    Cause.ISSUE_ERROR: _ISSUE_ONLY,
    Cause.ISSUE_WARNING: _ISSUE_ONLY,
    Cause.RUNS_OUT: Flow(period=42, selling=21, cover=0, spacing=7, orders=(1.2, 3.0), channel=AFN),
    Cause.EXCESS: Flow(period=12, selling=12, cover=119, spacing=5, orders=(0.5, 2.0), channel=AFN),
    Cause.SLOW: Flow(period=84, selling=84, cover=300, spacing=11, orders=(0.12, 0.3), channel=AFN),
    Cause.DECOY_SLOW_FEW_UNITS: Flow(
        period=84, selling=84, cover=270, spacing=11, orders=(0.030, 0.036), channel=AFN
    ),
    Cause.DECOY_NO_DEMAND: Flow(cover=0, orders=(0, 0), channel=AFN),
    Cause.LAUNCH: Flow(period=224, selling=6, cover=0, spacing=56, orders=(9, 11)),
    Cause.POOL_SHORT: Flow(cover=30, orders=(1.0, 3.0)),
    Cause.DEAD: Flow(period=224, selling=7, cover=0, spacing=112, orders=(1.4, 1.6), units=60),
    Cause.DEAD_FEW_UNITS: Flow(period=224, selling=21, cover=0, spacing=112, orders=(1.0, 1.3), units=8),
}
PROBLEM_DAYS = 7
"""What comes and goes is there on the last 7 days of its 14."""


def flow_of(cause: Cause) -> Flow:
    """How listings of a cause sell."""
    return FLOWS.get(cause, _USUAL)


def comes_and_goes(cause: Cause) -> bool:
    """Whether the problem is there on some days only, by the turn of its flow."""
    return flow_of(cause).period == 2 * PROBLEM_DAYS


def cast(size: int, country: str, *path: object) -> list[tuple[Cause, int]]:
    """The cause of each of the `size` products' listings on one marketplace, with its number in its kind.

    From 60 listings each kind is there; a quarter of a large account, or one round, has a problem or a decoy. The
    causes of products come out the same for every marketplace, since `country` has no part in them.
    """
    order = chance.shuffled(range(size), "cast", *path)
    rounds = max(1, size // (_PROBLEM_SHARE * (len(OF_PRODUCTS) + len(OF_LISTINGS))))
    products, listings = list(OF_PRODUCTS) * rounds, list(OF_LISTINGS) * rounds
    if size < _ALL_KINDS_FROM:
        products, listings = _in_pairs(products[: size // 8]), listings[: size // 3]
    rest = chance.shuffled(order[len(products) :], "cast", country, *path)
    found = {index: Cause.USUAL for index in order}
    found |= dict(zip(order, products, strict=False)) | dict(zip(rest, listings, strict=False))
    numbers: dict[Cause, int] = {}
    numbered = {}
    for index in [*order[: len(products)], *rest]:
        cause = found[index]
        numbered[index] = (cause, numbers.setdefault(cause, 0))
        numbers[cause] += 1
    return [numbered[index] for index in range(size)]


def cast_of_pool(size: int, *path: object) -> list[tuple[Cause, int]]:
    """The same of the `size` products of a Pan-EU seller: each kind from 36 on, of which half are usual."""
    order = chance.shuffled(range(size), "cast", *path)
    planted = OF_POOLS[: size // 2]
    found: dict[int, tuple[Cause, int]] = {}
    for place, index in enumerate(order):
        cause = planted[place] if place < len(planted) else Cause.USUAL
        found[index] = cause, [each for each, _ in found.values()].count(cause)
    return [found[index] for index in range(size)]


def _in_pairs(products: list[Cause]) -> list[Cause]:
    """Without a product that would be alone in sharing its code: what takes two is planted in two or not at all."""
    alone = [each for each in IN_PAIRS if products.count(each) % 2]
    return [each for each in products if each not in alone]

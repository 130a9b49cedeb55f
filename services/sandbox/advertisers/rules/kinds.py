"""What a campaign can be: healthy, planted with a problem, or a decoy that only looks like one.

The ranges are chosen so that every window of 14 days keeps 30 % of distance from each bound of the ads
findings, on either side; `tests/sandbox/advertisers` measures it. A *fortnight* is 14 days.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from services.sandbox.advertisers.rules import chance

Range = tuple[float, float]


class Kind(StrEnum):
    """The planted nature of a campaign; the seller never sees it."""

    HEALTHY = "healthy"
    ACOS_HIGH = "acos_high"
    CTR_LOW = "ctr_low"
    SALELESS = "saleless"
    WASTEFUL_TERM = "wasteful_term"
    OVER_TARGET = "over_target"
    DECOY_ACOS_FEW_CLICKS = "decoy_acos_few_clicks"
    DECOY_CTR_FEW_IMPRESSIONS = "decoy_ctr_few_impressions"
    DECOY_STOPPED = "decoy_stopped"
    DECOY_SALELESS_FEW_CLICKS = "decoy_saleless_few_clicks"
    DECOY_TERM_SELLS_ELSEWHERE = "decoy_term_sells_elsewhere"


PROBLEMS = (Kind.ACOS_HIGH, Kind.CTR_LOW, Kind.SALELESS, Kind.WASTEFUL_TERM)
DECOYS = (
    Kind.DECOY_ACOS_FEW_CLICKS,
    Kind.DECOY_CTR_FEW_IMPRESSIONS,
    Kind.DECOY_STOPPED,
    Kind.DECOY_SALELESS_FEW_CLICKS,
    Kind.DECOY_TERM_SELLS_ELSEWHERE,
)


@dataclass(frozen=True, kw_only=True, slots=True)
class TrafficPlan:
    """How the campaigns of a kind are made; each range is drawn from once a campaign or once a term.

    A term either carries the campaign (`main_*`) or is one of the many with a click now and then, which
    never bring an order. The price of a click follows from `acos`, the campaign's cost divided by its
    sales, or, where nothing is sold, from `click_worth`: the share of what an average click of the
    profile may cost at the target ACOS.
    """

    ad_groups: int = 2
    terms: int = 8
    main_terms: tuple[int, int] = (1, 3)
    main_clicks: Range = (27, 46)
    conversion: Range = (0.13, 0.20)
    side_clicks: Range = (0.4, 2.2)
    ctr: Range = (0.006, 0.015)
    price: Range = (0.92, 1.08)
    acos: Range | None = (0.11, 0.17)
    click_worth: Range = (0.0, 0.0)
    wasted_clicks: Range | None = None


_AWFUL = TrafficPlan(
    main_terms=(1, 2),
    main_clicks=(55, 80),
    conversion=(0.050, 0.065),
    price=(0.60, 0.72),
    acos=(0.76, 0.92),
)

_ONE_WASTED = TrafficPlan(
    main_terms=(3, 3), main_clicks=(38, 52), price=(1.0, 1.1), acos=(0.175, 0.195), wasted_clicks=(58, 70)
)

SHAPES = {
    Kind.HEALTHY: TrafficPlan(),
    Kind.ACOS_HIGH: _AWFUL,
    Kind.CTR_LOW: TrafficPlan(ctr=(0.0010, 0.0014)),
    Kind.SALELESS: TrafficPlan(
        main_terms=(2, 2), main_clicks=(17, 26), conversion=(0, 0), acos=None, click_worth=(1.15, 1.45)
    ),
    Kind.WASTEFUL_TERM: _ONE_WASTED,
    Kind.DECOY_ACOS_FEW_CLICKS: TrafficPlan(
        ad_groups=1,
        terms=1,
        main_terms=(1, 1),
        main_clicks=(9.2, 10.5),
        conversion=(0.15, 0.18),
        price=(0.22, 0.26),
        acos=(1.0, 1.2),
    ),
    Kind.DECOY_CTR_FEW_IMPRESSIONS: TrafficPlan(
        ad_groups=1,
        terms=1,
        main_terms=(1, 1),
        main_clicks=(0.55, 0.7),
        conversion=(0, 0),
        ctr=(0.0013, 0.0015),
        acos=None,
        click_worth=(0.15, 0.25),
    ),
    Kind.OVER_TARGET: TrafficPlan(
        ad_groups=1,
        terms=3,
        main_terms=(3, 3),
        main_clicks=(70, 90),
        conversion=(0.160, 0.170),
        price=(1.0, 1.0),
        acos=(0.61, 0.65),
    ),
    Kind.DECOY_STOPPED: _AWFUL,
    Kind.DECOY_TERM_SELLS_ELSEWHERE: _ONE_WASTED,
    Kind.DECOY_SALELESS_FEW_CLICKS: TrafficPlan(
        ad_groups=1,
        terms=3,
        main_terms=(1, 1),
        main_clicks=(9.5, 11.5),
        conversion=(0, 0),
        side_clicks=(0.3, 0.6),
        acos=None,
        click_worth=(0.09, 0.13),
    ),
}


FEWEST_WITH_OTHERS = 12
"""Campaigns of Sponsored Products from which on a profile has some of Brands and Display, too."""

_OTHERS = (Kind.HEALTHY, Kind.CTR_LOW, Kind.HEALTHY, Kind.SALELESS, Kind.HEALTHY)
"""Beside the one that costs too much: a click rate or a waste is judged in Sponsored Products only."""


def cast_of_others(count: int, first: int, *path: object, everywhere: bool) -> list[Kind]:
    """The kinds of a profile's campaigns of Brands, or of Display, beside `count` of Sponsored Products.

    With `everywhere` all of them cost too much, each as much as the other: the product as a whole does.
    """
    if count < FEWEST_WITH_OTHERS:
        return []
    number = max(6, count // 10)
    if everywhere:
        return [Kind.OVER_TARGET] * number
    problems = max(1, number // 8)
    kinds = [Kind.ACOS_HIGH] * problems + _round(_OTHERS, number - problems, first)
    return chance.shuffled(kinds, "cast", *path)


def cast(count: int, first: int, *path: object) -> list[Kind]:
    """The kinds of the `count` campaigns of one profile, in an order that gives nothing away.

    A quarter has a problem and a seventh is a decoy. From 10 campaigns each problem is there; below, and
    for decoys, the profiles begin their round at a different kind (`first`), so that both get some.
    """
    problems = max(len(PROBLEMS), count // 4) if count >= 10 else count // 4
    decoys = max(3, count // 7) if count >= 10 else count // 5
    kinds = [*_round(PROBLEMS, problems, first), *_round(DECOYS, decoys, first)]
    kinds += [Kind.HEALTHY] * (count - len(kinds))
    return chance.shuffled(kinds, "cast", *path)


def _round(kinds: Sequence[Kind], count: int, first: int) -> list[Kind]:
    return [kinds[(first + turn) % len(kinds)] for turn in range(count)]

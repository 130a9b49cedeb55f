"""An advertiser put together from its seed and its size."""

from datetime import date, timedelta
from functools import lru_cache

from services.sandbox.advertisers.rules import chance, kinds, names, rates
from services.sandbox.advertisers.rules.account import (
    BRANDS,
    DISPLAY,
    PRODUCTS,
    AdGroup,
    Advertiser,
    Campaign,
    Market,
    Profile,
    Target,
    Term,
    is_pan_eu,
    markets_of,
)
from services.sandbox.advertisers.rules.kinds import Kind
from services.sandbox.advertisers.rules.rates import Rate

MIN_SIZE, MAX_SIZE = 2, 5000
MAX_SEED = 999_999_999
_FIRST_START = date(2022, 3, 1)
_REPEATING_GROUP = 8
"""How many terms an ad group has that shows one of them twice."""


@lru_cache(maxsize=8)
def make_advertiser(seed: int, size: int) -> Advertiser:
    """The advertiser of a seed, with `size` campaigns (MIN_SIZE to MAX_SIZE) over all its profiles."""
    return Advertiser(
        seed=seed,
        size=size,
        seller_id=names.seller_id(seed, size),
        name=names.seller_name(seed),
        profiles=tuple(_profile(place, market, seed, size) for place, market in enumerate(markets_of(seed))),
    )


def _profile(place: int, market: Market, seed: int, size: int) -> Profile:
    """A profile; the clicks of a Pan-EU seller cost too much in every campaign of Sponsored Products."""
    path = (seed, size, market.country)
    profiles = len(markets_of(seed))
    count = (size + profiles - 1 - place) // profiles
    cast = [Kind.OVER_TARGET] * count if is_pan_eu(seed) else kinds.cast(count, 2 * place, *path)
    healthy = cast.index(Kind.HEALTHY) + 1 if Kind.HEALTHY in cast else None
    selling = _campaign(market, PRODUCTS, Kind.HEALTHY, healthy, *path, healthy).terms[0].text if healthy else None
    campaigns = tuple(
        _campaign(market, PRODUCTS, kind, number, *path, number, selling=selling)
        for number, kind in enumerate(cast, 1)
    )
    others = tuple(
        _campaign(market, product, kind, number, *path, product, number)
        for product in (BRANDS, DISPLAY)
        for number, kind in enumerate(_cast_of_others(count, place, *path, product), 1)
    )
    return Profile(_amazon_id(16, "profile", *path), market, campaigns, others)


def _cast_of_others(count: int, place: int, *path: object) -> list[Kind]:
    """Display on the second marketplace misses its target everywhere."""
    return kinds.cast_of_others(count, place, *path, everywhere=path[-1] == DISPLAY and place == 1)


def _campaign(
    market: Market, ad_product: str, kind: Kind, number: int, *path: object, selling: str | None = None
) -> Campaign:
    """A campaign; `selling` is what another one of the profile sells under, for the term that only looks wasteful."""
    shape = kinds.SHAPES[kind]
    targeting = chance.pick(("AUTO", "MANUAL", "MANUAL"), "targeting", *path) if ad_product == PRODUCTS else "MANUAL"
    product, words = names.product_of(market.country, *path)
    order_cents = round(market.basket_cents * chance.between(shape.price, "price", *path))
    sells_elsewhere = kind is Kind.DECOY_TERM_SELLS_ELSEWHERE
    wasted = selling if sells_elsewhere and selling else names.idle_term(market.country, words, *path)
    ad_groups = _ad_groups(market, words, targeting, shape, order_cents, wasted, *path)
    wasteful_term = wasted if kind is Kind.WASTEFUL_TERM else None
    if ad_product == PRODUCTS:
        name = names.campaign_name(market.country, product, targeting, number)
    else:
        name = names.other_campaign_name(ad_product, product, number)
    return Campaign(
        ad_product=ad_product,
        campaign_id=_amazon_id(15, "campaign", *path),
        name=name,
        kind=kind,
        state=_state(kind, number),
        targeting=targeting,
        budget_cents=100 * chance.whole(10, 80, "budget", *path),
        order_cents=order_cents,
        start_on=_FIRST_START + timedelta(days=chance.whole(0, 700, "start", *path)),
        ad_groups=ad_groups,
        wasteful_term=wasteful_term,
    )


def _ad_groups(
    market: Market, words: str, targeting: str, shape: kinds.TrafficPlan, order_cents: int, wasted: str, *path: object
) -> tuple[AdGroup, ...]:
    by_group = rates.rates_of(shape, *path)
    flat = [rate for group in by_group for rate in group]
    click_cost = rates.click_cost_of(shape, flat, order_cents, market.basket_cents, *path)
    views_a_click = 1 / chance.between(shape.ctr, "ctr", *path) - 1
    typed = names.search_terms(market.country, words, len(flat), *path)
    if shape.wasted_clicks:
        typed[rates.WASTED_SLOT] = wasted
    groups = []
    for group, group_rates in enumerate(by_group):
        place = (*path, group)
        texts = typed[group * shape.terms : (group + 1) * shape.terms]
        if targeting == "AUTO":
            aims = _auto_aims(texts, *place, nameless=group == 0)
        else:
            aims = _manual_aims(words, texts, round(click_cost * 1.3), *place)
        groups.append(
            AdGroup(
                ad_group_id=_amazon_id(15, "ad group", *place),
                name=f"{words} {'AB'[group]}",
                terms=tuple(
                    _term(aim, rate, click_cost, views_a_click, *place, slot)
                    for slot, (aim, rate) in enumerate(zip(aims, group_rates, strict=True))
                ),
            )
        )
    return tuple(groups)


def _term(aim: tuple[str, Target], rate: Rate, click_cost: float, views_a_click: float, *place: object) -> Term:
    text, target = aim
    return Term(
        key=chance.key_of("term", *place),
        text=text,
        target=target,
        clicks=round(rate.millionths_a_day),
        views=round(rate.millionths_a_day * views_a_click),
        conversion=round(rate.conversion * 1_000_000),
        click_cost=round(click_cost * rate.cost_factor * 1000),
    )


def _auto_aims(texts: list[str], *place: object, nameless: bool) -> list[tuple[str, Target]]:
    """What shoppers typed under the two match targets, product pages under the two others.

    `nameless` makes the last one "*", Amazon's word for a placement without any search term.
    """
    predefined = [
        Target(_amazon_id(15, "target", *place, name), name, "TARGETING_EXPRESSION_PREDEFINED", None)
        for name in names.AUTO_TARGETS
    ]
    seen = [text if slot % 4 < 2 else names.asin_term(*place, slot) for slot, text in enumerate(texts)]
    if nameless:
        seen[-1] = "*"
    return [(text, predefined[slot % 4]) for slot, text in enumerate(seen)]


def _manual_aims(words: str, texts: list[str], bid_cents: int, *place: object) -> list[tuple[str, Target]]:
    """The first term is a keyword of its own; one of two wider keywords caught each of the others.

    The last of eight repeats the first term under a wider keyword, as happens in real accounts: a term
    is not unique in its ad group, only together with its keyword.
    """
    exact, phrase, broad = (
        Target(_amazon_id(15, "keyword", *place, match), text, match, bid_cents)
        for match, text in (("EXACT", texts[0]), ("PHRASE", words), ("BROAD", words))
    )
    typed = [*texts[:-1], texts[0]] if len(texts) == _REPEATING_GROUP else texts
    wide = [(text, phrase if slot % 2 else broad) for slot, text in enumerate(typed)]
    return [(texts[0], exact), *wide[1:]]


def _state(kind: Kind, number: int) -> str:
    if kind is not Kind.DECOY_STOPPED:
        return "ENABLED"
    return "PAUSED" if number % 2 else "ARCHIVED"


def _amazon_id(digits: int, *path: object) -> int:
    """A number as long as Amazon's ids are, and below 2^53, which JSON numbers keep exactly."""
    floor: int = 10 ** (digits - 1)
    return floor + chance.key_of("id", *path) % min(9 * floor, 2**53 - floor)

"""What the cells of a console file say in words, whichever language they are in."""

from functools import lru_cache

from services.ads.reports.sheets import wordings
from services.ads.reports.sheets.headers import plain
from services.ads.reports.sheets.wordings.countries import COUNTRIES
from shared.amazon import marketplaces

_STATES = {plain(word): state for words in wordings.ALL for state, names in words.states.items() for word in names}
_MATCH_TYPES = {
    plain(word): match for words in wordings.ALL for match, names in words.match_types.items() for word in names
}
_TOTALS = tuple(plain(word) for words in wordings.ALL for word in words.totals)
_PRODUCTS = [
    (plain(word), product) for words in wordings.ALL for product, names in words.products.items() for word in names
]
_DOLLARS = frozenset({"USD", "CAD", "MXN", "AUD", "SGD", "BRL"})
_SIGNS = {
    "€": frozenset({"EUR"}),
    "£": frozenset({"GBP", "EGP"}),
    "₹": frozenset({"INR"}),
    "Rs": frozenset({"INR"}),
    "₺": frozenset({"TRY"}),
    "zł": frozenset({"PLN"}),
    "¥": frozenset({"JPY", "CNY"}),
    "￥": frozenset({"JPY", "CNY"}),
    "R$": frozenset({"BRL"}),
    "$": _DOLLARS,
}
_COUNTRIES = {
    **{plain(code): code for code in COUNTRIES},
    **{plain(market.name.en): market.country_code for market in marketplaces.MARKETPLACES},
    **{plain(name): code for code, names in COUNTRIES.items() for name in names},
    "gb": "UK",
}


@lru_cache(maxsize=4096)
def country_of(text: str) -> str | None:
    """The code of a country with a store, by any of its names; None of another text."""
    return _COUNTRIES.get(plain(text))


def currencies_of(text: str) -> frozenset[str] | None:
    """The currencies that a sign in a text may stand for, None where there is none of the signs we know."""
    return next((currencies for sign, currencies in _SIGNS.items() if sign in text), None)


@lru_cache(maxsize=4096)
def state_of(text: str) -> str:
    """Amazon's word for a state, "" for a text that is none."""
    return _STATES.get(plain(text), "")


@lru_cache(maxsize=4096)
def match_type_of(text: str) -> str:
    """Amazon's word for how a target matches; other texts in capitals."""
    return _MATCH_TYPES.get(plain(text), text.upper())


@lru_cache(maxsize=4096)
def is_total(text: str) -> bool:
    """Whether a cell begins with a word for a sum."""
    return plain(text).startswith(_TOTALS)


@lru_cache(maxsize=4096)
def product_of(text: str) -> str | None:
    """SP, SB, SD or "other", as a campaign type or the name of a file says it; None if it says none."""
    found = plain(text)
    return next((product for word, product in _PRODUCTS if word in found), None)

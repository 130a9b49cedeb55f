"""The field, window and currency that a header names."""

import re

from services.ads.reports.sheets import wordings
from shared.amazon import marketplaces
from shared.amazon.report_files import normalise_header

_DIGITS = re.compile(r"\d+")
_CURRENCY = re.compile(r"[(（]\s*([A-Z]{3})\s*[)）]\s*$")
_CURRENCIES = {marketplace.currency for marketplace in marketplaces.MARKETPLACES}


def _pattern(header: str) -> str:
    """A header in normal form with its number of days left open."""
    return _DIGITS.sub("#", normalise_header(header))


_FIELDS = {
    _pattern(wording): field for language in wordings.ALL for field, known in language.items() for wording in known
}


def field_of(header: str) -> str | None:
    """The field of a header as `wordings` has them, None when it is unknown."""
    return _FIELDS.get(_pattern(_CURRENCY.sub("", header) if currency_of(header) else header))


def window_of(header: str) -> int | None:
    """The days after a click in which sales count, where a header names them."""
    numbers = _DIGITS.findall(normalise_header(header))
    return int(numbers[0]) if len(numbers) == 1 and len(numbers[0]) < 3 else None


def currency_of(header: str) -> str | None:
    """The currency that a header names ("Spend (USD)"), and not something else of three letters ("(CTR)")."""
    found = _CURRENCY.search(header)
    return found[1] if found and found[1] in _CURRENCIES else None

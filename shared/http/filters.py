"""Filters whose values are a closed set: a value that is not in it is refused with what is known."""

from collections.abc import Collection, Sequence
from difflib import get_close_matches
from typing import Annotated, TypeVar

from pydantic import AfterValidator, Field, PlainSerializer
from pydantic.json_schema import SkipJsonSchema

from shared.amazon.marketplaces import MARKETPLACES, UnknownMarketplaceError, of_country
from shared.fields import FieldValueError, explained
from shared.texts import Text

T = TypeVar("T")
UNKNOWN = "unknown-value"
"""The code of the error, at the filter."""


_KNOWN = Text(en="known are {names}", zh="可选值：{names}")
_MEANT = Text(en="did you mean {name}? known are {names}", zh="是否应为 {name}？可选值：{names}")
_ID = Text(en="the id of {country} is {marketplace_id}", zh="{country} 的站点 ID 为 {marketplace_id}")


def _explain(value: str, known: Collection[str]) -> Text:
    """Why a value that is not known is refused: the one that it may have been meant for, and all."""
    names = ", ".join(sorted(known))
    if near := get_close_matches(value, known, n=1):
        return _MEANT.filled(name=near[0], names=names)
    return _KNOWN.filled(names=names)


def _written(values: Sequence[str]) -> str | list[str]:
    """One value as it was written when a filter took no more, so that cursors from then stay valid; more by order."""
    return values[0] if len(set(values)) == 1 else sorted(set(values))


Several = Annotated[
    tuple[T, ...],
    Field(max_length=50, description="Repeat the parameter for several values"),
    PlainSerializer(_written),
]
"""A filter of several values, any of which will do; none is no filter."""


def one_of(known: Collection[str]) -> AfterValidator:
    """Lets pass what is known, and None."""

    def check(value: str | None) -> str | None:
        if value is None or value in known:
            return value
        raise FieldValueError(UNKNOWN, _explain(value, known))

    return AfterValidator(check)


_SHORT = Text(en="At least two letters or digits, or one Chinese character", zh="至少两个字母或数字，或一个汉字")
_NO_NUL = explained(r"^[^\x00]*$", en="Must not hold a NUL character", zh="不得含 NUL 字符")


def _long_enough(text: str | None) -> str | None:
    """Without the blanks around it."""
    if text is None:
        return None
    if len(text.strip()) < 2 and text.strip().isascii():
        raise FieldValueError("too-short", _SHORT)
    return text.strip()


SearchFilter = Annotated[
    str | SkipJsonSchema[None],
    Field(max_length=100, pattern=_NO_NUL, examples=["ZL-0192"]),
    AfterValidator(_long_enough),
]
"""What people type to find something: a part of a name or a number, in any case of letters."""


SORT = "The order, `-` for the other way round; such a list cannot be followed"


def pattern_of(text: str) -> str:
    """The pattern of LIKE, with a backslash as its escape, for whatever holds the text."""
    escaped = text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{escaped}%"


_MARKETPLACE_IDS = {each.marketplace_id: each.country_code for each in MARKETPLACES}


def _check_marketplace(value: str | None) -> str | None:
    # What is about a whole account has no marketplace: the empty text finds it.
    if not value or value in _MARKETPLACE_IDS:
        return value
    try:
        meant = of_country(value.upper())
        text = _ID.filled(country=meant.country_code, marketplace_id=meant.marketplace_id)
    except UnknownMarketplaceError:
        names = ", ".join(f"{each} ({country})" for each, country in _MARKETPLACE_IDS.items())
        text = _KNOWN.filled(names=names)
    raise FieldValueError(UNKNOWN, text)


_CHECKED = (
    Field(max_length=20, json_schema_extra={"x-extensible-enum": list(_MARKETPLACE_IDS)}),
    AfterValidator(_check_marketplace),
)
MarketplaceFilter = Annotated[str | SkipJsonSchema[None], *_CHECKED]
"""A marketplace by Amazon's id; who writes a country's code is told the id."""
MarketplacesFilter = Several[Annotated[str, *_CHECKED]]
"""Several of them."""

RequiredMarketplaceFilter = Annotated[str, Field(min_length=1, examples=["ATVPDKIKX0DER"]), *_CHECKED]
"""The same where the list is of one marketplace."""

"""Filters of a closed set: what is not known is refused with what is."""

from typing import Annotated

import pytest
from pydantic import TypeAdapter, ValidationError

from shared.amazon.marketplaces import MARKETPLACES
from shared.fields import FieldValueError
from shared.http.filters import MarketplaceFilter, RequiredMarketplaceFilter, one_of
from shared.texts import Language

COLOUR = TypeAdapter(Annotated[str | None, one_of(("red", "green"))])
PLACE = TypeAdapter(MarketplaceFilter)


def refusal(adapter: TypeAdapter[str | None], value: str, language: Language = "en") -> tuple[str, str]:
    with pytest.raises(ValidationError) as refused:
        adapter.validate_python(value)
    (found,) = refused.value.errors()
    error = found["ctx"]["error"]
    assert isinstance(error, FieldValueError)
    return error.code, error.text.in_language(language)


@pytest.mark.parametrize("value", ["red", "green", None])
def test_what_is_known_passes(value: str | None) -> None:
    assert COLOUR.validate_python(value) == value


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("gren", "did you mean green? known are green, red"),
        ("水管", "known are green, red"),
        ("{red}", "did you mean red? known are green, red"),
        ("", "known are green, red"),
    ],
)
def test_what_is_not_known_is_refused_with_the_list(value: str, message: str) -> None:
    assert refusal(COLOUR, value) == ("unknown-value", message)


def test_chinese_callers_read_chinese() -> None:
    assert refusal(COLOUR, "gren", "zh")[1] == "是否应为 green？可选值：green, red"
    assert refusal(COLOUR, "水管", "zh")[1] == "可选值：green, red"
    assert refusal(PLACE, "UK", "zh")[1] == "UK 的站点 ID 为 A1F83G8C2ARO7P"


@pytest.mark.parametrize("value", [*(each.marketplace_id for each in MARKETPLACES), ""])
def test_every_marketplace_is_known(value: str) -> None:
    assert PLACE.validate_python(value) == value


@pytest.mark.parametrize("code", ["UK", "uk", "GB"])
def test_a_country_is_answered_with_its_id(code: str) -> None:
    assert refusal(PLACE, code) == ("unknown-value", "the id of UK is A1F83G8C2ARO7P")
    assert refusal(TypeAdapter(RequiredMarketplaceFilter), code)[1] == "the id of UK is A1F83G8C2ARO7P"


def test_any_other_marketplace_is_refused_with_all() -> None:
    kind, message = refusal(PLACE, "A1NOWHERE0000")
    assert (kind, message.count("(")) == ("unknown-value", len(MARKETPLACES))
    assert message.startswith("known are ATVPDKIKX0DER (US), ")
    assert len(message) <= 1000

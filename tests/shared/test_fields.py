"""Errors about members: what Pydantic says of our types, in words and places of the request."""

from datetime import date
from typing import Annotated, Any

import pytest
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator
from pydantic.json_schema import SkipJsonSchema

from shared import texts
from shared.bulk.items import EACH_FOR_ITSELF, InvalidItem
from shared.fields import FieldValueError, body_errors, explained, parameter_errors
from shared.http.moments import Moment
from shared.texts import Text

_CODE = explained("^[a-c]+$", en="Letters a to c, such as abc", zh="字母 a 至 c，例如 abc")
_EVEN = Text(en="Must be even", zh="须为偶数")


def _even(value: int) -> int:
    if value % 2:
        raise FieldValueError("odd", _EVEN)
    return value


class _Price(BaseModel):
    amount: Annotated[int, AfterValidator(_even)]


class _Order(BaseModel):
    model_config = ConfigDict(extra="forbid")

    sku: Annotated[str, Field(pattern=_CODE)]
    price: Annotated[_Price, AfterValidator(lambda price: price)] | None = None
    sold_at: Moment | SkipJsonSchema[None] = None
    either: _Price | int | str | None = None
    lines: list[_Price] = []
    from_on: date | None = None

    @model_validator(mode="after")
    def _check(self) -> "_Order":
        if self.sku == "abcabc":
            raise FieldValueError("sku", _EVEN, member="sku")
        return self


def said_of(value: Any, model: type[BaseModel] = _Order) -> list[tuple[str, str, str]]:
    with pytest.raises(ValidationError) as raised:
        model.model_validate(value)
    found = body_errors(raised.value.errors(), value, model)
    assert {each.location for each in found} == {"body"}
    return [(each.pointer, each.code, each.message) for each in found]


@pytest.mark.parametrize(
    ("given", "pointer", "code", "message"),
    [
        ({}, "/sku", "missing", "Is missing"),
        ({"sku": "x"}, "/sku", "string_pattern_mismatch", "Letters a to c, such as abc"),
        ({"sku": 1}, "/sku", "string_type", 'A text in double quotes, such as "12"'),
        ({"sku": "abcabc"}, "/sku", "sku", "Must be even"),
        ({"sku": "a", "price": {"amount": 3}}, "/price/amount", "odd", "Must be even"),
        ({"sku": "a", "price": {}}, "/price/amount", "missing", "Is missing"),
        ({"sku": "a", "price": 5}, "/price", "model_type", "An object in braces, with the members: amount"),
        ({"sku": "a", "lines": [{"amount": 2}, {"amount": "x"}]}, "/lines/1/amount", "int_parsing", None),
        ({"sku": "a", "either": [1]}, "/either", "model_type", "An object in braces, with the members: amount"),
        ({"sku": "a", "prise": 1}, "/prise", "extra_forbidden", "Not known here; did you mean price?"),
        ({"sku": "a", "a/b~c": 1}, "/a~1b~0c", "extra_forbidden", None),
        ({"sku": "a", "from_on": "5 May"}, "/from_on", "date_from_datetime_parsing", "A day, such as 2026-01-31"),
        ({"sku": "a", "sold_at": 17}, "/sold_at", "moment_form", None),
        ({"sku": "a", "sold_at": "2026-01-31T09:30:00"}, "/sold_at", "timezone_aware", None),
        ([], "", "model_type", None),
    ],
)
def test_one_mistake_is_one_error_about_a_member_of_the_request(given, pointer, code, message):
    (found,) = said_of(given)
    assert found[:2] == (pointer, code)
    if message:
        assert found[2] == message


def test_what_is_not_known_is_answered_with_what_is():
    (found,) = said_of({"sku": "a", "quantum": 1})
    assert found[2] == "Not known here; there are: either, from_on, lines, price, sku, sold_at"


def test_parameters_are_named_as_they_were_sent():
    lines = [
        {"type": "int_parsing", "loc": ("query", "limit", "function-after[x(), int]"), "ctx": {"error": "no"}},
        {"type": "none_required", "loc": ("query", "limit", "none")},
        {"type": "extra_forbidden", "loc": ("query", "stauts")},
        {
            "type": "value_error",
            "loc": ("query",),
            "ctx": {"error": FieldValueError("window", _EVEN, member="to_on")},
        },
    ]
    found = parameter_errors(lines, ["limit", "status", "to_on"])
    assert [(each.pointer, each.code, each.message) for each in found] == [
        ("limit", "int_parsing", "A whole number, such as 12, without quotes"),
        ("stauts", "extra_forbidden", "Not known here; did you mean status?"),
        ("to_on", "window", "Must be even"),
    ]


def test_an_item_of_a_batch_is_told_the_same_from_itself_on():
    class Batch(BaseModel):
        items: list[Annotated[_Order, EACH_FOR_ITSELF]]

    good, bad = Batch.model_validate({"items": [{"sku": "a"}, {"skuu": "a"}]}).items
    assert isinstance(good, _Order)
    assert isinstance(bad, InvalidItem)
    assert [(each.pointer, each.message) for each in bad.errors] == [
        ("/sku", "Is missing"),
        ("/skuu", "Not known here; did you mean sku?"),
    ]
    assert "EachForItself" not in str(Batch.model_json_schema())


def test_texts_are_in_the_language_of_the_request_and_the_answer_knows_it():
    listener = texts.speak_to(b"zh-CN, en;q=0.5")
    try:
        assert listener.heard is None
        assert said_of({}) == [("/sku", "missing", "缺少此项")]
        assert listener.heard == "zh"
    finally:
        texts.speak_to(b"")


@pytest.mark.parametrize("plus", ["+", " "])
def test_a_plus_that_arrives_as_a_blank_is_understood(plus):
    order = _Order.model_validate({"sku": "a", "sold_at": f"2026-01-31T17:30:00{plus}08:00"})
    assert order.sold_at is not None
    assert order.sold_at.isoformat() == "2026-01-31T09:30:00+00:00"

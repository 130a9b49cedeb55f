"""Money: an exact decimal amount in a currency; in tables a whole number of micros (a millionth of the unit)."""

import re
from decimal import Decimal
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer, WithJsonSchema

from shared.fields import FieldValueError, explained
from shared.texts import Text

MICROS = 1_000_000
_CENT = 10_000
_PATTERN = r"^-?(0|[1-9][0-9]{0,14})(\.[0-9]{1,6})?$"
_FORM = Text(
    en='A decimal text in double quotes, with a point and up to six decimals, such as "12.50"',
    zh='应为加双引号的十进制文本，用小数点，至多六位小数，例如 "12.50"',
)
_AMOUNT = re.compile(_PATTERN.removesuffix("$") + r"\Z", re.ASCII)


def _amount(value: Any) -> Decimal:
    """Check the raw text before Decimal sees it: Decimal also takes '1e3', ' 9.9 ' and full-width digits."""
    if isinstance(value, Decimal):
        return value
    if not isinstance(value, str) or not _AMOUNT.match(value):
        raise FieldValueError("amount_form", _FORM)
    return Decimal(value)


def amount_text(value: Decimal) -> str:
    """The amount as plain digits, never in exponent form."""
    return format(value, "f")


Amount = Annotated[
    Decimal,
    BeforeValidator(_amount),
    PlainSerializer(amount_text, return_type=str),
    WithJsonSchema({"type": "string", "pattern": _PATTERN, "maxLength": 24, "examples": ["12.50"]}),
]
_CURRENCY = explained(
    r"^[A-Z]{3}$",
    en="Three capital letters of ISO 4217, such as USD",
    zh="应为 ISO 4217 的三个大写字母，例如 USD",
)
Currency = Annotated[str, Field(pattern=_CURRENCY, max_length=3, examples=["USD"])]


class Money(BaseModel):
    """An amount in a currency."""

    model_config = ConfigDict(frozen=True)

    amount: Amount
    currency: Currency


def to_micros(amount: Decimal) -> int:
    """Whole micros of an amount; what is finer than a micro is rounded half to even."""
    return int((amount * MICROS).to_integral_value())


def text_of_micros(micros: int) -> str:
    """Micros as a decimal text with at least two decimals, and no trailing zero after the second."""
    whole, rest = divmod(abs(micros), MICROS)
    cents, finer = divmod(rest, _CENT)
    decimals = f"{rest:06}".rstrip("0") if finer else f"{cents:02}"
    return f"{'-' if micros < 0 else ''}{whole}.{decimals}"


def of_micros(micros: int, currency: str) -> Money:
    """Stored micros as money on the wire."""
    return Money(amount=Decimal(text_of_micros(micros)), currency=currency)

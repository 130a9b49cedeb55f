"""Money: an exact decimal amount in a currency; in tables a whole number of micros (a millionth of the unit)."""

import re
from decimal import Decimal
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer, WithJsonSchema

MICROS = 1_000_000
_CENT = 10_000
_PATTERN = r"^-?(0|[1-9][0-9]{0,14})(\.[0-9]{1,6})?$"
_AMOUNT = re.compile(_PATTERN.removesuffix("$") + r"\Z", re.ASCII)


def _amount(value: Any) -> Decimal:
    """Check the raw text before Decimal sees it: Decimal also takes '1e3', ' 9.9 ' and full-width digits."""
    if isinstance(value, Decimal):
        return value
    if not isinstance(value, str) or not _AMOUNT.match(value):
        raise ValueError("an amount is a decimal text such as '12.50'")
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
Currency = Annotated[str, Field(pattern=r"^[A-Z]{3}$", max_length=3, examples=["USD"])]


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

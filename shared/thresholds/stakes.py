"""The amount from which on a finding is HIGH, as a bound that a seller account sets."""

from decimal import Decimal
from typing import Annotated

from pydantic import AfterValidator

from shared.fields import FieldValueError
from shared.money import Money
from shared.rates import UNITS_A_DOLLAR
from shared.texts import Text

HIGH_STAKE = (
    "From this amount at stake on a finding is HIGH, below it MEDIUM, below a quarter of it LOW; "
    "by default what 20 US dollars are in the account's currency"
)
_MOST = 1_000_000_000
_BOUNDS = Text(en="From 0 to 1000000000", zh="应在 0 到 1000000000 之间")
_UNKNOWN = Text(en="The currency of one of Amazon's marketplaces", zh="应为亚马逊站点使用的货币")


def _check(stake: Money) -> Money:
    if not 0 <= stake.amount <= _MOST:
        raise FieldValueError("out-of-bounds", _BOUNDS, member="amount")
    if stake.currency not in UNITS_A_DOLLAR:
        raise FieldValueError("currency", _UNKNOWN, member="currency")
    return stake


Stake = Annotated[Money, AfterValidator(_check)]


def no_stake() -> Money:
    """In place of null, which it keeps out; what it makes is never read."""
    return Money(amount=Decimal(0), currency="USD")

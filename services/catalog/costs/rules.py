"""Which amounts can be a cost of one unit, and what becomes of one that is told."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Literal, NamedTuple

Kind = Literal["purchase_price", "moving_average", "first_leg_freight"]
Source = Literal["manual", "import", "erp"]

HIGHEST = Decimal(1_000_000_000)
FIRST_DAY = date(2000, 1, 1)
AHEAD = timedelta(days=366)
"""How far ahead a cost may be told of: a price list of next year is real, the year 2206 is a slip."""

_FINER = 2
"""Decimals beyond those that a currency is paid in: a unit's cost is a quotient (of an order, of freight)."""

_CENTS = 2
_NO_CENTS = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"
_MILS = "BHD IQD JOD KWD LYD OMR TND"
_OTHERS = """
AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CNY COP CRC CUP
CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS
KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD
PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP
TRY TTD TWD TZS UAH USD UYU UZS VES WST XCD XCG YER ZAR ZMW ZWG
"""
_WITHOUT_CENTS, _WITH_MILS = frozenset(_NO_CENTS.split()), frozenset(_MILS.split())
CURRENCIES = _WITHOUT_CENTS | _WITH_MILS | frozenset(_OTHERS.split())
"""ISO 4217, with the decimals of its list one."""

SLIPS = {"RMB": "CNY", "YUAN": "CNY", "NTD": "TWD", "UKP": "GBP"}
"""What people write for some of them."""


def most_decimals(currency: str) -> int:
    """Decimals that a unit's cost may have in a currency."""
    paid = 0 if currency in _WITHOUT_CENTS else 3 if currency in _WITH_MILS else _CENTS
    return paid + _FINER


def decimals_of(amount: Decimal) -> int:
    """Decimals that say something: 12.50 has one."""
    exponent = amount.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


class Key(NamedTuple):
    """What names a cost within a tenant."""

    seller_id: str
    sku: str
    kind: str
    valid_from: date


@dataclass(frozen=True, slots=True)
class Cost:
    """What is told of one: two are the same if all of it is."""

    amount_micros: int
    currency: str
    source: str


class Stored(NamedTuple):
    """What became of a cost that was told, and what stood there before (None where it was created)."""

    cost_id: str
    version: int
    before: Cost | None
    change: Literal["created", "updated", "unchanged"]

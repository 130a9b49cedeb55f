"""What currencies are worth, roughly: to compare amounts, and to have a default in each; nothing is paid by it."""

from datetime import date
from math import floor, log10

RATED_ON = date(2025, 12, 31)
"""The rates are averages of the year that ended so, to two digits."""

UNITS_A_DOLLAR = {
    "USD": 1.0,
    "CAD": 1.4,
    "MXN": 19.0,
    "BRL": 5.6,
    "GBP": 0.76,
    "EUR": 0.89,
    "SEK": 9.8,
    "PLN": 3.8,
    "TRY": 40.0,
    "AED": 3.67,
    "SAR": 3.75,
    "EGP": 50.0,
    "INR": 87.0,
    "ZAR": 18.0,
    "JPY": 150.0,
    "AUD": 1.55,
    "SGD": 1.3,
}


def dollars(micros: float, currency: str | None) -> float:
    """An amount in micros of US dollars; of a currency that is not known, as if it were dollars."""
    return micros / UNITS_A_DOLLAR.get(currency or "", 1.0)


def converted(micros: float, currency: str, wanted: str) -> float:
    """An amount of one currency in another."""
    return micros if currency == wanted else dollars(micros, currency) * UNITS_A_DOLLAR.get(wanted, 1.0)


def rounded(micros: float) -> int:
    """An amount to two digits, as a default is told."""
    return int(round(micros, 1 - floor(log10(micros)))) if micros > 0 else 0

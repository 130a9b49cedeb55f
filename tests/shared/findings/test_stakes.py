"""How grave a finding is by what is at stake."""

from datetime import date

import pytest

from shared.amazon.marketplaces import MARKETPLACES
from shared.findings.rules import Key, Observation
from shared.findings.stakes import bound_micros, by_stake, default_micros
from shared.rates import UNITS_A_DOLLAR, converted

BOUND = 20_000_000


def seen(severity, money):
    day = date(2026, 11, 1)
    micros = None if money is None else round(money * 1_000_000)
    return Observation(Key("x.y", "thing", "1"), "One", severity, 1.0, day, day, "", {}, money_micros=micros)


@pytest.mark.parametrize(
    ("severity", "money", "expected"),
    [
        ("HIGH", 8500, "HIGH"),
        ("HIGH", 20, "HIGH"),
        ("HIGH", 19.99, "MEDIUM"),
        ("HIGH", 5, "MEDIUM"),
        ("HIGH", 4.99, "LOW"),
        ("HIGH", 0.85, "LOW"),
        ("HIGH", None, "HIGH"),
        ("MEDIUM", 8500, "MEDIUM"),
        ("MEDIUM", 4.99, "LOW"),
        ("LOW", 8500, "LOW"),
        ("CRITICAL", 0.85, "CRITICAL"),
    ],
)
def test_a_finding_is_no_graver_than_its_stake(severity, money, expected):
    assert by_stake(seen(severity, money), BOUND, None).severity == expected


@pytest.mark.parametrize(
    ("standing", "money", "expected"),
    [
        ("HIGH", 18, "HIGH"),
        ("HIGH", 17.9, "MEDIUM"),
        ("MEDIUM", 19.9, "MEDIUM"),
        ("MEDIUM", 4.5, "MEDIUM"),
        ("MEDIUM", 4.4, "LOW"),
        ("LOW", 4.9, "LOW"),
    ],
)
def test_a_severity_that_stands_is_left_a_tenth_below_its_bound(standing, money, expected):
    assert by_stake(seen("HIGH", money), BOUND, standing).severity == expected


def test_the_default_is_twenty_dollars_in_the_accounts_currency():
    amounts = {currency: default_micros(currency) / 1_000_000 for currency in ("USD", "GBP", "EUR", "JPY", "TRY")}
    assert amounts == {"USD": 20, "GBP": 15, "EUR": 18, "JPY": 3000, "TRY": 800}
    assert {each.currency for each in MARKETPLACES} <= UNITS_A_DOLLAR.keys()


def test_a_bound_of_another_currency_is_converted():
    assert bound_micros(None, None, "GBP") == 15_000_000
    assert bound_micros(100_000_000, "GBP", "GBP") == 100_000_000
    assert bound_micros(100_000_000, "USD", "JPY") == 15_000_000_000
    assert converted(150.0, "JPY", "USD") == pytest.approx(1.0)

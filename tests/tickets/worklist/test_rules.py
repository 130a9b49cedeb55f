from datetime import UTC, datetime, timedelta

import pytest

from services.tickets.worklist.rules import rank_of, service_of
from shared.amazon.marketplaces import MARKETPLACES

SOON = datetime(2026, 11, 20, 9, tzinfo=UTC)
MILLION = 1_000_000
RANKED = [
    ("CRITICAL", None, None, None),
    ("HIGH", SOON, None, None),
    ("HIGH", SOON + timedelta(hours=1), 500 * MILLION, "EUR"),
    ("HIGH", None, 500 * MILLION, "EUR"),
    ("HIGH", None, 500 * MILLION, "SEK"),
    ("HIGH", None, None, None),
    ("MEDIUM", SOON, None, None),
    ("LOW", None, 10_000 * MILLION, "GBP"),
    ("NEW", SOON, None, None),
]


def test_severity_comes_before_due_time_and_that_before_money():
    assert sorted(reversed(RANKED), key=lambda item: rank_of(*item)) == RANKED


@pytest.mark.parametrize("currency", sorted({marketplace.currency for marketplace in MARKETPLACES}))
def test_every_currency_of_amazons_has_a_rough_worth(currency):
    ordinary = rank_of("HIGH", None, MILLION, currency)
    assert (ordinary == rank_of("HIGH", None, MILLION, "USD")) is (currency == "USD")


def test_the_service_is_the_first_word_of_the_code():
    assert [service_of(code) for code in ("ads.acos_high", "catalog.gtin.odd")] == ["ads", "catalog"]

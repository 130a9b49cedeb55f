"""Prices in the money of their shop, by example."""

import pytest

from services.catalog.compliance.rules.offers import check_offer
from tests.catalog.compliance.rules.listings import listing
from tests.catalog.facts import DE, UK

JP, PL, SE, BE = "A1VC38T7YXB528", "A1C3SOZRARQ6R3", "A2NODRKZP88ZB9", "AMEN7PMS3EDWL"
CURRENCY = "catalog.price_currency"


@pytest.mark.parametrize(
    ("marketplace_id", "price", "currency", "problem"),
    [
        (UK, 9_990_000, "GBP", None),
        (DE, 9_990_000, "EUR", None),
        (BE, 9_990_000, "EUR", None),
        (JP, 1_980_000_000, "JPY", None),
        (UK, None, None, None),
        ("A1NEWERSHOP00", 9_990_000, "XYZ", None),  # newer than our table: nobody knows its money
        (DE, 9_990_000, "USD", "The price is 9.99 USD; this shop sells in EUR"),
        (PL, 9_990_000, "EUR", "The price is 9.99 EUR; this shop sells in PLN"),
        (SE, 99_000_000, "EUR", "The price is 99.00 EUR; this shop sells in SEK"),
        (JP, 19_800_000, "USD", "The price is 19.80 USD; this shop sells in JPY"),
        (JP, 1_980_500_000, "JPY", "The price is 1980.50 JPY, which has no decimals"),
    ],
)
def test_a_price_is_in_the_money_of_its_shop(marketplace_id, price, currency, problem):
    found = list(check_offer(listing(marketplace_id=marketplace_id, price_micros=price, currency=currency)))
    assert [(each.code, each.severity, each.facts["problem_en"]) for each in found] == (
        [(CURRENCY, "HIGH", problem)] if problem else []
    )

from decimal import Decimal

import pytest
from pydantic import ValidationError

from services.catalog.costs.rules import CURRENCIES, most_decimals
from services.catalog.costs.schemas import CatalogCostUpsert
from shared.fields import FieldValueError


@pytest.mark.parametrize(
    ("currency", "most"), [("USD", 4), ("CNY", 4), ("JPY", 2), ("KRW", 2), ("KWD", 5), ("EUR", 4)]
)
def test_a_unit_s_cost_has_two_decimals_more_than_the_currency_is_paid_in(currency, most):
    assert most_decimals(currency) == most


def test_currencies_are_those_of_the_standard():
    assert {"CNY", "JPY", "USD"} < CURRENCIES
    assert all(len(each) == 3 and each.isupper() for each in CURRENCIES)


@pytest.mark.parametrize(
    ("amount", "currency", "code"),
    [
        ("0", "USD", None),
        ("12.3456", "CNY", None),
        ("12.340000", "USD", None),
        ("1000000000", "IDR", None),
        ("12.34567", "CNY", "too_fine"),
        ("150.25", "JPY", None),
        ("150.125", "JPY", "too_fine"),
        ("0.12345", "KWD", None),
        ("-0.01", "USD", "cost_range"),
        ("1000000000.01", "USD", "cost_range"),
        ("1", "RMB", "currency-unknown"),
        ("1", "ZZZ", "currency-unknown"),
        ("1e3", "USD", "amount_form"),
        ("１２", "USD", "amount_form"),
    ],
)
def test_which_amounts_can_be_a_cost(amount, currency, code):
    item = {
        "sku": "A", "kind": "purchase_price", "valid_from": "2026-01-01",
        "cost": {"amount": amount, "currency": currency},
    }  # fmt: skip
    if code is None:
        assert CatalogCostUpsert.model_validate(item).cost.amount == Decimal(amount)
        return
    with pytest.raises(ValidationError) as refused:
        CatalogCostUpsert.model_validate(item)
    (error,) = (each["ctx"]["error"] for each in refused.value.errors())
    assert isinstance(error, FieldValueError)
    assert error.code == code
    assert ("CNY" in error.text.en) == (currency in ("RMB", "CNY"))

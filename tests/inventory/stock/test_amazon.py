import pytest

from services.inventory.health.amazon import age_row
from services.inventory.marketplaces.rules import ColumnMissingError, RowError
from services.inventory.stock.amazon import ledger_row

DAY = {
    "Date": "11/19/2026",
    "MSKU": "ZL-1",
    "Disposition": "SELLABLE",
    "Location": "GB",
    "Starting Warehouse Balance": "3",
    "Receipts": "2",
    "Ending Warehouse Balance": "4",
}
KEYS = {"A1F83G8C2ARO7P": 7}
AGES = {"inv-age-181-to-270-days": "5", "inv-age-271-to-365-days": "6", "inv-age-365-plus-days": "7"}
OTHER_AGES = {"inv-age-181-to-330-days": "9", "inv-age-331-to-365-days": "2", "inv-age-365-plus-days": "7"}
PLANNED = {"sku": "ZL-1", "available": "40", "inv-age-91-to-180-days": "1"}


def without(row, *names):
    return {name: text for name, text in row.items() if name not in names}


@pytest.mark.parametrize("spelt", [lambda name: name, lambda name: name.replace(" ", "")])
def test_a_day_of_the_ledger_in_either_spelling(spelt):
    row = {spelt(name): text for name, text in DAY.items()}
    assert ledger_row(KEYS, row) == (7, "ZL-1", "2026-11-19", 3, 2, 4)


def test_units_that_cannot_be_sold_are_no_days_in_stock():
    assert ledger_row(KEYS, DAY | {"Disposition": "DEFECTIVE"}) is None


@pytest.mark.parametrize("name", ["Starting Warehouse Balance", "Ending Warehouse Balance", "MSKU"])
def test_a_column_that_is_missing_is_not_zero(name):
    with pytest.raises(ColumnMissingError, match=name):
        ledger_row(KEYS, without(DAY, name))


@pytest.mark.parametrize(
    "wrong",
    [{"Location": "FR"}, {"Location": "nowhere"}, {"Date": "x"}, {"MSKU": ""}, {"MSKU": "x" * 41}]
    + [{"Receipts": text} for text in ("1.5", "many", str(10**13))],
)
def test_rows_that_cannot_be(wrong):
    with pytest.raises(RowError):
        ledger_row(KEYS, DAY | wrong)


@pytest.mark.parametrize("ages", [AGES, OTHER_AGES, AGES | OTHER_AGES])
def test_units_of_181_days_and_more_in_either_division(ages):
    assert age_row(7, PLANNED | ages)[4:7] == (40, 19, 18)


@pytest.mark.parametrize("name", ["available", "inv-age-365-plus-days"])
def test_a_planning_report_without_a_column_says_nothing_of_it(name):
    with pytest.raises(ColumnMissingError, match=name):
        age_row(7, without(PLANNED | AGES, name))

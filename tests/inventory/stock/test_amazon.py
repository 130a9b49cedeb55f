"""The ledger as it comes: quoted or bare, in either spelling, its days in any order of day and month."""

from datetime import date, timedelta
from functools import partial

import pytest

from services.inventory.stock.amazon import ledger_reader
from tests.flat_files import cut_off, flat, missing, read

DAY = {
    "Date": "11/19/2026",
    "FNSKU": "X0TEST0001",
    "ASIN": "B0TEST0001",
    "MSKU": "ZL-1",
    "Title": 'Cam 1/2" sensor',
    "Disposition": "SELLABLE",
    "Starting Warehouse Balance": "3",
    "In Transit Between Warehouses": "0",
    "Receipts": "2",
    "Customer Shipments": "-1",
    "Ending Warehouse Balance": "4",
    "Location": "GB",
}
reading = partial(ledger_reader, {"A1F83G8C2ARO7P": 7})


def reader(file):
    return reading(file)[0]


STORED = (7, "ZL-1", "2026-11-19", 3, 2, 4)


def days(*texts):
    return [
        row if isinstance(row, str) else row[2] for row in read(reader, flat(*(DAY | {"Date": x} for x in texts)))
    ]


def spelt(change):
    return {change(name): text for name, text in DAY.items()}


@pytest.mark.parametrize("quoted", [False, True])
@pytest.mark.parametrize(
    "change",
    [str, str.upper, lambda name: name.replace(" ", ""), lambda name: name.lower().replace(" ", "-")],
    ids=["spaces", "capitals", "joined", "hyphens"],
)
def test_a_day_of_the_ledger_however_it_is_written(quoted, change):
    assert read(reader, flat(spelt(change), quoted=quoted)) == [STORED]


@pytest.mark.parametrize(
    ("location", "place"), [("GB", 7), ("UK", 7), ("gb", 7), ("FR", "FR"), ("cz", "CZ"), ("PHX3", "PHX3")]
)
def test_a_place_without_a_shop_of_the_account_keeps_its_days(location, place):
    assert read(reader, flat(DAY | {"Location": location})) == [(place, *STORED[1:])]


def test_a_sku_with_two_labels_has_their_units_together():
    other = {"FNSKU": "X0TEST0002", "Starting Warehouse Balance": "10", "Ending Warehouse Balance": "8"}
    later = {"Date": "11/20/2026"}
    file = flat(DAY, DAY | {"MSKU": "ZL-2"}, DAY | later, DAY | other, DAY | other | later, DAY | {"Location": "FR"})
    parse, join = reading(file)
    assert sorted(join([parse(row) for row in file.rows()]), key=str) == [
        ("FR", *STORED[1:]),
        (7, "ZL-1", "2026-11-19", 13, 4, 12),
        (7, "ZL-1", "2026-11-20", 13, 4, 12),
        (7, "ZL-2", "2026-11-19", 3, 2, 4),
    ]


def test_units_that_cannot_be_sold_are_no_days_in_stock():
    assert read(reader, flat(DAY | {"Disposition": "DEFECTIVE"})) == [None]


@pytest.mark.parametrize("column", DAY)
def test_a_column_that_went_costs_the_report_only_if_it_is_read_for_it(column):
    needed = ("Date", "MSKU", "Disposition", "Location", "Starting Warehouse Balance", "Ending Warehouse Balance")
    file = flat(DAY, header=[name for name in DAY if name != column])
    assert missing(reader, file) == (column if column in needed else None)
    if column == "Receipts":
        assert read(reader, file) == [(7, "ZL-1", "2026-11-19", 3, 0, 4)]
    elif column not in needed:
        assert read(reader, file) == [STORED]


@pytest.mark.parametrize(
    "wrong",
    [{"Location": ""}, {"Location": "x" * 41}, {"Date": "x"}, {"Date": ""}, {"MSKU": ""}, {"MSKU": "x" * 41}]
    + [{"MSKU": "ZL\ufffd1"}, {"Date": "11/2026"}]
    + [{"Receipts": text} for text in ("1.5", "many", str(10**13))],
)
def test_a_row_that_cannot_be_costs_only_itself(wrong):
    found = read(reader, flat(DAY, DAY | wrong, DAY | {"MSKU": "ZL-2"}))
    assert [found[0], found[2][1]] == [STORED, "ZL-2"]
    assert isinstance(found[1], str)


def test_a_row_that_ends_before_its_balance_is_no_day_without_stock():
    order = [*(name for name in DAY if name != "Ending Warehouse Balance"), "Ending Warehouse Balance"]
    file = flat(DAY, header=order)
    assert read(reader, cut_off(file, len(order))) == [STORED]
    assert read(reader, cut_off(file, len(order) - 1)) == ["the row ends before Ending Warehouse Balance"]


@pytest.mark.parametrize(
    ("texts", "read_as"),
    [
        (["11/03/2026", "11/13/2026"], ["2026-11-03", "2026-11-13"]),
        (["03/11/2026", "13/11/2026"], ["2026-11-03", "2026-11-13"]),
        (["11/03/2026", "11/04/2026"], ["2026-11-03", "2026-11-04"]),
        (["03/11/2026", "04/11/2026"], ["2026-11-03", "2026-11-04"]),
        (["11/03/2026"], ["2026-11-03"]),
        (["03.11.2026", "04.11.2026"], ["2026-11-03", "2026-11-04"]),
        (["2026-11-03", "2026-11-04"], ["2026-11-03", "2026-11-04"]),
        (["2026/11/03", "2026年11月4日"], ["2026-11-03", "2026-11-04"]),
        (["Nov 3, 2026", "4 Nov 2026"], ["2026-11-03", "2026-11-04"]),
    ],
)
def test_day_and_month_are_told_apart_by_the_whole_column(texts, read_as):
    assert days(*texts) == read_as


def test_a_date_that_contradicts_the_others_costs_its_row():
    first = date(2026, 10, 1)
    texts = [f"{first + timedelta(days=number):%m/%d/%Y}" for number in range(40)]
    found = days(*texts, "31/10/2026")
    assert found[:40] == [(first + timedelta(days=number)).isoformat() for number in range(40)]
    assert found[40] == "Date is not a day"


@pytest.mark.parametrize("text", ["04/2023", "11/2026"])
def test_a_month_is_no_day(text):
    assert days(text) == ["Date is not a day"]

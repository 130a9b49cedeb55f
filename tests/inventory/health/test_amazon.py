"""The planning and the stranded report with the columns of 2025 and 2026, and of what may come."""

import random
from functools import partial

import pytest

from services.inventory.health.amazon import age_reader, stranded_reader
from tests.flat_files import cut_off, flat, missing, read

OLD_TAIL, NEW_TAIL = {"inv-age-365-plus-days": "7"}, {"inv-age-366-to-455-days": "4", "inv-age-456-plus-days": "3"}
USUAL = {"inv-age-181-to-270-days": "5", "inv-age-271-to-365-days": "6"}
FINER = {"inv-age-181-to-330-days": "9", "inv-age-331-to-365-days": "2"}
BEFORE = {"snapshot-date": "2026-11-20", "sku": "ZL-1", "asin": "B0TEST0001", "product-name": "Kettle"}
PLAN = BEFORE | {"available": "40", "inv-age-0-to-90-days": "21", "inv-age-91-to-180-days": "1"}
COSTS = {"currency": "EUR", "your-price": "12.50", "estimated-storage-cost-next-month": "3.00"}
SURCHARGES = {"estimated-ais-181-210-days": "0.50", "estimated-ais-331-365-days": "1.00"}
OLD = PLAN | USUAL | OLD_TAIL | COSTS | SURCHARGES | {"estimated-ais-365-plus-days": "2.00"}
NEW = PLAN | {"fc-transfer": "0", "Total Reserved Quantity": "2"} | USUAL | NEW_TAIL | COSTS | FINER | SURCHARGES
NEW |= {"estimated-ais-366-455-days": "0.75", "estimated-ais-456-plus-days": "1.25"}
NEW |= {"Inventory age snapshot date": "2026-11-19", "Exempted from Low-Inventory-Level fee?": "No"}
STORED = (7, "ZL-1", "B0TEST0001", "Kettle", 40, 19, 18, 12_500_000, 3_000_000, 3_500_000)
ages = partial(age_reader, 7)


@pytest.mark.parametrize("quoted", [False, True])
@pytest.mark.parametrize("row", [OLD, NEW], ids=["2025", "2026"])
def test_the_header_of_either_year(row, quoted):
    assert read(ages, flat(row, quoted=quoted)) == [row_of(STORED)]


def row_of(stored, **changes):
    names = ("key", "sku", "asin", "name", "available", "over_90", "over_180", "price", "storage", "surcharge")
    return tuple(changes.get(name, value) for name, value in zip(names, stored, strict=True))


@pytest.mark.parametrize("seed", range(5))
def test_the_order_of_the_columns_says_nothing(seed):
    header = [*NEW, "a column of tomorrow", ""]
    random.Random(seed).shuffle(header)  # noqa: S311 - an order, no secret
    assert read(ages, flat(NEW, header=header)) == [STORED]


@pytest.mark.parametrize("tail", [OLD_TAIL, NEW_TAIL, OLD_TAIL | NEW_TAIL], ids=["365", "366 and 456", "both"])
@pytest.mark.parametrize("division", [USUAL, FINER, USUAL | FINER], ids=["usual", "finer", "both"])
def test_units_of_181_days_and_more_in_every_division(division, tail):
    [row] = read(ages, flat(PLAN | division | tail))
    assert row[4:7] == (40, 19, 18)


@pytest.mark.parametrize("blank", [USUAL, FINER, OLD_TAIL, NEW_TAIL])
def test_of_two_divisions_one_may_be_blank(blank):
    row = PLAN | USUAL | FINER | OLD_TAIL | NEW_TAIL | dict.fromkeys(blank, "")
    assert read(ages, flat(row))[0][6] == 18


@pytest.mark.parametrize("left", NEW_TAIL)
def test_of_the_oldest_buckets_those_count_that_are_there(left):
    [row] = read(ages, flat(PLAN | USUAL | {left: NEW_TAIL[left]}))
    assert row[6] == 11 + int(NEW_TAIL[left])


@pytest.mark.parametrize(
    ("row", "lacking"),
    [
        (PLAN | USUAL, "inv-age-456-plus-days"),
        (PLAN | COSTS, "inv-age-456-plus-days"),
        ({name: NEW[name] for name in NEW if name != "sku"}, "sku"),
    ],
)
def test_a_report_without_what_it_is_read_for_is_refused(row, lacking):
    assert missing(ages, flat(row)) == lacking


@pytest.mark.parametrize("column", [*BEFORE, *COSTS, "available", "inv-age-0-to-90-days", "inv-age-91-to-180-days"])
def test_any_other_column_may_go(column):
    if column == "sku":
        return
    file = flat(NEW, header=[name for name in NEW if name != column])
    gone = {
        "asin": {"asin": ""},
        "product-name": {"name": ""},
        "your-price": {"price": None},
        "estimated-storage-cost-next-month": {"storage": None},
        "inv-age-91-to-180-days": {"over_90": 18},
    }
    assert read(ages, file) == [row_of(STORED, **gone.get(column, {}))]


def test_a_report_without_surcharges_tells_none_and_blank_ones_are_nothing():
    without = {name: text for name, text in NEW.items() if not name.startswith("estimated-ais")}
    blank = {name: "" if name.startswith("estimated-ais") else text for name, text in NEW.items()}
    odd = NEW | {"estimated-ais-181-210-days": "n/a"}
    assert [read(ages, flat(row))[0][9] for row in (without, blank, odd)] == [None, 0, None]


@pytest.mark.parametrize(
    "wrong", [{"sku": ""}, {"sku": "\ufffd1"}, {"inv-age-181-to-270-days": "x"}, {"available": "1.5"}]
)
def test_a_row_that_cannot_be_costs_only_itself(wrong):
    found = read(ages, flat(NEW, NEW | wrong, NEW | {"sku": "ZL-2", "product-name": "K\ufffd", "your-price": "?"}))
    assert found[0] == STORED
    assert isinstance(found[1], str)
    assert found[2] == row_of(STORED, sku="ZL-2", name="K\ufffd", price=None)


@pytest.mark.parametrize("cells", range(4, 14))
def test_a_row_that_ends_before_its_ages_does_not_pass_for_one_without_old_units(cells):
    order = [*dict.fromkeys([*PLAN, *USUAL, *NEW_TAIL, *NEW])]
    found = read(ages, cut_off(flat(NEW, header=order), cells))
    # The finer division ends later, and is not needed where the usual one is whole.
    whole = row_of(STORED, price=None, storage=None, surcharge=0)
    assert found == [whole] if cells >= len(PLAN | USUAL | NEW_TAIL) else isinstance(found[0], str)


STRAND = {"date-stranded": "2026-11-01T08:00:00+00:00", "status-secondary": "Closed", "stranded-reason": "No offer"}
STRAND |= {"sku": "ZL-1", "fulfillable-qty": "12", "your-price": "9.99"}
stranded = partial(stranded_reader, 7)


def test_what_is_stranded_and_why():
    assert read(stranded, flat(STRAND)) == [(7, "ZL-1", 12, "No offer", "2026-11-01")]
    assert read(stranded, flat(STRAND | {"stranded-reason": ""}))[0][3] == "Closed"
    assert read(stranded, flat({"SKU": "ZL-1", "Fulfillable Qty": "12"})) == [(7, "ZL-1", 12, "", None)]
    assert read(stranded, flat(STRAND | {"date-stranded": "soon"}))[0][4] is None
    for column in ("sku", "fulfillable-qty"):
        assert missing(stranded, flat(STRAND, header=[name for name in STRAND if name != column])) == column

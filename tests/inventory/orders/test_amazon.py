"""The orders report as it comes: cancelled items, items of one SKU in several rows, columns that went."""

from functools import partial
from typing import Any

import pytest

from services.inventory.marketplaces.rules import MarketplaceRef
from services.inventory.orders.amazon import line_joiner, order_reader
from tests.flat_files import flat, missing, read
from tests.inventory.rows import DE, UK

US = "ATVPDKIKX0DER"
PLACES = {
    UK: MarketplaceRef(UK, 1, "Europe/London"),
    DE: MarketplaceRef(DE, 2, "Europe/Berlin"),
    US: MarketplaceRef(US, 3, "America/Los_Angeles"),
}
ROW: dict[str, Any] = {
    "amazon-order-id": "O-1",
    "merchant-order-id": "M-1",
    "purchase-date": "2026-11-19T23:30:00+00:00",
    "last-updated-date": "2026-11-20T01:00:00+00:00",
    "order-status": "Shipped",
    "fulfillment-channel": "Amazon",
    "sales-channel": "Amazon.co.uk",
    "sku": "ZL-1",
    "item-status": "Shipped",
    "quantity": "1",
    "currency": "GBP",
    "item-price": "10.00",
}
reader = partial(order_reader, PLACES)


def lines(*rows):
    """(order, SKU, status, units, price in cents) of each line of a file."""
    file = flat(*rows)
    found = list(line_joiner(file)(iter(read(reader, file))))
    assert not any(one.is_multi_channel for one in found)
    return sorted((one.amazon_order_id, one.sku, one.order_status, one.quantity, cents(one)) for one in found)


def cents(line):
    return None if line.item_price_micros is None else line.item_price_micros // 10_000


def item(order="O-1", sku="ZL-1", **changes):
    return ROW | {"amazon-order-id": order, "sku": sku} | {name.replace("_", "-"): x for name, x in changes.items()}


@pytest.mark.parametrize(
    ("moment", "channel", "day"),
    [
        ("2026-07-01T23:30:00+00:00", "Amazon.co.uk", "2026-07-02"),  # summer time is an hour ahead
        ("2026-11-19T23:30:00+00:00", "Amazon.co.uk", "2026-11-19"),
        ("2026-11-19T23:30:00+00:00", "Amazon.de", "2026-11-20"),
        ("2026-11-19T07:59:00+00:00", "Amazon.com", "2026-11-18"),
        ("2026-11-19T00:30:00-08:00", "amazon.com", "2026-11-19"),
    ],
)
def test_a_day_is_one_of_the_marketplace(moment, channel, day):
    [line] = read(reader, flat(item(purchase_date=moment, sales_channel=channel, currency="")))
    assert line.purchased_on == day


def test_items_of_an_order_and_sku_are_added_up_wherever_they_stand():
    others = [item(f"O-{number}", "ZL-9") for number in range(2, 50)]
    split = [item(), item(sku="ZL-2"), *others, item(quantity="3", item_price="30.00"), item("O-7")]
    found = lines(*split)
    assert found[:2] == [("O-1", "ZL-1", "Shipped", 4, 4000), ("O-1", "ZL-2", "Shipped", 1, 1000)]
    assert len(found) == 2 + len(others) + 1


def test_the_same_row_twice_is_two_units():
    assert lines(item(), item()) == [("O-1", "ZL-1", "Shipped", 2, 2000)]


@pytest.mark.parametrize("word", ["Cancelled", "Canceled", "cancelled"])
def test_a_cancelled_item_of_an_order_that_goes_on_does_not_count(word):
    found = lines(item(), item(item_status=word, quantity="5", item_price="50.00"), item("O-2", item_status=word))
    assert found == [("O-1", "ZL-1", "Shipped", 1, 1000), ("O-2", "ZL-1", "Cancelled", 0, None)]


def test_a_cancelled_order_has_no_units():
    assert lines(item(order_status="Cancelled", item_status="Unshipped")) == [("O-1", "ZL-1", "Cancelled", 0, None)]


@pytest.mark.parametrize(("price", "cents"), [("", None), ("9.99", 999), ("9,99", 999)])
def test_a_pending_order_with_and_without_its_price(price, cents):
    pending = item(order_status="Pending", item_status="Unshipped", item_price=price, currency="")
    assert lines(pending) == [("O-1", "ZL-1", "Pending", 1, cents)]


@pytest.mark.parametrize("column", ROW)
def test_a_column_that_went_costs_the_report_only_if_it_is_read_for_it(column):
    needed = ("amazon-order-id", "sku", "quantity", "purchase-date", "sales-channel")
    file = flat(ROW, header=[name for name in ROW if name != column])
    assert missing(reader, file) == (column if column in needed else None)
    if column not in needed:
        assert [(line.quantity, line.order_status) for line in read(reader, file)] == [(1, "Shipped")]


@pytest.mark.parametrize(
    "wrong",
    [
        {"sales-channel": "Amazon.fr"},
        {"sales-channel": ""},
        {"sales-channel": "Sidney's shop"},
        {"sku": ""},
        {"quantity": "x"},
        {"item-price": "x"},
    ]
    + [{"purchase-date": text} for text in ("", "yesterday", "2026-11-19T23:30:00")],
)
def test_a_row_that_cannot_be_costs_only_itself(wrong):
    found = read(reader, flat(ROW, ROW | wrong, ROW))
    assert (found[0], isinstance(found[1], str)) == (found[2], True)


@pytest.mark.parametrize(
    ("order", "channel", "country", "key"),
    [
        ("S01-1", "Non-Amazon", "", 1),
        ("S01-1", "Non-Amazon", "DE", 2),
        ("S02-1", "Non-Amazon US", "GB", 3),
        ("S02-1", "non-amazon de", "", 2),
        ("S01-1", "SI UK Prod Marketplace", "DE", 1),
        ("S01-1", "SI Prod DE Marketplace", "", 2),
        ("S01-1", "SI CA Prod Marketplace", "", 1),
        ("S01-1", "SI CA Prod Marketplace", "US", 3),
        ("111-1", "Non-Amazon", "FR", 1),
        ("S01-1", "Amazon.de", "US", 2),
        ("S01-1", "", "US", 3),
    ],
)
def test_multi_channel_orders_are_no_sale_and_leave_the_stock_of_a_shop(order, channel, country, key):
    row = item(order, quantity="4", currency="", item_price="", sales_channel=channel, ship_country=country)
    [line] = read(reader, flat(row))
    assert (line.is_multi_channel, line.marketplace_key, line.quantity) == (True, key, 4)
    assert read(reader, flat(row | {"fulfillment-channel": "Merchant"})) == [None]
    assert read(reader, flat(row | {"fulfillment-channel": ""})) == [line._replace(fulfillment_channel="MFN")]
    assert read(reader, flat(row | {"item-status": "Cancelled"}))[0].quantity == 0


@pytest.mark.parametrize(("channel", "currency"), [("Amazon.de", "GBP"), ("Amazon.co.uk", "EUR")])
def test_a_price_in_another_currency_is_not_taken_for_one_of_the_shop(channel, currency):
    assert read(reader, flat(item(sales_channel=channel, currency=currency))) == [
        "currency is not the one of the marketplace"
    ]

"""The quick reading of a batch takes nothing that the documented shape refuses, and reads the same from it."""

import json

import pytest

from services.catalog.listings import erp
from services.catalog.listings.rules import COLUMNS
from shared.bulk.results import no_seller
from tests.catalog.facts import SELLER, UK

FULL = {
    "marketplace_id": UK,
    "sku": "A",
    "asin": "B0ABCDEF12",
    "fn_sku": "X001ABCDEF",
    "title": "Garden Hose 水管 😀",
    "item_highlight": "Fits all taps",
    "brand": "Plain",
    "bullets": ["Green", "30 m"],
    "description": "d",
    "search_terms": "s",
    "product_type": "HOSE",
    "condition_type": "new_new",
    "gtin": "4006381333931",
    "gtin_type": "ean",
    "images": ["https://example.com/1.jpg"],
    "price": {"amount": "12.99", "currency": "GBP"},
    "quantity": 3,
    "fulfillment_channel": "DEFAULT",
}
LENGTHS = {
    **dict.fromkeys(("asin", "fn_sku", "gtin_type"), 20),
    **dict.fromkeys(("condition_type", "fulfillment_channel", "sku"), 40),
    **dict.fromkeys(("product_type", "gtin"), 100),
    "title": 2000,
    "item_highlight": 2000,
    "brand": 500,
    "description": 20_000,
    "search_terms": 5000,
}
AMOUNTS = ("0", "0.000001", "12.5", "999999999.999999", "1000000000", "1000000001", "0.0000001", "01", "-0", "1e3")
OTHERS = [
    *(("price", {"amount": amount, "currency": "GBP"}) for amount in AMOUNTS),
    *(("price", value) for value in ({"amount": "1"}, {"amount": 1, "currency": "GBP"}, "12.99", None)),
    *(("price", {"amount": "1", "currency": currency}) for currency in ("gbp", "GBP\n", "GBPX", "ＧＢＰ")),
    ("price", {"amount": "1", "currency": "GBP", "vat": "0"}),
    *(("quantity", value) for value in (0, -1, 3.0, 3.5, True, "3", 2**31 - 1, 2**31, 2**70, None)),
    *(("marketplace_id", value) for value in ("A" * 10, "A" * 9, "A" * 20, "A" * 21, UK + "\n", UK.lower(), None)),
    *(("sku", value) for value in ("", "..", "a..b", " a", "a ", "a\n", "a\tb", "ä水", "x y", None)),
    *(("bullets", value) for value in ([], None, ["x"] * 20, ["x"] * 21, ["x" * 2000], ["x" * 2001], "x", [None])),
    *(("images", value) for value in (["x"] * 20, ["x"] * 21, [1])),
    *(("title", value) for value in ("a\0b", "\\u0000", "\ud83d", "\u2028", 1, "")),
    ("tenant_id", "x"),
    *(("seller_id", value) for value in (SELLER, "A1OTHERSELLER", "a1otherseller", 1, None)),
]
REPORTED = {"status", "is_listed", "is_parent", "attributes", "issues", "report_digest"}
"""What only Amazon tells."""


def body_of(*items, **members):
    return json.dumps({"seller_id": SELLER, "items": list(items), **members}).encode()


@pytest.mark.parametrize(
    ("member", "value"),
    [
        *((name, sign * (longest + more)) for name, longest in LENGTHS.items() for sign in "x😀" for more in (0, 1)),
        *OTHERS,
    ],
)
def test_both_readings_agree(member, value):
    content = body_of(FULL, FULL | {"sku": "B", member: value}, FULL | {"sku": "C"})
    assert erp.read_batch(content) == erp._read_carefully(content)


def test_a_good_batch_is_read_quickly(monkeypatch):
    content = body_of(FULL, {"marketplace_id": UK, "sku": "B"}, FULL)
    carefully = erp._read_carefully(content)
    monkeypatch.setattr(erp, "_read_carefully", None)
    assert erp.read_batch(content) == carefully
    assert (len(carefully.keys), carefully.repeated, carefully.refused) == (3, {2: 0}, {})
    first, told = carefully.chosen[SELLER, UK]["A"]
    assert first == 0
    assert (told["price_micros"], told["currency"], told["bullets"]) == (12_990_000, "GBP", '["Green","30 m"]')
    assert told.keys() == set(COLUMNS) - REPORTED
    assert carefully.chosen[SELLER, UK]["B"] == (1, {})


def test_null_is_told_and_what_is_left_out_is_not():
    content = body_of({"marketplace_id": UK, "sku": "A", "price": None, "bullets": None, "title": None})
    assert erp.read_batch(content).chosen[SELLER, UK]["A"] == (
        0,
        {"title": None, "bullets": "[]", "price_micros": None, "currency": None},
    )


def test_an_item_may_name_its_own_account():
    item = {"marketplace_id": UK, "sku": "A", "title": "x"}
    own, none = item | {"seller_id": "A1OTHERSELLER"}, item | {"seller_id": None}
    assert list(erp.read_batch(body_of(item, own)).chosen) == [(SELLER, UK), ("A1OTHERSELLER", UK)]
    read = erp.read_batch(body_of(own, item, none, seller_id=None))
    assert list(read.chosen) == [("A1OTHERSELLER", UK)]
    assert read.refused == {1: [no_seller()], 2: [no_seller()]}


@pytest.mark.parametrize("seller_id", ["A" * 8, "A" * 7, "A" * 20, "A" * 21, "a" * 8, SELLER + "\n", 1, None])
def test_both_readings_agree_on_the_seller(seller_id):
    content = body_of(FULL, seller_id=seller_id)

    def outcome(read):
        try:
            return read(content)
        except erp.InvalidRequestError as error:
            return error.errors

    assert outcome(erp.read_batch) == outcome(erp._read_carefully)

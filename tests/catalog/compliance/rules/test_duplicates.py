"""One barcode on several SKUs: of one product, of other packs of it, of other products."""

import pytest

from services.catalog.compliance.rules.duplicates import check_duplicates
from tests.catalog.compliance.rules.listings import listing
from tests.catalog.facts import DE

CODE = "036000291452"
A, B = {"asin": "B0AAAAAAAA"}, {"asin": "B0BBBBBBBB"}


def found(*listings):
    return {one.sku: (fault.severity, fault.facts["other_sku"]) for one, fault in check_duplicates(listings)}


def two(first, second, skus=("A", "B")):
    return found(*(listing(sku, gtin=CODE, **each) for sku, each in zip(skus, (first, second), strict=True)))


@pytest.mark.parametrize(
    ("first", "second", "severity"),
    [
        (A, B, "HIGH"),
        (A, A, None),
        ({"title": "Hose"}, {"title": " hose "}, None),
        ({"title": "Hose"}, {"title": "Can"}, "HIGH"),
        ({"title": "Hose", **A}, {"title": "Hose"}, None),
        # FBA and FBM by their titles
        ({"title": "Hose (FBA)"}, {"title": "Hose - FBM"}, None),
        # a case and a single piece
        ({"title": "Hose 30 m", **A}, {"title": "Hose 30 m (Pack of 6)", **B}, "LOW"),
        ({"title": "Hose 30 m"}, {"title": "Hose 30 m, 12-Pack"}, "LOW"),
        ({"title": "Hose 30 m Single"}, {"title": "Hose 30 m Case of 24"}, "LOW"),
        ({"title": "Gartenschlauch"}, {"title": "Gartenschlauch 6er-Pack"}, "LOW"),
        ({"title": "Tuyau"}, {"title": "Tuyau (lot de 3)"}, "LOW"),
        ({"title": "ホース"}, {"title": "ホース 3個セット"}, "LOW"),
        # the same pack twice, and another product in a pack, are other products
        ({"title": "Hose (Pack of 6)", **A}, {"title": "Hose (Pack of 6)", **B}, "HIGH"),
        ({"title": "Hose"}, {"title": "Can (Pack of 6)"}, "HIGH"),
        ({"title": "Hose 30 m"}, {"title": "Hose 50 m"}, "HIGH"),
    ],
)
def test_one_barcode_on_two_skus(first, second, severity):
    assert two(first, second) == ({"A": (severity, "B"), "B": (severity, "A")} if severity else {})


@pytest.mark.parametrize(
    ("skus", "severity"),
    [
        (("HOSE-1", "HOSE-1-FBM"), None),
        (("HOSE-1-FBA", "HOSE-1-FBM"), None),
        (("FBA.hose-1", "HOSE-1"), None),
        (("MFN_HOSE-1", "HOSE-1"), None),
        (("HOSE-1", "HOSE-1-CASE"), "LOW"),
        (("HOSE-1-EA", "HOSE-1-12PK"), "LOW"),
        (("HOSE-1-FBA", "HOSE-1-FBM-6PACK"), "LOW"),
        (("HOSE-1", "HOSE-2"), "HIGH"),
        (("HOSE-RED", "HOSE-BLUE"), "HIGH"),
        (("FBA", "FBM"), "HIGH"),  # nothing is left of them to go by
    ],
)
def test_skus_that_say_who_fulfils_or_how_many(skus, severity):
    """Their ASINs differ, as of offers that stand on two pages by mistake."""
    first, second = skus
    expected = {first: (severity, second), second: (severity, first)} if severity else {}
    assert two({"title": "Hose", **A}, {"title": "Pipe", **B}, skus) == expected


def test_a_scarred_code_is_compared_by_what_it_says():
    rows = [
        listing("A", gtin=CODE, **A),
        listing("B", gtin=f"'{CODE}", **B),
        listing("C", gtin="0036000291452.0", **B),
    ]
    assert {sku for sku, _ in found(*rows).items()} == {"A", "B", "C"}


def test_a_third_product_is_grave_beside_two_packs():
    packs = [listing("A", gtin=CODE, title="Hose", **A), listing("B", gtin=CODE, title="Hose 6-Pack", **B)]
    third = listing("C", gtin=CODE, title="Can", asin="B0CCCCCCCC")
    assert found(*packs, third) == {"A": ("HIGH", "C"), "B": ("HIGH", "C"), "C": ("HIGH", "A")}


def test_both_sides_and_all_marketplaces_of_a_sku_share_its_barcode():
    sides = [listing(gtin=CODE, source=each, title=each) for each in ("amazon", "erp")]
    assert found(*sides, listing(gtin=CODE, marketplace_id=DE, title="Schlauch", **A)) == {}
    wrong = [listing(each, gtin="036000291453", title=each) for each in "AB"]
    assert found(*wrong) == {}

"""Suggestions, judged by a list that was fixed before the rules (`generated`), by the names that the stand-in for
Mabang gives its goods, and by tables of single cases."""

import json
from collections import Counter
from time import process_time

import pytest

from services.inventory.sku_mappings.rules.parts import joined
from services.inventory.sku_mappings.rules.suggesting import Goods
from services.sandbox.mabang.rules.links import good_at, shelf_of
from services.sandbox.mabang.rules.signing import Account
from tests.inventory.sku_mappings.generated import FILE, make

LIST = json.loads(FILE.read_text())
STAND_IN = Account(seed=7, size=400, goods=2000)


def measured(goods, skus):
    """True and false suggestions, and those that are missing, by kind of SKU; `skus` are (kind, sku, parts)."""
    right, wrong, missing = Counter(), Counter(), Counter()
    for kind, sku, parts in skus:
        found, true = goods.suggestion_of(sku), joined(tuple(part) for part in parts)
        if found is not None:
            (right if found.parts == true else wrong)[kind] += 1
        elif true:
            missing[kind] += 1
    return right, wrong, missing


def test_the_list_is_what_its_generator_makes():
    assert make() == LIST


def test_precision_and_recall_on_the_list():
    bundles = {name: joined(tuple(part) for part in parts) for name, parts in LIST["combos"].items()}
    skus = [(each["kind"], each["sku"], each["parts"]) for each in LIST["skus"]]
    right, wrong, missing = measured(Goods(LIST["goods"], bundles), skus)
    # Precision 1 of 320, recall 0.928: whoever renamed a good cannot be followed by its name.
    assert (right.total(), wrong, missing) == (320, Counter(), Counter(renamed=25))


def test_precision_and_recall_on_the_names_of_the_stand_in():
    shelf = shelf_of(STAND_IN)
    names = [good_at(STAND_IN, place).stock_sku for place in range(STAND_IN.goods)]
    goods = Goods(names, {combo.combo_sku: joined(combo.parts) for combo in shelf.combos})
    right, wrong, missing = measured(goods, [(link.way.value, link.sku, link.parts) for link in shelf.links])
    # Precision 1 of 240, recall 0.6: what was cut off a name, or is another's good, is not told by it.
    assert (right.total(), wrong) == (240, Counter())
    assert missing == dict.fromkeys(("short", "pair", "set", "shared"), 40)


GOODS = Goods(
    [
        "KT-10",
        "KT-10-RED-L",
        "BAG-US",
        "BAG",
        "AB-12",
        "A-B12",
        "MB-ZL-1",
        "ZL-2-FBA",
        "X-UK",
        "X-US",
        "L-1",
        "L-1-B",
    ],
    {"SET-1": (("BAG", 2), ("KT-10", 1))},
)


@pytest.mark.parametrize(
    ("sku", "parts", "reasons", "score"),
    [
        ("KT-10", [("KT-10", 1)], ["equal"], 1.0),
        ("kt-10", [("KT-10", 1)], ["case"], 0.98),
        ("KT10", [("KT-10", 1)], ["punctuation"], 0.93),
        ("KT-10-FBA", [("KT-10", 1)], ["affix", "equal"], 0.9),
        ("UK-kt-10_NEW", [("KT-10", 1)], ["affix", "case"], 0.88),
        ("KT-10-A", [("KT-10", 1)], ["affix", "equal"], 0.9),
        ("KT-10-L-RED", [("KT-10-RED-L", 1)], ["order"], 0.85),
        ("BAG-US", [("BAG-US", 1)], ["equal"], 1.0),
        ("ZL-1", [("MB-ZL-1", 1)], ["affix"], 0.9),
        ("ZL-2", [("ZL-2-FBA", 1)], ["affix"], 0.9),
        ("KT-10*2", [("KT-10", 2)], ["pack", "equal"], 0.95),
        ("2×KT-10", [("KT-10", 2)], ["pack", "equal"], 0.95),
        ("KT-10-12PCS-FBA", [("KT-10", 12)], ["affix", "pack", "equal"], 0.85),
        ("KT-10 3件", [("KT-10", 3)], ["pack", "equal"], 0.95),
        ("BAG+KT-10*2", [("BAG", 1), ("KT-10", 2)], ["set", "equal", "pack"], 0.9),
        ("KT-10+KT-10", [("KT-10", 2)], ["set", "equal"], 0.95),
        ("SET-1", [("BAG", 2), ("KT-10", 1)], ["equal", "bundle"], 1.0),
        ("SET-1*2", [("BAG", 4), ("KT-10", 2)], ["pack", "equal", "bundle"], 0.95),
    ],
)
def test_what_is_suggested_and_why(sku, parts, reasons, score):
    found = GOODS.suggestion_of(sku)
    assert (list(found.parts), list(found.reasons), found.score) == (parts, reasons, score)


@pytest.mark.parametrize(
    "sku",
    ["AB12", "X", "KT-10-2", "KT-10-2M", "KT-10-B", "KT-10-XL", "KT-11", "KT-010", "KT-10*1", "KT-10*1000", "L-1-A",
     "KT-10+GIFT", "+KT-10", "KT-10+", "KT-10+2", "FBA", "-", "*2", "壶"],
)  # fmt: skip
def test_what_fits_nothing_or_several_things_is_not_suggested(sku):
    assert GOODS.suggestion_of(sku) is None


def test_many_are_suggested_in_little_time():
    names = [f"ZL-{number:05}-{'RED' if number % 2 else 'BLUE'}" for number in range(5000)]
    started = process_time()
    goods = Goods(names)
    assert all(goods.suggestion_of(f"{name}-FBA") is not None for name in names)
    assert process_time() - started < 2

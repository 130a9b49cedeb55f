import pytest

from services.inventory.pools.rules import (
    Agreement,
    Compared,
    Settings,
    Wanted,
    continued,
    countries_of,
    shares_of,
    storing_regions,
    wanted_pools,
)
from tests.inventory.pools.shops import ES, FR, IT
from tests.inventory.rows import DE, UK

US, CA, MX = "ATVPDKIKX0DER", "A2EUQ1WTGCTBG2", "A1AM78C64UM0Y8"
SAME, FEW, UNLIKE, BETWEEN = Compared(12, 10), Compared(9, 9), Compared(30, 14), Compared(15, 11)


@pytest.mark.parametrize(
    ("readings", "agreeing", "differing"),
    [
        ([SAME, SAME], 2, 0),
        ([SAME, SAME, SAME], 3, 0),
        ([SAME] * 9, 3, 0),
        ([FEW] * 9, 0, 0),  # nine SKUs alike can be chance
        ([Compared(13, 10)] * 3, 0, 0),  # 77 %
        ([SAME, SAME, BETWEEN, SAME], 1, 0),
        ([SAME, SAME, UNLIKE, SAME], 1, 0),
        ([SAME, SAME, SAME, BETWEEN, FEW, Compared(0, 0)], 3, 0),
        ([SAME, SAME, SAME, UNLIKE, UNLIKE], 3, 2),
        ([SAME, SAME, SAME, UNLIKE, UNLIKE, BETWEEN, UNLIKE], 3, 1),
        ([SAME, SAME, SAME, UNLIKE, UNLIKE, UNLIKE], 0, 3),
        ([SAME, SAME, SAME, UNLIKE, UNLIKE, UNLIKE, SAME], 1, 0),
    ],
)
def test_three_readings_in_a_row_make_a_pool_and_three_end_it(readings, agreeing, differing):
    found = Agreement()
    for compared in readings:
        found = found.after(compared)
    assert (found, found.holds) == (Agreement(agreeing, differing), agreeing == 3)


def test_who_is_alike_with_one_of_a_pool_is_in_it():
    known = [DE, UK, FR, IT, ES]
    assert wanted_pools(known, [(FR, IT), (DE, FR)], Settings()) == [Wanted((DE, FR, IT), "detected")]
    assert wanted_pools([US, CA, MX], [(US, MX), (CA, US)], Settings()) == [Wanted((US, CA, MX), "detected")]
    assert wanted_pools(known, [], Settings()) == []


def test_what_is_set_overrules_what_is_detected():
    known, alike = [DE, UK, FR, IT, ES], [(DE, FR), (FR, IT), (IT, ES), (DE, UK)]
    assert wanted_pools(known, alike, Settings(separate=(DE,))) == [Wanted((FR, IT, ES), "detected")]
    is_set = Settings(pools=((FR, DE),))
    assert wanted_pools(known, alike, is_set) == [Wanted((FR, DE), "set"), Wanted((IT, ES), "detected")]
    assert wanted_pools(known, [], Settings(pools=((UK, US), (DE, FR)))) == [Wanted((DE, FR), "set")]


def test_a_pool_goes_on_that_has_most_of_its_shops():
    wanted = [Wanted((DE, FR, IT), "detected"), Wanted((UK, ES), "detected")]
    assert continued(wanted, {"a": [DE, UK], "b": [FR, IT]}) == ["b", "a"]
    assert continued(wanted, {"a": [DE, FR]}) == ["a", None]
    assert continued([], {"a": [DE, FR]}) == []


@pytest.mark.parametrize(
    ("stocks", "regions"),
    [
        ([(DE,)], ["EU"]),
        ([(DE,), (UK,)], [None, None]),
        ([(UK,), (DE, FR)], [None, "EU"]),
        ([(UK, "A28R8C7NBKEWEA"), (DE, FR, IT)], [None, "EU"]),
        ([(UK, "A28R8C7NBKEWEA"), (DE, FR)], ["EU", None]),
        ([(US, CA), (DE, FR)], ["NA", "EU"]),
    ],
)
def test_countries_without_a_shop_belong_to_the_largest_pool_of_the_region(stocks, regions):
    assert storing_regions(stocks) == regions


def test_ledgers_say_gb_where_amazon_has_uk():
    assert {"GB", "UK", "PL"} <= countries_of("EU")
    assert countries_of("NA") == {"US", "CA", "MX", "BR"}


def test_shares_add_up_and_nothing_has_none():
    assert shares_of([450, 180, 90, 90]) == [0.5556, 0.2222, 0.1111, 0.1111]
    assert shares_of([0, 0]) == [None, None]

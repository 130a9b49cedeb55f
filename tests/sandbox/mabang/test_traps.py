"""Each trap, and how a naive client goes wrong under it alone and right without it."""

import json
from collections import Counter
from datetime import UTC, datetime, timedelta
from functools import partial

import httpx2
import pytest

from tests.sandbox.mabang.naive import SKUS, STOCK, Naive

pytestmark = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)


@pytest.fixture
def naive(plain, waited):
    """A client that finds all 450 goods, each once, while no trap is on."""
    client = Naive(plain.post, waited)
    assert Counter(map(sku_of, client.skus())).most_common(1)[0][1] == 1
    assert len(client.skus()) == 450
    return client


def sku_of(row):
    return row["stockSku"]


def some(naive, count=40):
    """Goods that lie in a warehouse, separated by commas, with their units."""
    rows = naive.stock_of(datetime(2026, 11, 2, tzinfo=UTC))[:count]
    assert len(rows) == count
    return ",".join(map(sku_of, rows)), {row["stockSku"]: row["stockQuantity"] for row in rows}


def test_code_zero_loses_all_pages_behind_the_first(naive, plain):
    plain.switch("code_zero")
    assert len(naive.skus()) == 100
    first = plain.data(SKUS, cursor="1", maxRows=100)
    asked = {"cursor": first["nextCursor"], "maxRows": 100}
    again = [plain.post(SKUS, **asked).json() for _ in range(2)]  # the naive client has met it here before
    assert [each["code"] for each in again] == ["200", "0"]
    assert (again[1]["data"], bool(again[1]["message"])) == (None, True)


def test_codes_that_change_lose_all_pages_behind_the_first(naive, plain):
    plain.switch("code_changes")
    assert len(naive.skus()) == 100


def test_has_next_as_text_reads_the_list_again_and_again(naive, plain):
    plain.switch("has_next_text")
    counts = Counter(map(sku_of, naive.skus()))
    assert len(counts) == 450
    assert counts.most_common(1)[0][1] == 3
    assert counts.total() == 1100


def test_numbers_as_text_crash_a_sum_and_put_batteries_everywhere(naive, plain):
    skus, units = some(naive)
    assert naive.total_units(skus) == sum(units.values()) > 0
    batteries = naive.with_battery()
    assert 0 < len(batteries) < 225
    plain.switch("numbers_as_text")
    with pytest.raises(TypeError):
        naive.total_units(skus)
    assert len(naive.with_battery()) == 450


def test_lists_as_text_crash_whoever_walks_through_them(naive, plain):
    skus, units = some(naive)
    assert naive.units(skus) == units
    plain.switch("lists_as_text")
    with pytest.raises(TypeError):
        naive.units(skus)
    [row] = plain.data(STOCK, stockSkus=skus.split(",")[0])["data"]
    assert json.loads(row["warehouse"])[0]["warehouseName"] == "SZ-1"


def test_a_day_in_place_of_a_moment_loses_every_change(naive, plain, clock):
    last_sync = clock.now - timedelta(hours=30)
    since = naive.stock_since(last_sync)
    today = naive.stock_of(clock.now)
    assert len({*map(sku_of, since)} | {*map(sku_of, today)}) == len(since) > len(today) > 0
    plain.switch("day_only")
    assert naive.stock_since(last_sync) == []
    assert naive.stock_of(clock.now) == today


def test_beijing_time_asks_for_the_wrong_day_and_reads_the_future(naive, plain, clock):
    """At 17:00 UTC the next day has begun in Beijing."""
    clock.advance(6 * 3600)
    [newest, *_] = naive.skus()
    assert naive.changed_at(newest) < clock.now
    right = {*map(sku_of, naive.stock_of(clock.now))}
    plain.switch("beijing_time")
    wrong = {*map(sku_of, naive.stock_of(clock.now))}
    assert right - wrong
    assert naive.changed_at(newest) + timedelta(hours=8) == naive.changed_at(naive.skus()[0])
    in_beijing = {*map(sku_of, plain.data(STOCK, updateTime="2026-11-03")["data"])}
    assert right - wrong <= in_beijing


def test_a_page_that_moves_loses_a_row_and_doubles_another(naive, plain):
    everything = {*map(sku_of, naive.skus())}
    plain.switch("moving_pages")
    lost = set()
    for _ in range(3):
        counts = Counter(map(sku_of, naive.skus()))
        assert sorted(counts.values(), reverse=True)[:2] == [2, 1]
        assert counts.total() == 450
        lost |= everything - counts.keys()
    assert len(lost) == 3
    plain.switch("moving_pages", is_on=False)
    rows = naive.skus()
    assert {*map(sku_of, rows)} == everything
    assert {*map(sku_of, rows[:3])} == lost
    assert {row["updateTime"] for row in rows[:3]} == {"2026-11-02 11:00:00"}


def test_pages_of_stock_move_too(naive, plain, clock):
    clock.advance(12 * 3600)
    right = naive.stock_of(clock.now)
    assert 100 < len(right) <= 200
    plain.switch("moving_pages")
    counts = Counter(map(sku_of, naive.stock_of(clock.now)))
    assert counts.total() == len(right)
    assert len({*map(sku_of, right)} - counts.keys()) == 1


def test_an_empty_quantity_crashes(naive, plain, clock):
    rows = naive.stock_of(clock.now)
    assert len(naive.units(",".join(map(sku_of, rows)))) == len(rows) < 100
    plain.switch("empty_quantity")
    found = [row for row in naive.stock_of(clock.now) if row["stockQuantity"] == ""]
    assert len(found) == 1
    with pytest.raises(ValueError, match="invalid literal"):
        naive.units(sku_of(found[0]))


@pytest.mark.parametrize(("trap", "error"), [("throttled", httpx2.HTTPStatusError), ("html", json.JSONDecodeError)])
def test_throttling_and_web_pages_end_a_sync(naive, plain, trap, error):
    plain.switch(trap)
    with pytest.raises(error):
        naive.skus()
    plain.switch(trap, is_on=False)
    assert len(naive.skus()) == 450


def test_slow_answers_lose_what_follows(naive, plain, waited):
    plain.switch("slow", times=1)
    assert naive.skus() == []
    plain.switch("slow", times=1)
    first = plain.post(SKUS, cursor="1", maxRows=100)
    assert first.json()["data"]["total"] == 450
    assert waited == []
    plain.post(SKUS, cursor="1", maxRows=99)
    assert waited == [15.0]


def test_upper_case_signatures_are_wrong(plain, waited):
    loud = Naive(partial(plain.post, upper=True), waited)
    assert len(loud.skus()) == 450
    plain.switch("lower_hex")
    assert loud.skus() == []

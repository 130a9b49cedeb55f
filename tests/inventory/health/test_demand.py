"""Which demand follows from what was sold and when there was stock: examples worked by hand, and case by case."""

from datetime import date, timedelta

import numpy as np
import pytest

from services.inventory.findings.repository import findings_of
from services.inventory.health.operations import positions_of, window_of
from services.inventory.health.rules.demand import demand_of, still_sells
from services.inventory.health.rules.judges import JUDGES
from services.inventory.health.rules.series import Count, own_days
from services.inventory.marketplaces.rules import Window
from services.inventory.stock.operations import store_ledger
from shared.findings.rules import codes_of
from tests.inventory.rows import FIRST, NOW, SELLER, TODAY, UK, history, judge, line, sold, stocked

SKU = "ZL-1"
WEEKS = 13


def reckoned(units, days, run_outs=None):
    """The demand of one SKU of which these are the newest weeks."""
    series = np.zeros((3, 1, WEEKS))
    for row, values in zip(series, (units, days, run_outs or []), strict=True):
        row[0, WEEKS - len(values) :] = values
    found = demand_of(*series, all_days=91)
    return pytest.approx(float(found.a_day[0]), abs=0.005), bool(found.are_sure[0])


@pytest.mark.parametrize(
    ("units", "days", "run_outs", "a_day", "is_sure"),
    [
        ([14] * 13, [7] * 13, None, 2.0, True),
        ([14] * 4, [7] * 4, None, 2.0, True),  # there was no stock before: not a day of it counts
        ([14, 0, 0, 14], [7, 0, 0, 7], None, 2.0, True),
        ([14, 5, 0, 14], [7, 3, 0, 7], [0, 1, 0, 0], 33 / 16.5, True),  # the run-out day is half a day
        ([60], [6], [1], 10.0, False),
        ([60, 0, 0, 0, 0, 0, 0], [6, 0, 0, 0, 0, 0, 0], None, 10.0, False),
        ([91], [0], None, 1.0, False),  # sold without stock being known: over all days
        ([0] * 13, [7] * 13, None, 0.0, True),
        ([0] * 13, [0] * 13, None, 0.0, False),
    ],
)
def test_demand_by_hand(units, days, run_outs, a_day, is_sure):
    assert reckoned(units, days, run_outs) == (a_day, is_sure)


def season(week):
    """Units a week of a SKU that sells ten a day, three more or less by the season of a year."""
    return 70 + 21 * np.sin(2 * np.pi * week / (365.25 / 7))


@pytest.mark.parametrize("newest", [104, 111, 117, 124, 130])
def test_a_year_of_weeks_tells_a_season(newest):
    """Wherever in its season a SKU is, what sells two weeks later is met by 8 %, of a mean met by 30."""
    weeks = np.arange(newest + 1)
    days = np.where((weeks >= 40) & (weeks < 53), 0.0, 7.0)
    found = demand_of(
        season(weeks)[None] * (days > 0), days[None], np.zeros((1, len(weeks))), all_days=7 * len(weeks)
    )
    assert found.a_day[0] == pytest.approx(season(newest + 2) / 7, rel=0.08)


@pytest.mark.parametrize(("first", "second", "a_day"), [(7, 14, (1.5, 2.05)), (14, 7, (0.95, 1.5))])
def test_newer_weeks_count_more(first, second, a_day):
    found, _ = reckoned([first] * 7 + [second] * 6, [7] * 13)
    assert a_day[0] < found.expected < a_day[1]


@pytest.mark.parametrize("a_week", [1, 4, 7, 14, 70, 700])
def test_what_is_dead_falls_to_nothing_at_any_rate(a_week):
    a_day, is_sure = reckoned([a_week] * 4 + [0] * 9, [7] * 13)
    assert is_sure
    assert a_day.expected <= 0.05


def test_an_empty_week_says_more_of_what_sells_much_and_days_without_stock_say_nothing():
    def alive(units, days):
        return float(still_sells(np.array([units], float), np.array([days], float))[0])

    fast, slow = (alive([units] * 9 + [0] * 2, [7] * 11) for units in (35, 1))
    assert fast < 0.5 < 0.9 < slow < 1
    assert alive([35] * 9 + [0] * 4, [7] * 9 + [0] * 4) == 1


@pytest.mark.parametrize(
    ("counts", "in_stock", "run_outs", "last_ago"),
    [
        ([], 0, 0, None),
        ([("A", 10, 5, 5)], 10, 0, 1),
        ([("A", 100, 5, 5)], 90, 0, 1),
        ([("A", 10, 5, 5), ("A", 4, 0, 0)], 7, 1, 5),  # what it had when day 4 began is gone by its end
        ([("A", 10, 0, 8)], 1, 1, None),
        ([("A", 10, 5, 5), ("B", 8, 2, 2), ("A", 6, 0, 0)], 10, 0, 1),
        ([("A", 10, 0, 0), ("A", 3, 4, 4)], 3, 0, 1),
    ],
)
def test_days_of_own_stock_come_from_its_counts(counts, in_stock, run_outs, last_ago):
    window = Window(TODAY - timedelta(days=90), TODAY)
    told = own_days([Count(where, ago(days), end, most) for where, days, end, most in counts], window)
    assert (sum(told.days.values()), sum(told.run_outs.values())) == (in_stock, run_outs)
    assert told.last_on == (last_ago and ago(last_ago))


def ago(days) -> date:
    return TODAY - timedelta(days=days)


@pytest.fixture
def position(database, marketplace):
    def found():
        with database.read() as session:
            (one,) = positions_of(session, marketplace, window_of(session, marketplace, now=NOW))
        return one

    return found


@pytest.fixture
def findings(database):
    def found():
        with database.read() as session:
            rows = findings_of(session, FIRST).unresolved(SELLER, UK, codes_of(JUDGES))
        return {row.code.removeprefix("inventory."): row for row in rows}

    return found


@pytest.mark.parametrize("out_days", [8, 78, 84, 85, 200, 700])
def test_a_launch_that_sold_out_is_a_stock_out_however_long_ago(database, marketplace, position, findings, out_days):
    lines = [line(marketplace, f"O-{day}", SKU, ago=out_days + day, quantity=10) for day in range(1, 7)]
    sold(database, marketplace, *lines)
    history(database, marketplace, SKU, days=out_days + 6, out_days=out_days)
    stocked(database, marketplace, SKU, 0)
    for _ in range(2):
        judge(database, marketplace)
        [found] = findings().values()
        assert (found.code, found.severity) == ("inventory.out_of_stock_long", "CRITICAL")
    assert f'"out_days":{out_days}' in found.facts
    assert '"units_to_send":520' in found.facts
    one = position()
    assert (one.demand, one.is_demand_sure) == (10, False)


def test_a_long_stock_out_keeps_the_demand_of_the_days_before_the_window(database, marketplace, position, findings):
    sold(database, marketplace, *(line(marketplace, f"O-{day}", SKU, ago=day) for day in range(101, 161)))
    history(database, marketplace, SKU, days=160, out_days=100)
    stocked(database, marketplace, SKU, 0)
    judge(database, marketplace)
    assert list(findings()) == ["out_of_stock_long"]
    one = position()
    assert (one.demand, one.is_demand_sure, one.out_days) == (2, True, 100)


def test_sixty_empty_days_in_stock(database, marketplace, position, findings):
    sold(database, marketplace, *(line(marketplace, f"O-{day}", SKU, ago=day) for day in range(61, 91)))
    history(database, marketplace, SKU)
    stocked(database, marketplace, SKU, 3)
    judge(database, marketplace)
    assert position().demand <= 0.05
    assert "stockout_risk" not in findings()
    stocked(database, marketplace, SKU, 0)
    judge(database, marketplace)
    assert findings() == {}


def test_units_for_orders_taken_elsewhere_are_wanted_and_not_sold(database, marketplace, position):
    days = range(1, 91)
    sold(database, marketplace, *(line(marketplace, f"O-{day}", SKU, ago=day) for day in days))
    sold(
        database,
        marketplace,
        *(line(marketplace, f"S-{day}", SKU, ago=day, is_multi_channel=True, quantity=1) for day in days),
    )
    history(database, marketplace, SKU)
    stocked(database, marketplace, SKU, 60)
    one = position()
    assert (one.demand, one.units_sold, one.multi_channel_units) == (pytest.approx(3), 180, 90)
    assert one.sell_through == 1.8


def test_the_day_on_which_it_ran_out_is_half_a_day(database, marketplace, position):
    sold(database, marketplace, *(line(marketplace, f"O-{day}", SKU, ago=day) for day in range(11, 31)))
    history(database, marketplace, SKU, days=30, out_days=10)
    with database.write() as session:
        store_ledger(session, FIRST, marketplace.seller_id, [(marketplace.key, SKU, ago(11).isoformat(), 100, 0, 0)])
    stocked(database, marketplace, SKU, 0)
    assert position().demand == pytest.approx(40 / 19.5, abs=0.01)


def push(client, caller, units, *, days_ago):
    item = {"seller_id": SELLER, "marketplace_id": UK, "sku": SKU, "warehouse": "Leeds"}
    item |= {"fulfillable_quantity": units, "observed_at": (NOW - timedelta(days=days_ago)).isoformat()}
    key = {"Idempotency-Key": f"push-{days_ago:04}"}
    answer = client.post("/v1/inventory/stock/bulk", json={"items": [item]}, headers=caller() | key)
    assert answer.status_code == 207
    return item


def test_own_stock_that_was_first_told_ten_days_ago_has_ten_days(client, caller, database, marketplace, position):
    sold(database, marketplace, *(line(marketplace, f"O-{day}", SKU, ago=day) for day in range(1, 11)))
    push(client, caller, 50, days_ago=10)
    push(client, caller, 30, days_ago=0)
    one = position()
    assert (one.demand, one.in_stock_days, one.is_demand_sure) == (2, 10, True)


def test_days_on_which_own_stock_was_out_are_no_days_of_demand(client, caller, database, marketplace, position):
    sold(database, marketplace, *(line(marketplace, f"O-{day}", SKU, ago=day) for day in range(15, 29)))
    push(client, caller, 28, days_ago=28)
    push(client, caller, 0, days_ago=14)
    one = position()
    assert (one.in_stock_days, one.out_days) == (15, 14)
    assert one.demand == pytest.approx(28 / 14.5, abs=0.02)


def test_own_stock_that_is_taken_back_is_out_from_that_day(client, caller, database, marketplace, position):
    gone = push(client, caller, 50, days_ago=10)
    key = {name: gone[name] for name in ("seller_id", "marketplace_id", "sku", "warehouse")}
    assert client.delete("/v1/inventory/stock", params=key, headers=caller()).status_code == 204
    push(client, caller, 50, days_ago=-0.002)
    with database.read() as session:
        later = Window(TODAY - timedelta(days=88), TODAY + timedelta(days=2))
        (one,) = positions_of(session, marketplace, later)
    assert one.in_stock_days == 12

"""Sales and stock: followed order by order and day by day, and compared with what the formulas say at once."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from services.sandbox.sellers.rules import days, flows, orders, plan
from services.sandbox.sellers.rules.causes import AFN, Cause
from services.sandbox.sellers.rules.orders import SHIPPED_AT, Status

NOON = datetime(2026, 11, 2, 11, 0, tzinfo=UTC)
SELLER = plan.make_seller(4, 80)
FIRST, LAST = days.number_of(NOON, "Europe/London") - 100, days.number_of(NOON, "Europe/London")


def placed(shelf, first=FIRST, last=LAST, moment=NOON):
    return [each for day in range(first, last + 1) for each in orders.orders_on(SELLER, shelf, day, moment)]


@pytest.mark.parametrize("place", [0, 1])
def test_stock_is_what_arrivals_and_orders_leave(place):
    """Stock of the first day, plus what arrives, less the units of each single order: for 100 days."""
    shelf = SELLER.shelves[place]
    sold = np.zeros((LAST - FIRST + 1, SELLER.size), dtype=np.int64)
    for order in placed(shelf, moment=NOON + timedelta(days=2)):
        if order.status is not Status.CANCELLED:
            day = days.number_of(order.placed_at, shelf.market.zone)
            sold[day - FIRST, order.listing.product.index] += order.quantity
    left = flows.fulfillable_after(shelf.flows, FIRST, flows.orders_before(shelf.flows, FIRST))
    for day in range(FIRST, LAST + 1):
        if day > FIRST:
            left = left + flows.received_on(shelf.flows, day)
        left = left - sold[day - FIRST]
        told = flows.fulfillable_after(shelf.flows, day, flows.orders_before(shelf.flows, day + 1))
        assert left.tolist() == told.tolist(), day
    assert left.min() >= 0
    assert sold.sum() > 5000


def test_orders_so_far_are_those_placed_so_far():
    shelf = SELLER.shelves[1]
    day = days.day_of(LAST, shelf.market.zone)
    for minutes in (0, 1, 359, 720, 1439):
        moment = day.begin + timedelta(minutes=minutes)
        seen = placed(shelf, LAST, LAST, moment)
        count = flows.orders_at(shelf.flows, day, day.elapsed(moment)) - flows.orders_before(shelf.flows, LAST)
        counted = np.bincount([each.listing.product.index for each in seen], minlength=SELLER.size)
        assert counted.tolist() == count.tolist()
        assert all(day.begin <= each.placed_at <= moment for each in seen)


def test_reserved_units_are_those_of_orders_that_have_not_left():
    shelf = SELLER.shelves[0]
    day = days.day_of(LAST, shelf.market.zone)
    for hour in (0, 5, 6, 23):
        moment = day.begin + timedelta(hours=hour, seconds=1)
        waiting = np.zeros(SELLER.size, dtype=np.int64)
        for order in placed(shelf, LAST - 2, LAST, moment):
            if order.ships_at > moment and order.number % 36:
                waiting[order.listing.product.index] += order.quantity
        stock = flows.stock_at(shelf.flows, day, day.elapsed(moment), SHIPPED_AT)
        assert stock.reserved.tolist() == waiting.tolist()


def test_days_of_23_and_25_hours_hold_their_orders():
    shelf = SELLER.shelves[1]
    for on, hours in ((datetime(2026, 3, 29).date(), 23), (datetime(2026, 10, 25).date(), 25)):
        number = days.number_on(on)
        day = days.day_of(number, shelf.market.zone)
        assert day.seconds == hours * 3600
        seen = placed(shelf, number, number, day.end)
        expected = flows.orders_before(shelf.flows, number + 1) - flows.orders_before(shelf.flows, number)
        assert len(seen) == expected.sum()
        assert {days.number_of(each.placed_at, shelf.market.zone) for each in seen} == {number}


def test_an_order_is_pending_then_waits_then_leaves():
    shelf = SELLER.shelves[0]
    order = next(each for each in placed(shelf) if each.number % 36)
    states = []
    for later in (timedelta(), timedelta(minutes=29), timedelta(minutes=30), order.ships_at - order.placed_at):
        found = orders.find_order(SELLER, order.order_id, order.placed_at + later)
        states.append((found.status, found.updated_at - order.placed_at, found.has_price))
    half_an_hour = timedelta(minutes=30)
    assert states == [
        (Status.PENDING, timedelta(), False),
        (Status.PENDING, timedelta(), False),
        (Status.UNSHIPPED, half_an_hour, True),
        (Status.SHIPPED, order.ships_at - order.placed_at, True),
    ]
    assert orders.find_order(SELLER, order.order_id, order.placed_at - timedelta(seconds=1)) is None


def test_a_cancelled_order_never_has_a_price():
    shelf = SELLER.shelves[0]
    order = next(each for each in placed(shelf) if each.number % 36 == 0)
    later = [orders.find_order(SELLER, order.order_id, order.placed_at + timedelta(hours=h)) for h in (1, 2, 48)]
    assert [each.status for each in later] == [Status.PENDING, Status.CANCELLED, Status.CANCELLED]
    assert [each.has_price for each in later] == [False] * 3


def test_order_ids_are_unique_and_lead_back():
    every = [each for shelf in SELLER.shelves for each in placed(shelf, LAST - 10, LAST)]
    assert len({each.order_id for each in every}) == len(every) > 1000
    for order in every[::100]:
        assert orders.find_order(SELLER, order.order_id, NOON) == order
    for foreign in ("026-0000000-0000000", "999" + every[0].order_id[3:], "026-1", "", every[0].order_id + "1"):
        assert orders.find_order(SELLER, foreign, NOON) is None


def test_nothing_sells_on_days_without_an_offer_or_stock():
    for shelf in SELLER.shelves:
        for place, listing in enumerate(shelf.listings):
            if listing.cause in (Cause.RUNS_OUT, Cause.STRANDED, Cause.SUPPRESSED, Cause.REMOVED):
                only = shelf.flows.only(np.array([place]))
                for day in range(FIRST, LAST):
                    sold = flows.orders_before(only, day + 1) - flows.orders_before(only, day)
                    if flows.turn_of(only, day)[0] >= only.selling[0]:
                        assert sold[0] == 0
                    if listing.cause is Cause.RUNS_OUT and flows.turn_of(only, day)[0] >= 21:
                        assert listing.channel == AFN
                        assert flows.fulfillable_after(only, day, flows.orders_before(only, day))[0] == 0


def test_the_same_seed_is_the_same_seller_in_another_process():
    """Values taken once: a change of these is another seller for everyone who has connected it."""
    fresh = plan.make_seller.__wrapped__(4, 80)
    assert fresh.shelves[0].listings == SELLER.shelves[0].listings
    first = SELLER.shelves[0].listings[0]
    order = placed(SELLER.shelves[0], LAST, LAST)[0]
    assert (first.product.sku, first.product.asin, first.product.gtin) == GOLDEN[0]
    assert (order.order_id, order.placed_at.isoformat()) == GOLDEN[1]


GOLDEN = (("ZL-0001-LOE", "B07NRF07EJ", "4011378000000"), ("026-7136247-9145880", "2026-11-02T01:01:26+00:00"))

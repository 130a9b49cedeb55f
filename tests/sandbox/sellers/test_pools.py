"""A Pan-EU seller: one stock for four shops, followed order by order, and told the same in each of them."""

from collections import Counter
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from services.sandbox.advertisers.rules.account import PAN_EU_FROM
from services.sandbox.answers.rules import codes
from services.sandbox.listings.rules.items import present_of
from services.sandbox.seller_reports.rules.asked import Asked
from services.sandbox.seller_reports.rules.ledger import ledger_rows
from services.sandbox.sellers.rules import causes, days, flows, issues, orders, plan
from services.sandbox.sellers.rules.causes import OF_POOLS, Cause
from services.sandbox.sellers.rules.flows import UNITS_AN_ORDER
from services.sandbox.sellers.rules.orders import Status

SEED = PAN_EU_FROM + 1
PAN_EU = plan.make_seller(SEED, 40)
NOON = datetime(2026, 11, 2, 11, 0, tzinfo=UTC)
STORES = PAN_EU.shelves[0].stores
ZONE = "Europe/Berlin"
TODAY = days.number_of(NOON, ZONE)
DE, FR, IT, ES = (shelf.market.marketplace_id for shelf in PAN_EU.shelves)
CAST = [listing.cause for listing in PAN_EU.shelves[0].listings]


def stock_on(day, hour=12):
    """Units that can be sold of each product, at an hour of a day."""
    return present_of(PAN_EU, PAN_EU.shelves[0], days.day_of(day, ZONE).begin + timedelta(hours=hour), {}).stock


def test_all_shops_together_leave_what_came_before_less_what_was_sold():
    """Orders of all shops, those taken elsewhere among them, and what arrives: for 60 days."""
    left = stock_on(TODAY - 60, 0).fulfillable
    gone, elsewhere = np.zeros(40, dtype=np.int64), 0
    for day in range(TODAY - 60, TODAY):
        for shelf in PAN_EU.shelves:
            for order in orders.orders_on(PAN_EU, shelf, day, NOON + timedelta(days=2)):
                if order.status is not Status.CANCELLED:
                    gone[order.listing.product.index] += order.quantity
                    elsewhere += order.quantity * order.is_multi_channel
        arrived = STORES.sum(flows.received_on(STORES.flows, day + 1))
        left = left - gone + arrived
        assert left.tolist() == stock_on(day + 1, 0).fulfillable.tolist(), day
        gone[:] = 0
    assert elsewhere > 50
    assert left.min() == 0


def test_shops_sell_their_shares_and_a_product_of_one_shop_only_there():
    sold = [
        flows.orders_before(each.flows, TODAY) - flows.orders_before(each.flows, TODAY - 90)
        for each in PAN_EU.shelves
    ]
    shares = np.array([each.sum() for each in sold]) / sum(each.sum() for each in sold)
    assert shares == pytest.approx([0.56, 0.195, 0.145, 0.1], abs=0.02)
    alone = CAST.index(Cause.DECOY_ONE_SHOP)
    assert [bool(each[alone]) for each in sold] == [True, False, False, False]


@pytest.mark.parametrize("seed", [PAN_EU_FROM + 1, PAN_EU_FROM + 2, PAN_EU_FROM + 3])
def test_the_pool_keeps_its_distance_from_every_bound_where_each_shop_seems_to_have_too_much(seed):
    """Short is below 52 days of sales, an excess above 90; a third beyond either, or as far inside as both allow."""
    seller = plan.make_seller(seed, 40)
    assert Counter(each.cause for each in seller.shelves[0].listings) == Counter(OF_POOLS) + Counter(
        {Cause.USUAL: 22}
    )
    rates = sum(shelf.flows.rates for shelf in seller.shelves) / 1_000_000 * UNITS_AN_ORDER
    for day in range(TODAY, TODAY + 14):
        units = present_of(seller, seller.shelves[0], days.day_of(day, ZONE).begin, {}).stock.fulfillable
        for listing in seller.shelves[0].listings:
            cover = units[listing.product.index] / rates[listing.product.index]
            if listing.cause is Cause.POOL_SHORT:
                assert 28 < cover < 0.7 * 52
            elif listing.cause in (Cause.EXCESS, Cause.SLOW):
                assert cover > 1.28 * 90
            elif causes.flow_of(listing.cause).cover == 66:
                assert 1.25 * 52 < cover < 90 / 1.25
                in_shops = [
                    units[listing.product.index] / UNITS_AN_ORDER / rate for rate in rates_in_shops(seller, listing)
                ]
                assert min(in_shops) > (1.3 * 90 if len(in_shops) > 1 else 0)


def rates_in_shops(seller, listing):
    rates = (shelf.flows.rates[listing.product.index] / 1_000_000 for shelf in seller.shelves)
    return [rate for rate in rates if rate]


def test_a_launch_sells_out_within_a_week_and_stays_out():
    flow = causes.flow_of(Cause.LAUNCH)
    for listing in PAN_EU.shelves[0].listings:
        if listing.cause is not Cause.LAUNCH:
            continue
        place, began = listing.product.index, TODAY - issues.turn_of(Cause.LAUNCH, listing.number, TODAY)
        units = [int(stock_on(began + turn, 0).fulfillable[place]) for turn in range(flow.period)]
        assert 55 <= units[0] <= 85
        assert all(units[turn] for turn in range(5))
        assert not any(units[7:])
        found = [codes.codes_of(Cause.LAUNCH, listing.number, began + turn) for turn in range(flow.period)]
        assert [turn for turn, each in enumerate(found) if each] == [*range(6, 11), *range(16, 84)]
    today = [
        codes.codes_of(each.cause, each.number, TODAY)
        for each in PAN_EU.shelves[0].listings
        if each.cause is Cause.LAUNCH
    ]
    assert (codes.OUT_OF_STOCK_LONG,) in today


@pytest.mark.parametrize(("cause", "left"), [(Cause.DEAD, 60), (Cause.DEAD_FEW_UNITS, 8)])
def test_one_of_the_dead_products_has_not_sold_for_60_days_and_has_units_left(cause, left):
    for day in range(TODAY, TODAY + 224, 16):
        listings = [each for each in PAN_EU.shelves[0].listings if each.cause is cause]
        since = [issues.turn_of(cause, each.number, day) - causes.flow_of(cause).selling for each in listings]
        oldest = listings[since.index(max(since))].product.index
        assert max(since) > 60
        sold = sum(
            flows.orders_before(each.flows, day) - flows.orders_before(each.flows, day - 60)
            for each in PAN_EU.shelves
        )
        assert sold[oldest] == 0
        assert stock_on(day, 0).fulfillable[oldest] == pytest.approx(left, abs=1)


def test_every_shop_is_told_the_same_stock_and_other_shops_products_too(client, sign_in):
    headers = {"x-amz-access-token": sign_in(f"sandbox-{SEED}-40")["Authorization"].removeprefix("Bearer ")}

    def summaries(marketplace_id):
        query = {"details": True, "granularityType": "Marketplace", "granularityId": marketplace_id}
        found = client.get(
            "/fba/inventory/v1/summaries", headers=headers, params=query | {"marketplaceIds": marketplace_id}
        )
        return {each["sellerSku"]: each["inventoryDetails"] for each in found.json()["payload"]["inventorySummaries"]}

    told = {shop: summaries(shop) for shop in (DE, FR, IT, ES)}
    assert len(told[DE]) == 40
    for shop in (FR, IT, ES):
        assert told[shop] == {sku: each for sku, each in told[DE].items() if sku in told[shop]}
        missing = told[DE].keys() - told[shop].keys()
        assert missing
        assert all(told[DE][sku]["fulfillableQuantity"] == 0 for sku in missing)
    alone = PAN_EU.shelves[1].listings[CAST.index(Cause.DECOY_ONE_SHOP)].product.sku
    assert told[FR][alone]["fulfillableQuantity"] > 0
    path = f"/listings/2021-08-01/items/{PAN_EU.seller_id}/{alone}"
    found = [client.get(path, headers=headers, params={"marketplaceIds": each}).status_code for each in (DE, FR)]
    assert found == [200, 404]


def test_the_ledger_tells_the_pool_once_by_the_countries_that_it_lies_in():
    """Whichever shops are asked for; of a country only what was or happened there, and all of them add up."""
    presents = tuple(present_of(PAN_EU, shelf, NOON, {}) for shelf in PAN_EU.shelves)
    daily = {"aggregatedByTimePeriod": "DAILY", "aggregateByLocation": "COUNTRY"}
    since = NOON - timedelta(days=30)
    rows, others = (
        list(ledger_rows(Asked(PAN_EU, each, since, NOON, NOON, daily))) for each in (presents, presents[2:])
    )
    assert [row[5:] for row in rows] == [row[5:] for row in others]
    assert {row[-1] for row in rows} == {"DE", "PL", "CZ"}
    assert all(sum(row[6:18]) == row[18] for row in rows)
    assert all(any(row[6:19]) for row in rows)
    yesterday = days.day_of(TODAY - 1, ZONE).on.strftime("%m/%d/%Y")
    ending, stock = Counter(), stock_on(TODAY, 0)
    for row in rows:
        if row[0] == yesterday and row[5] == "SELLABLE":
            ending[row[3]] += row[18]
    arrived = STORES.sum(flows.received_on(STORES.flows, TODAY))
    for listing in PAN_EU.shelves[0].listings:
        place = listing.product.index
        assert ending[listing.product.sku] == stock.fulfillable[place] - arrived[place] + stock.reserved[place]
    abroad = PAN_EU.shelves[0].listings[CAST.index(Cause.DECOY_STORED_ABROAD)].product.sku
    assert {row[-1] for row in rows if row[3] == abroad} == {"PL", "CZ"}

"""The newest days of an advertiser: their orders come in day by day, and stay once the day is settled."""

from datetime import date, timedelta

import numpy as np
import pytest

from services.sandbox.advertisers.rules import days, plan, restating

START, DAYS = date(2026, 10, 1), 10
LAST = START + timedelta(days=DAYS - 1)
CAMPAIGNS = [campaign for profile in plan.make_advertiser(1, 20).profiles for campaign in profile.campaigns]


def reported(campaign, asked_on):
    return restating.as_reported(days.metrics_of(campaign, START, LAST), campaign, START, asked_on)


@pytest.mark.parametrize("window", days.WINDOWS)
def test_orders_only_grow_until_a_day_is_settled_and_then_stay(window):
    final = [days.metrics_of(campaign, START, LAST).outcomes[window] for campaign in CAMPAIGNS]
    before = [np.zeros_like(outcome.purchases) for outcome in final]
    for later in range(9):
        asked_on = LAST + timedelta(days=later)
        settled = [START + timedelta(days=n) < asked_on - timedelta(days=5) for n in range(DAYS)]
        for place, (campaign, end) in enumerate(zip(CAMPAIGNS, final, strict=True)):
            outcome = reported(campaign, asked_on).outcomes[window]
            assert (before[place] <= outcome.purchases).all()
            assert (outcome.purchases <= end.purchases).all()
            assert (outcome.purchases[:, settled] == end.purchases[:, settled]).all()
            assert (outcome.sales[:, settled] == end.sales[:, settled]).all()
            assert (outcome.units_same_sku <= outcome.units).all()
            before[place] = outcome.purchases


def test_yesterday_has_about_half_of_its_orders_and_all_of_its_clicks():
    seen = [reported(campaign, LAST + timedelta(days=1)) for campaign in CAMPAIGNS]
    final = [days.metrics_of(campaign, START, LAST) for campaign in CAMPAIGNS]

    def orders(metrics):
        return sum(int(one.outcomes[7].purchases[:, -1].sum()) for one in metrics)

    assert 0.4 < orders(seen) / orders(final) < 0.7
    assert all((one.clicks == other.clicks).all() for one, other in zip(seen, final, strict=True))
    assert all((one.cost == other.cost).all() for one, other in zip(seen, final, strict=True))


def test_a_price_does_not_change_with_the_number_of_orders():
    for campaign in CAMPAIGNS:
        week = reported(campaign, LAST).outcomes[7]
        end = days.metrics_of(campaign, START, LAST).outcomes[7]
        sold = week.purchases > 0
        assert (week.sales[sold] * end.purchases[sold] == end.sales[sold] * week.purchases[sold]).all()

"""The newest days as they are first reported: orders still come in, until a day is settled."""

from datetime import date
from functools import partial

import numpy as np

from services.sandbox.advertisers.rules import chance
from services.sandbox.advertisers.rules.account import Campaign
from services.sandbox.advertisers.rules.chance import Whole
from services.sandbox.advertisers.rules.days import Metrics, Outcome

_SHARES = (300, 550, 720, 850, 930, 980)
"""Thousandths of a day's orders that are attributed on the day itself, one day later, and so on.

Six days later 5 whole days have passed after it: it is settled, and its numbers are final.
"""


def as_reported(metrics: Metrics, campaign: Campaign, start: date, asked_on: date) -> Metrics:
    """Final numbers from `start` on as a report shows them that is asked for on a day.

    Orders only grow from one day to the next, up to the final number. Impressions, clicks and cost are final
    at once.
    """
    days = np.arange(start.toordinal(), start.toordinal() + metrics.clicks.shape[1], dtype=np.int64)
    ages = asked_on.toordinal() - days
    if ages.min() >= len(_SHARES):
        return metrics
    shares = np.array([*_SHARES, 1000], dtype=np.int64)[np.clip(ages, 0, len(_SHARES))]
    luck = chance.noise([chance.key_of("restated", term.key) for term in campaign.terms], days, 1000)
    reported = partial(_reported, shares=shares, luck=luck)
    outcomes = {window: reported(outcome) for window, outcome in metrics.outcomes.items()}
    return Metrics(metrics.impressions, metrics.clicks, metrics.cost, outcomes)


def _reported(final: Outcome, *, shares: Whole, luck: Whole) -> Outcome:
    """The part of an outcome that has come in; the price of an order stays."""
    purchases = np.where(shares == 1000, final.purchases, (final.purchases * shares + luck) // 1000)
    price = final.sales // np.maximum(final.purchases, 1)
    same_sku = purchases - np.minimum(purchases, final.purchases - final.purchases_same_sku)
    return Outcome(
        purchases=purchases,
        purchases_same_sku=same_sku,
        units=purchases + np.minimum(purchases, final.units - final.purchases),
        units_same_sku=same_sku + np.minimum(same_sku, final.units_same_sku - final.purchases_same_sku),
        sales=purchases * price,
        sales_same_sku=same_sku * price,
    )

"""The numbers of one campaign, folded to the level of a report and flattened into rows."""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from services.sandbox.advertisers.rules import days, restating
from services.sandbox.advertisers.rules.account import PRODUCTS, AdGroup, Campaign, Market, Term
from services.sandbox.advertisers.rules.chance import Whole
from services.sandbox.advertisers.rules.days import Metrics
from services.sandbox.reports.rules.columns import Level
from services.sandbox.reports.rules.requests import Wish


@dataclass(frozen=True, slots=True)
class Table:
    """Rows that belong in the report: what each is about, its day, and all metrics as lists by row.

    `numbers` are named as Amazon's columns; money is in cents. `ad_groups` and `terms` are empty at
    levels above them.
    """

    campaign: Campaign
    market: Market
    ad_groups: list[AdGroup]
    terms: list[Term]
    dates: list[date]
    numbers: dict[str, list[int]]


def table_of(campaign: Campaign, market: Market, wish: Wish, asked_on: date) -> Table:
    """A campaign's rows as reported to who asks on a day.

    Like Amazon, it leaves out what was never shown, and of terms the days without a click.
    """
    final = days.metrics_of(campaign, wish.start_on, wish.end_on)
    reported = restating.as_reported(final, campaign, wish.start_on, asked_on)
    named = _named(reported) if campaign.ad_product == PRODUCTS else _named_without_windows(reported)
    if wish.level is Level.TERM:
        named["impressions"] = named["impressions"] * (named["clicks"] > 0)
    numbers = {name: _folded(each, campaign, wish) for name, each in named.items()}
    shown = numbers["clicks" if wish.level is Level.TERM else "impressions"] > 0
    entities, columns = (places.tolist() for places in np.nonzero(shown))
    by_ad_group, by_term = wish.level is Level.AD_GROUP, wish.level is Level.TERM
    owners = [group for group in campaign.ad_groups for _ in group.terms] if by_term else campaign.ad_groups
    terms = campaign.terms
    return Table(
        campaign=campaign,
        market=market,
        ad_groups=[owners[entity] for entity in entities] if by_ad_group or by_term else [],
        terms=[terms[entity] for entity in entities] if by_term else [],
        dates=[wish.start_on + timedelta(days=column) for column in columns],
        numbers={name: each[shown].tolist() for name, each in numbers.items()},
    )


def _named(metrics: Metrics) -> dict[str, Whole]:
    named = {"impressions": metrics.impressions, "clicks": metrics.clicks, "cost": metrics.cost}
    for window, outcome in metrics.outcomes.items():
        named |= {
            f"purchases{window}d": outcome.purchases,
            f"purchasesSameSku{window}d": outcome.purchases_same_sku,
            f"unitsSoldClicks{window}d": outcome.units,
            f"unitsSoldSameSku{window}d": outcome.units_same_sku,
            f"sales{window}d": outcome.sales,
            f"attributedSalesSameSku{window}d": outcome.sales_same_sku,
        }
    return named


def _named_without_windows(metrics: Metrics) -> dict[str, Whole]:
    """As Brands and Display name them: sales within 14 days, those from clicks alone among them."""
    whole, clicked = metrics.outcomes[14], metrics.outcomes[7]
    views = metrics.impressions * 7 // 10
    return {
        "impressions": metrics.impressions,
        "viewableImpressions": views,
        "impressionsViews": views,
        "clicks": metrics.clicks,
        "cost": metrics.cost,
        "purchases": whole.purchases,
        "purchasesClicks": clicked.purchases,
        "purchasesPromoted": whole.purchases_same_sku,
        "purchasesPromotedClicks": clicked.purchases_same_sku,
        "sales": whole.sales,
        "salesClicks": clicked.sales,
        "salesPromoted": whole.sales_same_sku,
        "salesPromotedClicks": clicked.sales_same_sku,
        "unitsSold": whole.units,
        "unitsSoldClicks": clicked.units,
    }


def _folded(numbers: Whole, campaign: Campaign, wish: Wish) -> Whole:
    """Terms summed to their ad group or campaign, and days to one column unless the report is daily."""
    if wish.level is Level.CAMPAIGN:
        numbers = numbers.sum(axis=0, keepdims=True)
    elif wish.level is Level.AD_GROUP:
        sizes = [len(group.terms) for group in campaign.ad_groups]
        starts = np.cumsum([0, *sizes[:-1]])
        numbers = np.add.reduceat(numbers, starts, axis=0)
    return numbers if wish.daily else numbers.sum(axis=1, keepdims=True)

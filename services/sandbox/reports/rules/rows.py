"""The columns of a report's document. Rates are percentages and money has two decimals, as Amazon has it."""

from collections.abc import Callable, Iterator, Sequence

from services.sandbox.reports.rules.requests import Wish
from services.sandbox.reports.rules.tables import Table

Row = dict[str, object]
_Reader = Callable[[Table], Sequence[object]]

_ZEROS = ("addToList", "qualifiedBorrows", "royaltyQualifiedBorrows")
_KINDLE = ("kindleEditionNormalizedPagesRead14d", "kindleEditionNormalizedPagesRoyalties14d")
_NULLS = (
    *("campaignRuleBasedBudgetAmount", "campaignApplicableBudgetRuleId", "campaignApplicableBudgetRuleName"),
    *("topOfSearchImpressionShare", "portfolioId", "longTermSales", "longTermROAS"),
)
_MONEY = ("cost", "sales", "attributedSalesSameSku")


def rows_of(table: Table, wish: Wish) -> Iterator[Row]:
    """The rows of one campaign, with the columns asked for."""
    columns = [_column(name, table, wish) for name in wish.columns]
    for values in zip(*columns, strict=True):
        yield dict(zip(wish.columns, values, strict=True))


def _column(name: str, table: Table, wish: Wish) -> Sequence[object]:
    if name in table.numbers:
        numbers = table.numbers[name]
        return _money(numbers) if name.startswith(_MONEY) else numbers
    if name in _READERS:
        return _READERS[name](table)
    return [_constants(table, wish)[name]] * len(table.dates)


def _constants(table: Table, wish: Wish) -> Row:
    """Columns that are the same in every row of a campaign."""
    campaign = table.campaign
    return {
        "startDate": wish.start_on.isoformat(),
        "endDate": wish.end_on.isoformat(),
        "campaignId": campaign.campaign_id,
        "campaignName": campaign.name,
        "campaignStatus": campaign.state,
        "campaignBudgetAmount": campaign.budget_cents / 100,
        "campaignBudgetType": "DAILY_BUDGET",
        "campaignBudgetCurrencyCode": table.market.currency,
        "campaignBiddingStrategy": "LEGACY_FOR_SALES",
        "costType": "CPC",
        "adStatus": "ENABLED",
        "adKeywordStatus": "ENABLED",
        **dict.fromkeys((*_ZEROS, *_KINDLE), 0),
        **dict.fromkeys(_NULLS),
    }


def _money(cents: list[int]) -> list[float]:
    return [each / 100 for each in cents]


def _ratio(over: str, under: str, factor: float, *, empty: float | None) -> _Reader:
    """`factor` times one metric by another; `empty` where there is nothing to divide by."""

    def read(table: Table) -> list[float | None]:
        pairs = zip(table.numbers[over], table.numbers[under], strict=True)
        return [factor * above / below if below else empty for above, below in pairs]

    return read


def _cost_per_click(table: Table) -> list[float]:
    pairs = zip(table.numbers["cost"], table.numbers["clicks"], strict=True)
    return [round(cost / clicks / 100, 2) if clicks else 0.0 for cost, clicks in pairs]


def _difference(whole: str, part: str) -> Callable[[Table], list[int]]:
    def read(table: Table) -> list[int]:
        pairs = zip(table.numbers[whole], table.numbers[part], strict=True)
        return [each - taken for each, taken in pairs]

    return read


_READERS: dict[str, _Reader] = {
    "date": lambda table: [day.isoformat() for day in table.dates],
    "spend": lambda table: _money(table.numbers["cost"]),
    "costPerClick": _cost_per_click,
    "clickThroughRate": _ratio("clicks", "impressions", 100, empty=0.0),
    "acosClicks7d": _ratio("cost", "sales7d", 100, empty=None),
    "acosClicks14d": _ratio("cost", "sales14d", 100, empty=None),
    "roasClicks7d": _ratio("sales7d", "cost", 1, empty=None),
    "roasClicks14d": _ratio("sales14d", "cost", 1, empty=None),
    "salesOtherSku7d": lambda table: _money(_difference("sales7d", "attributedSalesSameSku7d")(table)),
    "unitsSoldOtherSku7d": _difference("unitsSoldClicks7d", "unitsSoldSameSku7d"),
    "adGroupId": lambda table: [group.ad_group_id for group in table.ad_groups],
    "adGroupName": lambda table: [group.name for group in table.ad_groups],
    "searchTerm": lambda table: [term.text for term in table.terms],
    "keywordId": lambda table: [term.target.keyword_id for term in table.terms],
    "keywordText": lambda table: [term.target.text for term in table.terms],
    "keyword": lambda table: [term.target.text for term in table.terms],
    "targeting": lambda table: [term.target.text for term in table.terms],
    "matchType": lambda table: [term.target.match_type for term in table.terms],
    "keywordType": lambda table: [term.target.match_type for term in table.terms],
    "keywordBid": lambda table: [_bid(term.target.bid_cents) for term in table.terms],
}


def _bid(cents: int | None) -> float | None:
    return None if cents is None else cents / 100

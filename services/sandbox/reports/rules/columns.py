"""The reports on offer and their columns, by Amazon's documentation of version 3 reporting."""

from dataclasses import dataclass
from enum import StrEnum

from services.sandbox.advertisers.rules.account import BRANDS, DISPLAY, PRODUCTS

WINDOWS = (1, 7, 14, 30)
"""Attribution windows in days; each has columns of its own."""


class Level(StrEnum):
    """What one row of a report is about."""

    CAMPAIGN = "campaign"
    AD_GROUP = "adGroup"
    TERM = "searchTerm"


@dataclass(frozen=True, slots=True)
class ReportType:
    """A report: its columns, those that come with a `groupBy` value, and how far back it reaches."""

    ad_product: str
    retention_days: int
    base: frozenset[str]
    by_group: dict[str, frozenset[str]]
    levels: dict[frozenset[str], Level]


def _windowed(*names: str) -> frozenset[str]:
    return frozenset(f"{name}{window}d" for name in names for window in WINDOWS)


_DATES = frozenset({"date", "startDate", "endDate"})
_METRICS = (
    frozenset({"impressions", "clicks", "cost", "costPerClick", "clickThroughRate"})
    | frozenset({"addToList", "qualifiedBorrows", "royaltyQualifiedBorrows"})
    | frozenset({"kindleEditionNormalizedPagesRead14d", "kindleEditionNormalizedPagesRoyalties14d"})
    | _windowed("purchases", "purchasesSameSku", "unitsSoldClicks", "unitsSoldSameSku")
    | _windowed("sales", "attributedSalesSameSku")
)
_CAMPAIGN = frozenset(
    {"campaignName", "campaignId", "campaignStatus"}
    | {"campaignBudgetAmount", "campaignBudgetType", "campaignBudgetCurrencyCode"}
)
_CAMPAIGN_ONLY = frozenset(
    {"campaignRuleBasedBudgetAmount", "campaignApplicableBudgetRuleId", "campaignApplicableBudgetRuleName"}
    | {"topOfSearchImpressionShare"}
)
_TERM = frozenset(
    {"salesOtherSku7d", "unitsSoldOtherSku7d"}
    | {"acosClicks7d", "acosClicks14d", "roasClicks7d", "roasClicks14d"}
    | {"keywordId", "keyword", "keywordBid", "keywordType", "matchType", "targeting", "searchTerm"}
    | {"adKeywordStatus", "portfolioId", "adGroupName", "adGroupId"}
)

_OTHER_METRICS = frozenset(
    {"impressions", "clicks", "cost", "costType", "purchases", "purchasesClicks", "sales", "salesClicks"}
    | {"unitsSold", "unitsSoldClicks"}
)
"""Brands and Display name no window: theirs are 14 days after the click, and for some after the view, too."""

_BRANDS = frozenset({"purchasesPromoted", "salesPromoted", "viewableImpressions"})
_DISPLAY = frozenset({"purchasesPromotedClicks", "salesPromotedClicks", "impressionsViews"})
_BRANDS_TERM = frozenset(
    {"adGroupName", "adGroupId", "keywordId", "keywordText", "keywordBid", "matchType", "searchTerm"}
)

REPORT_TYPES = {
    "spCampaigns": ReportType(
        ad_product=PRODUCTS,
        retention_days=95,
        base=_METRICS | _DATES | {"spend", "campaignBiddingStrategy"},
        by_group={
            "campaign": _CAMPAIGN | _CAMPAIGN_ONLY,
            "adGroup": frozenset({"adGroupName", "adGroupId", "adStatus"}),
        },
        levels={
            frozenset({"campaign"}): Level.CAMPAIGN,
            frozenset({"adGroup"}): Level.AD_GROUP,
            frozenset({"campaign", "adGroup"}): Level.AD_GROUP,
        },
    ),
    "spSearchTerm": ReportType(
        ad_product=PRODUCTS,
        retention_days=65,
        base=_METRICS | _DATES | _CAMPAIGN | _TERM,
        by_group={"searchTerm": frozenset()},
        levels={frozenset({"searchTerm"}): Level.TERM},
    ),
    "sbCampaigns": ReportType(
        ad_product=BRANDS,
        retention_days=60,
        base=_OTHER_METRICS | _BRANDS | _DATES | _CAMPAIGN,
        by_group={"campaign": frozenset({"longTermSales", "longTermROAS", "topOfSearchImpressionShare"})},
        levels={frozenset({"campaign"}): Level.CAMPAIGN},
    ),
    "sbSearchTerm": ReportType(
        ad_product=BRANDS,
        retention_days=60,
        base=_OTHER_METRICS | {"viewableImpressions"} | _DATES | _CAMPAIGN | _BRANDS_TERM,
        by_group={"searchTerm": frozenset({"adKeywordStatus"})},
        levels={frozenset({"searchTerm"}): Level.TERM},
    ),
    "sdCampaigns": ReportType(
        ad_product=DISPLAY,
        retention_days=65,
        base=_OTHER_METRICS | _DISPLAY | _DATES | {"campaignId", "campaignName", "campaignBudgetCurrencyCode"},
        by_group={"campaign": frozenset({"campaignBudgetAmount", "campaignStatus", "costType", "longTermSales"})},
        levels={frozenset({"campaign"}): Level.CAMPAIGN},
    ),
}

"""The table of reports; everything that depends on the kind of a report is a column of it.

Sponsored Products name the days after a click in which sales count (`sales7d`); Sponsored Brands and Display do
not: theirs are 14 days (Amazon Ads reporting v3).
"""

from dataclasses import dataclass
from typing import Literal

from services.ads.findings.rules import ACOS_HIGH, CTR_LOW, SPEND_WITHOUT_SALES
from services.ads.products import SB, SD, SP

Level = Literal["campaign", "ad_group", "search_term"]

_TRAFFIC = ("impressions", "clicks", "cost", "campaignBudgetCurrencyCode")
_SP_NUMBERS = (
    *_TRAFFIC,
    "purchases7d",
    "purchases14d",
    "unitsSoldClicks7d",
    "unitsSoldClicks14d",
    "sales7d",
    "sales14d",
)
_NUMBERS = (*_TRAFFIC, "purchases", "unitsSold", "sales")
_CAMPAIGN = ("date", "campaignId", "campaignName", "campaignStatus")
_AD_GROUP = ("adGroupId", "adGroupName")
_SP_TERM = ("targeting", "matchType", "searchTerm")
_SB_TERM = ("keywordText", "matchType", "searchTerm")

_FACTS: dict[Level, str] = {
    "campaign": "campaign_fact",
    "ad_group": "campaign_fact",
    "search_term": "search_term_fact",
}


@dataclass(frozen=True, slots=True)
class ReportType:
    """One kind of report. `name` is ours; `report_type_id`, `group_by` and `columns` are how Amazon is asked for it.

    A day is fetched from its first day on until it is `fetched_days` old: the safe end of Amazon's retention.
    `judged_by` are the codes of the findings that its numbers may open and resolve.
    """

    name: str
    ad_product: str
    level: Level
    report_type_id: str
    group_by: tuple[str, ...]
    columns: tuple[str, ...]
    attribution_days: int
    fetched_days: int
    judged_by: tuple[str, ...]

    @property
    def facts(self) -> str:
        """The table of its rows."""
        return _FACTS[self.level]


CAMPAIGNS, AD_GROUPS, SEARCH_TERMS = "spCampaigns", "spCampaigns.adGroup", "spSearchTerm"
SB_CAMPAIGNS, SB_SEARCH_TERMS, SD_CAMPAIGNS = "sbCampaigns", "sbSearchTerm", "sdCampaigns"

_SP_JUDGES = (ACOS_HIGH, CTR_LOW, SPEND_WITHOUT_SALES)
_ACOS = (ACOS_HIGH,)
_BY_CAMPAIGN, _BY_AD_GROUP, _BY_TERM = ("campaign",), ("campaign", "adGroup"), ("searchTerm",)

TYPES = (
    ReportType(CAMPAIGNS, SP, "campaign", "spCampaigns", _BY_CAMPAIGN, (*_CAMPAIGN, *_SP_NUMBERS), 7, 60, _SP_JUDGES),
    ReportType(
        AD_GROUPS, SP, "ad_group", "spCampaigns", _BY_AD_GROUP, (*_CAMPAIGN, *_AD_GROUP, *_SP_NUMBERS), 7, 60, ()
    ),
    ReportType(
        SEARCH_TERMS,
        SP,
        "search_term",
        "spSearchTerm",
        _BY_TERM,
        (*_CAMPAIGN, *_AD_GROUP, *_SP_TERM, *_SP_NUMBERS),
        7,
        60,
        _SP_JUDGES,
    ),
    ReportType(
        SB_CAMPAIGNS, SB, "campaign", "sbCampaigns", _BY_CAMPAIGN, (*_CAMPAIGN, "costType", *_NUMBERS), 14, 58, _ACOS
    ),
    ReportType(
        SB_SEARCH_TERMS,
        SB,
        "search_term",
        "sbSearchTerm",
        _BY_TERM,
        (*_CAMPAIGN, *_AD_GROUP, *_SB_TERM, "costType", *_NUMBERS),
        14,
        58,
        _ACOS,
    ),
    ReportType(
        SD_CAMPAIGNS,
        SD,
        "campaign",
        "sdCampaigns",
        _BY_CAMPAIGN,
        (*_CAMPAIGN, "costType", "impressionsViews", *_NUMBERS),
        14,
        60,
        _ACOS,
    ),
)
_BY_NAME = {one.name: one for one in TYPES}
NAMES = tuple(_BY_NAME)


def type_of(name: str) -> ReportType:
    """The report of this name. Raises KeyError."""
    return _BY_NAME[name]


def types_of(ad_product: str) -> tuple[ReportType, ...]:
    """The reports of a product."""
    return tuple(one for one in TYPES if one.ad_product == ad_product)


def products_judged() -> tuple[str, ...]:
    """The products of which some report may judge."""
    return tuple(dict.fromkeys(one.ad_product for one in TYPES if one.judged_by))


def codes_of(ad_product: str) -> tuple[str, ...]:
    """The codes of the findings that a product is judged by."""
    return tuple(dict.fromkeys(code for one in types_of(ad_product) for code in one.judged_by))

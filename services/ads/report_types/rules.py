"""The table of reports; everything that depends on the kind of a report is a column of it.

Sponsored Products name the days after a click in which sales count (`sales7d`); Sponsored Brands and Display do
not: theirs are 14 days (Amazon Ads reporting v3).
"""

from dataclasses import dataclass
from typing import Literal

from services.ads.findings.rules import ACCOUNT_OVER_TARGET, ACOS_HIGH
from services.ads.findings.rules import CODES as ALL_CODES
from services.ads.products import DSP, NOT_SAID, SB, SD, SP, TV

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

_OF_SALES = (ACOS_HIGH, ACCOUNT_OVER_TARGET)
"""What Brands and Display are judged by: they have no beliefs of their own for a waste or a low click rate."""

_FACTS: dict[Level, str] = {
    "campaign": "campaign_fact",
    "ad_group": "campaign_fact",
    "search_term": "search_term_fact",
}


@dataclass(frozen=True, slots=True)
class ReportType:
    """One kind of report. `name` is ours; `report_type_id`, `group_by` and `columns` are how Amazon is asked for it.

    A day is fetched until it is `fetched_days` old, the safe end of Amazon's retention; older than `retained_days` it
    is never asked for. `judged_by` are the codes of the findings that its numbers may open and resolve.
    """

    name: str
    ad_product: str
    level: Level
    report_type_id: str
    group_by: tuple[str, ...]
    columns: tuple[str, ...]
    attribution_days: int
    fetched_days: int
    retained_days: int
    judged_by: tuple[str, ...]

    @property
    def facts(self) -> str:
        """The table of its rows."""
        return _FACTS[self.level]


CAMPAIGNS, AD_GROUPS, SEARCH_TERMS = "spCampaigns", "spCampaigns.adGroup", "spSearchTerm"
SB_CAMPAIGNS, SB_SEARCH_TERMS, SD_CAMPAIGNS = "sbCampaigns", "sbSearchTerm", "sdCampaigns"

_GROUP_BY: dict[Level, tuple[str, ...]] = {
    "campaign": ("campaign",),
    "ad_group": ("campaign", "adGroup"),
    "search_term": ("searchTerm",),
}


def _products(name: str, level: Level, *own: str, judged_by: tuple[str, ...] = ()) -> ReportType:
    columns = (*_CAMPAIGN, *own, *_SP_NUMBERS)
    asked = (name.partition(".")[0], _GROUP_BY[level], columns)
    return ReportType(name, SP, level, *asked, 7, fetched_days=60, retained_days=95, judged_by=judged_by)


def _brands(name: str, level: Level, *own: str) -> ReportType:
    asked = (name, _GROUP_BY[level], (*_CAMPAIGN, *own, "costType", *_NUMBERS))
    return ReportType(name, SB, level, *asked, 14, fetched_days=58, retained_days=60, judged_by=_OF_SALES)


def _display(name: str, level: Level, *own: str) -> ReportType:
    asked = (name, _GROUP_BY[level], (*_CAMPAIGN, *own, "costType", "impressionsViews", *_NUMBERS))
    return ReportType(name, SD, level, *asked, 14, fetched_days=60, retained_days=65, judged_by=_OF_SALES)


TYPES = (
    _products(CAMPAIGNS, "campaign", judged_by=ALL_CODES),
    _products(AD_GROUPS, "ad_group", *_AD_GROUP),
    _products(SEARCH_TERMS, "search_term", *_AD_GROUP, *_SP_TERM, judged_by=ALL_CODES),
    _brands(SB_CAMPAIGNS, "campaign"),
    _brands(SB_SEARCH_TERMS, "search_term", *_AD_GROUP, *_SB_TERM),
    _display(SD_CAMPAIGNS, "campaign"),
)

_FILE_NAMES = {SP: "sp", SB: "sb", SD: "sd", TV: "tv", DSP: "dsp", NOT_SAID: "any"}
_FILE_LEVELS: dict[Level, str] = {
    "campaign": "Campaigns",
    "ad_group": "Campaigns.adGroup",
    "search_term": "SearchTerm",
}
_OF_API = {(one.ad_product, one.level): one for one in TYPES}
FILE_TYPES = tuple(
    ReportType(prefix + name, product, level, "", (), (), 7 if product in (SP, NOT_SAID) else 14, 0, 0, ())
    for product, prefix in _FILE_NAMES.items()
    for level, name in _FILE_LEVELS.items()
    if (product, level) not in _OF_API
)
"""What only files tell, and nothing is judged by. Unified Reporting names no window: that of before goes on."""

_BY_NAME = {one.name: one for one in (*TYPES, *FILE_TYPES)}
_OF_FILES = {(one.ad_product, one.level): one for one in FILE_TYPES}
NAMES = tuple(_BY_NAME)


def type_of(name: str) -> ReportType:
    """The report of this name. Raises KeyError."""
    return _BY_NAME[name]


def type_at(ad_product: str, level: Level) -> ReportType:
    """The report of a product at a level."""
    return _OF_FILES.get((ad_product, level)) or _OF_API[ad_product, level]


def types_of(ad_product: str) -> tuple[ReportType, ...]:
    """The reports of a product that the Ads API has."""
    return tuple(one for one in TYPES if one.ad_product == ad_product)


def codes_of(ad_product: str) -> tuple[str, ...]:
    """The codes of the findings that a product is judged by."""
    return tuple(dict.fromkeys(code for one in types_of(ad_product) for code in one.judged_by))

"""The SQL of daily numbers."""

from services.ads.performance.repository.conditions import (
    CAMPAIGN,
    DAY_KEY,
    is_newest_version,
    level_of,
    newest_versions,
    owned,
    within,
)
from services.ads.performance.repository.groups import SUMMED, Group
from services.ads.performance.repository.numbers import (
    CAMPAIGN_FACTS,
    METRICS,
    SEARCH_TERM_FACTS,
    PerformanceRepository,
    ProductTotals,
    key_names,
)
from services.ads.performance.repository.terms import Floor, SearchTermSums

__all__ = [
    "CAMPAIGN",
    "CAMPAIGN_FACTS",
    "DAY_KEY",
    "METRICS",
    "SEARCH_TERM_FACTS",
    "SUMMED",
    "Floor",
    "Group",
    "PerformanceRepository",
    "ProductTotals",
    "SearchTermSums",
    "is_newest_version",
    "key_names",
    "level_of",
    "newest_versions",
    "owned",
    "within",
]

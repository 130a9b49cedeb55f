"""The part of the Amazon Ads API that we use: profiles, campaigns and version 3 reports.

No call retries by itself: the steps of a job do, guided by `AdsApiError.retryable` and `retry_after`.
"""

from shared.amazon.ads_api.client import AdsApi
from shared.amazon.ads_api.errors import (
    AdsApiError,
    DocumentExpired,
    DuplicateReport,
    InvalidReport,
    Throttled,
    Unauthorized,
    Unavailable,
)
from shared.amazon.ads_api.shapes import Campaign, Profile, ReportRequest, ReportStatus

__all__ = [
    "AdsApi",
    "AdsApiError",
    "Campaign",
    "DocumentExpired",
    "DuplicateReport",
    "InvalidReport",
    "Profile",
    "ReportRequest",
    "ReportStatus",
    "Throttled",
    "Unauthorized",
    "Unavailable",
]

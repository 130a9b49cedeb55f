"""The part of the Amazon Ads API that we use: profiles, campaigns and version 3 reports.

No call retries by itself: the steps of a job do, guided by `AmazonApiError.retryable` and `retry_after`.
"""

from shared.amazon.ads_api.campaigns import Campaign
from shared.amazon.ads_api.client import AdsApi
from shared.amazon.ads_api.errors import DuplicateReport, InvalidReport
from shared.amazon.ads_api.payloads import Profile, ReportRequest, ReportStatus
from shared.amazon.errors import AmazonApiError, DocumentExpired, Throttled, Unauthorized, Unavailable

__all__ = [
    "AdsApi",
    "AmazonApiError",
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

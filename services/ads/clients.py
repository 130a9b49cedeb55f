"""What the ads service asks others: the gateway for seller accounts and tokens, Amazon for the rest."""

import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import datetime
from typing import TypeVar

from services.ads.products import SB, SD, SP
from shared.amazon.ads_api import AdsApi, AmazonApiError, Campaign, Profile, ReportRequest, ReportStatus, Throttled
from shared.clock import utc_now
from shared.seller_accounts import CallTimes, Renewing, SellerAccounts
from shared.throttle import Buckets, Rate

_T = TypeVar("_T")
_RATES = {
    "profiles": Rate(per_second=1, burst=5),
    "campaigns": Rate(per_second=5, burst=10),
    "reports.create": Rate(per_second=1, burst=10),
    "reports.get": Rate(per_second=2, burst=10),
}
"""Amazon Ads publishes no figures and throttles dynamically (429); these keep us polite."""

_WAIT_SECONDS = 30.0
"""Waited for a turn inside a step; a job sleeps durably for longer ones."""

_THROTTLED_SECONDS, _BROKEN_SECONDS = 5.0, 1.0
"""Nobody calls for so long after a 429 that says nothing else, and after a call that broke."""


class AdsAccounts(SellerAccounts):
    """The gateway's seller accounts, with connections to the Ads API."""

    def ads_connection(self, tenant_id: str, seller_id: str, buckets: Buckets, times: CallTimes) -> "AdsConnection":
        """A connection to the Ads API under the account's consent. Raises AccessTokenError."""
        renewing = Renewing(lambda: self.access(tenant_id, seller_id, "ads"), self._clock)
        api = AdsApi(
            renewing.first.api_base_url,
            renewing.first.client_id,
            renewing.token,
            timeout=times.timeout,
            deadline=times.deadline,
            document_deadline=times.document_deadline,
        )
        return AdsConnection(api, buckets, f"ads:{tenant_id}:{seller_id}")


class AdsConnection:
    """The Ads API under the account's buckets: every call waits for its turn.

    Raises AmazonApiError and ThrottledError. A bucket is the circuit of its operation, too: after a failure that
    may pass it is empty for some seconds, for all workers, and fills at its rate after that.
    """

    def __init__(self, api: AdsApi, buckets: Buckets, account: str) -> None:
        self._api = api
        self._buckets = buckets
        self._account = account

    def list_profiles(self) -> list[Profile]:
        """All advertisers that the consent reaches."""
        return self._limited("profiles", self._api.list_profiles)

    @property
    def answered_at(self) -> datetime | None:
        """What Amazon's clock said in its newest answer."""
        return self._api.answered_at

    def list_campaigns(self, profile_id: str, ad_product: str) -> list[Campaign]:
        """All campaigns of an ad product of a profile."""
        lists = {
            SP: self._api.list_campaigns,
            SB: self._api.list_brands_campaigns,
            SD: self._api.list_display_campaigns,
        }
        pages = lists[ad_product](profile_id)
        campaigns: list[Campaign] = []
        while (page := self._limited("campaigns", lambda: next(pages, None))) is not None:
            campaigns += page
        return campaigns

    def create_report(self, profile_id: str, request: ReportRequest) -> str:
        """Ask for a report; its id. Raises DuplicateReport when Amazon is already making it."""
        return self._limited("reports.create", lambda: self._api.create_report(profile_id, request))

    def get_report(self, profile_id: str, report_id: str) -> ReportStatus:
        """How far a report is."""
        return self._limited("reports.get", lambda: self._api.get_report(profile_id, report_id))

    def open_document(self, url: str) -> AbstractContextManager[Iterator[bytes]]:
        """The bytes of a finished report as they arrive."""
        return self._api.open_document(url)

    def _limited(self, operation: str, call: Callable[[], _T]) -> _T:
        name, rate = f"{self._account}:{operation}", _RATES[operation]
        self._buckets.acquire(name, rate, timeout=_WAIT_SECONDS, clock=utc_now, sleep=time.sleep)
        try:
            return call()
        except AmazonApiError as failure:
            if failure.retryable:
                usual = _THROTTLED_SECONDS if isinstance(failure, Throttled) else _BROKEN_SECONDS
                self._buckets.close(name, rate, failure.retry_after or usual, now=utc_now())
            raise

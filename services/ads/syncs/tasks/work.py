"""What the jobs of a sync work with, and the way in which they fail."""

from dataclasses import dataclass

from services.ads.clients import AdsAccounts, AdsConnection
from shared.db import Database
from shared.jobs.locks import Locks
from shared.jobs.steps import Patience
from shared.seller_accounts import CallTimes
from shared.throttle import Buckets


class ReportFailedError(RuntimeError):
    """A report did not come, or cannot be used; the same job would fail again."""

    retryable = False

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(code, detail)
        self.code, self.detail = code, detail


@dataclass(frozen=True, slots=True)
class SyncWork:
    """What the jobs work with. `report_patience` is in seconds, from the request of a report."""

    database: Database
    accounts: AdsAccounts
    buckets: Buckets
    locks: Locks
    times: CallTimes
    patience: Patience
    report_patience: float

    def connection(self, tenant_id: str, seller_id: str) -> AdsConnection:
        """The Ads API under the account's consent."""
        return self.accounts.ads_connection(tenant_id, seller_id, self.buckets, self.times)

"""What the jobs of a sync work with, and the way in which they fail."""

from dataclasses import dataclass

from shared.amazon.sp_api import Connection
from shared.db import Database
from shared.jobs.steps import Patience
from shared.seller_accounts import CallTimes, SellerAccounts
from shared.throttle import Buckets


class SyncFailedError(RuntimeError):
    """A sync cannot go on; the same job would fail again."""

    retryable = False

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(code, detail)
        self.code, self.detail = code, detail


@dataclass(frozen=True, slots=True)
class SyncWork:
    """What the jobs work with. `report_patience` is in seconds, from the request of a report."""

    database: Database
    accounts: SellerAccounts
    buckets: Buckets
    times: CallTimes
    patience: Patience
    report_patience: float

    def connection(self, tenant_id: str, seller_id: str) -> Connection:
        """The Selling Partner API under the account's consent."""
        return self.accounts.sp_connection(tenant_id, seller_id, self.buckets, self.times)

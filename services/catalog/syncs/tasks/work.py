"""What the jobs of a sync work with."""

from dataclasses import dataclass

from shared.amazon.sp_api import Connection
from shared.db import Database
from shared.jobs.reports import Terms
from shared.seller_accounts import CallTimes, SellerAccounts
from shared.throttle import Buckets


@dataclass(frozen=True, slots=True)
class SyncWork:
    """What the jobs work with."""

    database: Database
    accounts: SellerAccounts
    buckets: Buckets
    times: CallTimes
    terms: Terms

    def connection(self, tenant_id: str, seller_id: str) -> Connection:
        """The Selling Partner API under the account's consent."""
        return self.accounts.sp_connection(tenant_id, seller_id, self.buckets, self.times)

"""What the jobs of a sync work with."""

from dataclasses import dataclass

from services.ads.clients import AdsAccounts, AdsConnection
from shared.db import Database
from shared.jobs.locks import Locks
from shared.jobs.reports import Terms
from shared.seller_accounts import CallTimes
from shared.throttle import Buckets


@dataclass(frozen=True, slots=True)
class SyncWork:
    """What the jobs work with."""

    database: Database
    accounts: AdsAccounts
    buckets: Buckets
    locks: Locks
    times: CallTimes
    terms: Terms

    def connection(self, tenant_id: str, seller_id: str) -> AdsConnection:
        """The Ads API under the account's consent."""
        return self.accounts.ads_connection(tenant_id, seller_id, self.buckets, self.times)

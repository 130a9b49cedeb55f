"""What the jobs of a sync work with."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock

from shared.amazon.sp_api import Connection
from shared.db import Database
from shared.jobs.reports import Terms
from shared.seller_accounts import SellerAccounts


@dataclass(frozen=True, slots=True)
class SyncWork:
    """What the jobs work with. `connect` gives the Selling Partner API under an account's consent."""

    database: Database
    accounts: SellerAccounts
    connect: Callable[[str, str], Connection]
    terms: Terms
    _downloads: dict[tuple[str, str], Lock] = field(default_factory=lambda: defaultdict(Lock))

    def downloading(self, tenant_id: str, seller_id: str) -> Lock:
        """Held while a document of the account is downloaded: one by one, so that the first is stored early."""
        return self._downloads[tenant_id, seller_id]

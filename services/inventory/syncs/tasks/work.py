"""What the jobs of a sync work with, and the ways in which they fail."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock

from shared.amazon.sp_api import Connection
from shared.db import Database
from shared.jobs.steps import Patience
from shared.seller_accounts import SellerAccounts


class ReportFailedError(RuntimeError):
    """A report did not come; the same job would fail again."""

    retryable = False

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(code, detail)
        self.code, self.detail = code, detail


class DocumentBrokenError(RuntimeError):
    """A document could not be read to its end, or its link has ended; the next download may be better."""

    retryable = True

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(code, detail)
        self.code, self.detail = code, detail


@dataclass(frozen=True, slots=True)
class SyncWork:
    """What the jobs work with. `connect` gives the Selling Partner API under an account's consent.

    `report_patience` is in seconds, from the request of a report.
    """

    database: Database
    accounts: SellerAccounts
    connect: Callable[[str, str], Connection]
    patience: Patience
    report_patience: float
    _downloads: dict[tuple[str, str], Lock] = field(default_factory=lambda: defaultdict(Lock))

    def downloading(self, tenant_id: str, seller_id: str) -> Lock:
        """Held while a document of the account is downloaded."""
        return self._downloads[tenant_id, seller_id]

"""What every service tells outside about its syncs."""

from datetime import datetime

from shared.db import Session
from shared.jobs.outcomes import Outcome
from shared.outbox import add_event
from shared.syncs.columns import SyncMixin

REPORT_SUSPECT = "report.suspect"


def tell_suspect(
    session: Session, sync: SyncMixin, part: str, marketplace_id: str, outcome: Outcome, *, now: datetime
) -> None:
    """The event of a report that has come and is not believed; nothing of it is taken for the truth."""
    add_event(
        session,
        name=REPORT_SUSPECT,
        tenant_id=sync.tenant_id,
        subject=f"report:{sync.seller_id}:{marketplace_id}:{part}",
        data={
            "seller_id": sync.seller_id,
            "marketplace_id": marketplace_id or None,
            "part": part,
            "sync_id": sync.sync_id,
            "rows_received": outcome.counted.received,
            "code": outcome.code,
            "detail": outcome.detail,
        },
        now=now,
    )

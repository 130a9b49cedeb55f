"""Changes as the services tell them, brought into the audit trail as a relay brings them."""

from datetime import UTC, datetime
from pathlib import Path

from services.gateway.events import operations as events
from services.gateway.events.operations import batch_of
from shared import audit, secrets
from shared.audit import Change, Who
from shared.db import Database
from shared.outbox.relay import Relay

NOW = datetime(2026, 11, 1, 8, tzinfo=UTC)
LI = Who("actor-li", "person", "own-key", "key-li")
SELLER, MARKET = "A1AUDITED", "A1F83G8C2ARO7P"


def bounds(number: int, **changes: object) -> Change:
    """A change of thresholds."""
    values = {
        "subject_kind": "thresholds",
        "done": "updated",
        "subject_id": f"ads:{number}",
        "seller_id": SELLER,
        "before": {"lead_time_days": number},
        "after": {"lead_time_days": number + 1},
    }
    return Change(**values | changes)


def tell(
    database: Database, keys_dir: Path, tenant_id: str, *changes: Change, who: Who = LI, now: datetime = NOW
) -> None:
    """Tell changes in one transaction, and carry them on."""
    with database.write() as session:
        audit.note(session, who, tenant_id, *changes, now=now)
    carry(database, keys_dir, now=now)


def carry(database: Database, keys_dir: Path, *, now: datetime = NOW) -> None:
    """Empty the gateway's own outbox."""
    pepper = secrets.pepper_of(keys_dir)

    def publish(carried):
        with database.write() as session:
            events.store_events(session, batch_of(carried), pepper=pepper, now=now)

    while Relay(database, publish=publish, enqueue=print).run_events():
        pass

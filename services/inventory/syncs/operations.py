"""What one can do with syncs: start one, and (the worker) carry it through."""

from collections.abc import Iterable
from datetime import UTC, datetime

from services.inventory.models import Sync
from services.inventory.syncs import rules
from services.inventory.syncs.repository import SyncRepository
from services.inventory.syncs.rules import Part
from services.inventory.syncs.schemas import InventorySyncCreate
from shared.auth import Principal
from shared.db import Session
from shared.syncs import operations as syncs
from shared.syncs.repository import Job

QUEUE = "inventory-syncs"
"""Reports wait for hours, so syncs have a queue of their own, which is shared out to the accounts."""

RUN = Job("inventory.run_sync", QUEUE, of_account=True)


def create_inventory_sync(
    session: Session, principal: Principal, data: InventorySyncCreate, *, now: datetime
) -> Sync:
    """Start a reading, or give the one that is under way."""
    return start_sync(session, principal.tenant_id, data.seller_id, by=principal, now=now)


def start_daily_sync(session: Session, tenant_id: str, seller_id: str, *, now: datetime) -> None:
    """Start today's sync once, and again some hours after one that brought what is not believed.

    Another failed one is left for people to see, and to start again.
    """
    repository = SyncRepository(session, tenant_id)
    newest = repository.newest(seller_id, _day_of(now))
    if newest is None or (
        now - newest.updated_at >= rules.ASKED_AGAIN_AFTER
        and newest.status == "failed"
        and set(repository.count_by_status(newest)) == {"completed", "suspect"}
    ):
        start_sync(session, tenant_id, seller_id, now=now)


def start_sync(
    session: Session, tenant_id: str, seller_id: str, *, by: Principal | None = None, now: datetime
) -> Sync:
    """The same as `create_inventory_sync`, for a tenant without a caller."""
    return syncs.start_once(SyncRepository(session, tenant_id), seller_id, RUN, _day_of(now), by=by, now=now)


def _day_of(now: datetime) -> dict[str, object]:
    return {"started_on": now.astimezone(UTC).date()}


def plan_parts(session: Session, tenant_id: str, sync_id: str, parts: Iterable[Part], *, now: datetime) -> None:
    """Write down the parts of a sync, and show it as under way. Raises NotFoundError."""
    repository = SyncRepository(session, tenant_id)
    sync = syncs.require_sync(repository, sync_id, lock=True)
    syncs.plan_parts(repository, sync, [part.key for part in parts], now=now)

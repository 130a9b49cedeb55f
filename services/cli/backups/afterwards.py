"""What a restored installation has to be told: that it was, and what of its work is to be asked for again."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from services.ads.syncs import operations as ads
from services.ads.syncs.repository import SyncRepository as AdsSyncs
from services.ads.syncs.schemas import AdsSyncCreate
from services.catalog.syncs import operations as catalog
from services.catalog.syncs.repository import SyncRepository as CatalogSyncs
from services.cli import audits, stops
from services.cli.installation import Installation, databases
from services.gateway.settings import GatewaySettings
from services.gateway.stops.operations import note_restored
from services.inventory.syncs import operations as inventory
from services.inventory.syncs.repository import SyncRepository as InventorySyncs
from services.tickets.syncs import operations as tickets
from services.tickets.syncs.repository import SyncRepository as TicketsSyncs
from shared.clock import utc_now
from shared.db import Session
from shared.jobs.system import JobClient
from shared.syncs.abandoning import begin_anew
from shared.syncs.repository import SyncRepository


def _starting(start: Callable[..., object]) -> Callable[[Session, Any], object]:
    return lambda session, sync: start(session, sync.tenant_id, sync.seller_id, now=utc_now())


def _start_ads(session: Session, sync: Any) -> object:
    """The same days again; those of its time that Amazon keeps no longer are left out, as always."""
    start, _, end = sync.days.partition("/")
    # As they were checked when it was asked for.
    days = {"from_on": start, "to_on": end} if end else {"from_on": None, "to_on": None}
    wanted = AdsSyncCreate.model_construct(seller_id=sync.seller_id, **days)
    return ads.start_sync(session, sync.tenant_id, wanted, now=utc_now())


_SYNCS: Mapping[str, tuple[type[SyncRepository[Any]], Callable[[Session, Any], object]]] = {
    "catalog": (CatalogSyncs, _starting(catalog.start_sync)),
    "inventory": (InventorySyncs, _starting(inventory.start_sync)),
    "tickets": (TicketsSyncs, _starting(tickets.start_sync)),
    "ads": (AdsSyncs, _start_ads),
}
"""The syncs of each service, and what starts one like another."""


def begin_generation(installation: Installation, taken_at: str) -> None:
    """Whoever follows lists reads them anew; the audit trail goes on from here, and says why."""
    installation.note_restored()
    audits.note_restored()
    gateway = databases()["gateway"]
    with gateway.write() as session:
        note_restored(session, stops.operator(), taken_at, now=utc_now())
    gateway.dispose()


def ask_again() -> int:
    """End the syncs that were under way at the backup, and start another for each; how many.

    What they wait for at Amazon is done by now, or will never be there.
    """
    found, ended = databases(), list[str]()
    jobs = JobClient(GatewaySettings().jobs_url)
    for name, (syncs, start) in _SYNCS.items():
        with found[name].write() as session:
            old = begin_anew(session, syncs, partial(start, session), now=utc_now())
            jobs.cancel(set(old))  # before the commit: whoever is killed between the two finds them again
            ended += old
    jobs.close()
    for database in found.values():
        database.dispose()
    return len(ended)

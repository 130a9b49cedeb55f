"""The worker program: every service's tasks and relays in one process (`python -m services.gateway.worker`)."""

import sys
from collections.abc import Sequence
from datetime import datetime, timedelta

from pydantic import ValidationError
from sqlalchemy.exc import DataError, IntegrityError

from services.ads import worker as ads
from services.ads.settings import AdsSettings
from services.catalog import worker as catalog
from services.catalog.settings import CatalogSettings
from services.gateway.audit import tasks as audit
from services.gateway.audit.tasks import Anchorer, HeadsFile
from services.gateway.consents import tasks as consents
from services.gateway.consents.amazon.proofs import Prober
from services.gateway.consents.tasks import Checker
from services.gateway.events import operations
from services.gateway.models import SellerAccount, WebhookEndpoint
from services.gateway.models.kept import KEPT
from services.gateway.settings import GatewaySettings
from services.gateway.subscribers.operations import measure_waiting
from services.gateway.webhook_deliveries.tasks import Deliverer
from services.inventory import worker as inventory
from services.inventory.settings import InventorySettings
from services.tickets import worker as tickets
from services.tickets.settings import TicketsSettings
from shared import log, metrics, secrets
from shared.app.exposition import exposed, nothing_else
from shared.app.listener import Listener
from shared.clock import utc_now
from shared.db import Database
from shared.db.columns import table_of
from shared.db.newest import SchemaVersionError, require_newest
from shared.egress.client import Egress
from shared.jobs import system
from shared.jobs.arenas import keep_apart, share_arenas
from shared.jobs.backlog import Backlog, Waiting
from shared.jobs.worker import Loop, ServiceWork, Worker, run
from shared.outbox.relay import Carried, RowsRefusedError
from shared.positions.generations import note_start
from shared.retention import PAUSE, remover
from shared.throttle import Buckets

DELIVERY_PAUSE, RETRY_PAUSE = 0.2, 1.0
"""Seconds between looks for due webhook deliveries while there are none: new ones, and ones whose time comes."""

_DELETED = (table_of(WebhookEndpoint), table_of(SellerAccount))
"""Tables whose deleted rows are kept for a while."""

CONCURRENCY = 32
"""Workflows of one service that run at a time; most of their time they wait for Amazon."""


def work(settings: GatewaySettings) -> ServiceWork:
    """The gateway's own: webhooks, consents, heads of the audit, and events straight into the table; no tasks."""
    database, sealer = settings.database("gateway"), secrets.sealer_of(settings.keys_dir)
    pepper = secrets.pepper_of(settings.keys_dir)
    deliverer = Deliverer(
        database,
        sealer,
        Egress(settings.webhook_private_receivers, loopback_for_tests=settings.is_for_trying),
        subscribers=Egress(settings.subscriber_places),
        clock=utc_now,
    )
    prober = Prober(settings, Buckets(settings.throttle()), utc_now)
    checker = Checker(database, sealer, prober, clock=utc_now)
    anchorer = Anchorer(database, HeadsFile(settings.audit_heads_file, pepper), clock=utc_now)

    def waiting(now: datetime) -> Sequence[Waiting]:
        with database.read() as session:
            return measure_waiting(session, now=now)

    return ServiceWork(
        name="gateway",
        database=database,
        register=lambda: [],
        publish=lambda carried: _store(database, carried, pepper),
        loops=[
            Loop("webhooks", DELIVERY_PAUSE, deliverer.run, deliverer.stop, at_least=RETRY_PAUSE),
            Loop("consents", consents.PAUSE, checker.run, lambda: None, at_least=consents.AT_LEAST),
            Loop("audit heads", audit.PAUSE, anchorer.run, lambda: None),
            Loop("retention", PAUSE, remover(database, _DELETED, KEPT, settings.terms, clock=utc_now), lambda: None),
        ],
        waiting=waiting,
    )


def works(
    gateway: GatewaySettings,
    catalog_: CatalogSettings,
    inventory_: InventorySettings,
    ads_: AdsSettings,
    tickets_: TicketsSettings,
) -> list[ServiceWork]:
    """What every service brings to the one worker."""
    return [
        work(gateway),
        catalog.work(catalog_),
        inventory.work(inventory_),
        ads.work(ads_),
        tickets.work(tickets_),
    ]


def main() -> None:
    """Run until SIGTERM or SIGINT; ends with 1 on databases of another version.

    Raises KeyFileError and PortTakenError.
    """
    log.configure()
    share_arenas()
    settings = GatewaySettings()
    found = works(settings, CatalogSettings(), InventorySettings(), AdsSettings(), TicketsSettings())
    _require_newest(settings, found)
    for each in found:
        note_start(each.database)
    metrics.REGISTRY.register(backlog_of(settings, found))
    keep_apart()
    with Listener(exposed(nothing_else, settings.keys_dir), settings.metrics_port, host=settings.metrics_host):
        kept = timedelta(days=settings.jobs_kept_days)
        run(Worker(settings.jobs_url, found, concurrency=CONCURRENCY, kept=kept))


def _require_newest(settings: GatewaySettings, found: Sequence[ServiceWork]) -> None:
    """Before anything is written."""
    try:
        system.refuse_newer(settings.jobs_url)
        for each in found:
            require_newest(each.database, f"services.{each.name}")
    except SchemaVersionError as error:
        log.get(__name__).critical("not started", reason=str(error))
        sys.exit(1)


def backlog_of(settings: GatewaySettings, found: Sequence[ServiceWork]) -> Backlog:
    """What waits in the databases of these services."""
    return Backlog(
        Database(settings.jobs_url),
        [queue for each in found for queue in each.queues],
        {each.name: each.database for each in found},
        {each.name: each.ages for each in found if each.ages},
        {each.name: each.waiting for each in found if each.waiting},
        utc_now,
    )


def _store(database: Database, carried: Sequence[Carried], pepper: bytes) -> None:
    try:
        with database.write() as session:
            operations.store_events(session, operations.batch_of(carried), pepper=pepper, now=utc_now())
    except (ValidationError, DataError, IntegrityError) as error:
        raise RowsRefusedError(log.failure_of(error)) from error


if __name__ == "__main__":
    main()

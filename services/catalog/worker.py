"""The background work of the catalog service."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial

from dbos import ScheduleInput

from services.catalog.compliance import tasks as compliance
from services.catalog.events import tell_findings
from services.catalog.findings.rules import TEXTS
from services.catalog.freshness.operations import measure_ages
from services.catalog.listings.operations import forget_shelves
from services.catalog.models import Finding, Listing, UnitCost
from services.catalog.models.kept import KEPT
from services.catalog.settings import CatalogSettings
from services.catalog.syncs import tasks as syncs
from services.catalog.syncs.operations import LISTINGS_QUEUE
from services.catalog.syncs.tasks.work import SyncWork
from shared.clock import utc_now
from shared.db.columns import table_of
from shared.departures import Held, Tell, ending, of_seller
from shared.findings import snoozes
from shared.internal import InternalClient
from shared.jobs.backlog import Age
from shared.jobs.reports import Terms
from shared.jobs.steps import Patience
from shared.jobs.worker import Loop, ServiceWork
from shared.retention import PAUSE, remover
from shared.seller_accounts import CallTimes, SellerAccounts
from shared.throttle import Buckets


def held(tell: Tell) -> Held:
    """What ends here with an account that is deleted: its shelves go, so that nothing is known of it any more."""
    return Held([of_seller(table_of(Listing)), of_seller(table_of(UnitCost))], Finding, tell, forget_shelves)


def work(settings: CatalogSettings) -> ServiceWork:
    """Tasks, schedules, the outbox and the ages of the catalog service."""
    database = settings.database("catalog")
    internal = InternalClient(settings.gateway_url, settings.signer("catalog"), clock=utc_now)
    accounts, buckets = SellerAccounts(internal, clock=utc_now), Buckets(settings.throttle())
    times = CallTimes(settings.timeout_seconds, settings.call_seconds, settings.document_seconds)
    sync_work = SyncWork(
        database=database,
        accounts=accounts,
        connect=partial(accounts.sp_connection, buckets=buckets, times=times),
        terms=Terms(
            Patience(settings.call_patience_seconds, settings.longest_pause_seconds), settings.report_patience_seconds
        ),
    )

    def register() -> Sequence[ScheduleInput]:
        return [*syncs.register(sync_work), *compliance.register(database)]

    def ages(now: datetime) -> Sequence[Age]:
        with database.read() as session:
            return measure_ages(session, now=now)

    tell = partial(tell_findings, texts=TEXTS)
    snoozing = Loop("snoozes", snoozes.PAUSE, snoozes.ender(database, Finding, tell, clock=utc_now), lambda: None)
    deleting = Loop(
        "retention",
        PAUSE,
        remover(database, [table_of(Listing), table_of(UnitCost)], KEPT, settings.terms, clock=utc_now),
        lambda: None,
    )
    return ServiceWork(
        name="catalog",
        database=database,
        register=register,
        publish=internal.publish,
        loops=[snoozing, deleting, ending(database, internal, held(tell), clock=utc_now)],
        ages=ages,
        account_queues=(LISTINGS_QUEUE,),
    )

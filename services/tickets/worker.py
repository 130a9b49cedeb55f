"""The background work of the tickets service."""

from collections.abc import Sequence
from functools import partial

from dbos import ScheduleInput

from services.tickets.events import tell_findings
from services.tickets.findings.rules import TEXTS
from services.tickets.models import AccountMetric, Finding, Macro
from services.tickets.models.kept import KEPT
from services.tickets.settings import TicketsSettings
from services.tickets.sla import tasks as sla
from services.tickets.syncs import tasks as syncs
from services.tickets.syncs.operations import QUEUE
from services.tickets.syncs.tasks import SyncWork
from shared.clock import utc_now
from shared.db.columns import table_of
from shared.departures import Held, Tell, ending, of_seller
from shared.findings import snoozes
from shared.internal import InternalClient
from shared.jobs.reports import Terms
from shared.jobs.steps import Patience
from shared.jobs.worker import Loop, ServiceWork
from shared.retention import PAUSE, remover
from shared.seller_accounts import CallTimes, SellerAccounts
from shared.throttle import Buckets

_DELETED = (table_of(Macro), table_of(AccountMetric))


def held(tell: Tell) -> Held:
    """What ends here with an account that is deleted; its cases stay readable."""
    return Held([of_seller(table_of(AccountMetric))], Finding, tell)


def work(settings: TicketsSettings) -> ServiceWork:
    """Tasks, schedules and the outbox of the tickets service."""
    database = settings.database("tickets")
    internal = InternalClient(settings.gateway_url, settings.signer("tickets"), clock=utc_now)
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
        return [*sla.register(database), *syncs.register(sync_work)]

    tell = partial(tell_findings, texts=TEXTS)
    snoozing = Loop("snoozes", snoozes.PAUSE, snoozes.ender(database, Finding, tell, clock=utc_now), lambda: None)
    deleting = Loop(
        "retention",
        PAUSE,
        remover(database, _DELETED, KEPT, settings.terms, clock=utc_now),
        lambda: None,
    )
    return ServiceWork(
        name="tickets",
        database=database,
        register=register,
        publish=internal.publish,
        loops=[deleting, snoozing, ending(database, internal, held(tell), clock=utc_now)],
        account_queues=(QUEUE,),
    )

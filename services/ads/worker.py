"""The work of the ads service in a worker process."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial

from dbos import ScheduleInput

from services.ads.campaigns import tasks as campaigns
from services.ads.clients import AdsAccounts
from services.ads.events import tell_findings
from services.ads.findings.rules import TEXTS
from services.ads.freshness.operations import measure_ages
from services.ads.models import AdsProfile, Campaign, Finding
from services.ads.models.kept import KEPT
from services.ads.report_imports import tasks as report_imports
from services.ads.report_imports.operations import QUEUE as IMPORT_QUEUE
from services.ads.settings import AdsSettings
from services.ads.syncs import tasks as syncs
from services.ads.syncs.operations import REPORT_QUEUE
from services.ads.syncs.tasks.work import SyncWork
from shared.clock import utc_now
from shared.db.columns import table_of
from shared.departures import Held, Tell, ending, of_places
from shared.findings import snoozes
from shared.internal import InternalClient
from shared.jobs.backlog import Age
from shared.jobs.children import IDLE_SECONDS, Children
from shared.jobs.locks import locks_beside
from shared.jobs.reports import Terms
from shared.jobs.steps import Patience
from shared.jobs.worker import Loop, ServiceWork
from shared.retention import PAUSE, remover
from shared.seller_accounts import CallTimes
from shared.throttle import Buckets


def held(tell: Tell) -> Held:
    """What ends here with an account that is deleted; its numbers stay readable."""
    return Held([of_places(table_of(Campaign), table_of(AdsProfile), "profile_key")], Finding, tell)


def work(settings: AdsSettings) -> ServiceWork:
    """Tasks, schedules, the outbox and the ages of the ads service."""
    database = settings.database("ads")
    internal = InternalClient(settings.gateway_url, settings.signer("ads"), clock=utc_now)
    accounts, buckets = AdsAccounts(internal, clock=utc_now), Buckets(settings.throttle())
    times = CallTimes(settings.timeout_seconds, settings.call_seconds, settings.document_seconds)
    sync_work = SyncWork(
        database=database,
        accounts=accounts,
        connect=partial(accounts.ads_connection, buckets=buckets, times=times),
        locks=locks_beside(settings.jobs_url),
        terms=Terms(
            Patience(settings.call_patience_seconds, settings.longest_pause_seconds), settings.report_patience_seconds
        ),
    )

    children = Children(report_imports.CHILD)

    def register() -> Sequence[ScheduleInput]:
        of_imports = report_imports.register(database, children)
        return [*syncs.register(sync_work), *of_imports, *campaigns.register(database)]

    def ages(now: datetime) -> Sequence[Age]:
        with database.read() as session:
            return measure_ages(session, now=now)

    tell = partial(tell_findings, texts=TEXTS)
    snoozing = Loop("snoozes", snoozes.PAUSE, snoozes.ender(database, Finding, tell, clock=utc_now), lambda: None)
    deleting = Loop(
        "retention",
        PAUSE,
        remover(database, [table_of(Campaign)], KEPT, settings.terms, clock=utc_now),
        lambda: None,
    )
    return ServiceWork(
        name="ads",
        database=database,
        register=register,
        loops=[
            deleting,
            snoozing,
            ending(database, internal, held(tell), clock=utc_now),
            Loop("children", IDLE_SECONDS / 4, children.rest, children.stop),
        ],
        publish=internal.publish,
        ages=ages,
        account_queues=(REPORT_QUEUE,),
        child_queues=(IMPORT_QUEUE,),
    )

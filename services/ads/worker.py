"""The work of the ads service in a worker process."""

from collections.abc import Sequence

from dbos import ScheduleInput

from services.ads.clients import GatewayClient
from services.ads.report_imports import tasks as report_imports
from services.ads.settings import AdsSettings
from services.ads.syncs import tasks as syncs
from services.ads.syncs.tasks import SyncWork
from shared.clock import utc_now
from shared.internal import InternalClient
from shared.jobs.worker import ServiceWork
from shared.throttle import Buckets


def work(settings: AdsSettings) -> ServiceWork:
    """Tasks, schedules and the outbox of the ads service."""
    database = settings.database("ads")
    internal = InternalClient(settings.gateway_url, settings.signer("ads"), clock=utc_now)
    sync_work = SyncWork(database, GatewayClient(internal), Buckets(settings.throttle()))

    def register() -> Sequence[ScheduleInput]:
        return [*syncs.register(sync_work), *report_imports.register(database)]

    return ServiceWork(name="ads", database=database, register=register, publish=internal.publish)

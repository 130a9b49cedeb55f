"""The background work of the tickets service."""

from services.tickets.settings import TicketsSettings
from services.tickets.sla import tasks as sla
from shared.clock import utc_now
from shared.internal import InternalClient
from shared.jobs.worker import ServiceWork


def work(settings: TicketsSettings) -> ServiceWork:
    """Tasks, schedules and the outbox of the tickets service."""
    database = settings.database("tickets")
    client = InternalClient(settings.gateway_url, settings.signer("tickets"), clock=utc_now)
    return ServiceWork(
        name="tickets", database=database, register=lambda: sla.register(database), publish=client.publish
    )

"""The background work of the tickets service."""

from services.tickets.settings import TicketsSettings
from shared.clock import utc_now
from shared.internal import InternalClient
from shared.jobs.worker import ServiceWork


def work(settings: TicketsSettings) -> ServiceWork:
    """No tasks yet; its events go to the gateway."""
    client = InternalClient(settings.gateway_url, settings.signer("tickets"), clock=utc_now)
    return ServiceWork(
        name="tickets", database=settings.database("tickets"), register=lambda: [], publish=client.publish
    )

"""The background work of the inventory service."""

from services.inventory.settings import InventorySettings
from shared.clock import utc_now
from shared.internal import InternalClient
from shared.jobs.worker import ServiceWork


def work(settings: InventorySettings) -> ServiceWork:
    """No tasks yet; its events go to the gateway."""
    client = InternalClient(settings.gateway_url, settings.signer("inventory"), clock=utc_now)
    return ServiceWork(
        name="inventory", database=settings.database("inventory"), register=lambda: [], publish=client.publish
    )

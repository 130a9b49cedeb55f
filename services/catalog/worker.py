"""The background work of the catalog service."""

from services.catalog.settings import CatalogSettings
from shared.clock import utc_now
from shared.internal import InternalClient
from shared.jobs.worker import ServiceWork


def work(settings: CatalogSettings) -> ServiceWork:
    """No tasks yet; its events go to the gateway."""
    client = InternalClient(settings.gateway_url, settings.signer("catalog"), clock=utc_now)
    return ServiceWork(
        name="catalog", database=settings.database("catalog"), register=lambda: [], publish=client.publish
    )

"""The routers of the catalog service."""

from services.catalog.accuracy import endpoints as accuracy
from services.catalog.findings import endpoints as findings
from services.catalog.listings import endpoints as listings
from services.catalog.syncs import endpoints as syncs

ROUTERS = (
    accuracy.router,
    findings.router,
    listings.router,
    syncs.router,
)

"""The routers of the catalog service."""

from services.catalog.accuracy import endpoints as accuracy
from services.catalog.costs import endpoints as costs
from services.catalog.findings import endpoints as findings
from services.catalog.listings import endpoints as listings
from services.catalog.syncs import endpoints as syncs

ROUTERS = (
    accuracy.router,
    costs.router,
    findings.router,
    listings.router,
    syncs.router,
)

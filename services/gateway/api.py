"""The feature routers of the gateway; those of `internal` are for our own services and undocumented."""

from services.gateway.actors import endpoints as actors
from services.gateway.api_keys import endpoints as api_keys
from services.gateway.audit import endpoints as audit
from services.gateway.authorizations import endpoints as authorizations
from services.gateway.callers import endpoints as callers
from services.gateway.consents import endpoints as consents
from services.gateway.departures import endpoints as departures
from services.gateway.events import endpoints as events
from services.gateway.marketplaces import endpoints as marketplaces
from services.gateway.seller_accounts import endpoints as seller_accounts
from services.gateway.stops import endpoints as stops
from services.gateway.tenants import endpoints as tenants
from services.gateway.webhook_deliveries import endpoints as webhook_deliveries
from services.gateway.webhook_endpoints import endpoints as webhook_endpoints

ROUTERS = (
    tenants.router,
    actors.router,
    callers.router,
    api_keys.router,
    marketplaces.router,
    seller_accounts.router,
    departures.router,
    consents.router,
    stops.router,
    authorizations.router,
    authorizations.callback,
    events.router,
    audit.router,
    webhook_endpoints.router,
    webhook_deliveries.router,
    webhook_deliveries.replay_router,
    actors.internal,
    seller_accounts.internal,
    departures.internal,
    consents.internal,
    events.internal,
)

"""Builds the API program: the gateway with all services (`app`), or the gateway alone (`alone`).

`uvicorn --factory services.gateway.main:app`.
"""

import gc
from collections.abc import Mapping

from fastapi import FastAPI
from starlette.types import ASGIApp

from services.ads import main as ads
from services.ads.settings import AdsSettings
from services.catalog import main as catalog
from services.catalog.settings import CatalogSettings
from services.gateway import api, docs
from services.gateway.addresses import Addresses
from services.gateway.authentication import Authenticate, Authenticator
from services.gateway.authorizations.amazon import ConsentPages
from services.gateway.composition import compose
from services.gateway.consents.amazon.proofs import Prober
from services.gateway.consents.amazon.tokens import AccessTokens
from services.gateway.settings import GatewaySettings
from services.inventory import main as inventory
from services.inventory.settings import InventorySettings
from services.tickets import main as tickets
from services.tickets.settings import TicketsSettings
from shared import log, secrets
from shared.app.exposition import exposed
from shared.app.factory import create_app
from shared.clock import utc_now
from shared.egress.client import Egress
from shared.throttle import Buckets


def build(settings: GatewaySettings) -> FastAPI:
    """The gateway's own app. Raises KeyFileError when a secret file is missing or open to others."""
    throttle = settings.throttle(for_requests=True)
    routers = [*api.ROUTERS, *([docs.router] if settings.docs else [])]
    gateway = create_app("gateway", settings.shell("gateway"), routers, close=throttle.dispose)
    gateway.state.keys_per_tenant = settings.keys_per_tenant
    gateway.state.pepper = secrets.pepper_of(settings.keys_dir)
    gateway.state.sealer = secrets.sealer_of(settings.keys_dir)
    gateway.state.egress = Egress(settings.webhook_private_receivers, loopback_for_tests=settings.is_for_trying)
    gateway.state.access_tokens = AccessTokens(settings, clock=utc_now)
    gateway.state.consent_pages = ConsentPages(settings)
    gateway.state.prober = Prober(settings, Buckets(throttle), utc_now)
    return gateway


def assemble(settings: GatewaySettings, services: Mapping[str, FastAPI]) -> ASGIApp:
    """The program: `services` at their prefixes behind the gateway's keys, and the operator's metrics."""
    authenticator = Authenticator(
        settings.database("gateway", for_requests=True),
        signer=settings.signer("gateway"),
        pepper=secrets.pepper_of(settings.keys_dir),
        clock=utc_now,
    )
    gateway = build(settings)
    gateway.state.neighbours.extend(services.values())
    addresses = Addresses(settings.anonymous_per_minute, settings.trusted_proxies)
    return exposed(Authenticate(compose(services, gateway), authenticator, addresses), settings.keys_dir)


def app() -> ASGIApp:
    """All services in one process, with settings from the environment."""
    log.configure()
    services = {
        "/v1/catalog": catalog.build(CatalogSettings()),
        "/v1/inventory": inventory.build(InventorySettings()),
        "/v1/ads": ads.build(AdsSettings()),
        "/v1/tickets": tickets.build(TicketsSettings()),
    }
    return for_good(assemble(GatewaySettings(), services))


def alone() -> ASGIApp:
    """The gateway behind a proxy that sends the services' paths to the services."""
    log.configure()
    return for_good(assemble(GatewaySettings(), {}))


def for_good(program: ASGIApp) -> ASGIApp:
    """The program of a process that serves nothing else, for as long as it lives.

    What is built now stays, so the collector need not go through it again and again: an eighth of a bulk
    request, 14 of the 195 us of one that does nothing.
    """
    gc.freeze()
    return program

"""Builds the app of the tickets service: `uvicorn --factory services.tickets.main:app`."""

from fastapi import FastAPI
from starlette.types import ASGIApp

from services.tickets import api
from services.tickets.settings import TicketsSettings
from shared import log, secrets
from shared.app.assignees import Actors
from shared.app.exposition import exposed
from shared.app.factory import create_app
from shared.app.lifespan import told
from shared.clock import utc_now
from shared.internal import InternalClient
from shared.seller_accounts import SellerAccounts


def build(settings: TicketsSettings) -> FastAPI:
    """The service's app, for a composition; nothing is opened before it starts. Raises KeyFileError."""
    internal = InternalClient(settings.gateway_url, settings.signer("tickets"), clock=utc_now)
    built = create_app("tickets", settings.shell("tickets"), api.ROUTERS, close=internal.close)
    built.state.accounts = SellerAccounts(internal, clock=utc_now)
    built.state.actors = Actors(internal)
    built.state.events_secret = secrets.tickets_events_secret_of(settings.keys_dir)
    return built


def app() -> ASGIApp:
    """The service alone, behind a proxy that asks the gateway who calls."""
    log.configure()
    settings = TicketsSettings()
    return exposed(told(build(settings)), settings.keys_dir)

"""Builds the app of the catalog service: `uvicorn --factory services.catalog.main:app`."""

from fastapi import FastAPI
from starlette.types import ASGIApp

from services.catalog import api
from services.catalog.settings import CatalogSettings
from shared import log
from shared.app.assignees import Actors
from shared.app.exposition import exposed
from shared.app.factory import create_app
from shared.app.lifespan import told
from shared.clock import utc_now
from shared.internal import InternalClient
from shared.seller_accounts import SellerAccounts


def build(settings: CatalogSettings) -> FastAPI:
    """The service's app, for a composition; nothing is opened before it starts."""
    internal = InternalClient(settings.gateway_url, settings.signer("catalog"), clock=utc_now)
    built = create_app("catalog", settings.shell("catalog"), api.ROUTERS, close=internal.close)
    built.state.accounts = SellerAccounts(internal, clock=utc_now)
    built.state.actors = Actors(internal)
    return built


def app() -> ASGIApp:
    """The service alone, behind a proxy that asks the gateway who calls."""
    log.configure()
    settings = CatalogSettings()
    return exposed(told(build(settings)), settings.keys_dir)

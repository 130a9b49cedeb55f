"""Builds the app of the inventory service: `uvicorn --factory services.inventory.main:app`."""

from functools import partial

from fastapi import FastAPI
from starlette.types import ASGIApp

from services.inventory import api
from services.inventory.settings import InventorySettings
from shared import log
from shared.app.assignees import Actors
from shared.app.exposition import exposed
from shared.app.factory import create_app
from shared.app.lifespan import told
from shared.clock import utc_now
from shared.internal import InternalClient
from shared.secrets import sealer_of
from shared.seller_accounts import SellerAccounts


def build(settings: InventorySettings) -> FastAPI:
    """The service's app, for a composition; nothing is opened before it starts."""
    internal = InternalClient(settings.gateway_url, settings.signer("inventory"), clock=utc_now)
    built = create_app("inventory", settings.shell("inventory"), api.ROUTERS, close=internal.close)
    built.state.accounts = SellerAccounts(internal, clock=utc_now)
    built.state.actors = Actors(internal)
    built.state.sealer = partial(sealer_of, settings.keys_dir)
    built.state.erp_egress = settings.erp_egress()
    return built


def app() -> ASGIApp:
    """The service alone, behind a proxy that asks the gateway who calls."""
    log.configure()
    settings = InventorySettings()
    return exposed(told(build(settings)), settings.keys_dir)

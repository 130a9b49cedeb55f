"""The app of the ads service: `uvicorn --factory services.ads.main:app`."""

from fastapi import FastAPI
from starlette.types import ASGIApp

from services.ads.api import ROUTERS
from services.ads.clients import AdsAccounts
from services.ads.settings import AdsSettings
from shared import log
from shared.app.assignees import Actors
from shared.app.exposition import exposed
from shared.app.factory import create_app
from shared.app.lifespan import told
from shared.clock import utc_now
from shared.internal import InternalClient


def build(settings: AdsSettings) -> FastAPI:
    """The bare app, for the gateway's composition."""
    internal = InternalClient(settings.gateway_url, settings.signer("ads"), clock=utc_now)
    built = create_app("ads", settings.shell("ads"), ROUTERS, close=internal.close)
    built.state.accounts = AdsAccounts(internal, clock=utc_now)
    built.state.actors = Actors(internal)
    return built


def app() -> ASGIApp:
    """The service as a program of its own, settings from the environment."""
    log.configure()
    settings = AdsSettings()
    return exposed(told(build(settings)), settings.keys_dir)

"""Builds the FastAPI app of one service: the same shell around each."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from fastapi import APIRouter, FastAPI
from fastapi.telemetry import TelemetryConfig

from shared.app import failures, health
from shared.app.direct import Direct
from shared.app.identity import Identity
from shared.app.limits import Limiter
from shared.app.openapi_document import describe, operation_id
from shared.app.places import Places, bring_threads
from shared.app.quotas import Quota
from shared.app.routes import add_routes
from shared.auth.tokens import Verifier
from shared.clock import moment_of_asking, utc_now
from shared.db import Database
from shared.db.newest import require_newest
from shared.positions.generations import note_start
from shared.problems import responses
from shared.throttle import Buckets

_OFF: TelemetryConfig = {"tracing": False, "metrics": False, "logs": False}
"""We count and log ourselves; that FastAPI asks at every request whether it should takes 5 us."""


@dataclass(frozen=True, slots=True)
class Shell:
    """What every service's app is given besides its routes.

    `public_keys` maps an issuer (`gateway`, or a service) to its Ed25519 public key in PEM.
    """

    database: Database
    quotas: Database
    public_keys: dict[str, str]
    reads: Quota
    writes: Quota
    clock: Callable[[], datetime] = utc_now


def create_app(
    service: str, shell: Shell, routers: Sequence[APIRouter], *, close: Callable[[], None] = lambda: None
) -> FastAPI:
    """The app of `services.<service>`; it refuses to start on a database that is not migrated.

    When it stops, `close` is called: for what the app was built with besides its databases.
    """

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        try:
            app.state.require_newest()
            note_start(shell.database)
            bring_threads()
            yield
        finally:
            shell.database.dispose()
            shell.quotas.dispose()
            close()

    app = FastAPI(
        title=f"Zhuli {service}",
        version="1",
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        generate_unique_id_function=operation_id,
        responses=responses(),
        redirect_slashes=False,
        strict_content_type=False,
        openapi_url=None,
        telemetry=_OFF,
    )
    app.state.service = service
    app.state.database = shell.database
    app.state.require_newest = partial(require_newest, shell.database, f"services.{service}")
    if shell.clock is not utc_now:
        # With any override FastAPI reads the signatures of all dependencies anew at every request.
        app.dependency_overrides[moment_of_asking] = shell.clock
    limiter = Limiter(Buckets(shell.quotas), service=service, reads=shell.reads, writes=shell.writes)
    failures.add_handlers(app)
    places = Places()
    add_routes(app, [health.router(service), *routers], places)
    app.middleware_stack = Identity(
        Direct(app, places), verifier=Verifier(shell.public_keys), limiter=limiter, clock=shell.clock
    )
    describe(app)
    return app

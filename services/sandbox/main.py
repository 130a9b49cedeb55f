"""The sandbox's own process: `uvicorn --factory --no-date-header services.sandbox.main:app`."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp

from services.sandbox.api import ROUTERS
from services.sandbox.clocks.endpoints import DatedAnswers
from services.sandbox.faults.endpoints import FaultyWire
from services.sandbox.refusals import AdsRefusal, MabangRefusal, Refusal, SellingPartnerRefusal
from services.sandbox.settings import SandboxSettings
from services.sandbox.usage_plans import PATHS, headers_of
from shared import log
from shared.app.lifespan import told
from shared.db.newest import require_newest


def app() -> ASGIApp:
    """The program with its settings from the environment."""
    log.configure()
    return told(create_app(SandboxSettings()))


def create_app(settings: SandboxSettings) -> FastAPI:
    """The app; it refuses to start on a database that is not migrated.

    Answers have Amazon's shapes, errors too, so it stands outside the shell of our own services.
    """
    database = settings.database(for_requests=True)

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        sandbox.state.require_newest()
        yield
        database.dispose()

    sandbox = FastAPI(title="Zhuli sandbox", lifespan=lifespan, openapi_url=None)
    sandbox.state.settings = settings
    sandbox.state.database = database
    sandbox.state.require_newest = partial(require_newest, database, "services.sandbox")
    for failure in (Refusal, RequestValidationError, HTTPException, Exception):
        sandbox.add_exception_handler(failure, _answer)
    sandbox.add_middleware(FaultyWire)
    sandbox.add_middleware(DatedAnswers)
    sandbox.add_api_route("/health", get_sandbox_health)
    for router in ROUTERS:
        sandbox.include_router(router)
    return sandbox


def get_sandbox_health() -> dict[str, str]:
    """Whether the process answers."""
    return {"status": "ok"}


def _answer(request: Request, failure: Exception) -> Response:
    refusal = failure if isinstance(failure, Refusal) else _refusal_of(request, failure)
    headers = refusal.headers | headers_of(request)
    return Response(refusal.body, refusal.status, headers, refusal.media_type)


def _refusal_of(request: Request, failure: Exception) -> Refusal:
    """What the framework or a defect of ours brought about, in the shape of the API that was called."""
    status, detail = 500, "Internal server error"
    if isinstance(failure, RequestValidationError):
        problems = failure.errors()[:10]
        status, detail = 400, "; ".join(f"{'.'.join(map(str, each['loc']))}: {each['msg']}" for each in problems)
    elif isinstance(failure, HTTPException):
        status, detail = failure.status_code, failure.detail
    if request.url.path.startswith(PATHS):
        code = {400: "InvalidInput", 404: "NotFound", 500: "InternalFailure"}.get(status, "InvalidRequest")
        return SellingPartnerRefusal(status, code, "The request was refused.", detail)
    if request.url.path.startswith("/mabang/"):
        return MabangRefusal(detail)
    member = "detail" if request.url.path.startswith("/reporting/") else "details"
    return AdsRefusal(status, detail, member=member)

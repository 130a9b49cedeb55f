"""The apps of the REST benchmarks, for `tests.benchmarks.server`; settings from the environment."""

import base64
import os
import sqlite3
from typing import Any

import orjson
from fastapi import APIRouter, FastAPI, Request, Response
from starlette.types import ASGIApp

from services.ads import api as ads_api
from services.ads.products import word_of
from services.ads.settings import AdsSettings
from services.catalog import main as catalog
from services.catalog.settings import CatalogSettings
from services.gateway.main import assemble, for_good
from services.gateway.settings import GatewaySettings
from services.inventory import main as inventory
from services.inventory.settings import InventorySettings
from services.tickets import main as tickets
from services.tickets.settings import TicketsSettings
from shared import log
from shared.app.factory import create_app
from shared.auth import requires

NO_OP = "/v1/ads/no-op"
_COLUMNS = (
    "c.ad_product, c.campaign_key, c.name, c.state, c.targeting_type, c.budget_micros, c.budget_type, c.start_on,"
    " c.updated_at, c.deleted_at"
)
_FROM = "FROM campaign c JOIN ads_profile p ON p.profile_key = c.profile_key WHERE p.tenant_id = ?"
_READ = (
    f"SELECT p.seller_id, p.marketplace_id, p.currency, {_COLUMNS}, c.replaced_by_key, c.profile_key, c.pos {_FROM}"
)
_ONE = f"{_READ} AND c.campaign_key = ?"
_PAGE = f"{_READ} ORDER BY c.pos, c.profile_key, c.campaign_key, c.ad_product LIMIT ?"


def gateway_with_no_op() -> ASGIApp:
    """The whole program with one more route, the last of its service: nothing but key, scope and limits."""
    log.configure()
    router = APIRouter(prefix=NO_OP)
    router.add_api_route("", _nothing, dependencies=[requires("ads:read")])
    ads_app = create_app("ads", AdsSettings().shell("ads"), [*ads_api.ROUTERS, router])
    services = {
        "/v1/catalog": catalog.build(CatalogSettings()),
        "/v1/inventory": inventory.build(InventorySettings()),
        "/v1/ads": ads_app,
        "/v1/tickets": tickets.build(TicketsSettings()),
    }
    return for_good(assemble(GatewaySettings(), services))


def bare_no_op() -> FastAPI:
    """The same route and nothing else."""
    app = FastAPI(openapi_url=None)
    app.add_api_route(NO_OP, _nothing)
    return app


def bare_campaigns() -> FastAPI:
    """One campaign and a page of them by the raw driver: no key, no limits, no layers.

    `BENCH_TENANT` says whose, `BENCH_CURSOR` is what the product's cursor holds, of which the key is read anew.
    """
    app = FastAPI(openapi_url=None)
    path = os.environ["ADS_DATABASE_URL"].removeprefix("sqlite:///")
    driver = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    tenant_id, walk = os.environ["BENCH_TENANT"], orjson.loads(os.environ["BENCH_CURSOR"])

    @app.get("/v1/ads/campaigns/{campaign_id}")
    async def get_one(campaign_id: str) -> Response:
        row = driver.execute(_ONE, (tenant_id, int(campaign_id))).fetchone()
        return Response(orjson.dumps(_shown(row)), media_type="application/json")

    @app.get("/v1/ads/campaigns")
    async def get_page(request: Request) -> Response:
        limit = int(request.query_params["limit"])
        rows = driver.execute(_PAGE, (tenant_id, limit + 1)).fetchall()
        last = rows[limit - 1]
        content = orjson.dumps({**walk, "k": [last[15], last[14], last[4], last[3]]})
        cursor = base64.urlsafe_b64encode(content).decode().rstrip("=")
        page = {
            "items": [_shown(row) for row in rows[:limit]],
            "next_cursor": cursor,
            "has_more": len(rows) > limit,
            "follow_cursor": cursor,
            "restored": False,
        }
        return Response(orjson.dumps(page), media_type="application/json")

    return app


async def _nothing() -> dict[str, str]:
    return {"status": "ok"}


def _shown(row: tuple[Any, ...]) -> dict[str, Any]:
    seller, marketplace, currency, product, key, name, state, targeting, budget, kind, start_on, *moments = row
    updated_at, deleted_at, replaced_by, _, _ = moments
    whole, cents = divmod(budget // 10_000, 100)
    return {
        "seller_id": seller,
        "marketplace_id": marketplace,
        "ad_product": word_of(product),
        "campaign_id": str(key),
        "name": name,
        "state": state,
        "targeting_type": targeting,
        "budget": {"amount": f"{whole}.{cents:02}", "currency": currency},
        "budget_type": kind,
        "start_on": start_on,
        "updated_at": updated_at,
        "deleted_at": deleted_at,
        "replaced_by": None if replaced_by is None else str(replaced_by),
    }

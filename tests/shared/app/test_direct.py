"""What is served directly is answered as by the framework, and the reads that are asked by the thousand are."""

from typing import Annotated

import pytest
from fastapi import APIRouter, Depends, FastAPI, Path, Query, Request, Response
from fastapi.testclient import TestClient
from pydantic import BaseModel

from services.gateway.openapi import app_of
from shared.app import direct
from shared.app.direct import Direct
from shared.app.failures import add_handlers
from shared.app.language import CallerLanguage
from shared.app.places import Places
from shared.app.routes import add_routes
from shared.auth import Principal, requires
from shared.auth.caller import SCOPE_KEY
from shared.auth.principal import SERVICES
from shared.http.filters import MarketplaceFilter
from shared.pages import DaysQuery
from shared.problems import NotFoundError

_Reader = Annotated[Principal, requires("ads:read")]
_Id = Annotated[str, Path(min_length=2, max_length=5)]


class Thing(BaseModel):
    name: str
    at: str | None = None


class ThingQuery(DaysQuery):
    marketplace_id: MarketplaceFilter = ""
    is_new: bool = False
    kinds: tuple[str, ...] = ()


router = APIRouter(prefix="/v1/things")


@router.get("/alive")
async def check_alive() -> Thing:
    return Thing(name="alive")


@router.get("/language")
async def say_language(_principal: Annotated[Principal, requires()], language: CallerLanguage) -> dict[str, str]:
    return {"language": language}


@router.get("", response_model=Thing)
async def list_things(request: Request, principal: _Reader, query: Annotated[ThingQuery, Query()]) -> Response:
    shown = f"{request.method} {request.url.query} {principal.tenant_id} {query!r}"
    return Response(shown, headers={"X-Path": request.url.path})


@router.get("/{name}", responses={404: {}})
async def get_thing(principal: _Reader, name: _Id) -> Thing:
    if name == "none":
        raise NotFoundError
    return Thing(name=name, at=principal.key_id)


@router.delete("/{name}", status_code=204)
async def delete_thing(
    request: Request, name: _Id, principal: Annotated[Principal, requires("ads:write", whole_tenant=True)]
) -> Response:
    return Response(status_code=204)


@router.post("/{name}")
async def change_thing(name: _Id, thing: Thing, principal: _Reader) -> Thing:
    return thing


@router.get("/{name}/parts")
def list_parts(name: str, principal: _Reader) -> list[str]:
    return [name]


@router.get("/{name}/parts/{number}")
async def get_part(name: str, number: int) -> int:
    return number


@router.get("/{name}/kinds")
async def list_kinds(name: str, kind: Annotated[list[str] | None, Query()] = None) -> list[str]:
    return kind or []


def _thread() -> str:
    return "x"


@router.get("/{name}/threads")
async def get_thread(name: str, thread: Annotated[str, Depends(_thread)]) -> str:
    return thread


@pytest.fixture(scope="module")
def clients():
    """The framework alone, and ours, under a caller whom a header names."""
    clients = []
    for is_direct in (False, True):
        app = FastAPI(redirect_slashes=False)
        add_handlers(app)
        add_routes(app, [router])
        app.middleware_stack = named_by_header(Direct(app, Places()) if is_direct else app.build_middleware_stack())
        clients.append(TestClient(app))
    return clients


def named_by_header(app):
    async def served(scope, receive, send):
        scopes = dict(scope["headers"]).get(b"x-scopes")
        if scopes is not None:
            sellers = frozenset("A") if b"limited" in scopes else None
            named = frozenset(scopes.decode().split())
            scope[SCOPE_KEY] = Principal("person", "t", "a", "k", named, True, seller_ids=sellers)
        await app(scope, receive, send)

    return served


@pytest.mark.parametrize("scopes", [None, "ads:read", "ads:write limited"])
@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/v1/things"),
        ("GET", "/v1/things?limit=7&from_on=2026-11-01&to_on=2026-11-02&is_new=true&cursor="),
        ("GET", "/v1/things?limit=7&limit=8"),
        ("GET", "/v1/things?kinds=a,b"),
        ("GET", "/v1/things?kinds=a&kinds=b"),
        ("GET", "/v1/things?limit=0"),
        ("GET", "/v1/things?limit=x&nothing=1"),
        ("GET", "/v1/things?from_on=2026-11-02&to_on=2026-11-01"),
        ("GET", "/v1/things?marketplace_id=DE&cursor=%E7%94%B5%00"),
        ("GET", "/v1/things?cursor=a+b%2Bc&&=&is_new"),
        ("POST", "/v1/things"),
        ("GET", "/v1/things/"),
        ("GET", "/v1/things/ab?limit=3&limit=4"),
        ("GET", "/v1/things/%E7%94%B5%E6%B0%B4"),
        ("GET", "/v1/things/a%2Fb"),
        ("GET", "/v1/things/a"),
        ("GET", "/v1/things/abcdef"),
        ("GET", "/v1/things/none"),
        ("GET", "/v1/things/alive"),
        ("GET", "/v1/things/language"),
        ("PATCH", "/v1/things/ab"),
        ("DELETE", "/v1/things/ab"),
        ("DELETE", "/v1/things/alive"),
        ("POST", "/v1/things/ab"),
        ("GET", "/v1/things/ab/parts"),
        ("GET", "/v1/things/ab/parts/8"),
        ("GET", "/v1/things/ab/kinds?kind=1&kind=2"),
        ("GET", "/v1/things/ab/threads"),
        ("GET", "/elsewhere"),
    ],
)
def test_each_request_is_answered_as_by_the_framework(clients, method, path, scopes):
    headers = {"Accept-Language": "zh"} | ({} if scopes is None else {"X-Scopes": scopes})
    expected, found = (client.request(method, path, headers=headers) for client in clients)
    assert (found.status_code, found.content) == (expected.status_code, expected.content)
    assert found.headers == expected.headers


def direct_of(app):
    return sorted(
        route.name for route in app.routes if getattr(route, "dependant", None) and direct.endpoint_of(route)
    )


def test_direct_is_what_needs_nothing_more():
    app = FastAPI()
    add_routes(app, [router])
    assert direct_of(app) == ["check_alive", "delete_thing", "get_part", "get_thing", "list_things", "say_language"]


def test_the_reads_that_are_asked_by_the_thousand_are_direct():
    found = {name for service in SERVICES for name in direct_of(app_of(service)) if not name.startswith("check_")}
    assert found == {
        *("get_ads_campaign", "list_ads_campaigns", "get_catalog_listing", "list_catalog_listings"),
        *("list_inventory_stock", "list_order_lines", "list_stock_health", "list_worklist"),
    }


def test_a_defect_is_not_hidden(clients):
    app = FastAPI()
    add_handlers(app)
    broken = APIRouter()

    @broken.get("/broken")
    async def read_broken() -> Thing:
        raise ValueError("of ours")

    add_routes(app, [broken])
    app.middleware_stack = Direct(app, Places())
    with pytest.raises(ValueError, match="of ours"):
        TestClient(app).get("/broken")

"""A route is found by the head of its path, with the answers that FastAPI itself would give."""

from itertools import product
from typing import Annotated

import pytest
from fastapi import APIRouter, FastAPI, Query
from fastapi.testclient import TestClient
from pydantic import Field

from shared.app.failures import add_handlers
from shared.app.routes import add_routes
from shared.pages import PageQuery

ROUTES = [
    ("GET", "/v1/things"),
    ("POST", "/v1/things"),
    ("GET", "/v1/things/all"),
    ("GET", "/v1/things/{name}"),
    ("DELETE", "/v1/things/{name}"),
    ("POST", "/v1/things/all/{number}/parts"),
    ("GET", "/v1/{kind}"),
    ("GET", "/v1/{kind}/{name}/parts"),
    ("GET", "/health"),
]
METHODS = ["GET", "HEAD", "POST", "DELETE", "OPTIONS"]
PATHS = [
    *("/", "/health", "/health/", "/healthy", "/v1", "/v1/", "/v1/others", "/v1/others/a", "/v1/others/a/parts"),
    *("/v1/things", "/v1/things/", "/v1/thingsandmore", "/v1/things/all", "/v1/things/all/", "/v1/things/a"),
    *("/v1/things/all/7/parts", "/v1/things/all/parts", "/v1/things/a/parts", "/v1/things/all/7/parts/8", "//v1"),
    *("/v1//things", "/v1/things//", "/" * 5000, "/v1/things/%2e", "/v1/things/all/7%2Fparts"),
]


@pytest.fixture(scope="module")
def clients():
    routers = []
    for place, (method, path) in enumerate(ROUTES):
        router = APIRouter()
        router.add_api_route(path, answer_of(place), methods=[method])
        routers.append(router)
    plain, ours = FastAPI(redirect_slashes=False), FastAPI(redirect_slashes=False)
    for router in routers:
        plain.include_router(router)
    add_routes(ours, routers)
    with TestClient(plain, follow_redirects=False) as one, TestClient(ours, follow_redirects=False) as other:
        yield one, other


def answer_of(place):
    async def answer() -> dict[str, int]:
        return {"route": place}

    return answer


@pytest.mark.parametrize(("path", "method"), list(product(PATHS, METHODS)))
def test_each_request_is_answered_as_by_the_framework(clients, path, method):
    expected, found = (client.request(method, f"http://testserver{path}") for client in clients)
    assert (found.status_code, found.content) == (expected.status_code, expected.content)
    assert found.headers == expected.headers


def test_every_route_is_reached(clients):
    _, client = clients
    reached = [client.request(method, path.format(kind="k", name="n", number=1)) for method, path in ROUTES]
    assert [answer.json()["route"] for answer in reached] == list(range(len(ROUTES)))


class ThingQuery(PageQuery):
    """What a list takes: some once, `kind` as often as wanted."""

    name: str = ""
    kind: list[str] = Field(default_factory=list)


@pytest.fixture(scope="module")
def lists():
    router = APIRouter()

    @router.get("/v1/things")
    def list_things(query: Annotated[ThingQuery, Query()]) -> ThingQuery:
        return query

    @router.get("/v1/things/{name}")
    def get_thing(name: str, as_of: str = "") -> str:
        return name + as_of

    app = FastAPI()
    add_handlers(app)
    add_routes(app, [router])
    with TestClient(app) as client:
        yield client


@pytest.mark.parametrize(
    ("path", "repeated"),
    [
        ("/v1/things?name=a&name=b", ["name"]),
        ("/v1/things?name=a&limit=9&name=a&limit=9", ["limit", "name"]),
        ("/v1/things?cursor&cursor=", ["cursor"]),
        ("/v1/things/a?as_of=1&as_of=2", ["as_of"]),
    ],
)
def test_of_two_values_none_is_dropped_without_a_word(lists, path, repeated):
    answer = lists.get(path)
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid-request")
    told = [(error["location"], error["pointer"], error["code"]) for error in answer.json()["errors"]]
    assert told == [("query", name, "repeated") for name in repeated]


def test_a_list_may_be_given_one_by_one(lists):
    answer = lists.get("/v1/things?kind=a&kind=b&name=c&limit=9")
    assert answer.json() == {"limit": 9, "cursor": "", "name": "c", "kind": ["a", "b"]}

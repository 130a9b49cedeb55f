"""Every route of every service: who may call it, what it is called, and what it promises."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any

import pytest
from fastapi import APIRouter, FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import RouteContext, iter_route_contexts
from fastapi.testclient import TestClient
from pydantic import BaseModel

from services.ads import api as ads
from services.catalog import api as catalog
from services.cli.contract import contract_files
from services.gateway import api as gateway
from services.gateway import docs
from services.inventory import api as inventory
from services.sandbox.main import create_app as create_sandbox
from services.sandbox.settings import SandboxSettings
from services.tickets import api as tickets
from shared.app.factory import Shell, create_app
from shared.app.quotas import Quota
from shared.auth import Principal, requires
from shared.db import Database

SERVICES = ("gateway", "catalog", "inventory", "ads", "tickets")
CALLERS = [requires(whole_tenant=each).dependency for each in (False, True)]

# Whoever calls these needs no key: state of a program, and the documents with their page.
PUBLIC = {f"/v1/{service}/{state}" for service in SERVICES[1:] for state in ("livez", "readyz")} | {
    "/livez",
    "/readyz",
    "/openapi.json",
    "/openapi-3.0.json",
    "/",
    "/docs",
    "/docs/events",
    "/docs/problems",
    "/docs/{language}/{page}",
    "/docs/api/{name}",
    "/docs/{name}",
}
# Their callers prove themselves by the signature of a webhook.
SIGNED = {"/internal/tickets/events"}
# Its caller is a browser that comes back from Amazon with a state of ours.
RETURNED = {"/v1/consents/callback"}
# Every key of a tenant may read these, whatever its scopes.
ANY_SCOPE = {
    "list_marketplaces",
    "list_worklist",  # it shows of each service what the scopes of the key allow
    "read_tenant",
    "read_me",
    "list_actors",
    "get_actor",
    "list_seller_accounts",
    "get_seller_account",
}
# Amazon's side: signing in, a link that carries its own signature, and what only a simulation has.
SANDBOX_PUBLIC = {
    "/health",
    "/auth/o2/token",
    "/report-documents/{report_id}.json.gz",
    "/sandbox/advertiser",
    "/sandbox/answer-key",
    "/sandbox/faults",
    "/sandbox/calls",
    "/sandbox/clock",
    "/product-type-schemas/{product_type}.json",
    "/seller-report-documents/{document_id}",
    "/feed-documents/{document_id}",
    "/sandbox/mailbox",
    "/sandbox/warehouse",
    "/sandbox/mabang",
    "/sandbox/mabang/traps",
    "/sandbox/mabang/calls",
    "/apps/authorize/consent",
    "/ap/oa",
}
# Where calls of the Ads API and of the Selling Partner API carry their access token.
SANDBOX_TOKENS = {"authorization", "access_token"}


def app_of(service: str, routers: Sequence[APIRouter]) -> FastAPI:
    nowhere, quota = Database("sqlite://"), Quota("none", 1, 60)
    shell = Shell(database=nowhere, quotas=nowhere, public_keys={}, reads=quota, writes=quota)
    return create_app(service, shell, routers)


def routes_of(app: FastAPI) -> list[RouteContext]:
    return [context for context in iter_route_contexts(app.routes) if context.methods]


APPS = {
    "gateway": app_of("gateway", [*gateway.ROUTERS, docs.router]),
    "catalog": app_of("catalog", catalog.ROUTERS),
    "inventory": app_of("inventory", inventory.ROUTERS),
    "ads": app_of("ads", ads.ROUTERS),
    "tickets": app_of("tickets", tickets.ROUTERS),
}
PROTECTED = [
    (service, method, route.path)
    for service, app in APPS.items()
    for route in routes_of(app)
    for method in sorted(route.methods or ())
    if route.path not in PUBLIC | SIGNED | RETURNED
]


def dependencies(dependant: Dependant) -> Iterator[Dependant]:
    for each in dependant.dependencies:
        yield each
        yield from dependencies(each)


def open_routes(app: FastAPI, public: Iterable[str]) -> set[str]:
    """Paths without a principal that are not on the list."""
    return {route.path for route in routes_of(app) if not principals(route)} - set(public)


def scopeless_routes(app: FastAPI) -> set[str]:
    """Operations whose principal needs no scope."""
    return {
        str(route.name) for route in routes_of(app) if any(not each.own_oauth_scopes for each in principals(route))
    }


def principals(route: RouteContext) -> list[Dependant]:
    return [each for each in dependencies(route.route.dependant) if each.call in CALLERS]


def open_sandbox_routes(app: FastAPI, public: Iterable[str]) -> set[str]:
    """The same for the sandbox, whose callers sign in as Amazon's do."""
    return {
        route.path
        for route in routes_of(app)
        if not any(names(each) & SANDBOX_TOKENS for each in dependencies(route.route.dependant))
    } - set(public)


def names(dependant: Dependant) -> set[str]:
    return {parameter.name for parameter in dependant.header_params}


def repeated(values: Iterable[str]) -> list[str]:
    return [value for value, times in Counter(values).items() if times > 1]


def differing(documents: Mapping[str, dict[str, Any]]) -> set[str]:
    """Components that two documents have under one name with different content."""
    texts: dict[str, set[str]] = {}
    for document in documents.values():
        for name, schema in document["components"]["schemas"].items():
            texts.setdefault(name, set()).add(json.dumps(schema))
    return {name for name, found in texts.items() if len(found) > 1}


def stale(files: Mapping[Path, str]) -> list[str]:
    """Committed documents that are missing or differ from what the routes say now."""
    return [path.name for path, fresh in files.items() if not path.exists() or path.read_text() != fresh]


@pytest.mark.parametrize("service", SERVICES)
def test_every_route_has_a_principal_or_is_public(service: str) -> None:
    assert open_routes(APPS[service], PUBLIC | SIGNED | RETURNED) == set()


def test_a_principal_without_a_scope_is_named() -> None:
    assert set().union(*(scopeless_routes(app) for app in APPS.values())) == ANY_SCOPE


def test_every_sandbox_route_has_a_caller_or_is_public() -> None:
    assert open_sandbox_routes(create_sandbox(SandboxSettings(database_url="sqlite://")), SANDBOX_PUBLIC) == set()


def test_no_public_route_is_named_in_vain() -> None:
    assert {route.path for app in APPS.values() for route in routes_of(app)} >= PUBLIC


@pytest.mark.parametrize(("service", "method", "path"), PROTECTED)
def test_an_anonymous_caller_is_refused(service: str, method: str, path: str) -> None:
    answer = TestClient(APPS[service]).request(method, path.replace("{", "").replace("}", ""))

    assert (answer.status_code, answer.json()["code"]) == (401, "unauthorized")


def test_operation_ids_are_unique_over_all_services() -> None:
    assert repeated(route.name or "" for app in APPS.values() for route in routes_of(app)) == []


def test_paths_are_unique_over_all_services() -> None:
    assert (
        repeated(f"{method} {r.path}" for app in APPS.values() for r in routes_of(app) for method in r.methods) == []
    )


def test_every_route_has_one_method() -> None:
    assert [route.path for app in APPS.values() for route in routes_of(app) if len(route.methods or ()) != 1] == []


def test_components_of_one_name_are_equal_in_all_services() -> None:
    assert differing({service: app.openapi() for service, app in APPS.items()}) == set()


def test_the_committed_contract_is_fresh() -> None:
    assert stale(contract_files()) == [], "run `make contract`"


class Thing(BaseModel):
    """A wire shape for the planted examples."""

    size: int


def planted_app() -> FastAPI:
    router = APIRouter()
    caller = Annotated[Principal, requires("ads:read")]

    @router.get("/open")
    def list_things() -> Thing: ...

    @router.get("/mine")
    def get_thing(principal: caller) -> Thing: ...

    @router.get("/anybody")
    def find_thing(principal: Annotated[Principal, requires()]) -> Thing: ...

    return app_of("planted", [router])


def test_a_planted_open_route_is_found() -> None:
    public = {"/v1/planted/livez", "/v1/planted/readyz"}

    assert open_routes(planted_app(), public) == {"/open"}
    assert scopeless_routes(planted_app()) == {"find_thing"}
    assert "/open" in open_sandbox_routes(planted_app(), public)


def test_a_planted_repetition_is_found() -> None:
    assert repeated(["list_findings", "get_finding", "list_findings"]) == ["list_findings"]


def test_a_planted_difference_is_found() -> None:
    other = json.loads(json.dumps(planted_app().openapi()))
    other["components"]["schemas"]["Thing"]["properties"]["size"]["type"] = "string"

    assert differing({"one": planted_app().openapi(), "other": other}) == {"Thing"}


def test_a_planted_stale_contract_is_found(tmp_path: Path) -> None:
    (tmp_path / "openapi.json").write_text("{}\n")

    assert stale({tmp_path / "openapi.json": "{}\n"}) == []
    assert stale({tmp_path / "openapi.json": '{"paths": {}}\n', tmp_path / "new.json": ""}) == [
        "openapi.json",
        "new.json",
    ]

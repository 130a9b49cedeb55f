"""One program of several apps: who gets which request, and when each app lives."""

from contextlib import asynccontextmanager

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from services.gateway.composition import compose


@pytest.fixture
def seen():
    return []


@pytest.fixture
def new_app(seen):
    def made(name, *, fails_at=None):
        @asynccontextmanager
        async def lifespan(_app):
            if fails_at == "start":
                raise RuntimeError(f"{name} cannot start")
            seen.append(f"+{name}")
            try:
                yield
            finally:
                seen.append(f"-{name}")
            if fails_at == "end":
                raise RuntimeError(f"{name} cannot end")

        def require_newest():
            if fails_at == "look":
                raise RuntimeError(f"{name} is old")

        app = FastAPI(lifespan=lifespan)
        app.state.require_newest = require_newest

        @app.get("/{path:path}")
        def answer(path: str) -> str:
            return f"{name} {path}"

        return app

    return made


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/v1/ads", "ads v1/ads"),
        ("/v1/ads/findings", "ads v1/ads/findings"),
        ("/v1/catalog/", "catalog v1/catalog/"),
        ("/v1/adsx", "gateway v1/adsx"),
        ("/v1", "gateway v1"),
        ("/", "gateway "),
        ("/x/v1/ads", "gateway x/v1/ads"),
        ("//v1/ads", "gateway /v1/ads"),
    ],
)
def test_a_request_goes_where_its_path_belongs(new_app, path, expected):
    apps = {"/v1/ads": new_app("ads"), "/v1/catalog": new_app("catalog")}
    client = TestClient(compose(apps, new_app("gateway")))
    assert client.get(f"http://testserver{path}").json() == expected


def test_every_app_lives_as_long_as_the_program(new_app, seen):
    apps = {"/v1/ads": new_app("ads"), "/v1/catalog": new_app("catalog")}
    with TestClient(compose(apps, new_app("gateway"))):
        assert seen == ["+gateway", "+ads", "+catalog"]
    assert seen[3:] == ["-catalog", "-ads", "-gateway"]


def test_no_app_starts_before_the_databases_of_all_are_looked_at(new_app, seen):
    apps = {"/v1/ads": new_app("ads"), "/v1/catalog": new_app("catalog", fails_at="look")}
    with pytest.raises(RuntimeError, match="catalog is old"), TestClient(compose(apps, new_app("gateway"))):
        pass
    assert seen == []


def test_an_app_that_cannot_start_ends_the_start_and_those_before_it(new_app, seen):
    apps = {"/v1/ads": new_app("ads", fails_at="start"), "/v1/catalog": new_app("catalog")}
    with (
        pytest.raises(RuntimeError, match="ads cannot start"),
        TestClient(compose(apps, new_app("gateway"))),
    ):
        raise AssertionError("it started")
    assert seen == ["+gateway", "-gateway"]


def test_an_app_that_cannot_end_does_not_keep_the_others(new_app, seen):
    apps = {"/v1/ads": new_app("ads", fails_at="end")}
    with pytest.raises(RuntimeError, match="ads cannot end"), TestClient(compose(apps, new_app("gateway"))):
        seen.clear()
    assert seen == ["-ads", "-gateway"]

import re

import pytest
from starlette.testclient import TestClient

from services.gateway import main, openapi

pytestmark = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)


def test_the_documents_are_served_to_everybody(client):
    for path, document in zip(("/openapi.json", "/openapi-3.0.json"), openapi.documents(), strict=True):
        answer = client.get(path)
        assert (answer.status_code, answer.headers["content-type"]) == (200, "application/json")
        assert answer.json() == document


def test_the_bare_address_leads_to_the_page(client):
    answer = client.get("/", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (307, "/docs")


def test_the_page_loads_nothing_from_elsewhere(client):
    page = client.get("/docs")
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert "http" not in page.headers["content-security-policy"]
    assert "default-src 'none'" in page.headers["content-security-policy"]
    assets = re.findall(r'(?:src|href)="([^"]+)"', page.text)
    assert assets == [
        "/docs/favicon-32x32.png",
        "/docs/swagger-ui.css",
        "/docs/swagger-ui-bundle.js",
        "/docs/start.js",
    ]
    for asset in assets:
        answer = client.get(asset)
        assert answer.status_code == 200
        assert answer.headers["cache-control"] == "public, max-age=86400"
        assert answer.headers["x-content-type-options"] == "nosniff"


def test_the_assets_are_swagger_ui_5(client):
    assert re.search(r'"5\.\d+\.\d+"', client.get("/docs/swagger-ui-bundle.js").text)
    assert 'url: "/openapi.json"' in client.get("/docs/start.js").text


@pytest.mark.parametrize("asset", ["main.py", "__init__.py", "..%2Fmain.py", "%2e%2e/main.py", "x"])
def test_no_other_file_is_served(client, asset):
    answer = client.get(f"/docs/{asset}")
    assert (answer.status_code, answer.json()["code"]) == (404, "path-unknown" if "%" in asset else "not-found")


def test_an_installation_can_do_without(settings):
    without = settings.model_copy(update={"docs": False})
    with TestClient(main.assemble(without, {}), raise_server_exceptions=False) as client:
        for path in ("/", "/docs", "/docs/start.js", "/openapi.json", "/openapi-3.0.json"):
            answer = client.get(path)
            assert (answer.status_code, answer.json()["code"]) == (404, "path-unknown"), path
        assert client.get("/livez").status_code == 200

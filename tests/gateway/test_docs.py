import re

import pytest
from starlette.testclient import TestClient

from services.gateway import main, openapi
from services.gateway.contract.problems import all_problems
from services.gateway.event_types import EVENT_TYPES

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
    page = client.get("/docs/en")
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert "http" not in page.headers["content-security-policy"]
    assert "default-src 'none'" in page.headers["content-security-policy"]
    assets = re.findall(r'(?:src|<link [^>]*href)="([^"]+)"', page.text)
    assert assets == [
        "/docs/favicon-32x32.png",
        "/docs/swagger-ui.css",
        "/docs/pages.css",
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
    assert (answer.status_code, answer.json()["code"]) == (404, "not-found")


def test_the_way_in_begins_with_the_worklist_and_has_every_operation(client):
    for language, first in (("en", "tickets: worklist"), ("zh", "待办")):
        page = client.get(f"/docs/{language}").text
        assert re.findall(r"<h3>([^<]+)</h3>", page)[0] == first
        assert "/v1/tickets/worklist?limit=10" in page
        operations = openapi.documents()[0]["paths"].values()
        named = {operation["operationId"] for item in operations for operation in item.values()}
        assert set(re.findall(r'data-operation="(\w+)"', page)) == named
        assert "补货" in page  # words in both languages find a chapter in either


@pytest.mark.parametrize(("accepted", "language"), [("zh-CN", "zh-CN"), ("en", "en"), ("fr", "en")])
@pytest.mark.parametrize("path", ["/docs", "/docs/events", "/docs/problems"])
def test_a_page_comes_in_the_language_that_is_accepted(client, path, accepted, language):
    page = client.get(path, headers={"Accept-Language": accepted})
    assert (page.headers["content-language"], page.headers["vary"]) == (language, "Accept-Language")
    assert f'<html lang="{language}">' in page.text


def test_the_type_of_a_problem_opens_its_text(client):
    problem = client.get("/v1/nothing").json()
    path, _, anchor = problem["type"].partition("#")
    for language, said in (("en", "names the nearest path"), ("zh", "给出最接近的路径")):
        page = client.get(path, headers={"Accept-Language": language}).text
        section = page.partition(f'<section id="{anchor}">')[2].partition("</section>")[0]
        assert said in section


def test_every_event_and_every_problem_has_its_text_in_both_languages(client):
    names = {"events": EVENT_TYPES, "problems": [each.code for each in all_problems()]}
    for page, expected in names.items():
        for language in ("en", "zh"):
            text = client.get(f"/docs/{language}/{page}").text
            assert sorted(re.findall(r'<section id="([^"]+)">', text)) == sorted(expected)


@pytest.mark.parametrize(
    "path", ["/docs/fr", "/docs/fr/events", "/docs/en/x", "/docs/api/openapi-x.json", "/docs/api/ads"]
)
def test_there_is_no_other_page(client, path):
    assert (client.get(path).status_code, client.get(path).json()["code"]) == (404, "not-found")


@pytest.mark.parametrize("service", openapi.SERVICES)
def test_each_service_has_a_document_of_its_own(client, service):
    own = client.get(f"/docs/api/openapi-{service}.json").json()
    operations = [operation for item in own["paths"].values() for operation in item.values()]
    assert {operation["x-service"] for operation in operations} == {service}
    merged = openapi.documents()[0]["paths"]
    assert all(merged[path] == item for path, item in own["paths"].items())
    assert ("webhooks" in own) == (service == "gateway")


def test_an_installation_can_do_without(settings):
    without = settings.model_copy(update={"docs": False})
    with TestClient(main.assemble(without, {}), raise_server_exceptions=False) as client:
        for path in ("/", "/docs", "/docs/problems", "/docs/start.js", "/openapi.json", "/openapi-3.0.json"):
            answer = client.get(path)
            assert (answer.status_code, answer.json()["code"]) == (404, "path-unknown"), path
        assert client.get("/livez").status_code == 200

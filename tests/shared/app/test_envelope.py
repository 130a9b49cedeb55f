"""Every answer, also one that no route made, has a request id, the security headers and the problem's shape."""

import json
import re

import pytest

from shared.app.incoming import JSON_LIMIT, UPLOAD_LIMIT

pytestmark = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
SECURITY = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cache-control": "no-store",
}


def check(answer, status, code):
    assert answer.status_code == status
    assert SECURITY.items() <= dict(answer.headers).items()
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert (problem["status"], problem["code"]) == (status, code)
    assert problem["request_id"] == answer.headers["x-request-id"]
    assert problem["type"].startswith("/docs/problems#")


@pytest.mark.parametrize(
    ("method", "path", "options", "status", "code"),
    [
        ("GET", "/nowhere", {}, 404, "path-unknown"),
        ("GET", "/v1/catalog/notes/x", {}, 422, "invalid-request"),
        ("GET", "/v1/catalog/notes/1/", {}, 404, "path-unknown"),
        ("PATCH", "/v1/catalog/notes/1", {}, 405, "method-not-allowed"),
        ("PUT", "/v1/catalog/notes/1", {"json": {"text": "x"}}, 401, "unauthorized"),
        ("POST", "/v1/catalog/notes", {"content": b"{", "headers": {"content-type": "application/json"}}, 400, None),
        ("POST", "/v1/catalog/notes", {"content": b"{}", "headers": {"content-type": "text/plain"}}, 415, None),
        ("POST", "/v1/catalog/notes", {"content": b"{}"}, 415, "unsupported-media-type"),
        ("POST", "/v1/catalog/notes", {"files": {"file": b"{}"}}, 415, "unsupported-media-type"),
        ("POST", "/v1/catalog/files", {"json": {"file": "x"}}, 415, "unsupported-media-type"),
        ("POST", "/v1/catalog/files", {"data": {"file": "x"}, "files": {"other": b"x"}}, 422, "invalid-request"),
        ("GET", "/v1/catalog/broken", {}, 500, "internal-error"),
    ],
)
def test_every_error_is_a_problem(client, method, path, options, status, code):
    answer = client.request(method, path, **options)
    named = {400: "malformed-request", 415: "unsupported-media-type"}
    check(answer, status, code or named[status])


def test_nothing_of_an_unexpected_error_leaves(client):
    assert "secret" not in client.get("/v1/catalog/broken").text


def test_who_has_to_ask_somebody_that_is_away_says_so_and_is_well(client, capsys):
    answer = client.get("/v1/catalog/waiting")
    check(answer, 503, "temporarily-unavailable")
    assert answer.headers["retry-after"] == "1"
    lines = map(json.loads, capsys.readouterr().err.splitlines())
    assert [line["event"] for line in lines if line["level"] != "info"] == ["upstream unavailable"]


def test_a_refused_value_is_not_echoed(client):
    answer = client.post("/v1/catalog/notes", json={"text": {"card": "4111-1111"}, "4222-2222": 1})
    check(answer, 422, "invalid-request")
    assert "4111" not in answer.text
    assert {error["pointer"] for error in answer.json()["errors"]} == {"/text", "/4222-2222"}


@pytest.mark.parametrize(
    ("path", "methods"),
    [("/v1/catalog/notes/1", "DELETE, GET, HEAD, PUT"), ("/v1/catalog/notes/bulk", "POST")],
)
def test_405_names_all_methods_of_the_path(client, path, methods):
    assert client.patch(path).headers["allow"] == methods


def test_head_is_answered_like_get(client):
    answers = [client.request(method, "/v1/catalog/notes/3") for method in ("HEAD", "GET")]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert [answer.headers["content-length"] for answer in answers] == ["14", "14"]
    assert answers[0].content == b""
    assert client.head("/v1/catalog/files").status_code == 405


def test_a_good_answer_has_the_headers_too(client):
    answer = client.get("/v1/catalog/notes/3")
    assert answer.json() == {"text": "xxx"}
    assert SECURITY.items() <= dict(answer.headers).items()
    assert re.fullmatch(r"[0-9a-f]{24}", answer.headers["x-request-id"])


@pytest.mark.parametrize(
    ("given", "kept"), [("erp-2026-11-01_7", True), ("short", False), ("x" * 65, False), ("bad id!", False)]
)
def test_a_request_id_is_kept_when_it_is_harmless(client, given, kept):
    for path in ("/v1/catalog/notes/1", "/nowhere", "/v1/catalog/broken"):
        answer = client.get(path, headers={"x-request-id": given})
        assert (answer.headers["x-request-id"] == given) is kept


@pytest.mark.parametrize("path", ["/v1/catalog/notes", "/nowhere"])
def test_a_body_that_says_it_is_too_large_is_refused_unread(client, path):
    headers = {"content-type": "application/json", "content-length": str(JSON_LIMIT + 1)}
    check(client.post(path, content=b"", headers=headers), 413, "body-too-large")


def test_an_upload_may_be_larger_but_not_endless(client):
    headers = {"content-type": "multipart/form-data; boundary=x"}
    fits = client.post("/nowhere", content=b"", headers=headers | {"content-length": str(UPLOAD_LIMIT)})
    check(fits, 404, "path-unknown")
    over = client.post("/nowhere", content=b"", headers=headers | {"content-length": str(UPLOAD_LIMIT + 1)})
    check(over, 413, "body-too-large")


def test_a_body_without_a_length_is_counted_while_it_is_read(client):
    def chunks():
        for _ in range(JSON_LIMIT // 65536 + 2):
            yield b" " * 65536

    answer = client.post("/v1/catalog/notes", content=chunks(), headers={"content-type": "application/json"})
    check(answer, 413, "body-too-large")


@pytest.mark.parametrize(
    ("asked", "title"),
    [
        ("zh-CN,zh;q=0.9,en;q=0.8", "没有此路径"),
        ("en, zh;q=0.1", "There is no such path"),
        ("de", "There is no such path"),
        (";;q=x,", "There is no such path"),
    ],
)
def test_titles_follow_the_language_and_codes_do_not(client, asked, title):
    answer = client.get("/nowhere", headers={"accept-language": asked})
    assert answer.headers["content-language"] == ("zh-CN" if asked.startswith("zh") else "en")
    assert answer.headers["vary"] == "accept-language"
    assert (answer.json()["title"], answer.json()["code"]) == (title, "path-unknown")


def test_an_answer_without_a_text_for_people_names_no_language(client):
    answer = client.get("/v1/catalog/notes/1", headers={"accept-language": "zh"})
    assert (answer.status_code, "content-language" in answer.headers, "vary" in answer.headers) == (200, False, False)


@pytest.mark.parametrize(
    ("path", "detail"),
    [
        ("/v1/catalog/notes/1/", "Leave out the slash at the end: /v1/catalog/notes/1"),
        ("/v1/catalog/note/1", "Did you mean /v1/catalog/notes/1?"),
        ("/catalog/notes", "Did you mean /v1/catalog/notes?"),
        ("/v1/catalog/" + "notes/" * 100, "All paths are in /openapi.json and on the page /docs."),
        ("/elsewhere", "All paths are in /openapi.json and on the page /docs."),
    ],
)
def test_a_path_that_is_none_leads_to_the_one_that_was_meant(client, path, detail):
    answer = client.get(path)
    assert (answer.json()["code"], answer.json()["detail"]) == ("path-unknown", detail)


def test_a_method_that_is_none_is_answered_with_those_there_are(client):
    assert client.patch("/v1/catalog/notes/1").json()["detail"] == "This path takes DELETE, GET, HEAD, PUT."

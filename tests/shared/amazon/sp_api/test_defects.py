"""What python-amazon-sp-api 2.1.35 does wrong, and the adapter does not: one test or more for each defect."""

import gzip
import logging
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from time import monotonic

import pytest
from sp_api.auth import access_token_client

from shared.amazon.errors import AmazonApiError, DocumentExpired, Throttled, Unauthorized, Unavailable
from shared.amazon.sp_api import Connection
from shared.amazon.sp_api.feeds import Feeds, UploadPlace
from shared.amazon.sp_api.listings import Listings
from shared.amazon.sp_api.reports import ReportDocument, Reports
from shared.amazon.sp_api.sellers import Sellers
from shared.clock import utc_now
from tests.shared.amazon.sockets import listening, trickle, wait

pytestmark = pytest.mark.present

SUBMISSION = {"sku": "A", "status": "ACCEPTED", "submissionId": "s"}


def refused(call, kind):
    with pytest.raises(AmazonApiError) as caught:
        call()
    assert type(caught.value) is kind
    return caught.value


def text_of(line, document):
    with Reports(line).open_document(document) as chunks:
        return b"".join(chunks)


def test_1_the_adapter_can_be_the_first_that_is_imported():
    """In the library's asynchronous half the order of imports decides; none of it may be loaded."""
    program = "import sys, shared.amazon.sp_api.feeds; assert 'sp_api.asyncio' not in sys.modules"
    subprocess.run([sys.executable, "-c", program], check=True, timeout=60)


@pytest.mark.parametrize(("behave", "timeout", "deadline"), [(wait, 0.2, 60.0), (trickle, 60.0, 0.4)])
def test_2_a_call_ends_in_time(limits, behave, timeout, deadline):
    with listening(behave) as url:
        line = Connection(url, lambda: "t", limits, clock=utc_now, timeout=timeout, deadline=deadline)
        started = monotonic()
        error = refused(Sellers(line).get_marketplace_participations, Unavailable)
        seconds = monotonic() - started
    assert (error.code, error.retryable) == ("timeout", True)
    assert 0.15 < seconds < 10


def test_2_the_librarys_own_sign_in_is_never_used(server, limits, answer, caplog):
    caplog.set_level(logging.DEBUG)
    tokens = iter(["Atza|first", "Atza|second"])
    line = Connection(server.url, lambda: next(tokens), limits, clock=utc_now)
    for _ in range(2):
        answer({"payload": []})
        Sellers(line).get_marketplace_participations()
    assert [asked.headers["x-amz-access-token"] for asked in server.asked] == ["Atza|first", "Atza|second"]
    assert {asked.path for asked in server.asked} == {"/sellers/v1/marketplaceParticipations"}
    assert len(access_token_client.cache) == 0
    assert "Atza" not in caplog.text


@pytest.mark.parametrize("status", [200, 500, 503])
def test_3_a_web_page_is_an_error(server, line, status):
    server.answer(status, b"<html>Service Unavailable</html>", {"Content-Type": "text/html"})
    assert refused(Sellers(line).get_marketplace_participations, Unavailable).status == status


@pytest.mark.parametrize("body", [{"message": "Forbidden"}, {}, {"errors": []}, None])
def test_4_a_refusal_without_errors_is_an_error(line, answer, body):
    answer(body, status=403)
    error = refused(Sellers(line).get_marketplace_participations, Unauthorized)
    assert (error.status, error.code, error.retryable) == (403, "403", False)
    assert error.detail == (body or {}).get("message", "status 403 without a reason")


def test_5_an_expired_token_is_unauthorized(line, answer):
    expired = {"code": "Unauthorized", "message": "Access token is expired", "details": ""}
    answer({"errors": [expired]}, status=401)
    error = refused(Sellers(line).get_marketplace_participations, Unauthorized)
    assert (error.status, error.code, error.detail) == (401, "Unauthorized", "Access token is expired")


def test_6_a_put_holds_what_it_should_and_nothing_else(line, answer, asked):
    answer(SUBMISSION)
    Listings(line, "S").put_item("A 1/ü", "ATVPDKIKX0DER", "LUGGAGE", {"color": [{"value": "红"}]})
    assert asked() == (
        "PUT",
        "/listings/2021-08-01/items/S/A%201%2F%C3%BC",
        {"marketplaceIds": "ATVPDKIKX0DER", "includedData": "identifiers,issues"},
        {"productType": "LUGGAGE", "requirements": "LISTING", "attributes": {"color": [{"value": "红"}]}},
    )


def test_6_a_query_names_the_marketplace_once(line, answer, asked):
    answer({"sku": "A"})
    Listings(line, "S").get_item("A", "ATVPDKIKX0DER", included_data=("summaries", "issues"))
    assert asked()[2] == {"marketplaceIds": "ATVPDKIKX0DER", "includedData": "summaries,issues"}


def test_6_a_delete_keeps_its_query(line, answer, asked):
    answer(SUBMISSION)
    Listings(line, "S").delete_item("A", "A1PA6795UKMFR9")
    assert asked() == ("DELETE", "/listings/2021-08-01/items/S/A", {"marketplaceIds": "A1PA6795UKMFR9"}, None)


def test_7_the_host_header_is_whole(server, line, answer):
    answer({"payload": []})
    Sellers(line).get_marketplace_participations()
    assert server.asked[0].headers["Host"] == server.url.removeprefix("http://")


@pytest.mark.parametrize("packing", [None, "GZIP"])
def test_8_an_expired_link_is_an_error(server, line, packing):
    server.answer(403, b"<?xml version='1.0'?><Error><Code>AccessDenied</Code></Error>")
    document = ReportDocument("d", server.url + "/doc?sig=1", packing)
    assert refused(lambda: text_of(line, document), DocumentExpired).retryable is False
    assert "x-amz-access-token" not in server.asked[0].headers


def test_8_an_expired_place_for_an_upload_is_an_error(server, line):
    server.answer(403, b"<Error/>")
    place = UploadPlace("d", server.url + "/put")
    refused(lambda: Feeds(line).upload(place, b"x", content_type="text/plain"), DocumentExpired)


def test_9_callers_at_the_same_time_count_for_themselves(server, line, answer):
    for _ in range(5):
        answer({"errors": [{"code": "QuotaExceeded", "message": "slow down"}]}, status=429)
    with ThreadPoolExecutor(5) as pool:
        calls = [pool.submit(Listings(line, "S").get_item, "A", "M") for _ in range(5)]
    assert [type(call.exception()) for call in calls] == [Throttled] * 5
    assert len(server.asked) == 5  # nobody tried twice


@pytest.mark.parametrize(
    ("content_type", "content", "text"),
    [
        ("text/plain", "水壶\tü", "水壶\tü"),
        ("text/plain; charset=UTF-8", "\ufeff水壶", "水壶"),
        ("text/plain;charset=Cp1252", "Größe €".encode("cp1252"), "Größe €"),
        ("text/plain;charset=Windows-31J", "水①髙".encode("cp932"), "水①髙"),
        ("text/plain;charset=Shift_JIS", "水①髙".encode("cp932"), "水①髙"),
        ("text/plain;charset=iso-8859-1", "é".encode("latin-1"), "é"),
    ],
)
@pytest.mark.parametrize("packing", [None, "GZIP"])
def test_10_a_document_is_read_in_its_own_encoding(server, line, content_type, content, text, packing):
    body = content.encode() if isinstance(content, str) else content
    server.answer(200, gzip.compress(body) if packing else body, {"Content-Type": content_type})
    assert text_of(line, ReportDocument("d", server.url + "/doc", packing)).decode() == text


def test_10_a_feed_is_sent_as_it_is(server, line):
    server.answer(200)
    content = "sku\t名称\nA\t水壶".encode()
    place = UploadPlace("d", server.url + "/put")
    Feeds(line).upload(place, content, content_type="text/tab-separated-values; charset=UTF-8")
    put = server.asked[0]
    assert (put.method, put.body) == ("PUT", content)
    assert put.headers["Content-Type"] == "text/tab-separated-values; charset=UTF-8"
    assert "x-amz-access-token" not in put.headers


def test_the_environment_of_the_library_changes_nothing(server, line, answer, monkeypatch):
    monkeypatch.setenv("SP_API_DEFAULT_MARKETPLACE", "JP")  # it would send every call to Amazon in Japan
    monkeypatch.setenv("SP_API_REFRESH_TOKEN", "Atzr|other")
    answer({"reportId": "r"})
    assert Reports(line).create_report("GET_X", ["ATVPDKIKX0DER"]) == "r"
    assert len(server.asked) == 1

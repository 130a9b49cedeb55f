import json
import pickle
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from shared.amazon.ads_api import (
    AdsApi,
    AmazonApiError,
    DocumentExpired,
    DuplicateReport,
    InvalidReport,
    ReportRequest,
    Throttled,
    Unauthorized,
    Unavailable,
)
from shared.amazon.ads_api.payloads import Profile, ReportStatus
from shared.amazon.errors import NotFound

REQUEST = ReportRequest(
    name="terms",
    start_on=date(2026, 10, 1),
    end_on=date(2026, 10, 31),
    report_type_id="spSearchTerm",
    group_by=["searchTerm"],
    columns=["date", "clicks"],
)
DUPLICATE_ID = "9553f2aa-3da4-49a4-95d5-cc0a3af5f85d"


@pytest.fixture
def api(server):
    return AdsApi(server.url + "/", "client-1", lambda: "token-1", timeout=2.0, deadline=5.0)


def answer(server, status, value, **headers):
    server.answer(status, json.dumps(value).encode(), {"Content-Type": "application/json"} | headers)


def error_of(call, kind):
    with pytest.raises(AmazonApiError) as caught:
        call()
    assert type(caught.value) is kind
    return caught.value


def test_profiles(server, api):
    account = {"id": "A1EXAMPLE", "type": "seller", "name": "Kettles", "marketplaceStringId": "ATVPDKIKX0DER"}
    profile = {
        "profileId": 1234567890123456789,
        "countryCode": "US",
        "currencyCode": "USD",
        "timezone": "America/Los_Angeles",
        "accountInfo": account,
        "dailyBudget": 999.0,
    }
    answer(server, 200, [profile])
    assert api.list_profiles() == [
        Profile(
            profile_id="1234567890123456789",
            country_code="US",
            currency="USD",
            timezone="America/Los_Angeles",
            account_type="seller",
            seller_id="A1EXAMPLE",
            marketplace_id="ATVPDKIKX0DER",
            name="Kettles",
        )
    ]
    asked = server.asked[0]
    assert (asked.method, asked.path) == ("GET", "/v2/profiles")
    assert asked.headers["Authorization"] == "Bearer token-1"
    assert asked.headers["Amazon-Advertising-API-ClientId"] == "client-1"
    assert "Amazon-Advertising-API-Scope" not in asked.headers


@pytest.mark.parametrize(
    ("date", "moment"),
    [
        ("Mon, 07 Dec 2026 10:15:00 GMT", datetime(2026, 12, 7, 10, 15, tzinfo=UTC)),
        ("yesterday", None),
        ("", None),
    ],
)
def test_amazons_clock_is_read_off_its_answer(server, api, date, moment):
    assert api.answered_at is None
    answer(server, 200, [], Date=date)
    assert api.list_profiles() == []
    assert api.answered_at == moment


def test_campaigns_come_page_by_page(server, api):
    first = {
        "campaignId": "11",
        "name": "水壶 exact",
        "state": "ENABLED",
        "targetingType": "MANUAL",
        "budget": {"budget": 25.10, "budgetType": "DAILY"},
        "startDate": "2026-01-02",
        "portfolioId": "7",
    }
    answer(server, 200, {"campaigns": [first], "nextToken": "p2", "totalResults": 2})
    answer(server, 200, {"campaigns": [{"campaignId": "12", "name": "b", "state": "PAUSED"}], "nextToken": ""})
    pages = list(api.list_campaigns("99"))
    assert [[campaign.campaign_id for campaign in page] for page in pages] == [["11"], ["12"]]
    campaign = pages[0][0]
    assert (campaign.name, campaign.budget, campaign.start_on) == (
        "水壶 exact",
        Decimal("25.1"),
        date(2026, 1, 2),
    )
    assert [json.loads(asked.body) for asked in server.asked] == [{}, {"nextToken": "p2"}]
    assert {asked.headers["Amazon-Advertising-API-Scope"] for asked in server.asked} == {"99"}
    assert {asked.headers["Content-Type"] for asked in server.asked} == {"application/vnd.spCampaign.v3+json"}


def test_campaigns_of_sponsored_brands_come_page_by_page(server, api):
    first = {
        "campaignId": 21,
        "name": "SB video",
        "state": "ENABLED",
        "budget": 12.5,
        "budgetType": "LIFETIME",
        "startDate": "2026-01-02",
        "portfolioId": None,
        "costType": "CPC",
    }
    answer(server, 200, {"campaigns": [first], "nextToken": "p2"})
    answer(server, 200, {"campaigns": [{"campaignId": "22", "name": "b", "state": "PAUSED"}]})
    [[one], [other]] = list(api.list_brands_campaigns("99"))
    assert (one.campaign_id, one.budget, one.budget_type) == ("21", Decimal("12.5"), "LIFETIME")
    assert (one.start_on, one.targeting_type, one.portfolio_id) == (date(2026, 1, 2), "", None)
    assert (other.campaign_id, other.budget, other.budget_type) == ("22", None, None)
    states = {"stateFilter": {"include": ["ENABLED", "PAUSED", "ARCHIVED"]}}
    assert [json.loads(asked.body) for asked in server.asked] == [states, {**states, "nextToken": "p2"}]
    assert {asked.path for asked in server.asked} == {"/sb/v4/campaigns/list"}
    assert {asked.headers["Accept"] for asked in server.asked} == {"application/vnd.sbcampaignresource.v4+json"}


def test_campaigns_of_sponsored_display_come_until_a_page_is_not_full(server, api):
    words = {
        "name": "SD",
        "tactic": "T00020",
        "state": "enabled",
        "budget": 10,
        "budgetType": "daily",
        "costType": "cpc",
    }
    full = [{"campaignId": number, **words, "startDate": "20260131"} for number in range(1, 101)]
    answer(server, 200, full)
    answer(server, 200, [{"campaignId": 101, "name": "last", "state": "archived"}])
    pages = list(api.list_display_campaigns("99"))
    assert [len(page) for page in pages] == [100, 1]
    one, last = pages[0][0], pages[1][0]
    assert (one.campaign_id, one.state, one.budget, one.budget_type) == ("1", "ENABLED", Decimal(10), "DAILY")
    assert (one.start_on, last.start_on, last.state) == (date(2026, 1, 31), None, "ARCHIVED")
    begins = [f"/sd/campaigns?startIndex={start}&count=100" for start in (0, 100)]
    assert [asked.path.partition("&state")[0] for asked in server.asked] == begins


@pytest.mark.parametrize("day", ["2026-01-31", "20260231", "soon"])
def test_a_day_of_another_form_is_a_malformed_reply(server, api, day):
    answer(server, 200, [{"campaignId": 1, "name": "SD", "state": "enabled", "startDate": day}])
    assert error_of(lambda: list(api.list_display_campaigns("99")), AmazonApiError).code == "malformed-reply"


def test_a_page_token_that_comes_again_ends_the_walk(server, api):
    for token in ("a", "b", "a"):
        answer(server, 200, {"campaigns": [], "nextToken": token})
    error = error_of(lambda: list(api.list_campaigns("99")), AmazonApiError)
    assert (error.code, error.retryable, len(server.asked)) == ("page-loop", False, 3)


def test_a_report_is_asked_for_in_amazons_words(server, api):
    answer(server, 200, {"reportId": "r-1", "status": "PENDING"})
    assert api.create_report("99", REQUEST) == "r-1"
    asked = server.asked[0]
    assert (asked.method, asked.path) == ("POST", "/reporting/reports")
    assert asked.headers["Content-Type"] == "application/vnd.createasyncreportrequest.v3+json"
    assert json.loads(asked.body) == {
        "name": "terms",
        "startDate": "2026-10-01",
        "endDate": "2026-10-31",
        "configuration": {
            "adProduct": "SPONSORED_PRODUCTS",
            "groupBy": ["searchTerm"],
            "columns": ["date", "clicks"],
            "reportTypeId": "spSearchTerm",
            "timeUnit": "DAILY",
            "format": "GZIP_JSON",
        },
    }


def test_the_id_of_a_duplicate_is_read_from_the_text(server, api):
    answer(server, 425, {"code": "425", "detail": f"The Request is a duplicate of : {DUPLICATE_ID}"})
    error = error_of(lambda: api.create_report("99", REQUEST), DuplicateReport)
    assert (error.report_id, error.retryable) == (DUPLICATE_ID, False)


def test_a_duplicate_without_an_id_is_worth_a_retry(server, api):
    answer(server, 425, {"code": "425", "detail": "Too Early"})
    assert error_of(lambda: api.create_report("99", REQUEST), Unavailable).retryable is True


@pytest.mark.parametrize(
    ("status", "kind", "retryable"),
    [
        (400, InvalidReport, False),
        (401, Unauthorized, False),
        (403, Unauthorized, False),
        (404, NotFound, False),
        (429, Throttled, True),
        (500, Unavailable, True),
        (503, Unavailable, True),
        (302, AmazonApiError, False),
    ],
)
def test_refusals(server, api, status, kind, retryable):
    answer(server, status, {"code": "X", "details": "because"}, Location="http://127.0.0.1:1/")
    error = error_of(lambda: api.create_report("99", REQUEST), kind)
    assert (error.status, error.code, error.detail, error.retryable) == (status, "X", "because", retryable)
    assert len(server.asked) == 1


def test_only_reports_are_invalid(server, api):
    answer(server, 400, {"message": "no"})
    assert error_of(api.list_profiles, AmazonApiError).code == "400"


@pytest.mark.parametrize(("header", "seconds"), [("7", 7.0), ("0.5", 0.5), ("soon", None), (None, None)])
def test_how_long_to_wait(server, api, header, seconds):
    headers = {} if header is None else {"Retry-After": header}
    answer(server, 429, {"code": "429"}, **headers)
    assert error_of(api.list_profiles, Throttled).retry_after == seconds


@pytest.mark.parametrize("status", [200, 503, 404])
def test_a_web_page_is_no_answer(server, api, status):
    server.answer(status, b"\n<html><body>Sorry</body></html>", {"Content-Type": "text/html"})
    error_of(api.list_profiles, Unavailable)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{}",
        b"[{}]",
        b"null",
        b'[{"profileId": 1}]',
        b"[",
        b'[{"profileId": [], "countryCode": 1}]',
        b"\xff",
        b'[{"profileId":"\xff"}]',
        b"[" * 200_000,
    ],
)
def test_malformed_replies(server, api, body):
    server.answer(200, body)
    error = error_of(api.list_profiles, AmazonApiError)
    assert (error.code, error.retryable) == ("malformed-reply", False)


def status_of(server, api, **members):
    answer(server, 200, {"reportId": "r", **members})
    return api.get_report("99", "r/../x")


def test_report_status(server, api):
    status = status_of(
        server,
        api,
        status="COMPLETED",
        url="https://files.example/x",
        urlExpiresAt="2026-11-01T10:00:00Z",
        startDate="2026-10-01",
        endDate="2026-10-31",
        configuration={"reportTypeId": "spSearchTerm", "timeUnit": "DAILY", "columns": ["clicks"]},
        fileSize=12,
    )
    assert status == ReportStatus(
        status="COMPLETED",
        url="https://files.example/x",
        failure_reason=None,
        url_expires_at=datetime(2026, 11, 1, 10, tzinfo=UTC),
        report_type_id="spSearchTerm",
        time_unit="DAILY",
        start_on=date(2026, 10, 1),
        end_on=date(2026, 10, 31),
    )
    assert status.answers(REQUEST)
    assert server.asked[0].path == "/reporting/reports/r%2F..%2Fx"


def test_a_failed_report_says_why(server, api):
    status = status_of(server, api, status="FAILED", failureReason="internal")
    assert (status.status, status.failure_reason, status.url) == ("FAILED", "internal", None)


def test_a_duplicate_may_be_of_another_report(server, api):
    status = status_of(server, api, status="PENDING", configuration={"timeUnit": "SUMMARY"})
    assert not status.answers(REQUEST)
    assert status_of(server, api, status="PENDING").answers(REQUEST)


def test_a_status_that_is_not_known_is_handed_on(server, api):
    assert status_of(server, api, status="DANCING").status == "DANCING"


@pytest.mark.parametrize("members", [{"status": "COMPLETED"}, {"status": "COMPLETED", "url": ""}])
def test_impossible_statuses(server, api, members):
    assert error_of(lambda: status_of(server, api, **members), AmazonApiError).code == "malformed-reply"


def test_a_document_comes_as_it_is_and_without_our_token(server, api):
    body = bytes(range(256)) * 4000
    server.answer(200, body, {"Content-Encoding": "gzip"})
    with api.open_document(server.url + "/doc?sig=1") as chunks:
        received = list(chunks)
    assert b"".join(received) == body
    assert len(received) > 1
    assert "Authorization" not in server.asked[0].headers
    assert "Amazon-Advertising-API-ClientId" not in server.asked[0].headers


@pytest.mark.parametrize(
    ("status", "kind"), [(403, DocumentExpired), (404, NotFound), (500, Unavailable), (307, AmazonApiError)]
)
def test_documents_that_cannot_be_had(server, api, status, kind):
    server.answer(status, b"<Error><Code>AccessDenied</Code></Error>", {"Location": server.url})

    def download():
        with api.open_document(server.url + "/doc") as chunks:
            list(chunks)

    assert error_of(download, kind).status == status
    assert len(server.asked) == 1


def test_documents_have_a_limit(server, api):
    server.answer(200, b"x" * 1001)
    with pytest.raises(AmazonApiError) as caught, api.open_document(server.url, max_bytes=1000) as chunks:
        list(chunks)
    assert caught.value.code == "reply-too-large"


def test_what_the_reader_raises_stays_its_own(server, api):
    server.answer(200, b"x")
    with pytest.raises(ZeroDivisionError), api.open_document(server.url):
        raise ZeroDivisionError


@pytest.mark.parametrize("url", ["http://127.0.0.1:port", "nonsense", "ftp://127.0.0.1/x", ""])
def test_addresses_that_cannot_be_opened(api, url):
    with pytest.raises(AmazonApiError) as caught, api.open_document(url):
        pass
    assert caught.value.code == "invalid-url"


def test_errors_keep_their_members_when_pickled():
    error = pickle.loads(pickle.dumps(Throttled(429, "429", "slow down", 3.0)))  # noqa: S301
    assert (type(error), error.status, error.retry_after, str(error)) == (Throttled, 429, 3.0, "429 429: slow down")

"""The life of a report, and every way to be refused one."""

import gzip
import json
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from services.sandbox.reports import operations

sqlite = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)


def test_a_report_is_pending_then_processing_then_completed(desk, client):
    created = desk.ask()
    assert created.status_code == 200
    assert created.headers["content-type"] == "application/vnd.createasyncreportrequest.v3+json"
    report = created.json()
    assert report["status"] == "PENDING"
    assert report["name"] == "a report"
    assert (report["startDate"], report["endDate"]) == ("2026-10-01", "2026-10-14")
    assert report["configuration"]["groupBy"] == ["campaign"]
    assert [report[name] for name in ("url", "fileSize", "urlExpiresAt", "generatedAt")] == [None] * 4

    desk.advance(9.9)
    assert desk.look(report["reportId"]).json()["status"] == "PENDING"
    desk.advance(0.1)
    assert desk.look(report["reportId"]).json()["status"] == "PROCESSING"
    desk.advance(19.9)
    assert desk.look(report["reportId"]).json() == report | {
        "status": "PROCESSING",
        "updatedAt": "2026-11-02T11:00:29.900000Z",
    }
    desk.advance(0.1)
    completed = desk.look(report["reportId"]).json()
    assert completed["status"] == "COMPLETED"
    assert completed["generatedAt"] == "2026-11-02T11:00:30Z"
    assert completed["urlExpiresAt"] == "2026-11-02T12:00:30Z"
    assert completed["url"].startswith("http://sandbox.test/report-documents/")

    document = client.get(completed["url"])
    assert document.headers["content-type"] == "application/octet-stream"
    assert "content-encoding" not in document.headers
    assert len(document.content) == completed["fileSize"] == int(document.headers["content-length"])
    assert len(json.loads(gzip.decompress(document.content))) == 140


@sqlite
def test_a_document_that_takes_longer_is_processing_until_it_is_made(desk, monkeypatch):
    monkeypatch.setattr(operations, "_PROMPT_SECONDS", 0.05)
    report_id = desk.ask("2026-10-03").json()["reportId"]
    desk.advance(30)
    other_is_made = threading.Event()
    operations._maker.submit(other_is_made.wait, 60)
    try:
        looks = [desk.look(report_id).json() for _ in range(2)]
    finally:
        other_is_made.set()
    assert [(look["status"], look["url"], look["fileSize"]) for look in looks] == [("PROCESSING", None, None)] * 2
    monkeypatch.setattr(operations, "_PROMPT_SECONDS", 60)
    assert desk.look(report_id).json()["status"] == "COMPLETED"


def test_an_equal_request_is_425_while_the_first_is_being_made(desk):
    first = desk.ask().json()["reportId"]
    desk.advance(29.9)
    for answer in (desk.ask(), desk.ask(groupBy=["campaign"])):
        assert answer.status_code == 425
        assert answer.json() == {"code": "425", "detail": f"The Request is a duplicate of : {first}"}
    assert desk.ask(timeUnit="SUMMARY", columns=["campaignId", "cost"]).status_code == 200
    assert desk.ask("2026-10-02").status_code == 200
    desk.advance(0.1)
    again = desk.ask()
    assert again.status_code == 200
    assert again.json()["reportId"] != first


@pytest.mark.parametrize("report_id", ["1", "%00", "01a20adf-aec0-7715-9290-fe7e1c2bd70G", "ä"])
def test_ids_that_are_none_are_400(desk, report_id):
    answer = desk.look(report_id)
    assert answer.status_code == 400
    assert answer.json().keys() == {"code", "detail"}


def test_unknown_reports_are_404(desk):
    assert desk.look("01a20adf-aec0-7715-9290-fe7e1c2bd703").status_code == 404


def test_profiles_do_not_get_in_each_others_way(desk, client):
    report_id = desk.ask().json()["reportId"]
    german = client.get("/v2/profiles", headers=desk.headers).json()[1]["profileId"]
    desk.headers = desk.headers | {"Amazon-Advertising-API-Scope": str(german)}
    answer = desk.look(report_id)
    assert answer.status_code == 404
    assert answer.json() == {"code": "404", "detail": f"Report {report_id} not found"}
    assert desk.ask().status_code == 200


def test_of_equal_requests_at_once_one_is_accepted(desk):
    start = threading.Barrier(8)

    def ask(_place: int) -> int:
        start.wait()
        return desk.ask().status_code

    with ThreadPoolExecutor(8) as pool:
        assert sorted(pool.map(ask, range(8))) == [200] + [425] * 7


REFUSALS = [
    ({"columns": ["campaignId", "acosClicks7d"]}, "includes invalid values: (acosClicks7d). Allowed"),
    ({"columns": ["adGroupId"]}, "includes invalid values: (adGroupId)"),
    ({"groupBy": ["adGroup"], "columns": ["campaignId"]}, "includes invalid values: (campaignId)"),
    ({"columns": ["sales"]}, "includes invalid values: (sales)"),
    ({"columns": []}, "columns must not be empty"),
    ({"columns": ["date", "startDate"]}, "(startDate) cannot be used with timeUnit DAILY"),
    ({"columns": ["endDate"]}, "(endDate) cannot be used with timeUnit DAILY"),
    ({"timeUnit": "SUMMARY"}, "(date) cannot be used with timeUnit SUMMARY"),
    ({"timeUnit": "HOURLY"}, "timeUnit includes invalid values: (HOURLY)"),
    ({"adProduct": "SPONSORED_TELEVISION"}, "adProduct includes invalid values: (SPONSORED_TELEVISION)"),
    ({"adProduct": "SPONSORED_BRANDS"}, "reportTypeId includes invalid values: (spCampaigns)"),
    ({"reportTypeId": "spKeywords"}, "reportTypeId includes invalid values: (spKeywords)"),
    ({"format": "CSV"}, "format includes invalid values: (CSV)"),
    ({"groupBy": []}, "groupBy includes invalid values: ()"),
    ({"groupBy": ["campaignPlacement"]}, "groupBy includes invalid values: (campaignPlacement)"),
    ({"groupBy": ["searchTerm"]}, "groupBy includes invalid values: (searchTerm)"),
    ({"reportTypeId": "spSearchTerm"}, "groupBy includes invalid values: (campaign)"),
]


@sqlite
@pytest.mark.parametrize(("changes", "reason"), REFUSALS)
def test_configurations_that_amazon_refuses(desk, changes, reason):
    answer = desk.ask(**changes)
    assert answer.status_code == 400
    assert answer.json()["code"] == "400"
    assert reason in answer.json()["detail"]


@sqlite
@pytest.mark.parametrize(
    ("start", "end", "reason"),
    [
        ("2026-10-14", "2026-10-13", "endDate must not be before startDate"),
        ("2026-10-30", "2026-11-03", "endDate must not be in the future (today is 2026-11-02)"),
        ("2026-10-01", "2026-11-01", "range (32 days) must not exceed maximum range (31 days)"),
        ("2026-07-29", "2026-08-10", "startDate must not be more than 95 days ago"),
    ],
)
def test_dates_that_amazon_refuses(desk, start, end, reason):
    answer = desk.ask(start, end)
    assert answer.status_code == 400
    assert reason in answer.json()["detail"]


@sqlite
@pytest.mark.parametrize(
    ("start", "end"),
    [("2026-10-02", "2026-11-01"), ("2026-07-30", "2026-07-30"), ("2026-11-02", "2026-11-02")],
)
def test_dates_at_the_bounds_are_taken(desk, start, end):
    assert desk.ask(start, end).status_code == 200


@sqlite
def test_today_is_the_profiles(desk, client, sign_in):
    """At 23:30 UTC it is tomorrow in Berlin and still today in Los Angeles."""
    desk.advance(12.5 * 3600)
    desk.headers = desk.headers | sign_in("sandbox-1-20")
    assert desk.ask("2026-11-03", "2026-11-03").status_code == 400
    german = client.get("/v2/profiles", headers=desk.headers).json()[1]["profileId"]
    desk.headers = desk.headers | {"Amazon-Advertising-API-Scope": str(german)}
    assert desk.ask("2026-11-03", "2026-11-03").status_code == 200


@sqlite
def test_today_is_that_of_the_sellers_clock(desk, client):
    assert desk.ask("2026-11-09", "2026-11-09").status_code == 400
    client.post("/sandbox/clock", params={"seed": 1, "size": 20}, json={"advance_days": 7}).raise_for_status()
    assert desk.ask("2026-11-09", "2026-11-09").status_code == 200
    assert desk.ask("2026-11-10", "2026-11-10").status_code == 400


@sqlite
def test_orders_of_the_newest_days_come_in_by_the_sellers_clock(desk, client):
    orders = []
    for days in (40, 7):
        client.post("/sandbox/clock", params={"seed": 1, "size": 20}, json={"advance_days": days}).raise_for_status()
        rows = desk.rows("2026-12-09", "2026-12-11")
        orders.append(
            [sum(row["purchases7d"] for row in rows if row["date"] == f"2026-12-{day:02}") for day in (9, 11)]
        )
    (first, newest), (final, settled) = orders
    assert 0.6 * final < first < final
    assert 0 < newest < 0.6 * settled


@sqlite
def test_search_terms_reach_back_65_days(desk):
    term = {"reportTypeId": "spSearchTerm", "groupBy": ["searchTerm"], "columns": ["searchTerm"]}
    assert desk.ask("2026-08-29", "2026-08-29", **term).status_code == 200
    answer = desk.ask("2026-08-28", "2026-08-28", **term)
    assert answer.status_code == 400
    assert answer.json()["detail"].startswith("startDate must not be more than 65 days ago")


@sqlite
@pytest.mark.parametrize(
    "body",
    [
        {},
        [],
        {"startDate": "2026-10-01", "endDate": "2026-10-02"},
        {"name": "\x00", "startDate": "2026-10-01", "endDate": "2026-10-02"},
        {"startDate": "01.10.2026", "endDate": "2026-10-02", "configuration": {}},
        {"startDate": "2026-02-30", "endDate": "2026-10-02", "configuration": {}},
    ],
)
def test_bodies_that_are_no_request(desk, body):
    answer = desk.send(body)
    assert answer.status_code == 400
    assert answer.json().keys() == {"code", "detail"}


@sqlite
def test_only_amazons_media_type_is_taken(desk):
    answer = desk.send({}, **{"Content-Type": "application/json"})
    assert answer.status_code == 415
    assert answer.json().keys() == {"code", "detail"}


@sqlite
def test_filters_are_not_simulated(desk):
    assert desk.ask(filters=[]).status_code == 200
    assert desk.ask(filters=[{"field": "campaignStatus", "values": ["ENABLED"]}]).status_code == 400


@sqlite
class TestLinks:
    @pytest.fixture
    def url(self, desk) -> str:
        report_id = desk.ask().json()["reportId"]
        desk.advance(30)
        return desk.look(report_id).json()["url"]

    def refused(self, client, url: str, status: int, code: str) -> None:
        answer = client.get(url)
        assert answer.status_code == status
        assert answer.headers["content-type"] == "application/xml"
        assert f"<Error><Code>{code}</Code>" in answer.text

    def test_a_link_needs_no_token_and_lasts_an_hour(self, client, desk, url):
        desk.advance(3599)
        assert client.get(url).status_code == 200
        desk.advance(1)
        self.refused(client, url, 403, "AccessDenied")

    def test_a_new_look_gives_a_new_link(self, client, desk, url, sign_in):
        desk.advance(3601)
        desk.headers = desk.headers | sign_in("sandbox-1-20")
        report_id = url.partition("/report-documents/")[2].partition(".json.gz")[0]
        renewed = desk.look(report_id).json()
        assert renewed["urlExpiresAt"] == "2026-11-02T13:00:31Z"
        assert client.get(renewed["url"]).status_code == 200

    @pytest.mark.parametrize(
        ("old", "new"),
        [
            ("X-Amz-Expires=3600", "X-Amz-Expires=9999999"),
            ("X-Amz-Date=2026", "X-Amz-Date=2027"),
            ("X-Amz-Signature=", "X-Amz-Signature=%C3%A4"),
            ("?", "?unsigned="),
            (".json.gz", "0.json.gz"),
        ],
    )
    def test_a_changed_link_is_refused(self, client, url, old, new):
        self.refused(client, url.replace(old, new), 403, "SignatureDoesNotMatch")

"""Switches of the sandbox: who meets a fault, how often, and what it looks like."""

import gzip
import json
from io import BytesIO

import pytest

from services.sandbox.reports.schemas import MEDIA_TYPE

MINE = {"seed": 1, "size": 20}
SENT = {
    "startDate": "2026-10-01",
    "endDate": "2026-10-05",
    "configuration": {
        "adProduct": "SPONSORED_PRODUCTS",
        "groupBy": ["campaign"],
        "columns": ["date", "campaignId", "clicks"],
        "reportTypeId": "spCampaigns",
        "timeUnit": "DAILY",
        "format": "GZIP_JSON",
    },
}


@pytest.fixture
def switch(client):
    """`switch("profiles", "throttled", times=1)` lets calls of advertiser 1 with 20 campaigns go wrong."""

    def post(operation, kind, **options):
        answer = client.post("/sandbox/faults", json=MINE | {"operation": operation, "kind": kind} | options)
        assert answer.status_code == 201, answer.text
        return answer.json()

    return post


@pytest.fixture
def link(client, us, clock):
    """The report of five days, once it is made: its status and the link of its document."""
    headers = us | {"Content-Type": MEDIA_TYPE}
    report_id = client.post("/reporting/reports", headers=headers, json=SENT).json()["reportId"]
    clock.advance(30)
    return lambda: client.get(f"/reporting/reports/{report_id}", headers=us).json()


def profiles(client, us):
    return client.get("/v2/profiles", headers=us)


def rows(client, link):
    return json.loads(gzip.decompress(client.get(link()["url"]).content))


def test_a_fault_is_met_as_often_as_it_says_and_by_its_advertiser_only(client, us, sign_in, switch):
    made = switch("profiles", "throttled", times=2, retry_after=7)
    assert profiles(client, sign_in("sandbox-2-20")).status_code == 200
    answers = [profiles(client, us) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [429, 429, 200]
    assert [answer.headers.get("retry-after") for answer in answers] == ["7", "7", None]
    shown = client.get("/sandbox/faults", params=MINE).json()["items"]
    assert shown == [made | {"times": 0}]


def test_a_fault_ends_with_its_time_or_when_it_is_deleted(client, us, switch, clock):
    switch("profiles", "unavailable", for_seconds=10)
    assert profiles(client, us).headers["content-type"] == "text/html; charset=utf-8"
    clock.advance(10)
    assert profiles(client, us).status_code == 200
    switch("profiles", "forbidden")
    assert [(answer.status_code, answer.content) for answer in (profiles(client, us),) * 2] == [(403, b"")] * 2
    assert client.delete("/sandbox/faults", params=MINE).status_code == 204
    assert profiles(client, us).status_code == 200
    assert client.get("/sandbox/faults", params=MINE).json() == {"items": []}


def test_calls_are_counted_with_what_they_met_for_an_hour(client, us, sign_in, switch, clock):
    start = clock.now
    switch("profiles", "throttled", times=1)
    profiles(client, us)
    clock.advance(5)
    profiles(client, us)
    calls = client.get("/sandbox/calls", params=MINE).json()["items"]
    found = [(call["operation"], call["fault"], call["called_at"]) for call in calls if call["operation"] != "token"]
    # Signing in took one call of each, before anything was switched on.
    assert [call[:2] for call in found] == [("profiles", None), ("profiles", "throttled"), ("profiles", None)]
    assert found[1][2] == start.isoformat().replace("+00:00", "Z")
    clock.advance(3600.5)
    sign_in("sandbox-1-20")
    calls = client.get("/sandbox/calls", params=MINE).json()["items"]
    assert [call["operation"] for call in calls] == ["token"]


def test_signing_in_can_fail(client, sign_in, switch, settings):
    switch("token", "unavailable", times=1)
    with pytest.raises(json.JSONDecodeError):
        sign_in("sandbox-1-20")
    assert sign_in("sandbox-1-20")["Authorization"].startswith("Bearer ")


def test_a_report_that_fails_and_one_that_is_never_made(client, us, switch, link):
    switch("reports.get", "failed", times=1)
    switch("reports.get", "never_completed", times=1)
    assert [(one["status"], one.get("failureReason")) for one in (link(), link(), link())] == [
        ("FAILED", "Internal error"),
        ("PROCESSING", None),
        ("COMPLETED", None),
    ]


def test_documents_are_spoiled(client, switch, link):
    good = rows(client, link)
    switch("document", "duplicate_rows", times=1)
    assert rows(client, link) == [row for row in good for _ in range(2)]
    switch("document", "missing_day", times=1)
    assert rows(client, link) == [row for row in good if row["date"] != "2026-10-03"]
    switch("document", "malformed_rows", times=1, every=3)
    bad = [row["clicks"] == "many" for row in rows(client, link)]
    assert bad == [(number + place) % 3 == 0 for number in range(len(good) // 5) for place in range(5)]
    switch("document", "truncated", times=1)
    with pytest.raises(EOFError):
        rows(client, link)
    switch("document", "link_expired", times=1)
    assert client.get(link()["url"]).status_code == 403
    assert rows(client, link) == good


def test_a_bomb(client, switch, link):
    switch("document", "bomb", times=1)
    packed = client.get(link()["url"]).content
    assert len(packed) < 320_000
    assert packed.startswith(b"\x1f\x8b")
    with gzip.open(BytesIO(packed)) as file:
        unpacked = sum(map(len, iter(lambda: file.read(1_000_000), b"")))
    assert unpacked > 290_000_000


@pytest.mark.parametrize(
    "changes",
    [
        {"operation": "profiles", "kind": "bomb"},
        {"operation": "reports.create", "kind": "failed"},
        {"times": 0},
        {"for_seconds": 0},
        {"size": 1},
        {"kind": "unknown"},
        {"form": 1},
    ],
)
def test_a_switch_that_makes_no_sense_is_refused(client, changes):
    body = MINE | {"operation": "profiles", "kind": "throttled"} | changes
    assert client.post("/sandbox/faults", json=body).status_code == 400
    assert client.get("/sandbox/faults", params=MINE).json() == {"items": []}

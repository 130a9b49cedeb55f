"""GET and POST /sandbox/clock."""

import pytest
from fastapi.testclient import TestClient

WHO = {"seed": 3, "size": 60}


def test_a_clock_goes_right_until_it_is_moved(client: TestClient, clock):
    assert client.get("/sandbox/clock", params=WHO).json() == {
        "moment": "2026-11-02T11:00:00Z",
        "ahead_seconds": 0,
    }
    for days, ahead in ((7, 604_800), (1, 691_200)):
        moved = client.post("/sandbox/clock", params=WHO, json={"advance_days": days}).json()
        assert moved["ahead_seconds"] == ahead
    clock.advance(60)
    assert client.get("/sandbox/clock", params=WHO).json() == {
        "moment": "2026-11-10T11:01:00Z",
        "ahead_seconds": 691_200,
    }


def test_each_seller_has_a_clock_of_its_own(client: TestClient):
    client.post("/sandbox/clock", params=WHO, json={"advance_days": 7})
    other = client.get("/sandbox/clock", params=WHO | {"seed": 4}).json()
    assert other["ahead_seconds"] == 0


def test_answers_of_both_apis_are_dated_by_the_sellers_clock(client: TestClient, sign_in):
    headers = sign_in("sandbox-3-60")
    spapi = {"x-amz-access-token": headers["Authorization"].removeprefix("Bearer ")}
    calls = (("/v2/profiles", headers), ("/sellers/v1/marketplaceParticipations", spapi))
    for date in ("Mon, 02 Nov 2026 11:00:00 GMT", "Mon, 09 Nov 2026 11:00:00 GMT"):
        for path, given in calls:
            assert client.get(path, headers=given).headers.get_list("date") == [date]
        client.post("/sandbox/clock", params=WHO, json={"advance_days": 7}).raise_for_status()
    assert len(client.get("/health").headers.get_list("date")) == 1


@pytest.mark.parametrize("body", [{}, {"advance_days": 0}, {"advance_days": -1}, {"advance_days": 1, "hours": 2}])
def test_time_never_goes_back(client: TestClient, body):
    assert client.post("/sandbox/clock", params=WHO, json=body).status_code == 400
    assert client.get("/sandbox/clock", params=WHO).json()["ahead_seconds"] == 0

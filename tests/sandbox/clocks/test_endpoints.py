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


@pytest.mark.parametrize("body", [{}, {"advance_days": 0}, {"advance_days": -1}, {"advance_days": 1, "hours": 2}])
def test_time_never_goes_back(client: TestClient, body):
    assert client.post("/sandbox/clock", params=WHO, json=body).status_code == 400
    assert client.get("/sandbox/clock", params=WHO).json()["ahead_seconds"] == 0

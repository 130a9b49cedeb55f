"""Response times through the API."""

import pytest

from tests.tickets.facts import OTHER, SELLER

PATH = "/v1/tickets/response-times"
DAYS = "from_on=2026-11-20&to_on=2026-11-21"


def items(desk, query=""):
    return desk.ask("GET", f"{PATH}?{DAYS}{query}")["items"]


@pytest.fixture
def answered(desk, watch):
    """Four that came in: answered after 2 h and told late, answered after 13 h, missed, and one that runs."""
    first, second, _, fourth = (desk.open(received_at="2026-11-20T07:00:00Z") for _ in range(4))
    watch.go_on(hours=13)
    desk.reply(first, sent_at="2026-11-20T09:00:00Z")
    desk.reply(second, sent_at="2026-11-20T20:00:00Z")
    desk.reply(fourth, sent_at="2026-11-20T08:00:00Z")
    desk.receive(fourth, received_at="2026-11-20T20:00:00Z")
    desk.ask("POST", f"/v1/tickets/cases/{fourth['case_id']}/assign", {"assignee": "li"})


def test_who_may_read_them(client, caller, answered):
    path = f"{PATH}?{DAYS}"
    assert client.get(path).status_code == 401
    assert client.get(path, headers=caller("ads:read")).status_code == 403
    assert client.get(path, headers=caller(tenant=OTHER)).json() == {"items": []}


def test_what_was_answered_is_counted_by_when_it_was_sent(desk, answered):
    (item,) = items(desk)
    assert item == {
        "seller_id": SELLER,
        "category": None,
        "person": None,
        "from_on": "2026-11-20",
        "to_on": "2026-11-21",
        "received": 5,
        "in_time": 2,
        "late": 1,
        "missed": 1,
        "running": 1,
        "closed": 0,
        "share_in_time": 0.5,
        "median_seconds": 7.5 * 3600,
    }
    (within_24,) = items(desk, "&within_hours=24")
    assert (within_24["in_time"], within_24["late"], within_24["missed"], within_24["running"]) == (3, 0, 0, 2)


def test_a_person_is_who_answered_or_has_the_case(desk, answered):
    by = {
        item["person"]: (item["in_time"], item["missed"], item["running"]) for item in items(desk, "&group_by=person")
    }
    assert by == {"actor-tenant-1": (2, 0, 0), None: (0, 1, 0), "li": (0, 0, 1)}


def test_by_day_week_and_category(desk, answered):
    for by, from_on, to_on in (("day", "2026-11-20", "2026-11-21"), ("week", "2026-11-20", "2026-11-21")):
        (item,) = items(desk, f"&group_by={by}")
        assert (item["from_on"], item["to_on"], item["received"]) == (from_on, to_on, 5)
    assert [item["category"] for item in items(desk, "&group_by=category")] == ["buyer_message"]
    assert items(desk, "&category=return") == []
    assert items(desk, "&seller_id=A2NOBODY") == []


@pytest.mark.parametrize(
    "query",
    [
        *("", "from_on=2026-11-20", "from_on=2026-11-20&to_on=2026-11-20", "from_on=2026-01-01&to_on=2027-01-03"),
        *(f"{DAYS}&group_by=mood", f"{DAYS}&within_hours=0", "from_on=0001-01-01&to_on=0001-01-02"),
    ],
)
def test_a_wrong_question_is_refused(desk, query):
    assert desk.send("GET", f"{PATH}?{query}").status_code == 422

"""Metrics stored, listed and judged."""

from datetime import date

import pytest

from services.tickets.account_metrics.operations import store_metrics
from services.tickets.account_metrics.rules import BELOW, EXACTLY, Metric
from tests.tickets.facts import DE, FIRST, OTHER, SELLER, UK

PATH = "/v1/tickets/account-metrics"
MISSED = "tickets.health_target_missed"


def late(value, marketplace_id=UK):
    day = date(2026, 11, 21)
    return Metric(marketplace_id, "lateShipmentRate", value, 0.04, BELOW, 250, date(2026, 10, 21), day)


def violations(count):
    day = date(2026, 11, 21)
    return Metric(UK, "listingPolicyViolations", count, 0, EXACTLY, None, date(2026, 5, 24), day)


@pytest.fixture
def tell(desk, watch):
    """Amazon tells these metrics of the British marketplace; how many are new or changed."""

    def told(*metrics, tenant=FIRST, marketplace_id=UK, unread=()):
        with desk.database.write() as session:
            return store_metrics(session, tenant, SELLER, marketplace_id, metrics, unread, now=watch.now)

    return told


def listed(desk, query=""):
    return [(one["metric"], one["value"]) for one in desk.ask("GET", f"{PATH}?{query}")["items"]]


def test_a_metric_that_is_told_no_more_is_marked_and_comes_back(desk, tell):
    tell(late(0.01), violations(2))
    everything = "include_deleted=true"
    kept = desk.ask("GET", f"{PATH}?{everything}")["follow_cursor"]
    tell(late(0.01))
    assert listed(desk) == [("lateShipmentRate", 0.01)]
    page = desk.ask("GET", f"{PATH}?{everything}&cursor={kept}")
    assert [(one["metric"], one["deleted_at"] is None) for one in page["items"]] == [
        ("listingPolicyViolations", False)
    ]
    tell(late(0.01), violations(2))
    page = desk.ask("GET", f"{PATH}?{everything}&cursor={page['follow_cursor']}")
    assert [(one["metric"], one["deleted_at"]) for one in page["items"]] == [("listingPolicyViolations", None)]


def test_who_may_read(client, caller, desk, tell):
    tell(late(0.01))
    assert client.get(PATH).status_code == 401
    assert client.get(PATH, headers=caller("ads:read")).status_code == 403
    assert client.get(PATH, headers=caller(tenant=OTHER)).json()["items"] == []
    assert desk.ask("GET", PATH)["items"] == [
        {
            "seller_id": SELLER,
            "marketplace_id": UK,
            "metric": "lateShipmentRate",
            "value": 0.01,
            "target_value": 0.04,
            "target_condition": "LESS_THAN",
            "is_missed": False,
            "order_count": 250,
            "from_on": "2026-10-21",
            "to_on": "2026-11-21",
            "updated_at": "2026-11-20T08:00:00Z",
            "deleted_at": None,
        }
    ]


def test_only_what_changes_is_told_anew(desk, watch, tell):
    assert tell(late(0.01), violations(0)) == 2
    watch.go_on(hours=1)
    assert tell(late(0.02), violations(0)) == 1
    assert listed(desk, "updated_after=2026-11-20T08:30:00Z") == [("lateShipmentRate", 0.02)]
    assert tell(late(0.02)) == 0
    assert listed(desk) == [("lateShipmentRate", 0.02)]


def test_the_list_is_filtered_and_paged(desk, tell):
    tell(late(0.01), violations(0))
    tell(late(0.03, DE), marketplace_id=DE)
    tell(late(0.02), tenant=OTHER)
    assert listed(desk, f"marketplace_id={DE}") == [("lateShipmentRate", 0.03)]
    assert listed(desk, "metric=listingPolicyViolations") == [("listingPolicyViolations", 0.0)]
    assert listed(desk, "seller_id=A2") == []
    first = desk.ask("GET", f"{PATH}?limit=2")
    rest = listed(desk, f"limit=2&cursor={first['next_cursor']}")
    assert [(one["metric"], one["value"]) for one in first["items"]] + rest == listed(desk)
    assert len(listed(desk)) == 3


def test_a_rate_that_comes_back_a_little_does_not_flap(desk, tell):
    for value, found in [
        (0.05, [(MISSED, "account_metric", "open")]),
        (0.038, [(MISSED, "account_metric", "open")]),
        (0.03, [(MISSED, "account_metric", "resolved")]),
        (0.038, [(MISSED, "account_metric", "resolved")]),
    ]:
        tell(late(value))
        assert desk.found() == found
    assert [name for name, _ in desk.told()] == ["account.flagged", "finding.changed", "account.cleared"]


def test_a_metric_that_cannot_be_read_stays_as_it_was(desk, tell):
    tell(late(0.05), violations(0))
    assert tell(violations(0), unread=("lateShipmentRate", "brandNewRate")) == 0
    assert listed(desk) == [("lateShipmentRate", 0.05), ("listingPolicyViolations", 0.0)]
    assert desk.found(status="open") == [(MISSED, "account_metric", "open")]
    tell(violations(0))
    assert listed(desk) == [("listingPolicyViolations", 0.0)]
    assert desk.found() == [(MISSED, "account_metric", "resolved")]


def test_one_marketplace_says_nothing_of_another(desk, tell):
    tell(late(0.05))
    tell(late(0.01, DE), marketplace_id=DE)
    assert desk.found(status="open") == [(MISSED, "account_metric", "open")]


def test_its_sentences(client, caller, desk, tell):
    tell(late(0.056), violations(2))
    items = desk.ask("GET", "/v1/tickets/findings")["items"]
    told = {one["subject"]["type"]: (one["title"], one["reason"]) for one in items}
    assert told == {
        "account_metric": (
            "Late shipment rate at 5.60%",
            "Amazon asks for < 4.00%; beyond it the account may be suspended.",
        ),
        "account_policy": ("Listing policy violations: 2", "Amazon counts 2 and accepts 0."),
    }
    chinese = client.get("/v1/tickets/findings", headers=caller() | {"Accept-Language": "zh"}).json()["items"]
    assert {one["title"] for one in chinese} == {"迟发率为 5.60%", "上架政策违规：2"}
    link = items[0]["evidence"]["links"][0]["href"]
    assert len(desk.ask("GET", link)["items"]) == 2

"""Cases that events open, as the gateway brings them."""

import pytest

from tests.tickets.desk import CASES
from tests.tickets.facts import OTHER, SELLER, UK
from tests.tickets.told import event_of, finding_of

LISTING = {"type": "listing", "id": "ZL-0192", "name": "ZL-0192 · Kettle"}


def told(name="listing.flagged", finding_id="f-1", **changes):
    data = finding_of(finding_id, code="catalog.listing_removed", severity="CRITICAL", subject=LISTING) | changes
    facts = {"attribute": "gtin", "issue_code": "5461", "issues": "1"}
    data["evidence"] = data["evidence"] | {"facts": [{"name": each, "value": facts[each]} for each in facts]}
    return event_of(data, type=name, subject="listing:ZL-0192")


def cases(desk):
    return desk.ask("GET", CASES)["items"]


@pytest.mark.parametrize("code", ["catalog.listing_removed", "catalog.listing_suppressed"])
def test_a_listing_that_was_taken_down_opens_a_case(desk, gateway, code):
    assert gateway.bring(told(code=code)).json() == {"received": True}
    (case,) = cases(desk)
    expected = {
        "seller_id": SELLER,
        "marketplace_id": UK,
        "category": "listing_removed",
        "severity": "CRITICAL",
        "status": "open",
        "subject": "ZL-0192 · Kettle",
        "sku": "ZL-0192",
        "source": "event",
        "source_key": "finding:f-1",
        "due_at": "2026-11-20T20:00:00Z",
    }
    assert {name: case[name] for name in expected} == expected
    assert case["description"].splitlines() == [
        *("Title f-1", "Reason f-1", "Action f-1", "Attributes to fix: gtin", "Amazon's code: 5461")
    ]
    path = f"{CASES}/{case['case_id']}"
    for shown in (
        desk.send("GET", path, Accept_Language="zh").json()["description"],
        desk.told()[0][1]["descriptions"]["zh"],
    ):
        assert shown.splitlines() == [*("标题 f-1", "原因 f-1", "建议 f-1", "需修改的属性：gtin", "亚马逊代码：5461")]


def test_a_case_and_the_finding_that_opened_it_are_one_item(desk, gateway, watch):
    gateway.bring(told())
    (item,) = desk.listed()
    (case,) = cases(desk)
    assert (item["kind"], item["item_id"], item["severity"]) == ("case", case["case_id"], "CRITICAL")
    assert (item["reason"], item["recommended_action"]) == ("Reason f-1", "Action f-1")
    assert item["money_at_stake"] == {"amount": "55.00", "currency": "GBP"}
    gateway.bring(told("finding.changed", version=2))
    desk.change(case, status="resolved")
    assert [each["item_id"] for each in desk.listed()] == ["f-1"]
    desk.change(case, status="open")
    assert [each["item_id"] for each in desk.listed()] == [case["case_id"]]
    gateway.bring(told("listing.cleared", version=3, status="resolved"))
    desk.change(case, status="resolved")
    assert desk.listed() == []


def test_a_case_and_the_findings_of_its_clocks_are_one_item(desk, gateway, watch):
    case = desk.open()
    watch.go_on(hours=13)
    desk.scan()
    flagged = [data for name, data in desk.told() if name == "account.flagged"]
    gateway.tell(*flagged, at=watch.now)
    (item,) = desk.listed()
    assert (item["item_id"], item["severity"]) == (case["case_id"], "CRITICAL")
    assert item["reason"] == "Nobody has answered within 12.0 h; it was due at 2026-11-20 20:00 UTC."


@pytest.mark.parametrize(
    "event",
    [
        told(code="catalog.listing_search_suppressed"),
        told(code="catalog.image_missing"),
        told("finding.changed"),
        told("listing.cleared"),
        told("campaign.flagged", code="ads.acos_high"),
    ],
)
def test_other_events_open_none(desk, gateway, event):
    assert gateway.bring(event).json() == {"received": True}
    assert (cases(desk), desk.told()) == ([], [])


def test_one_finding_opens_one_case_however_often_it_is_told(desk, gateway):
    event = told()
    for each in (event, event, told(version=2)):
        gateway.bring(each)
    assert len(cases(desk)) == 1
    gateway.bring(told(finding_id="f-2"))
    assert [case["source_key"] for case in cases(desk)] == ["finding:f-1", "finding:f-2"]
    assert desk.counts() == {"case.opened": 2}


def test_the_event_says_whose_case_it_is(client, caller, desk, gateway):
    gateway.bring(told() | {"tenant_id": OTHER})
    assert cases(desk) == []
    assert len(client.get(CASES, headers=caller(tenant=OTHER)).json()["items"]) == 1


def test_a_case_that_nobody_has_touched_resolves_with_its_finding(desk, gateway, watch):
    gateway.bring(told())
    watch.go_on(hours=1)
    cleared = told("listing.cleared", status="resolved", version=2)
    for _ in range(2):
        gateway.bring(cleared, at=watch.now)
    (case,) = cases(desk)
    assert (case["status"], case["due_at"], case["version"]) == ("resolved", None, 2)
    _, note = desk.ask("GET", f"{CASES}/{case['case_id']}/messages")["items"]
    assert (note["kind"], note["author"], note["automatic"]) == ("note", "system", True)
    assert desk.counts() == {"case.opened": 1, "case.resolved": 1}
    assert desk.listed() == []


@pytest.mark.parametrize("touch", ["replies", "notes", "assign"])
def test_a_case_that_somebody_has_touched_stays_theirs(desk, gateway, touch):
    gateway.bring(told())
    (case,) = cases(desk)
    body = {"assignee": "li"} if touch == "assign" else {"text": "I am at it."}
    desk.ask("POST", f"{CASES}/{case['case_id']}/{touch}", body)
    gateway.bring(told("listing.cleared", status="resolved", version=2))
    assert cases(desk)[0]["status"] == "open"
    notes = desk.ask("GET", f"{CASES}/{case['case_id']}/messages")["items"]
    assert [note["author"] for note in notes][-1] == "system"


def test_the_clocks_begin_when_it_happened_and_not_when_the_event_came(desk, gateway, watch):
    watch.go_on(hours=5)
    gateway.bring(told(), at=watch.now)
    (case,) = cases(desk)
    assert (case["received_at"], case["created_at"]) == ("2026-11-20T08:00:00Z", "2026-11-20T13:00:00Z")
    assert case["due_at"] == "2026-11-20T20:00:00Z"

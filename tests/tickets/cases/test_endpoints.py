"""Cases through the API: opened, listed, changed, given to somebody."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from services.tickets.models import Case
from tests.tickets.desk import CASES, NEW
from tests.tickets.facts import DE, FIRST, NOW, OTHER, SELLER, UK

ORDER = "026-1234567-1234567"


def stamp(**delta):
    return f"{NOW + timedelta(**delta):%Y-%m-%dT%H:%M:%SZ}"


def test_who_may_read_and_write(client, caller, database, desk):
    case = desk.open()
    one = f"{CASES}/{case['case_id']}"
    calls = [("POST", CASES, NEW), ("GET", one, None), ("PATCH", one, {"severity": "LOW"})]
    calls += [("POST", f"{one}/assign", {"assignee": "a"}), ("POST", f"{one}/replies", {"text": "Hi"})]
    calls += [("POST", f"{one}/notes", {"text": "Hi"}), ("GET", f"{one}/messages", None)]
    for method, path, body in calls:
        assert client.request(method, path, json=body).status_code == 401
        wrong = caller("ads:write", "tickets:read" if method != "GET" else "tickets:write")
        assert client.request(method, path, json=body, headers=wrong).status_code == 403
        foreign = client.request(method, path, json=body, headers=caller(tenant=OTHER))
        code = "seller-account-unknown" if path == CASES else "not-found"
        assert (foreign.status_code, foreign.json()["code"]) == (404, code)
    assert client.get(CASES).status_code == 401
    assert client.get(CASES, headers=caller(tenant=OTHER)).json()["items"] == []
    assert desk.see(case) == case
    with database.read() as session:
        assert session.scalars(select(Case.tenant_id)).all() == [FIRST]


def test_a_new_case_has_both_clocks(desk):
    case = desk.open(description="It is late.", amazon_order_id=ORDER, sku="ZL-0192")
    assert case == {
        "case_id": case["case_id"],
        "seller_id": SELLER,
        "marketplace_id": UK,
        "category": "buyer_message",
        "severity": "HIGH",
        "status": "open",
        "subject": "Where is it?",
        "description": "It is late.",
        "source": "rest",
        "source_key": None,
        "external_id": None,
        "amazon_order_id": ORDER,
        "asin": None,
        "sku": "ZL-0192",
        "campaign_id": None,
        "assignee": None,
        "assigned_by": None,
        "answer": {"due_at": stamp(hours=12), "level": "running", "is_running": True, "done_at": None},
        "resolution": {"due_at": stamp(hours=72), "level": "running", "is_running": True, "done_at": None},
        "due_at": stamp(hours=12),
        "received_at": stamp(),
        "created_at": stamp(),
        "updated_at": stamp(),
        "version": 1,
    }
    answer = desk.send("GET", f"{CASES}/{case['case_id']}")
    assert (answer.json(), answer.headers["etag"]) == (case, '"1"')
    descriptions = {"en": "It is late.", "zh": "It is late."}
    assert desk.told() == [("case.opened", case | {"descriptions": descriptions})]


@pytest.mark.parametrize(
    ("category", "severity"),
    [
        ("policy_notice", "CRITICAL"),
        ("buyer_message", "HIGH"),
        ("listing_removed", "CRITICAL"),
        ("return", "MEDIUM"),
        ("review", "MEDIUM"),
        ("other", "MEDIUM"),
    ],
)
def test_without_a_severity_it_has_that_of_its_category(desk, category, severity):
    assert desk.open(category=category)["severity"] == severity
    assert desk.open(category=category, severity="LOW")["severity"] == "LOW"


def test_null_is_what_is_left_out(desk):
    nothing = dict.fromkeys(("severity", "amazon_order_id", "asin", "sku"))
    case = desk.open(**nothing)
    assert {name: case[name] for name in nothing} == nothing | {"severity": "HIGH"}


def test_the_same_request_opens_one_case(desk):
    answers = [desk.send("POST", CASES, NEW, Idempotency_Key="case-0001") for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].headers["location"] == f"{CASES}/{answers[0].json()['case_id']}"
    assert answers[0].content == answers[1].content
    assert desk.counts() == {"case.opened": 1}


@pytest.mark.parametrize(
    "wrong",
    [
        {"seller_id": "A2NOBODY"},
        {"marketplace_id": "ATVPDKIKX0DER"},
        {"category": "complaint"},
        {"subject": ""},
        {"amazon_order_id": "12-3"},
        {"severity": "BAD"},
        {"status": "closed"},
        {"description": None},
    ],
)
def test_a_wrong_case_is_refused(desk, wrong):
    unknown = wrong.keys() & {"seller_id", "marketplace_id"}
    assert desk.send("POST", CASES, NEW | wrong).status_code == (404 if unknown else 422)
    assert (desk.ask("GET", CASES)["items"], desk.told()) == ([], [])


def sorted_by_id(cases):
    return [case["subject"] for case in sorted(cases, key=lambda case: case["case_id"])]


def test_the_list_is_filtered_and_paged_by_change(desk, watch):
    cases = []
    for number, more in enumerate([{}, {"marketplace_id": DE}, {"category": "return"}]):
        cases.append(desk.open(subject=f"Case {number}", **more))
        watch.go_on(hours=1)
    mine = f"{CASES}/{cases[0]['case_id']}/assign"
    taken = desk.ask("POST", mine, {"assignee": "li"})
    assert (taken["assignee"], taken["assigned_by"]) == ("li", f"actor-{FIRST}")
    for wrong in ("nobody", "elsewhere"):
        refused = desk.send("POST", mine, {"assignee": wrong})
        assert (refused.status_code, refused.json()["code"]) == (404, "assignee-unknown")

    def listed(query):
        return [case["subject"] for case in desk.ask("GET", f"{CASES}?{query}")["items"]]

    assert listed("") == ["Case 1", "Case 2", "Case 0"]
    assert listed(f"marketplace_id={DE}") == ["Case 1"]
    assert listed("category=return&status=open") == ["Case 2"]
    assert listed("assignee=li") == ["Case 0"]
    assert listed("sort=received_at") == ["Case 0", "Case 1", "Case 2"]
    assert listed("sort=-received_at") == ["Case 2", "Case 1", "Case 0"]
    assert listed("sort=severity") == ["Case 2", *sorted_by_id(cases[:2])]
    assert listed("sort=-due_at")[-1] == "Case 0"
    assert listed("q=ase 1") == listed("q=CASE%201&sort=due_at") == ["Case 1"]
    seen, cursor = [], ""
    while cursor is not None:
        page = desk.ask("GET", f"{CASES}?sort=-due_at&limit=1&cursor={cursor}")
        seen, cursor = seen + [case["subject"] for case in page["items"]], page["next_cursor"]
        assert (page["follow_cursor"], page["restored"]) == (None, False)
    assert seen == listed("sort=-due_at")
    assert desk.send("GET", f"{CASES}?sort=subject").status_code == 422
    assert listed("assignee=none") == ["Case 1", "Case 2"]
    assert listed("assignee=me") == []
    assert listed("category=return&category=buyer_message&severity=HIGH&severity=LOW") == ["Case 1", "Case 0"]
    assert listed(f"updated_after={stamp(hours=1)}") == ["Case 2", "Case 0"]
    assert listed(f"due_before={stamp(hours=13)}") == ["Case 0"]
    assert listed("overdue=true") == []
    watch.now = NOW + timedelta(hours=13)
    assert listed("overdue=true") == ["Case 1", "Case 0"]
    first = desk.ask("GET", f"{CASES}?limit=2")
    rest = desk.ask("GET", f"{CASES}?limit=2&cursor={first['next_cursor']}")
    assert [case["subject"] for case in first["items"] + rest["items"]] == ["Case 1", "Case 2", "Case 0"]
    assert (first["has_more"], rest["has_more"]) == (True, False)


def test_of_two_changes_to_one_version_one_is_refused(desk):
    path = f"{CASES}/{desk.open()['case_id']}"
    answers = [desk.send("PATCH", path, {"severity": each}, If_Match='"1"') for each in ("LOW", "MEDIUM")]
    assert [answer.status_code for answer in answers] == [200, 412]
    assert answers[0].headers["etag"] == '"2"'
    assert desk.ask("GET", path) == answers[0].json()
    assert answers[0].json()["severity"] == "LOW"


@pytest.mark.parametrize("wrong", [{"status": None}, {"status": "snoozed"}, {"assignee": "li"}, {"subject": ""}])
def test_a_wrong_change_changes_nothing(desk, wrong):
    case = desk.open()
    assert desk.send("PATCH", f"{CASES}/{case['case_id']}", wrong).status_code == 422
    assert desk.see(case) == case


def test_a_closed_case_stays_closed(desk):
    case = desk.open()
    closed = desk.change(case, status="closed")
    refused = desk.send("PATCH", f"{CASES}/{case['case_id']}", {"status": "open"})
    assert (refused.status_code, refused.json()["code"]) == (409, "case-status")
    assert desk.see(case) == closed
    assert desk.counts() == {"case.opened": 1, "case.resolved": 1}


@pytest.mark.parametrize("order", [ORDER, "D01-1234567-1234567", "S02-1234567-1234567"])
def test_cases_are_found_by_what_they_are_about(desk, order):
    about = {"amazon_order_id": order, "sku": "ZL-9", "asin": "B000EXAMPL", "campaign_id": "77", "external_id": "m-9"}
    case = desk.open(**about)
    desk.open(amazon_order_id="026-7654321-1234567")
    for name, value in about.items():
        assert desk.ask("GET", f"{CASES}?{name}={value}")["items"] == [case]
    assert desk.send("GET", f"{CASES}?amazon_order_id=X01-1234567-1234567").status_code == 422


def test_each_change_is_an_event_that_shows_the_case(desk, watch):
    case = desk.open()
    watch.go_on(hours=1)
    shown = [
        desk.change(case, severity="LOW"),
        desk.ask("POST", f"{CASES}/{case['case_id']}/assign", {"assignee": "li"}),
        desk.change(case, status="pending"),
        desk.change(case, status="resolved"),
        desk.change(case, status="open"),
        desk.change(case, status="closed"),
    ]
    watch.go_on(hours=20)
    told = desk.told()[1:]
    assert [name for name, _ in told] == [
        *("case.updated", "case.updated", "case.updated", "case.resolved", "case.reopened", "case.resolved")
    ]
    both = {"descriptions": {"en": "", "zh": ""}}
    assert [data for _, data in told] == [each | both for each in shown]


def test_a_case_stands_in_the_worklist_while_somebody_has_to_act(desk):
    case = desk.open(category="policy_notice", subject="Your {listing}")
    (item,) = desk.listed()
    expected = {
        "item_id": case["case_id"],
        "kind": "case",
        "service": "tickets",
        "code": "tickets.case_policy_notice",
        "severity": "CRITICAL",
        "status": "open",
        "title": "Policy notice: Your {listing}",
        "evidence_href": f"{CASES}/{case['case_id']}",
        "subject": {"type": "case", "id": case["case_id"], "name": "Your {listing}"},
    }
    assert {name: item[name] for name in expected} == expected
    assert datetime.fromisoformat(item["due_at"]) == NOW + timedelta(hours=12)
    desk.reply(case)
    assert datetime.fromisoformat(desk.listed()[0]["due_at"]) == NOW + timedelta(hours=72)
    desk.change(case, status="pending")
    assert desk.listed() == []
    desk.change(case, status="open")
    assert len(desk.listed()) == 1
    desk.change(case, status="resolved")
    assert desk.listed() == []

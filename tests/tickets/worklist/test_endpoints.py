"""The worklist: what stands in it, in which order, page by page."""

import pytest

from services.tickets.worklist.schemas import WorklistPage
from shared.auth import SCOPES
from tests.tickets.facts import DE, FIRST, OTHER, SELLER, UK
from tests.tickets.told import finding_of

PATH = "/v1/tickets/worklist"


def money(amount, currency="GBP"):
    return {"amount": amount, "currency": currency}


@pytest.fixture
def listed(client, caller):
    def found(language="en", **query):
        answer = client.get(PATH, headers=caller() | {"Accept-Language": language}, params=query)
        assert answer.status_code == 200, answer.text
        return answer.json()

    return found


def ids(page):
    return [item["item_id"] for item in page["items"]]


def test_who_may_read_it(client, caller, gateway, listed):
    gateway.tell(finding_of("f-1"))
    assert client.get(PATH).status_code == 401
    assert client.get(PATH, headers=caller(tenant=OTHER)).json()["items"] == []
    assert ids(listed()) == ["f-1"]


def test_each_key_sees_what_its_scopes_may_read(client, caller, gateway, desk):
    gateway.tell(*(finding_of(name, code=f"{name}.x") for name in ("ads", "catalog", "inventory", "tickets")))
    case = desk.open()["case_id"]
    shown = {
        "ads:read": {"ads"},
        "catalog:read": {"catalog"},
        "inventory:read": {"inventory"},
        "tickets:read": {"tickets", case},
    }
    for scope in sorted(SCOPES):
        found = client.get(PATH, headers=caller(scope)).json()
        assert (scope, set(ids(found))) == (scope, shown.get(scope, set()))
    both = client.get(PATH, headers=caller("ads:read", "inventory:read"), params={"limit": 1}).json()
    rest = client.get(
        PATH, headers=caller("ads:read", "inventory:read"), params={"limit": 1, "cursor": both["next_cursor"]}
    ).json()
    assert [item["rank"] for item in (*both["items"], *rest["items"])] == [1, 2]
    assert {*ids(both), *ids(rest)} == {"ads", "inventory"}
    asked = client.get(PATH, headers=caller("ads:read"), params={"service": ["catalog", "ads"]}).json()
    assert ids(asked) == ["ads"]
    assert ids(client.get(PATH, headers=caller("ads:read"), params={"service": "catalog"}).json()) == []


def test_an_item_says_what_why_and_what_to_do(gateway, listed):
    gateway.tell(finding_of("f-1"))
    page = listed()
    assert page == {
        "items": [
            {
                "rank": 1,
                "item_id": "f-1",
                "kind": "finding",
                "service": "ads",
                "code": "ads.acos_high",
                "severity": "HIGH",
                "status": "open",
                "due_at": None,
                "title": "Title f-1",
                "reason": "Reason f-1",
                "recommended_action": "Action f-1",
                "evidence_href": "/v1/ads/findings/f-1",
                "subject": {"type": "campaign", "id": "12", "name": "Kettle"},
                "seller_id": SELLER,
                "marketplace_id": UK,
                "money_at_stake": money("55.00"),
                "assignee": None,
                "first_seen_at": page["items"][0]["first_seen_at"],
                "version": 1,
            }
        ],
        "next_cursor": None,
        "has_more": False,
    }
    assert WorklistPage.model_validate(page).model_dump(mode="json", exclude={"items": {0: {"first_seen_at"}}}) == {
        **page,
        "items": [{name: value for name, value in page["items"][0].items() if name != "first_seen_at"}],
    }


def test_it_speaks_the_callers_language(gateway, listed):
    gateway.tell(finding_of("f-1"))
    (item,) = listed("zh-CN")["items"]
    assert (item["title"], item["reason"], item["recommended_action"]) == ("标题 f-1", "原因 f-1", "建议 f-1")


def test_it_ranks_by_severity_then_by_money_and_pages_in_that_order(gateway, listed):
    gateway.tell(
        finding_of("low", severity="LOW", money_at_stake=money("9000.00")),
        finding_of("yen", money_at_stake=money("9000.00", "JPY")),
        finding_of("euros", money_at_stake=money("70.00", "EUR")),
        finding_of("pounds", money_at_stake=money("70.00")),
        finding_of("nothing", money_at_stake=None),
        finding_of("critical", severity="CRITICAL", money_at_stake=None),
        finding_of("medium", severity="MEDIUM"),
    )
    expected = ["critical", "pounds", "euros", "yen", "nothing", "medium", "low"]
    assert ids(listed()) == expected
    seen, ranks, cursor = [], [], ""
    while cursor is not None:
        page = listed(limit=3, cursor=cursor)
        seen, ranks, cursor = seen + ids(page), ranks + [item["rank"] for item in page["items"]], page["next_cursor"]
    assert (seen, ranks) == (expected, [1, 2, 3, 4, 5, 6, 7])


def test_filters(gateway, listed, client, caller):
    gateway.tell(
        finding_of("a"),
        finding_of("b", marketplace_id=DE, severity="LOW"),
        finding_of("c", seller_id="A2OTHER", code="catalog.title_rule"),
    )
    assert ids(listed(seller_id=SELLER)) == ["a", "b"]
    assert ids(listed(marketplace_id=DE)) == ["b"]
    assert ids(listed(severity="LOW")) == ["b"]
    assert ids(listed(service="catalog")) == ["c"]
    assert ids(listed(seller_id=SELLER, service="ads", severity="HIGH", marketplace_id=UK)) == ["a"]
    assert ids(listed(severity=["HIGH", "LOW"], marketplace_id=[UK, DE], service=["ads"])) == ["a", "b"]
    assert ids(listed(code=["catalog.title_rule", "ads.ctr_low"])) == ["c"]
    unknown = client.get(PATH, headers=caller(), params={"code": ["ads.ctr_low", "ads.ctr"]})
    assert (unknown.status_code, unknown.json()["errors"][0]["code"]) == (422, "unknown-value")
    assert client.get(PATH, headers=caller(), params={"severity": "URGENT"}).status_code == 422
    assert client.get(PATH, headers=caller(), params={"stauts": "open"}).status_code == 422


def test_by_status_and_by_who_has_it_to_do(gateway, listed):
    gateway.tell(
        finding_of("new"),
        finding_of("seen", status="acknowledged"),
        finding_of("mine", assignee=f"actor-{FIRST}"),
        finding_of("theirs", status="acknowledged", assignee="li"),
    )
    assert set(ids(listed(status="acknowledged"))) == {"seen", "theirs"}
    assert len(listed(status=["open", "acknowledged"])["items"]) == 4
    assert ids(listed(assignee="me")) == ids(listed(assignee=f"actor-{FIRST}")) == ["mine"]
    assert [item["assignee"] for item in listed(assignee="li")["items"]] == ["li"]
    assert set(ids(listed(assignee="none", limit=1))) < {"new", "seen"}
    assert ids(listed(assignee="none", status="open")) == ["new"]


def test_a_cursor_belongs_to_its_filters_and_its_tenant(client, caller, gateway, listed):
    gateway.tell(finding_of("a"), finding_of("b"))
    cursor = listed(limit=1)["next_cursor"]
    for headers, query in (
        (caller(), {"service": "ads", "cursor": cursor}),
        (caller(tenant=OTHER), {"cursor": cursor}),
    ):
        answer = client.get(PATH, headers=headers, params=query)
        assert (answer.status_code, answer.json()["code"]) == (400, "cursor-mismatch")
    assert client.get(PATH, headers=caller(), params={"cursor": "nonsense"}).status_code == 400


@pytest.mark.parametrize(
    ("status", "stays"),
    [("open", True), ("acknowledged", True), ("snoozed", False), ("dismissed", False), ("resolved", False)],
)
def test_it_follows_what_was_decided(gateway, listed, status, stays):
    gateway.tell(finding_of("f-1"), finding_of("f-1", status=status, version=2))
    assert [(item["status"], item["version"]) for item in listed()["items"]] == ([(status, 2)] if stays else [])


def test_an_older_version_changes_nothing_in_whatever_order_it_comes(gateway, listed):
    gateway.tell(
        finding_of("cleared", status="resolved", version=3),
        finding_of("cleared", version=2),
        finding_of("grown", severity="CRITICAL", version=5),
        finding_of("grown", severity="HIGH", version=4),
        finding_of("grown", severity="LOW", version=5),
    )
    assert [(item["item_id"], item["severity"]) for item in listed()["items"]] == [("grown", "CRITICAL")]


def test_what_comes_back_is_listed_again(gateway, listed):
    gateway.tell(finding_of("f-1"), finding_of("f-1", status="snoozed", version=2), finding_of("f-1", version=3))
    assert [(item["item_id"], item["version"]) for item in listed()["items"]] == [("f-1", 3)]

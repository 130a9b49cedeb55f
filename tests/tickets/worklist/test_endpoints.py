"""The worklist: what stands in it, in which order, page by page."""

import orjson
import pytest

from services.tickets.worklist.schemas import WorklistPage
from shared.auth import SCOPES
from tests.tickets.facts import DE, FIRST, OTHER, SELLER, UK
from tests.tickets.told import event_of, finding_of

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
                "asks": None,
                "reasons": [
                    {
                        "finding_id": "f-1",
                        "code": "ads.acos_high",
                        "severity": "HIGH",
                        "status": "open",
                        "assignee": None,
                        "title": "Title f-1",
                        "reason": "Reason f-1",
                        "recommended_action": "Action f-1",
                        "evidence_href": "/v1/ads/findings/f-1",
                        "money_at_stake": money("55.00"),
                        "first_seen_at": page["items"][0]["first_seen_at"],
                        "version": 1,
                    }
                ],
                "first_seen_at": page["items"][0]["first_seen_at"],
                "version": 1,
            }
        ],
        "next_cursor": None,
        "has_more": False,
    }
    assert WorklistPage.model_validate(page) == WorklistPage.model_validate_json(orjson.dumps(page))


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


def test_it_is_sorted_as_asked_page_by_page(gateway, listed, desk):
    seen_at = [f"2026-11-{day}T08:00:00Z" for day in (10, 11, 12)]
    gateway.tell(
        finding_of("dear", money_at_stake=money("9.00"), first_seen_at=seen_at[1], severity="LOW"),
        finding_of("cheap", money_at_stake=money("1.00"), first_seen_at=seen_at[2]),
        finding_of("free", money_at_stake=None, first_seen_at=seen_at[0]),
    )
    case = desk.open()["case_id"]
    orders = {
        "-money_at_stake": ["dear", "cheap", *sorted(["free", case])],
        "first_seen_at": ["free", "dear", "cheap", case],
        "-first_seen_at": [case, "cheap", "dear", "free"],
    }
    for sort, expected in orders.items():
        seen, ranks, cursor = [], [], ""
        while cursor is not None:
            page = listed(limit=1, sort=sort, cursor=cursor)
            seen, cursor = seen + ids(page), page["next_cursor"]
            ranks += [item["rank"] for item in page["items"]]
        assert (sort, seen, ranks) == (sort, expected, [1, 2, 3, 4])
    assert ids(listed(sort="due_at"))[0] == case
    assert ids(listed(sort="-due_at"))[-1] == case
    assert ids(listed(sort="money_at_stake", service="ads")) == ["free", "cheap", "dear"]


def test_it_is_searched(gateway, listed, client, caller):
    gateway.tell(
        finding_of("a", subject={"type": "sku", "id": "ZL_1%", "name": "Kettle"}),
        finding_of("b", subject={"type": "sku", "id": "ZLX1Y", "name": "水壶"}),
    )
    found = {"zl_": ["a"], "1%": ["a"], "zl": ["a", "b"], "壶": ["b"], "KETT": ["a"], "标题 b": ["b"], "\\": None}
    for text, expected in found.items():
        if expected is None:
            answer = client.get(PATH, headers=caller(), params={"q": text})
            assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, "too-short")
        else:
            assert (text, ids(listed(q=text))) == (text, expected)
    assert ids(listed(q="zl", sort="-first_seen_at", limit=1)) == ["b"]
    assert client.get(PATH, headers=caller(), params={"q": "z" * 101}).status_code == 422


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


def restock(finding_id, **changes):
    """One of the findings about one SKU that ask for the same decision."""
    subject = {"type": "sku", "id": "ZL-1", "name": "Kettle"}
    return finding_of(finding_id, code="inventory.excess", subject=subject, asks="reduce_stock") | changes


def reasons(page):
    return {item["item_id"]: [each["finding_id"] for each in item["reasons"]] for item in page["items"]}


def test_findings_of_one_subject_that_ask_for_the_same_are_one_item(gateway, listed):
    gateway.tell(
        restock("low", severity="LOW"),
        restock("grave", severity="CRITICAL", code="inventory.aged", assignee="li"),
        restock("other-sku", severity="LOW", subject={"type": "sku", "id": "ZL-2", "name": "Pot"}),
        restock("other-decision", severity="LOW", asks="restock"),
        restock("other-place", severity="LOW", marketplace_id=DE),
        restock("of-before", severity="LOW", asks=None),
    )
    page = listed()
    assert reasons(page) == {"grave": ["grave", "low"]} | {
        name: [name] for name in ("of-before", "other-decision", "other-place", "other-sku")
    }
    first = page["items"][0]
    assert (first["rank"], first["asks"], first["severity"]) == (1, "reduce_stock", "CRITICAL")
    assert [each["code"] for each in first["reasons"]] == ["inventory.aged", "inventory.excess"]
    # Whatever is asked for of one of them finds the item.
    assert ids(listed(code="inventory.excess", severity="LOW", limit=1)) == ["grave"]
    assert "grave" in ids(listed(assignee="none"))
    assert ids(listed(assignee="li")) == ["grave"]
    assert "grave" not in ids(listed(assignee="li", code="inventory.excess"))
    seen, cursor = [], ""
    while cursor is not None:
        found = listed(limit=1, severity="LOW", cursor=cursor)
        seen, cursor = seen + [(item["rank"], item["item_id"]) for item in found["items"]], found["next_cursor"]
    assert [rank for rank, _ in seen] == [1, 2, 3, 4, 5]
    assert seen[0] == (1, "grave")


def test_an_item_of_several_follows_each_of_them(gateway, listed):
    gateway.tell(restock("a"), restock("b", severity="MEDIUM"), restock("c", severity="LOW"))
    steps = [
        (restock("a", status="acknowledged", version=2), {"a": ["a", "b", "c"]}, "open"),
        (restock("c", severity="CRITICAL", version=2), {"c": ["c", "a", "b"]}, "open"),
        (restock("c", status="resolved", version=3), {"a": ["a", "b"]}, "open"),
        (restock("b", status="acknowledged", version=2), {"a": ["a", "b"]}, "acknowledged"),
        (restock("a", status="snoozed", version=3), {"b": ["b"]}, "acknowledged"),
        (restock("a", version=2), {"b": ["b"]}, "acknowledged"),
        (restock("b", status="dismissed", version=3), {}, None),
        (restock("a", version=4), {"a": ["a"]}, "open"),
    ]
    for told, expected, status in steps:
        gateway.tell(told)
        page = listed()
        assert (reasons(page), [item["status"] for item in page["items"]]) == (expected, [status] if status else [])


def test_a_case_takes_its_finding_out_of_an_item_and_gives_it_back(gateway, listed, desk):
    listing = {"type": "listing", "id": "ZL-1", "name": "Kettle"}
    fixes = {"subject": listing, "asks": "fix_listing", "severity": "LOW"}
    gateway.tell(finding_of("issue", code="catalog.issue_reported", **fixes))
    removed = finding_of("removed", code="catalog.listing_removed", **fixes | {"severity": "CRITICAL"})
    gateway.bring(event_of(removed, type="listing.flagged"))
    [case, left] = listed()["items"]
    assert (case["kind"], case["reasons"], left["item_id"]) == ("case", [], "issue")
    assert [each["finding_id"] for each in left["reasons"]] == ["issue"]
    desk.change({"case_id": case["item_id"]}, status="resolved")
    assert reasons(listed()) == {"removed": ["removed", "issue"]}


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

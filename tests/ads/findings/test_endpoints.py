from datetime import date, timedelta

import orjson
import pytest
from sqlalchemy import select

from services.ads.campaigns.operations import flag_campaigns, store_campaigns
from services.ads.findings.rules import CTR_LOW, SPEND_WITHOUT_SALES
from services.ads.models import Finding, Outbox
from services.ads.products import SB, SP
from tests.ads.facts import DE, FIRST, NOW, OTHER, SELLER, UK, fact, store

PATH = "/v1/ads/findings"
SETTLED = date(2026, 11, 10)


def judge(database, profile, cost=90.0, now=NOW):
    large = {"clicks": 10_000, "impressions": 500_000, "cost": 3000.0, "orders": 1000, "sales": 20_000.0}
    store(database, profile, fact(profile, SETTLED, 999, **large))
    store(database, profile, fact(profile, SETTLED, 12, clicks=100, impressions=5000, cost=cost, orders=5, sales=100))
    with database.write() as session:
        flag_campaigns(session, profile, SP, now=now)


@pytest.fixture
def finding(client, caller, database, profile):
    with database.write() as session:
        rows = [{"campaign_key": 12, "name": "Dear {0} 'x'", "state": "ENABLED"}]
        store_campaigns(session, profile, SP, rows, now=NOW)
    judge(database, profile)
    return client.get(PATH, headers=caller("ads:read")).json()["items"][0]


def decide(client, caller, finding, action, body=None, **headers):
    path = f"{PATH}/{finding['finding_id']}/{action}"
    return client.post(path, json=body, headers=caller("ads:write") | headers)


def test_a_finding_of_an_older_release_is_read_without_what_that_did_not_note(client, caller, database, finding):
    with database.write() as session:
        stored = session.scalars(select(Finding).where(Finding.finding_id == finding["finding_id"])).one()
        noted = orjson.loads(stored.facts)
        stored.facts = orjson.dumps({name: noted[name] for name in noted.keys() - {"probability"}}).decode()
    listed = client.get(PATH, headers=caller()).json()["items"]
    one = client.get(f"{PATH}/{finding['finding_id']}", headers=caller() | {"Accept-Language": "zh"}).json()
    assert "With probability (unknown) it is" in listed[0]["reason"]
    assert "（未知）" in one["reason"]
    assert (listed[0]["title"], listed[0]["recommended_action"]) == (finding["title"], finding["recommended_action"])


def test_findings_show_their_ad_product_and_are_filtered_by_it(client, caller, database, profile, finding):
    with database.write() as session:
        store_campaigns(session, profile, SB, [{"campaign_key": 7, "name": "SB", "state": "ENABLED"}], now=NOW)
    dear = {"clicks": 100, "cost": 90, "orders": 5, "sales": 100, "attribution": 14}
    store(database, profile, fact(profile, SETTLED, 7, product=SB, **dear))
    with database.write() as session:
        flag_campaigns(session, profile, SB, now=NOW + timedelta(seconds=1))

    def ask(**query):
        items = client.get(PATH, params=query, headers=caller()).json()["items"]
        return [(one["ad_product"], one["subject"]["id"]) for one in items]

    brands, products = ("SPONSORED_BRANDS", "7"), ("SPONSORED_PRODUCTS", "12")
    assert ask() == [products, brands]
    assert (ask(ad_product="SPONSORED_BRANDS"), ask(ad_product="SPONSORED_PRODUCTS")) == ([brands], [products])
    assert ask(ad_product="SPONSORED_DISPLAY") == []
    assert client.get(PATH, params={"ad_product": "TV"}, headers=caller()).status_code == 422
    with database.read() as session:
        events = session.scalars(select(Outbox).order_by(Outbox.sequence))
        told = [orjson.loads(row.content)["ad_product"] for row in events if row.name == "campaign.flagged"]
    assert told == ["SPONSORED_PRODUCTS", "SPONSORED_BRANDS"]


def test_who_may_read_and_decide(client, caller, finding):
    one = f"{PATH}/{finding['finding_id']}"
    assert [client.get(path).status_code for path in (PATH, one)] == [401, 401]
    assert client.post(f"{one}/acknowledge").status_code == 401
    assert client.post(f"{one}/acknowledge", headers=caller("ads:read")).status_code == 403
    assert client.get(PATH, headers=caller(tenant=OTHER)).json()["items"] == []
    foreign = [client.get(one, headers=caller(tenant=OTHER))]
    foreign += [client.post(f"{one}/{act}", headers=caller(tenant=OTHER)) for act in ("acknowledge", "reopen")]
    assert [(answer.status_code, answer.json()["code"]) for answer in foreign] == [(404, "not-found")] * 3
    assert client.get(one, headers=caller()).json() == finding


def test_a_finding_says_what_why_and_what_to_do(finding):
    assert (finding["code"], finding["severity"], finding["status"]) == ("ads.acos_high", "HIGH", "open")
    assert (finding["seller_id"], finding["marketplace_id"]) == (SELLER, UK)
    assert finding["subject"] == {"type": "campaign", "id": "12", "name": "Dear {0} 'x'"}
    assert finding["title"] == "ACOS 90%: \"Dear {0} 'x'\""
    assert finding["reason"] == (
        "90.00 GBP spent for 100.00 GBP of sales in 14 settled days; the target is 35%. "
        "With probability 99% it is above 35%."
    )
    assert finding["recommended_action"].startswith("Lower the bids by 61%")
    assert finding["money_at_stake"] == {"amount": "55.00", "currency": "GBP"}
    assert finding["proposal"] == {
        "kind": "scale_bids",
        "target": {"campaign_id": "12"},
        "from": "1",
        "to": "0.39",
        "why": "With bids lower by 61% a click costs what it earns at an ACOS of 35%.",
        "money": {"amount": "55.00", "currency": "GBP"},
    }
    evidence = finding["evidence"]
    assert (evidence["from_on"], evidence["to_on"]) == ("2026-11-01", "2026-11-15")
    assert {"name": "acos", "value": "0.9", "number": 0.9} in evidence["facts"]


def test_the_evidence_links_to_its_rows(client, caller, finding):
    rows = client.get(finding["evidence"]["links"][0]["href"], headers=caller("ads:read")).json()
    assert [(row["date_on"], row["acos"]) for row in rows["items"]] == [("2026-11-10", 0.9)]


def test_chinese_texts_and_the_same_codes(client, caller, finding):
    shown = client.get(PATH, headers=caller() | {"Accept-Language": "zh-CN,zh;q=0.9,en;q=0.5"}).json()["items"][0]
    assert shown["code"] == finding["code"]
    assert shown["title"] == "ACOS 90%：“Dear {0} 'x'”"
    assert shown["reason"].startswith("在归因已稳定的 14 天内花费 90.00 GBP")


def test_acknowledged_stays_so_while_the_problem_lasts(client, caller, database, profile, finding):
    answer = decide(client, caller, finding, "acknowledge")
    assert (answer.status_code, answer.json()["status"], answer.json()["version"]) == (200, "acknowledged", 2)
    judge(database, profile, cost=95)
    assert client.get(PATH, headers=caller()).json()["items"][0]["status"] == "acknowledged"


def test_a_decision_that_waited_for_another_change_comes_after_it(client, caller, database, profile, finding):
    judge(database, profile, cost=95, now=NOW + timedelta(seconds=1))
    before = client.get(PATH, headers=caller()).json()["items"][0]
    decided = decide(client, caller, finding, "acknowledge").json()  # its clock was read a second earlier
    assert (before["version"], decided["version"]) == (2, 3)
    assert before["updated_at"] == decided["updated_at"] > finding["updated_at"]
    with database.read() as session:
        told = session.scalars(select(Outbox).where(Outbox.kind == "event").order_by(Outbox.sequence)).all()
    assert [each.created_at for each in told] == [NOW, *[NOW + timedelta(seconds=1)] * 2]


def test_snoozed_until_its_moment(client, caller, database, profile, finding):
    until = (NOW + timedelta(days=1)).isoformat()
    assert decide(client, caller, finding, "snooze", {"until": until}).json()["status"] == "snoozed"
    judge(database, profile, now=NOW + timedelta(hours=23))
    assert client.get(PATH, headers=caller()).json()["items"][0]["status"] == "snoozed"
    judge(database, profile, now=NOW + timedelta(hours=24))
    assert client.get(PATH, headers=caller()).json()["items"][0]["status"] == "open"


def test_dismissed_until_it_is_materially_worse(client, caller, database, profile, finding):
    dismissed = decide(client, caller, finding, "dismiss", {"reason": "launch phase"}).json()
    assert (dismissed["status"], dismissed["decision_reason"]) == ("dismissed", "launch phase")
    judge(database, profile, cost=134)
    assert client.get(PATH, headers=caller()).json()["items"][0]["status"] == "dismissed"
    judge(database, profile, cost=135)
    assert client.get(PATH, headers=caller()).json()["items"][0]["status"] == "open"


def test_a_decision_can_be_taken_back(client, caller, finding):
    decide(client, caller, finding, "dismiss", {"reason": "by mistake"})
    assert decide(client, caller, finding, "reopen").json()["status"] == "open"


def test_the_same_decision_again_changes_and_tells_nothing(client, caller, database, finding):
    until = (NOW + timedelta(days=7)).isoformat()
    decisions = [
        ("acknowledge", None),
        ("snooze", {"until": until}),
        ("dismiss", {"reason": "误报"}),
        ("reopen", None),
    ]
    versions = []
    for action, body in decisions:
        first, again = (decide(client, caller, finding, action, body) for _ in range(2))
        assert (first.status_code, first.json()) == (200, again.json())
        versions.append(first.json()["version"] - finding["version"])
    assert versions == [1, 2, 3, 4]
    with database.read() as session:
        names = list(session.scalars(select(Outbox.name).order_by(Outbox.sequence)))
    assert names.count("finding.changed") == 4
    other = decide(client, caller, finding, "dismiss", {"reason": "已处理"}).json()
    assert (other["version"] - finding["version"], other["decision_reason"]) == (5, "已处理")


BULK = f"{PATH}/bulk"


def decide_all(client, caller, *items, key="decisions-1", tenant=FIRST):
    headers = caller(tenant=tenant) | {"Idempotency-Key": key}
    answer = client.post(BULK, json={"items": items}, headers=headers)
    assert answer.status_code == 207, answer.text
    return answer


def test_many_are_decided_each_for_itself(client, caller, database, profile, finding):
    with database.write() as session:
        store_campaigns(session, profile, SP, [{"campaign_key": 13, "name": "Too", "state": "ENABLED"}], now=NOW)
    store(database, profile, fact(profile, SETTLED, 13, clicks=100, impressions=5000, cost=90, orders=5, sales=100))
    judge(database, profile)
    first, second = (each["finding_id"] for each in client.get(PATH, headers=caller()).json()["items"])
    until, past = ((NOW + timedelta(days=days)).isoformat() for days in (1, -1))
    items = [
        {"finding_id": first, "decision": "snooze", "until": until},
        {"finding_id": "none-of-this-id", "decision": "reopen"},
        {"finding_id": second, "decision": "reopen"},
        {"finding_id": first, "decision": "dismiss", "reason": "launch"},
        {"finding_id": second, "decision": "snooze", "until": past},
        {"finding_id": second, "decision": "snooze"},
        {"finding_id": second, "decision": "acknowledge", "reason": "why"},
        {"finding_id": second, "decision": "close"},
    ]
    before = len(told(database))
    answer = decide_all(client, caller, *items)
    results = answer.json()["results"]
    assert [(each["status"], each["finding_status"], each["version"]) for each in results[:4]] == [
        ("updated", "dismissed", 3),
        ("rejected", None, None),
        ("unchanged", "open", 1),
        ("repeated", "dismissed", 3),
    ]
    assert [(each["status"], each["errors"][0]["pointer"], each["errors"][0]["code"]) for each in results[4:]] == [
        ("rejected", "/until", "in-the-past"),
        ("rejected", "/until", "decision"),
        ("rejected", "/reason", "decision"),
        ("rejected", "/decision", "literal_error"),
    ]
    assert (results[1]["errors"][0]["pointer"], results[3]["repeats"]) == ("/finding_id", 0)
    assert [(name, data["finding_id"], data["status"]) for name, _, data in told(database)[before:]] == [
        ("finding.changed", first, "dismissed")
    ]
    assert decide_all(client, caller, *items).content == answer.content
    again = decide_all(client, caller, items[3], key="decisions-2").json()["results"][0]
    assert (again["status"], again["version"], len(told(database))) == ("unchanged", 3, before + 1)
    theirs = decide_all(client, caller, items[2], tenant=OTHER).json()["results"][0]
    assert (theirs["status"], theirs["errors"]) == ("rejected", results[1]["errors"])


def test_what_is_one_item_of_the_worklist_is_decided_together(client, caller, database, profile, finding):
    with database.write() as session:
        one = session.get(Finding, finding["finding_id"]).model_dump()
        about = {
            "acted": {"code": SPEND_WITHOUT_SALES, "status": "acknowledged"},
            "other": {"code": CTR_LOW},
            "elsewhere": {"marketplace_id": DE},
            "gone": {"code": SPEND_WITHOUT_SALES, "resolved_at": NOW, "status": "resolved"},
        }
        said = {"probability": 0.9, "ctr": 0.01, "min_ctr": 0.02, "impressions": 1, "clicks": 1}
        facts = orjson.loads(one["facts"]) | said
        one["facts"] = orjson.dumps(facts).decode()
        session.add_all(Finding(**one | {"finding_id": name} | changes) for name, changes in about.items())
    sorts = {"severity": "-severity", "money_at_stake": "-money_at_stake", "first_seen_at": "-first_seen_at"}
    for up, down in sorts.items():
        up_ids, cursor = [], ""
        while cursor is not None:
            page = client.get(PATH, headers=caller(), params={"sort": up, "limit": "2", "cursor": cursor}).json()
            up_ids, cursor = up_ids + [each["finding_id"] for each in page["items"]], page["next_cursor"]
        whole = client.get(PATH, headers=caller(), params={"sort": down}).json()
        assert (page["follow_cursor"], whole["follow_cursor"]) == (None, None)
        assert (up, up_ids) == (up, [each["finding_id"] for each in reversed(whole["items"])])
    item = {"finding_id": finding["finding_id"], "decision": "snooze", "until": (NOW + timedelta(days=1)).isoformat()}
    [alone] = decide_all(client, caller, item).json()["results"]
    assert alone["alike"] == []
    back = {"finding_id": finding["finding_id"], "decision": "reopen"}
    decide_all(client, caller, back, key="decisions-2")
    [result] = decide_all(client, caller, item | {"with_alike": True}, key="decisions-3").json()["results"]
    assert (result["status"], result["alike"]) == ("updated", ["acted"])
    now = {each["finding_id"]: each["status"] for each in client.get(PATH, headers=caller()).json()["items"]}
    assert now == {
        finding["finding_id"]: "snoozed",
        "acted": "snoozed",
        "other": "open",
        "elsewhere": "open",
        "gone": "resolved",
    }
    assert {data["finding_id"] for _, _, data in told(database)[-2:]} == {finding["finding_id"], "acted"}
    [undone] = decide_all(client, caller, back | {"with_alike": True}, key="decisions-4").json()["results"]
    assert (undone["finding_status"], undone["alike"]) == ("open", ["acted"])


def test_what_has_resolved_is_not_decided_with_others(client, caller, database, profile, finding):
    judge(database, profile, cost=10)
    [result] = decide_all(client, caller, {"finding_id": finding["finding_id"], "decision": "reopen"}).json()[
        "results"
    ]
    assert (result["status"], result["errors"][0]["code"]) == ("rejected", "finding-resolved")
    for body in ({"items": []}, {"items": [{}] * 201}, {}):
        answer = client.post(BULK, json=body, headers=caller() | {"Idempotency-Key": "decisions-1"})
        assert answer.status_code == 422
    assert client.post(BULK, json={"items": [{}]}, headers=caller()).json()["code"] == "idempotency-key-missing"


def test_it_is_given_to_somebody_who_may_see_it(client, caller, database, finding):
    def give(assignee):
        return decide(client, caller, finding, "assign", {"assignee": assignee})

    def ids(assignee):
        found = client.get(PATH, params={"assignee": assignee}, headers=caller()).json()["items"]
        return [each["finding_id"] for each in found]

    me, one = f"actor-{FIRST}", [finding["finding_id"]]
    assert (finding["assignee"], ids("none"), ids("me")) == (None, one, [])
    first, again = give(me).json(), give("me").json()
    assert (first["assignee"], first["assigned_by"], first["version"]) == (me, me, finding["version"] + 1)
    assert (first, ids("me"), ids(me), ids("li"), ids("none")) == (again, one, one, [], [])
    for wrong in ("nobody", "elsewhere"):
        answer = give(wrong)
        assert (answer.status_code, answer.json()["code"]) == (404, "assignee-unknown")
        assert answer.json()["errors"][0]["pointer"] == "/assignee"
    assert give(None).json()["assignee"] is None
    name, _, data = told(database)[-1]
    assert (name, data["assignee"], data["assigned_by"]) == ("finding.changed", None, me)
    assert [name for name, _, _ in told(database)].count("finding.changed") == 2


def test_nothing_to_decide_once_resolved(client, caller, database, profile, finding):
    judge(database, profile, cost=10)
    for action, body in (("acknowledge", None), ("dismiss", {"reason": "too late"}), ("reopen", None)):
        answer = decide(client, caller, finding, action, body)
        assert (answer.status_code, answer.json()["code"]) == (409, "finding-resolved")


@pytest.mark.parametrize(
    ("action", "body"),
    [
        ("dismiss", {}),
        ("dismiss", {"reason": "x"}),
        ("dismiss", {"reason": "long enough", "status": "open"}),
        ("snooze", {}),
        ("snooze", {"until": "tomorrow"}),
        ("snooze", {"until": "2026-12-01T00:00:00"}),
        ("snooze", {"until": "2026-11-20T12:00:00Z"}),
    ],
)
def test_bad_decisions_change_nothing(client, caller, finding, action, body):
    answer = decide(client, caller, finding, action, body)
    assert answer.status_code == 422
    assert client.get(PATH, headers=caller()).json()["items"][0] == finding


def test_filters(client, caller, finding):
    def count(**query):
        return len(client.get(PATH, params=query, headers=caller()).json()["items"])

    assert count(status="open", severity="HIGH", code="ads.acos_high", subject_id="12") == 1
    assert count(status=["open", "snoozed"], severity=["HIGH", "LOW"], code=["ads.ctr_low", "ads.acos_high"]) == 1
    assert count(status=["resolved", "snoozed"]) == count(code="ads.ctr_low") == 0
    assert count(status="resolved") == count(seller_id="A2") == count(severity="LOW") == 0
    assert count(updated_after=NOW.isoformat()) == 0
    assert count(updated_after=(NOW - timedelta(microseconds=1)).isoformat()) == 1


def told(database):
    with database.read() as session:
        query = select(Outbox.name, Outbox.subject, Outbox.content).where(Outbox.kind == "event")
        rows = session.execute(query.order_by(Outbox.sequence))
        return [(name, subject, orjson.loads(content)) for name, subject, content in rows]


def test_its_events_tell_the_whole_finding_in_both_languages(client, caller, database, finding):
    ((name, subject, data),) = told(database)
    assert (name, subject) == ("campaign.flagged", f"campaign:{SELLER}:{UK}:12")
    chinese = client.get(f"{PATH}/{finding['finding_id']}", headers=caller() | {"Accept-Language": "zh"}).json()
    why = {"en": finding["proposal"]["why"], "zh": chinese["proposal"]["why"]}
    sentences = ("title", "reason", "recommended_action")
    both = {name: {"en": finding[name], "zh": chinese[name]} for name in sentences}
    assert data == finding | both | {"proposal": finding["proposal"] | {"why": why}}


def test_a_decision_and_a_change_are_told_with_their_version(client, caller, database, profile, finding):
    decide(client, caller, finding, "acknowledge")
    judge(database, profile, cost=95.0, now=NOW + timedelta(hours=1))
    judge(database, profile, cost=95.0, now=NOW + timedelta(hours=2))
    judge(database, profile, cost=10.0, now=NOW + timedelta(hours=3))
    assert [(name, data["status"], data["version"]) for name, _, data in told(database)] == [
        ("campaign.flagged", "open", 1),
        ("finding.changed", "acknowledged", 2),
        ("finding.changed", "acknowledged", 3),
        ("campaign.cleared", "resolved", 4),
    ]

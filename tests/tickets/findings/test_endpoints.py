import pytest

from services.tickets.findings.rules import TEXTS
from tests.tickets.facts import OTHER, SELLER

PATH = "/v1/tickets/findings"


@pytest.fixture
def finding(desk, watch):
    desk.open()
    watch.go_on(hours=10)
    desk.scan()
    return desk.ask("GET", PATH)["items"][0]


def test_who_may_read_and_decide(client, caller, desk, finding):
    one = f"{PATH}/{finding['finding_id']}"
    acts = {"acknowledge": None, "snooze": {"until": "2099-01-01T00:00:00Z"}, "dismiss": {"reason": "wrong"}}
    assert [client.get(path).status_code for path in (PATH, one)] == [401, 401]
    for act, body in [*acts.items(), ("reopen", None)]:
        path = f"{one}/{act}"
        assert client.post(path, json=body).status_code == 401
        assert client.post(path, json=body, headers=caller("tickets:read")).status_code == 403
        assert client.post(path, json=body, headers=caller(tenant=OTHER)).status_code == 404
    assert client.get(PATH, headers=caller(tenant=OTHER)).json()["items"] == []
    assert client.get(one, headers=caller(tenant=OTHER)).status_code == 404
    assert desk.ask("GET", one) == finding


def test_a_decision_stays_while_the_clock_runs_and_is_told(desk, watch, finding):
    one = f"{PATH}/{finding['finding_id']}"
    for act, body, status in [
        ("acknowledge", None, "acknowledged"),
        ("snooze", {"until": "2026-11-20T19:00:00Z"}, "snoozed"),
        ("dismiss", {"reason": "the buyer called"}, "dismissed"),
        ("reopen", None, "open"),
    ]:
        assert desk.ask("POST", f"{one}/{act}", body)["status"] == status
    decided = [(told["status"], told["version"]) for name, told in desk.told() if name == "finding.changed"]
    assert decided == [("acknowledged", 2), ("snoozed", 3), ("dismissed", 4), ("open", 5)]
    watch.go_on(hours=2)
    desk.scan()
    assert desk.ask("GET", one)["status"] == "resolved"
    late = desk.send("POST", f"{one}/acknowledge")
    assert (late.status_code, late.json()["code"]) == (409, "finding-resolved")


def test_the_list_is_filtered(desk, finding):
    def count(query):
        return len(desk.ask("GET", f"{PATH}?{query}")["items"])

    assert count(f"seller_id={SELLER}&severity=HIGH&code=tickets.sla_at_risk&status=open") == 1
    assert [count(query) for query in ("seller_id=A2", "severity=LOW", "status=resolved")] == [0, 0, 0]


def test_texts_come_in_both_languages(client, caller, finding):
    shown = client.get(PATH, headers=caller() | {"Accept-Language": "zh-CN"}).json()["items"][0]
    assert (shown["code"], shown["title"]) == (finding["code"], "首次回复即将到期：“Where is it?”")
    for text in TEXTS.values():
        for sentence in (text.title, text.reason, text.action):
            assert sentence.en
            assert sentence.zh
        assert any("\u4e00" <= character <= "\u9fff" for character in text.action.zh)

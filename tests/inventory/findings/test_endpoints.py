from string import Formatter

import pytest

from services.inventory.findings.rules import TEXTS
from services.inventory.health.rules.judges import JUDGES
from services.inventory.ipi_scores import rules as ipi_rules
from shared.findings.rules import codes_of
from tests.inventory.rows import OTHER, SELLER, UK, history, judge, line, sold, stocked

PATH = "/v1/inventory/findings"


@pytest.fixture
def finding(client, caller, database, marketplace):
    sold(database, marketplace, *(line(marketplace, f"O-{ago}", "ZL-1", ago=ago) for ago in range(1, 91)))
    history(database, marketplace, "ZL-1")
    stocked(database, marketplace, "ZL-1", 60)
    judge(database, marketplace)
    return client.get(PATH, headers=caller("inventory:read")).json()["items"][0]


def test_who_may_read_and_decide(client, caller, finding):
    one = f"{PATH}/{finding['finding_id']}"
    assert [client.get(path).status_code for path in (PATH, one)] == [401, 401]
    assert client.post(f"{one}/acknowledge").status_code == 401
    assert client.post(f"{one}/acknowledge", headers=caller("inventory:read")).status_code == 403
    assert client.get(PATH, headers=caller(tenant=OTHER)).json()["items"] == []
    foreign = [client.get(one, headers=caller(tenant=OTHER))]
    bodies = {"acknowledge": None, "reopen": None, "dismiss": {"reason": "theirs"}}
    bodies["snooze"] = {"until": "2027-01-01T00:00:00Z"}
    foreign += [client.post(f"{one}/{act}", json=body, headers=caller(tenant=OTHER)) for act, body in bodies.items()]
    assert [(answer.status_code, answer.json()["code"]) for answer in foreign] == [(404, "not-found")] * 5
    assert client.get(one, headers=caller()).json() == finding


def test_a_finding_says_what_why_and_what_to_do(client, caller, finding):
    assert (finding["code"], finding["seller_id"], finding["marketplace_id"]) == (
        *("inventory.stockout_risk", SELLER, UK),
    )
    assert finding["title"] == 'Runs out on 2026-12-20: "ZL-1"'
    assert finding["reason"] == (
        "60 units and 0 arriving last for 30.0 days at 2.0 units a day in stock; a delivery takes 52 days."
    )
    assert finding["recommended_action"].startswith(
        "Buy and send 92 units. 48 of the units are safety stock, for 95% of what is wanted. Reckoned with 45 days"
    )
    assert finding["money_at_stake"] == {"amount": "375.00", "currency": "GBP"}
    chinese = client.get(PATH, headers=caller() | {"Accept-Language": "zh-CN"}).json()["items"][0]
    assert chinese["title"] == "预计 2026-12-20 断货：“ZL-1”"


def test_a_decision_and_its_withdrawal(client, caller, finding):
    one = f"{PATH}/{finding['finding_id']}"
    dismissed = client.post(f"{one}/dismiss", json={"reason": "being discontinued"}, headers=caller()).json()
    assert (dismissed["status"], dismissed["decision_reason"]) == ("dismissed", "being discontinued")
    assert client.post(f"{one}/reopen", headers=caller()).json()["status"] == "open"


@pytest.mark.parametrize(
    ("needed", "own", "english", "chinese"),
    [
        (92, 92, "Send 92 units from your own warehouses; nothing has", "从自有仓库发 92 件即可，无需采购。按 45 天"),
        (
            92,
            40,
            "Send the 40 units of your own warehouses, and buy",
            "先从自有仓库发 40 件，另采购 52 件。",
        ),
        (92, 0, "Buy and send 92 units. Reckoned with", "采购并发货 92 件。按 45 天交期"),
        (0, 5, "What is on its way is enough: send nothing more. ", "在途库存已足够，无需补货。"),
    ],
)
def test_what_to_send_is_concluded_before_it_is_reckoned(needed, own, english, chinese):
    facts = {"units_to_send": needed, "own_units": own, "lead_time_days": 45, "review_days": 7, "inbound_units": 0}
    text = TEXTS["inventory.stockout_risk"]
    assert text.advice("en", facts).startswith(english)
    assert text.advice("zh", facts).startswith(chinese)


def places_of(sentence):
    return {name for _, name, _, _ in Formatter().parse(sentence) if name}


def test_every_code_has_sentences_with_the_same_places_in_both_languages():
    assert set(TEXTS) == {*codes_of(JUDGES), *codes_of(ipi_rules.JUDGES)}
    for text in TEXTS.values():
        for sentence in (text.title, text.reason, text.action):
            assert places_of(sentence.en) == places_of(sentence.zh), sentence

"""Which findings stock leads to, case by case: severities, evidence, money, and when they resolve."""

from datetime import timedelta

import orjson
import pytest

from services.inventory.findings.repository import findings_of
from services.inventory.health.operations import store_ages
from services.inventory.health.rules.judges import JUDGES
from services.inventory.health.tasks import judge_pushes
from services.inventory.stock.operations import store_ledger
from shared.findings.rules import codes_of
from tests.inventory.rows import FIRST, NOW, PRICE, SELLER, TODAY, UK, aged, history, judge, line, sold, stocked

SKU = "ZL 1/2"


@pytest.fixture
def findings(database):
    def found():
        with database.read() as session:
            rows = findings_of(session, FIRST).unresolved(SELLER, UK, codes_of(JUDGES))
        return {row.code.removeprefix("inventory."): row for row in rows}

    return found


def sell(database, marketplace, *, every=1, days=90, out_days=0):
    """Two units on every such day, and a ledger that says when there was stock."""
    lines = [line(marketplace, f"O-{ago}", SKU, ago=ago) for ago in range(1 + out_days, days + 1, every)]
    sold(database, marketplace, *lines)
    history(database, marketplace, SKU, days=days, out_days=out_days)


def test_cover_below_lead_time_and_review(database, marketplace, findings):
    sell(database, marketplace)
    aged(database, marketplace, SKU)
    stocked(database, marketplace, SKU, 60, shipped=20)
    judge(database, marketplace)
    [risk] = findings().values()
    assert (risk.code, risk.severity, risk.subject_type, risk.subject_id) == (
        *("inventory.stockout_risk", "HIGH", "sku", SKU),
    )
    assert risk.money_at_stake_micros == 2 * (45 - 40) * PRICE  # 2 a day, 80 units last for 40 days
    # 52 days of 2 units and 48, less 60 and 20
    assert '"safety_units":48,"units_needed":72,"units_to_send":72,"units_to_buy":72' in risk.facts
    assert '"stock_out_on":"2026-12-30"' in risk.facts


def test_a_week_of_cover_is_critical_and_enough_resolves_with_a_tenth_to_spare(database, marketplace, findings):
    sell(database, marketplace)
    for units, expected in ((13, "CRITICAL"), (15, "HIGH"), (104, "HIGH"), (114, "HIGH"), (115, None), (104, None)):
        stocked(database, marketplace, SKU, units)
        judge(database, marketplace)
        assert [one.severity for one in findings().values()] == ([expected] if expected else []), units


@pytest.mark.parametrize(
    ("every", "out_days", "code", "severity"),
    [(1, 7, "out_of_stock", "CRITICAL"), (3, 7, "out_of_stock", "HIGH"), (3, 8, "out_of_stock_long", "CRITICAL")],
)
def test_out_of_stock(database, marketplace, findings, every, out_days, code, severity):
    sell(database, marketplace, every=every, out_days=out_days)
    stocked(database, marketplace, SKU, 0)
    judge(database, marketplace)
    assert [(name, one.severity) for name, one in findings().items()] == [(code, severity)]


def test_what_never_sold_is_not_out_of_stock(database, marketplace, findings):
    history(database, marketplace, SKU, out_days=90)
    stocked(database, marketplace, SKU, 0)
    judge(database, marketplace)
    assert findings() == {}


def test_slow_stock_in_excess_and_aged(database, marketplace, findings):
    sell(database, marketplace, every=10)
    aged(database, marketplace, SKU, over_180=30)
    stocked(database, marketplace, SKU, 100)
    judge(database, marketplace)
    found = findings()
    severities = {name: one.severity for name, one in found.items()}
    assert severities == {"slow_mover": "MEDIUM", "excess": "LOW", "aged": "LOW"}  # of 15 GBP not a quarter
    assert found["aged"].money_at_stake_micros == 900_000 + 1_000_000  # 30 of 100 units' storage, and the surcharge
    assert found["slow_mover"].money_at_stake_micros is None  # stock is worth its cost, which nobody has told


def test_slow_stock_and_an_excess_need_no_ages(database, marketplace, findings):
    sell(database, marketplace, every=10)
    stocked(database, marketplace, SKU, 100)
    judge(database, marketplace)
    assert set(findings()) == {"slow_mover", "excess"}


@pytest.mark.parametrize(("received", "codes"), [(99, {"slow_mover", "excess"}), (100, {"excess"})])
def test_stock_is_slow_when_some_of_it_was_there_before_the_window(database, marketplace, findings, received, codes):
    sell(database, marketplace, every=10)
    with database.write() as session:
        day = (TODAY - timedelta(days=50)).isoformat()
        store_ledger(session, FIRST, marketplace.seller_id, [(marketplace.key, SKU, day, 100, received, 100)])
    stocked(database, marketplace, SKU, 100)
    judge(database, marketplace)
    assert set(findings()) == codes


def test_a_report_without_surcharges_says_so(database, marketplace, findings):
    sell(database, marketplace)
    with database.write() as session:
        row = (marketplace.key, SKU, "B0TEST0001", "Kettle", 100, 100, 30, PRICE, 3_000_000, None)
        store_ages(session, FIRST, marketplace.key, [row])
    stocked(database, marketplace, SKU, 110)
    judge(database, marketplace)
    [found] = findings().values()
    assert (found.code, found.money_at_stake_micros) == ("inventory.aged", 900_000)
    assert "estimates no surcharge" in found.evidence


def test_new_stock_is_not_slow(database, marketplace, findings):
    history(database, marketplace, SKU, days=30)
    stocked(database, marketplace, SKU, 100)
    judge(database, marketplace)
    assert findings() == {}


def test_an_older_observation_never_overwrites_a_newer_one(database, marketplace, findings):
    sell(database, marketplace)
    assert stocked(database, marketplace, SKU, 150) == 1
    assert stocked(database, marketplace, SKU, 0, at=NOW - timedelta(minutes=1)) == 0
    judge(database, marketplace)
    assert findings() == {}


def test_a_cancelled_order_leaves_the_sales_and_an_older_row_does_not_bring_it_back(database, marketplace, findings):
    sell(database, marketplace)
    stocked(database, marketplace, SKU, 80)
    judge(database, marketplace)
    assert set(findings()) == {"stockout_risk"}
    later = "2026-11-20T11:00:00.000000Z"
    gone = [
        line(marketplace, f"O-{ago}", SKU, ago=ago, order_status="Cancelled", quantity=0, last_updated_at=later)
        for ago in range(1, 61)
    ]
    assert sold(database, marketplace, *gone) == 60
    assert sold(database, marketplace, *(line(marketplace, f"O-{ago}", SKU, ago=ago) for ago in range(1, 61))) == 0
    judge(database, marketplace)
    assert "stockout_risk" not in findings()  # two units on 30 of 90 days: 120 days of cover


def test_what_the_erp_pushes_is_judged_once(client, caller, database, accounts, marketplace, findings):
    """No unit at Amazon: the seller's own stock is judged, by what sold on all 90 days."""
    sold(database, marketplace, *(line(marketplace, f"O-{ago}", SKU, ago=ago) for ago in range(1, 91)))

    def push(units, minutes, warehouse="Leeds"):
        moment = (NOW + timedelta(minutes=minutes)).isoformat()
        item = {"seller_id": SELLER, "marketplace_id": UK, "sku": SKU, "warehouse": warehouse}
        body = {"items": [item | {"fulfillable_quantity": units, "observed_at": moment}]}
        key = {"Idempotency-Key": f"push-{warehouse}-{minutes}"}
        assert client.post("/v1/inventory/stock/bulk", json=body, headers=caller() | key).status_code == 207

    push(60, 0)
    push(20, 0, "Hull")
    later = NOW + timedelta(minutes=2)
    assert [judge_pushes(database, accounts, lambda: later) for _ in range(2)] == [1, 0]
    [risk] = findings().values()
    assert (risk.code, risk.severity) == ("inventory.stockout_risk", "HIGH")
    assert '"fulfillable_units":80' in risk.facts


def test_what_amazon_tells_is_left_to_the_sync(database, accounts, marketplace):
    stocked(database, marketplace, SKU, 60)
    assert judge_pushes(database, accounts, lambda: NOW) == 0


@pytest.mark.parametrize(("pounds", "severity"), [(3, "LOW"), (4, "MEDIUM"), (40, "MEDIUM")])
def test_what_ages_is_as_grave_as_what_it_costs(database, marketplace, findings, pounds, severity):
    with database.write() as session:
        row = (marketplace.key, SKU, "B0TEST0001", "Kettle", 100, 100, 30, PRICE, 0, pounds * 1_000_000)
        store_ages(session, FIRST, marketplace.key, [row])
    stocked(database, marketplace, SKU, 100)
    judge(database, marketplace)
    assert findings()["aged"].severity == severity


def test_what_runs_out_proposes_the_units_to_send(database, marketplace, findings):
    sell(database, marketplace)
    stocked(database, marketplace, SKU, 60)
    judge(database, marketplace)
    proposal = orjson.loads(findings()["stockout_risk"].proposal)
    assert (proposal["kind"], proposal["target"]) == ("send_units", {"sku": SKU})
    assert (proposal["before"], proposal["after"]) == (None, "92")  # 52 days of 2 a day, less 60

"""Metrics against Amazon's targets, from values only."""

from datetime import date

import pytest

from services.tickets.account_metrics import rules
from services.tickets.account_metrics.rules import ABOVE, BELOW, EXACTLY, Metric
from shared.findings.rules import Key
from tests.tickets.facts import UK

CODE = "tickets.health_target_missed"


def metric(value, target, condition, orders=100, name="lateShipmentRate"):
    return Metric(UK, name, value, target, condition, orders, date(2026, 10, 21), date(2026, 11, 21))


@pytest.mark.parametrize(
    ("value", "target", "condition", "orders", "missed", "while_it_stands"),
    [
        (0.0399, 0.04, BELOW, 100, False, True),
        (0.04, 0.04, BELOW, 100, True, True),
        (0.056, 0.04, BELOW, 100, True, True),
        (0.0361, 0.04, BELOW, 100, False, True),
        (0.0359, 0.04, BELOW, 100, False, False),
        (0.9501, 0.95, ABOVE, 100, False, True),
        (0.95, 0.95, ABOVE, 100, True, True),
        (0.9549, 0.95, ABOVE, 100, False, True),
        (0.9551, 0.95, ABOVE, 100, False, False),
        (0.0, 0.95, ABOVE, 0, False, False),
        (1.0, 0.01, BELOW, 0, False, False),
        (0.0, 0.95, ABOVE, None, True, True),
        (0, 0, EXACTLY, None, False, False),
        (1, 0, EXACTLY, None, True, True),
        (0, 0.0, BELOW, 100, True, True),
    ],
)
def test_a_missed_rate_has_to_come_back_by_a_tenth(value, target, condition, orders, missed, while_it_stands):
    judged = metric(value, target, condition, orders)
    assert (rules.is_missed(judged), rules.is_missed(judged, stands=True)) == (missed, while_it_stands)


def test_only_its_own_finding_keeps_a_metric_missed():
    near = metric(0.038, 0.04, BELOW)
    assert rules.observe(near, {Key(CODE, "account_metric", "orderDefectRate.mfn")}, {}) == []
    assert len(rules.observe(near, {near.key}, {})) == 1


def test_a_finding_says_the_rate_and_the_target():
    (found,) = rules.observe(metric(0.056, 0.04, BELOW), set(), {"account_metrics": "/x"})
    assert (found.key, found.severity) == (Key(CODE, "account_metric", "lateShipmentRate"), "CRITICAL")
    assert found.facts == {
        "value": 0.056,
        "target_value": 0.04,
        "sign": "<",
        "label_en": "Late shipment rate",
        "label_zh": "迟发率",
        "order_count": 100,
    }
    assert found.measure == pytest.approx(1.4)


def test_a_metric_that_amazon_adds_is_judged_under_its_own_name():
    (found,) = rules.observe(metric(2, 0, EXACTLY, None, "newViolations"), set(), {})
    assert (found.key.subject_type, found.key.subject_id) == ("account_policy", "newViolations")
    assert (found.subject_name, found.facts["label_zh"], found.measure) == ("newViolations", "newViolations", 2)


@pytest.mark.parametrize(("value", "measure"), [(0.93, 1.4), (0.95, 1.0), (0.0, 20.0)])
def test_the_measure_of_a_success_rate_counts_its_faults(value, measure):
    (found,) = rules.observe(metric(value, 0.95, ABOVE), set(), {})
    assert found.measure == pytest.approx(measure)

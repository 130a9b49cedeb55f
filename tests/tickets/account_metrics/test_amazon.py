"""The report of account health as Amazon writes it, and what is none."""

from datetime import date

import orjson
import pytest

from services.tickets.account_metrics.amazon import metrics_of
from services.tickets.account_metrics.rules import Metric
from shared.amazon.report_files import ReportFileError
from tests.tickets.facts import DE, UK

DAYS = {"reportingDateFrom": "2026-10-21T23:30Z", "reportingDateTo": "2026-11-20T23:30Z"}
RATE = {"reportingDateRange": DAYS, "rate": 0.056, "targetValue": 0.04, "targetCondition": "LESS_THAN"}
COUNT = {"reportingDateRange": DAYS, "defectsCount": 1, "targetValue": 0, "targetCondition": "EQUALS"}


def report(**members):
    return orjson.dumps({"accountStatuses": [], "performanceMetrics": [{"marketplaceId": DE, **members}]})


def test_whatever_states_a_target_is_a_metric():
    defects = RATE | {"orderCount": 7, "claims": {"count": 2}, "fulfillmentType": "mfn"}
    found, rejected = metrics_of(
        report(
            lateShipmentRate=RATE | {"orderCount": 250, "lateShipmentCount": 14},
            orderDefectRate={"mfn": defects, "afn": defects | {"orderCount": 0}},
            listingPolicyViolations=COUNT,
            brandNewRate=RATE,
            accountHealthRating={"reportingDateRange": DAYS, "ahrStatus": "GREAT"},
            warningStates=[],
        )
    )
    days = (date(2026, 10, 22), date(2026, 11, 22))
    assert rejected == 0
    assert found == {
        DE: [
            Metric(DE, "lateShipmentRate", 0.056, 0.04, "LESS_THAN", 250, *days),
            Metric(DE, "orderDefectRate.mfn", 0.056, 0.04, "LESS_THAN", 7, *days),
            Metric(DE, "orderDefectRate.afn", 0.056, 0.04, "LESS_THAN", 0, *days),
            Metric(DE, "listingPolicyViolations", 1.0, 0.0, "EQUALS", None, *days),
            Metric(DE, "brandNewRate", 0.056, 0.04, "LESS_THAN", None, *days),
        ]
    }


@pytest.mark.parametrize(
    "wrong",
    [
        {"rate": None},
        {"rate": "5 %"},
        {"rate": True},
        {"targetValue": None},
        {"targetCondition": "ABOUT"},
        {"reportingDateRange": None},
        {"reportingDateRange": DAYS | {"reportingDateTo": "2026-11-20"}},
        {"reportingDateRange": DAYS | {"reportingDateFrom": "soon"}},
        {"orderCount": "many"},
    ],
)
def test_a_metric_that_cannot_be_judged_is_counted_and_left(wrong):
    found, rejected = metrics_of(report(lateShipmentRate=RATE | wrong, listingPolicyViolations=COUNT))
    assert ([metric.metric for metric in found[DE]], rejected) == (["listingPolicyViolations"], 1)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"sku\tprice\n",
        b"[]",
        b"{}",
        b'{"performanceMetrics": null}',
        b'{"performanceMetrics": [{}]}',
        b'{"performanceMetrics": [{"marketplaceId": "ANOWHERE"}]}',
    ],
)
def test_what_is_no_such_report_is_refused(content):
    with pytest.raises(ReportFileError, match="account health"):
        metrics_of(content)


def test_a_marketplace_may_have_no_metric():
    content = orjson.dumps({"performanceMetrics": [{"marketplaceId": UK}, {"marketplaceId": DE}]})
    assert metrics_of(content) == ({UK: [], DE: []}, 0)

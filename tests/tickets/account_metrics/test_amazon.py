"""The report of account health as Amazon writes it, and what is none."""

from datetime import date

import orjson
import pytest

from services.tickets.account_metrics.amazon import metrics_of
from services.tickets.account_metrics.rules import Metric, Reported
from shared.amazon.report_files import ReportFileError
from tests.tickets.facts import DE, UK

DAYS = {"reportingDateFrom": "2026-10-21T00:00Z", "reportingDateTo": "2026-11-20T23:59Z"}
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
    days = (date(2026, 10, 21), date(2026, 11, 21))
    assert rejected == 0
    assert found == {
        DE: Reported(
            (
                Metric(DE, "lateShipmentRate", 0.056, 0.04, "LESS_THAN", 250, *days),
                Metric(DE, "orderDefectRate.mfn", 0.056, 0.04, "LESS_THAN", 7, *days),
                Metric(DE, "orderDefectRate.afn", 0.056, 0.04, "LESS_THAN", 0, *days),
                Metric(DE, "listingPolicyViolations", 1.0, 0.0, "EQUALS", None, *days),
                Metric(DE, "brandNewRate", 0.056, 0.04, "LESS_THAN", None, *days),
            )
        )
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
    assert ([metric.metric for metric in found[DE].metrics], rejected) == (["listingPolicyViolations"], 1)
    assert found[DE].unread == ("lateShipmentRate",)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"sku\tprice\n",
        b"[]",
        b"{}",
        b'{"performanceMetrics": null}',
        b'{"performanceMetrics": [{}]}',
        b'{"performanceMetrics": [null, 7]}',
        b'{"performanceMetrics": [{"marketplaceId": "ANOWHERE"}]}',
    ],
)
def test_what_is_no_such_report_is_refused(content):
    with pytest.raises(ReportFileError, match="account health"):
        metrics_of(content)


def test_a_marketplace_may_have_no_metric():
    content = orjson.dumps({"performanceMetrics": [{"marketplaceId": UK}, {"marketplaceId": DE}]})
    assert metrics_of(content) == ({UK: Reported(()), DE: Reported(())}, 0)


@pytest.mark.parametrize("odd", [None, 7, {}, {"marketplaceId": None}, {"marketplaceId": "ANOWHERE"}])
def test_a_marketplace_that_is_not_known_costs_only_itself(odd):
    told = {"marketplaceId": DE, "listingPolicyViolations": COUNT, "warningStates": None, "orderDefectRate": None}
    content = orjson.dumps({"performanceMetrics": [odd, told, odd]})
    found, rejected = metrics_of(content)
    assert ([metric.metric for metric in found[DE].metrics], rejected) == (["listingPolicyViolations"], 2)


@pytest.mark.parametrize(
    ("first", "last", "days"),
    [
        ("2026-10-21T00:00Z", "2026-11-20T23:59Z", (date(2026, 10, 21), date(2026, 11, 21))),
        ("2026-10-21T23:30Z", "2026-11-20T23:30Z", (date(2026, 10, 21), date(2026, 11, 21))),
        ("2026-10-21T01:00+02:00", "2026-11-20T00:30+01:00", (date(2026, 10, 20), date(2026, 11, 20))),
    ],
)
def test_a_period_are_days_of_utc_in_every_shop(first, last, days):
    range_ = {"reportingDateRange": {"reportingDateFrom": first, "reportingDateTo": last}}
    [metric] = metrics_of(report(lateShipmentRate=RATE | range_))[0][DE].metrics
    assert (metric.from_on, metric.to_on) == days

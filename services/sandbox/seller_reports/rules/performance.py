"""GET_V2_SELLER_PERFORMANCE_REPORT: the account's health as Amazon's JSON schema (2020-11-18) has it."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from services.sandbox.seller_reports.rules.asked import Asked
from services.sandbox.sellers.rules import days, standing
from services.sandbox.sellers.rules.account import Shelf
from services.sandbox.sellers.rules.causes import AFN
from services.sandbox.sellers.rules.standing import Metric

_COUNTS = {
    "lateShipmentRate": ("orderCount", "lateShipmentCount"),
    "preFulfillmentCancellationRate": ("orderCount", "cancellationCount"),
    "validTrackingRate": ("shipmentCount", "validTrackingCount"),
    "onTimeDeliveryRate": ("shipmentCountWithValidTracking", "onTimeDeliveryCount"),
    "unitOnTimeDeliveryRate": ("totalUnitCount", "unitOnTimeDeliveryCount"),
}


def report_text(asked: Asked) -> Iterator[bytes]:
    """The whole document."""
    shelves = [present.shelf for present in asked.presents]
    document = {
        "accountStatuses": [
            {"marketplaceId": each.market.marketplace_id, "status": _status(each, asked.moment)} for each in shelves
        ],
        "performanceMetrics": [_metrics(each, asked.moment) for each in shelves],
    }
    yield json.dumps(document, indent=1).encode()


def _status(shelf: Shelf, moment: datetime) -> str:
    return "AT_RISK" if any(standing.violations_of(shelf, moment).values()) else "NORMAL"


def _metrics(shelf: Shelf, moment: datetime) -> dict[str, Any]:
    answer: dict[str, Any] = {"marketplaceId": shelf.market.marketplace_id}
    for metric in standing.metrics_of(shelf, moment):
        answer[metric.name] = _metric(shelf, metric, moment)
    health = "WARNED" if _status(shelf, moment) == "AT_RISK" else "GREAT"
    policy_range = _range(standing.POLICY_DAYS, moment)
    answer["accountHealthRating"] = {
        "reportingDateRange": policy_range,
        "ahrStatus": health,
        "accountHealthRatingStatus": health,
    }
    answer["warningStates"] = []
    for name, count in standing.violations_of(shelf, moment).items():
        answer[name] = {
            "reportingDateRange": policy_range,
            "defectsCount": count,
            "status": "BAD" if count else "GOOD",
            "targetValue": 0,
            "targetCondition": "EQUALS",
        }
    return answer


def _metric(shelf: Shelf, metric: Metric, moment: datetime) -> dict[str, Any]:
    if metric.name == standing.ORDER_DEFECT:
        return {
            "mfn": _order_defects(metric, "mfn", moment),
            "afn": _order_defects(_afn(shelf, moment), "afn", moment),
        }
    if metric.name == "invoiceDefectRate":
        kinds = {"missingInvoice": _count(metric.count), "lateInvoice": _count(0)}
        defect = {"count": metric.count, "status": _judged(metric)}
        return {"orderCount": metric.orders, "invoiceDefect": defect, **kinds, **_rated(metric, moment)}
    orders, count = _COUNTS[metric.name]
    return {orders: metric.orders, count: metric.count, **_rated(metric, moment)}


def _order_defects(metric: Metric, fulfillment: str, moment: datetime) -> dict[str, Any]:
    """Half of the defects are claims, the others negative feedback."""
    claims = metric.count // 2
    return {
        "orderCount": metric.orders,
        "orderWithDefects": {"count": metric.count, "status": _judged(metric)},
        "claims": _count(claims),
        "chargebacks": _count(0),
        "negativeFeedback": _count(metric.count - claims),
        "fulfillmentType": fulfillment,
        **_rated(metric, moment),
    }


def _afn(shelf: Shelf, moment: datetime) -> Metric:
    """Amazon's own fulfilment, a fifth of the target."""
    day = days.number_of(moment, shelf.market.zone)
    orders = standing.orders_between(shelf, day - 60, day, AFN)
    return Metric(standing.ORDER_DEFECT, 60, orders, orders // 500, 0.01, is_defects=True)


def _rated(metric: Metric, moment: datetime) -> dict[str, Any]:
    return {
        "reportingDateRange": _range(metric.window_days, moment),
        "status": _judged(metric),
        "rate": round(metric.rate, 6),
        "targetValue": metric.target,
        "targetCondition": "LESS_THAN" if metric.is_defects else "GREATER_THAN",
    }


def _judged(metric: Metric) -> str:
    return "BAD" if metric.is_missed else "GOOD"


def _count(count: int) -> dict[str, Any]:
    return {"count": count, "status": "NONE"}


def _range(window_days: int, moment: datetime) -> dict[str, str]:
    begin, end = standing.window_of(window_days, moment)
    return {"reportingDateFrom": _minute(begin), "reportingDateTo": _minute(end)}


def _minute(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%MZ")

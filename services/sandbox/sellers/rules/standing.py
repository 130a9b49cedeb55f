"""The account's health on a marketplace: Amazon's metrics with Amazon's targets.

Targets are those of the account health report's own example and of Amazon's help pages. In every other
week too many orders are shipped late, in the weeks between too many have a defect; every third week there
is a policy violation. Metrics stay 40 % beyond their target, or at half of it.
"""

import math
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np

from services.sandbox.sellers.rules import days, flows
from services.sandbox.sellers.rules.account import Shelf
from services.sandbox.sellers.rules.causes import MFN

_BEYOND, _WITHIN = 1.4, 0.5
LATE_SHIPMENT, ORDER_DEFECT, LISTING_POLICY = "lateShipmentRate", "orderDefectRate", "listingPolicyViolations"
_DEFECT_TARGETS = {
    LATE_SHIPMENT: (30, 0.04),
    ORDER_DEFECT: (60, 0.01),
    "preFulfillmentCancellationRate": (7, 0.025),
    "invoiceDefectRate": (7, 0.05),
}
_SUCCESS_TARGETS = {
    "validTrackingRate": (30, 0.95),
    "onTimeDeliveryRate": (30, 0.95),
    "unitOnTimeDeliveryRate": (30, 0.90),
}
POLICIES = (
    *(LISTING_POLICY, "productAuthenticityCustomerComplaints", "productConditionCustomerComplaints"),
    *("productSafetyCustomerComplaints", "receivedIntellectualPropertyComplaints"),
    *("restrictedProductPolicyViolations", "suspectedIntellectualPropertyViolations"),
    *("foodAndProductSafetyIssues", "otherPolicyViolations", "documentRequests"),
)
POLICY_DAYS = 180


@dataclass(frozen=True, slots=True)
class Metric:
    """A share of orders. `is_defects`: `count` orders had the fault, else so many were as they should be."""

    name: str
    window_days: int
    orders: int
    count: int
    target: float
    is_defects: bool

    @property
    def rate(self) -> float:
        """`count` of `orders`; without orders it is perfect."""
        return self.count / self.orders if self.orders else float(not self.is_defects)

    @property
    def is_missed(self) -> bool:
        """Whether it is on the wrong side of Amazon's target."""
        return self.rate >= self.target if self.is_defects else self.rate <= self.target


def metrics_of(shelf: Shelf, moment: datetime) -> list[Metric]:
    """Every rate of the seller-fulfilled orders of a marketplace, over whole days until a moment."""
    day = days.number_of(moment, shelf.market.zone)
    metrics = []
    for name, (window, target) in _DEFECT_TARGETS.items():
        orders = orders_between(shelf, day - window, day, MFN)
        if name == missed_metric(shelf, moment):
            count = min(orders, math.ceil(orders * target * _BEYOND))
        else:
            count = math.floor(orders * target * _WITHIN)
        metrics.append(Metric(name, window, orders, count, target, is_defects=True))
    for name, (window, target) in _SUCCESS_TARGETS.items():
        orders = orders_between(shelf, day - window, day, MFN)
        count = orders - math.floor(orders * (1 - target) * _WITHIN)
        metrics.append(Metric(name, window, orders, count, target, is_defects=False))
    return metrics


def missed_metric(shelf: Shelf, moment: datetime) -> str:
    """The rate that is planted beyond its target in this week."""
    return (LATE_SHIPMENT, ORDER_DEFECT)[(_week_of(shelf, moment) + shelf.place) % 2]


def violations_of(shelf: Shelf, moment: datetime) -> dict[str, int]:
    """Open policy violations by their name in the report; the target is none."""
    planted = int((_week_of(shelf, moment) + shelf.place) % 3 == 0)
    return dict.fromkeys(POLICIES, 0) | {LISTING_POLICY: planted}


def orders_between(shelf: Shelf, first: int, end: int, channel: str) -> int:
    """Orders placed from day `first` up to, not including, day `end` that are fulfilled through a channel."""
    ours = np.array([listing.channel == channel for listing in shelf.listings])
    count = flows.orders_before(shelf.flows, end) - flows.orders_before(shelf.flows, first)
    return int(count[ours].sum())


def window_of(metric_days: int, moment: datetime) -> tuple[datetime, datetime]:
    """What a metric of so many days covers."""
    return moment - timedelta(days=metric_days), moment


def _week_of(shelf: Shelf, moment: datetime) -> int:
    return days.number_of(moment, shelf.market.zone) // 7

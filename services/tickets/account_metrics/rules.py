"""When a metric of account health misses Amazon's target, from values only."""

from collections.abc import Mapping, Set
from dataclasses import dataclass
from datetime import date

from services.tickets.findings.rules import ACCOUNT_METRIC, ACCOUNT_POLICY, TARGET_MISSED
from shared.findings.bounds import Bound
from shared.findings.rules import Fact, Judge, Key, Observation
from shared.texts import Text

BELOW, ABOVE, EXACTLY = "LESS_THAN", "GREATER_THAN", "EQUALS"
CONDITIONS = (BELOW, ABOVE, EXACTLY)


@dataclass(frozen=True, slots=True)
class Metric:
    """One metric of one marketplace: `value` against `target_value`, both fractions, or counts if EQUALS.

    `order_count` are the orders (or shipments, or units) that a rate is of; a rate of none says nothing.
    `from_on` and `to_on` (exclusive) are days of UTC, as Amazon counts them here.
    """

    marketplace_id: str
    metric: str
    value: float
    target_value: float
    target_condition: str
    order_count: int | None
    from_on: date
    to_on: date

    @property
    def key(self) -> Key:
        """The finding that it opens."""
        kind = ACCOUNT_POLICY if self.target_condition == EXACTLY else ACCOUNT_METRIC
        return Key(TARGET_MISSED, kind, self.metric)


@dataclass(frozen=True, slots=True)
class Reported:
    """What Amazon tells of a marketplace: metrics, and the names of those that could not be read."""

    metrics: tuple[Metric, ...]
    unread: tuple[str, ...] = ()


def is_missed(metric: Metric, *, stands: bool = False) -> bool:
    """Whether a metric is beyond its target; what `stands` has to come back by a tenth of what the target allows."""
    if metric.target_condition == EXACTLY:
        return metric.value != metric.target_value
    if metric.order_count == 0:
        return False
    if metric.target_condition == BELOW:
        return Bound(metric.target_value, beyond=">=").is_crossed(metric.value, stands=stands)
    return Bound(1 - metric.target_value, beyond=">=").is_crossed(1 - metric.value, stands=stands)


def observe(metric: Metric, standing: Set[Key], links: Mapping[str, str]) -> list[Observation]:
    """The finding that a metric is, if it misses its target."""
    if not is_missed(metric, stands=metric.key in standing):
        return []
    label = _LABELS.get(metric.metric) or Text(metric.metric, metric.metric)
    facts: dict[str, Fact] = {
        "value": metric.value,
        "target_value": metric.target_value,
        "sign": _SIGNS[metric.target_condition],
        "label_en": label.en,
        "label_zh": label.zh,
    }
    if metric.order_count is not None:
        facts["order_count"] = metric.order_count
    return [
        Observation(
            key=metric.key,
            subject_name=label.en,
            severity="CRITICAL",
            measure=_measure(metric),
            from_on=metric.from_on,
            to_on=metric.to_on,
            formula=f"not value {_SIGNS[metric.target_condition]} targetValue",
            facts=facts,
            links=links,
        )
    ]


JUDGES: tuple[Judge[tuple[Metric, Set[Key], Mapping[str, str]]], ...] = (
    Judge((TARGET_MISSED,), lambda judged: observe(*judged)),
)
_SIGNS = {BELOW: "<", ABOVE: ">", EXACTLY: "="}


def _measure(metric: Metric) -> float:
    """How bad it is: faults as a multiple of those that the target allows; a count as it is."""
    if metric.target_condition == BELOW:
        return metric.value / metric.target_value if metric.target_value else metric.value
    if metric.target_condition == ABOVE:
        return (1 - metric.value) / (1 - metric.target_value) if metric.target_value < 1 else 1 - metric.value
    return abs(metric.value - metric.target_value)


_LABELS = {
    "orderDefectRate.mfn": Text("Order defect rate, seller-fulfilled", "订单缺陷率（自配送）"),
    "orderDefectRate.afn": Text("Order defect rate, fulfilled by Amazon", "订单缺陷率（亚马逊配送）"),
    "lateShipmentRate": Text("Late shipment rate", "迟发率"),
    "preFulfillmentCancellationRate": Text("Cancellation rate before fulfilment", "配送前取消率"),
    "invoiceDefectRate": Text("Invoice defect rate", "发票缺陷率"),
    "validTrackingRate": Text("Valid tracking rate", "有效追踪率"),
    "onTimeDeliveryRate": Text("On-time delivery rate", "准时交货率"),
    "unitOnTimeDeliveryRate": Text("On-time delivery rate by unit", "准时交货率（按件）"),
    "listingPolicyViolations": Text("Listing policy violations", "上架政策违规"),
    "productAuthenticityCustomerComplaints": Text("Complaints about authenticity", "商品真实性买家投诉"),
    "productConditionCustomerComplaints": Text("Complaints about condition", "商品状况买家投诉"),
    "productSafetyCustomerComplaints": Text("Complaints about safety", "商品安全买家投诉"),
    "receivedIntellectualPropertyComplaints": Text("Intellectual property complaints", "知识产权投诉"),
    "restrictedProductPolicyViolations": Text("Restricted product violations", "受限商品政策违规"),
    "suspectedIntellectualPropertyViolations": Text("Suspected intellectual property violations", "涉嫌侵犯知识产权"),
    "foodAndProductSafetyIssues": Text("Food and product safety issues", "食品和商品安全问题"),
    "customerProductReviewsPolicyViolations": Text("Product review violations", "买家商品评论政策违规"),
    "otherPolicyViolations": Text("Other policy violations", "其他政策违规"),
    "documentRequests": Text("Document requests", "文件请求"),
}

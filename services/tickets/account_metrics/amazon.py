"""The report of account health, GET_V2_SELLER_PERFORMANCE_REPORT (schema accountHealthReport-2020-11-18).

Whatever states a target is a metric: Amazon adds metrics and moves targets, so neither is written down here.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import orjson

from services.tickets.account_metrics.rules import CONDITIONS, Metric
from shared.amazon.marketplaces import UnknownMarketplaceError, of_id
from shared.amazon.report_files import ReportFileError

REPORT = "GET_V2_SELLER_PERFORMANCE_REPORT"
_FULFILMENTS = ("mfn", "afn")
_COUNTS = ("orderCount", "shipmentCountWithValidTracking", "shipmentCount", "totalUnitCount")
_NAME_LENGTH = 80


def metrics_of(content: bytes) -> tuple[dict[str, list[Metric]], int]:
    """The metrics of a report by marketplace, and how many could not be read. Raises ReportFileError."""
    try:
        parts = orjson.loads(content)["performanceMetrics"]
        own = {part["marketplaceId"]: part for part in parts}
        zones = {marketplace_id: ZoneInfo(of_id(marketplace_id).timezone) for marketplace_id in own}
    except (orjson.JSONDecodeError, KeyError, TypeError, UnknownMarketplaceError) as error:
        raise ReportFileError("file-rejected", "this is no report of account health") from error
    found: dict[str, list[Metric]] = {}
    rejected = 0
    for marketplace_id, part in own.items():
        read = [_metric(marketplace_id, name, each, zones[marketplace_id]) for name, each in _targets(part)]
        found[marketplace_id] = [metric for metric in read if metric is not None]
        rejected += read.count(None)
    return found, rejected


def _targets(part: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Everything of a marketplace that states a target; order defects have one for each fulfilment."""
    for name, member in part.items():
        if not isinstance(member, dict):
            continue
        if "targetValue" in member:
            yield name, member
        for fulfilment in _FULFILMENTS:
            inner = member.get(fulfilment)
            if isinstance(inner, dict) and "targetValue" in inner:
                yield f"{name}.{fulfilment}", inner


def _metric(marketplace_id: str, name: str, member: Mapping[str, Any], zone: ZoneInfo) -> Metric | None:
    """One metric; None where Amazon writes what we cannot judge."""
    value = member.get("rate", member.get("defectsCount"))
    target, condition = member["targetValue"], member.get("targetCondition")
    counts = [member[each] for each in _COUNTS if each in member]
    days: Any = member.get("reportingDateRange")
    if not all(map(_is_number, (value, target, *counts))) or condition not in CONDITIONS or len(name) > _NAME_LENGTH:
        return None
    try:
        first, last = (_moment(days[end]).astimezone(zone).date() for end in ("reportingDateFrom", "reportingDateTo"))
    except (KeyError, TypeError, ValueError):
        return None
    orders = int(counts[0]) if counts else None
    to_on = last + timedelta(days=1)
    return Metric(marketplace_id, name, float(value), float(target), condition, orders, first, to_on)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(text)
    return moment

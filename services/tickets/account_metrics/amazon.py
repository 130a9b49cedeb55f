"""The report of account health, GET_V2_SELLER_PERFORMANCE_REPORT (schema accountHealthReport-2020-11-18).

Whatever states a target is a metric: Amazon adds metrics and moves targets, so neither is written down here.
"""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import orjson

from services.tickets.account_metrics.rules import CONDITIONS, Metric, Reported
from shared.amazon.marketplaces import UnknownMarketplaceError, of_id
from shared.amazon.report_files import ReportFileError
from shared.texts import Text

REPORT = "GET_V2_SELLER_PERFORMANCE_REPORT"
_FULFILMENTS = ("mfn", "afn")
_COUNTS = ("orderCount", "shipmentCountWithValidTracking", "shipmentCount", "totalUnitCount")
_NAME_LENGTH = 80
_NO_REPORT = Text(en="this is no report of account health", zh="这不是账户状况报告")
_NO_MARKETPLACE = Text(
    en="this report of account health is of no marketplace that is known", zh="这份账户状况报告不属于任何已知站点"
)


def metrics_of(content: bytes) -> tuple[dict[str, Reported], int]:
    """What a report tells of each marketplace, and how many rows of it could not be read.

    A row is a metric, or all of a marketplace that we do not know. Raises ReportFileError, also when that is all.
    """
    try:
        parts = list(orjson.loads(content)["performanceMetrics"])
    except (orjson.JSONDecodeError, KeyError, TypeError) as error:
        raise ReportFileError("file-rejected", _NO_REPORT) from error
    found: dict[str, Reported] = {}
    rejected = 0
    for part in parts:
        marketplace_id = _marketplace_of(part)
        if marketplace_id is None:
            rejected += 1
            continue
        read = {name: _metric(marketplace_id, name, each) for name, each in _targets(part)}
        metrics = tuple(metric for metric in read.values() if metric is not None)
        found[marketplace_id] = Reported(metrics, tuple(name for name, metric in read.items() if metric is None))
        rejected += len(found[marketplace_id].unread)
    if rejected and not found:
        raise ReportFileError("file-rejected", _NO_MARKETPLACE)
    return found, rejected


def _marketplace_of(part: Any) -> str | None:
    try:
        return of_id(part["marketplaceId"]).marketplace_id
    except (KeyError, TypeError, UnknownMarketplaceError):
        return None


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


def _metric(marketplace_id: str, name: str, member: Mapping[str, Any]) -> Metric | None:
    """One metric; None where Amazon writes what we cannot judge. Its period are days of UTC."""
    value = member.get("rate", member.get("defectsCount"))
    target, condition = member["targetValue"], member.get("targetCondition")
    counts = [member[each] for each in _COUNTS if each in member]
    days: Any = member.get("reportingDateRange")
    if not all(map(_is_number, (value, target, *counts))) or condition not in CONDITIONS or len(name) > _NAME_LENGTH:
        return None
    try:
        first, last = (_moment(days[end]).astimezone(UTC).date() for end in ("reportingDateFrom", "reportingDateTo"))
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

"""What is asked for, and why Amazon refuses it."""

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import date, timedelta

from services.sandbox.reports.rules.columns import REPORT_TYPES, Level

MAX_DAYS = 31


@dataclass(frozen=True, slots=True)
class Wish:
    """A report as it is asked for; both dates belong to it. Not checked: see `refusal_of`."""

    start_on: date
    end_on: date
    ad_product: str
    report_type_id: str
    group_by: tuple[str, ...]
    columns: tuple[str, ...]
    time_unit: str
    format: str

    @property
    def level(self) -> Level:
        """What a row is about. For wishes without a refusal only."""
        return REPORT_TYPES[self.report_type_id].levels[frozenset(self.group_by)]

    @property
    def daily(self) -> bool:
        """One row a day, or one for the whole time."""
        return self.time_unit == "DAILY"


def fingerprint_of(wish: Wish) -> str:
    """Equal for wishes that Amazon takes for the same report, whatever their names and order of columns."""
    parts = asdict(wish) | {"group_by": sorted(wish.group_by), "columns": sorted(wish.columns)}
    return hashlib.sha256(json.dumps(parts, default=str, sort_keys=True).encode()).hexdigest()


def refusal_of(wish: Wish, today: date) -> str | None:
    """The first reason to refuse the wish, in Amazon's words; None when there is none.

    `today` is the date in the profile's time zone.
    """
    return next(_refusals(wish, today), None)


def _refusals(wish: Wish, today: date) -> Iterator[str]:
    products = dict.fromkeys(each.ad_product for each in REPORT_TYPES.values())
    if wish.ad_product not in products:
        yield _invalid("adProduct", [wish.ad_product], products)
    possible = [name for name, each in REPORT_TYPES.items() if each.ad_product == wish.ad_product]
    if wish.report_type_id not in possible:
        yield _invalid("reportTypeId", [wish.report_type_id], possible)
        return
    if wish.format != "GZIP_JSON":
        yield _invalid("format", [wish.format], ["GZIP_JSON"])
    if wish.time_unit not in ("DAILY", "SUMMARY"):
        yield _invalid("timeUnit", [wish.time_unit], ["DAILY", "SUMMARY"])
    yield from _grouping_refusals(wish)
    yield from _column_refusals(wish)
    yield from _date_refusals(wish, today)


def _grouping_refusals(wish: Wish) -> Iterator[str]:
    report_type = REPORT_TYPES[wish.report_type_id]
    if frozenset(wish.group_by) not in report_type.levels:
        yield _invalid("groupBy", wish.group_by, report_type.by_group)


def _column_refusals(wish: Wish) -> Iterator[str]:
    report_type = REPORT_TYPES[wish.report_type_id]
    allowed = report_type.base.union(*(report_type.by_group.get(group, ()) for group in wish.group_by))
    if not wish.columns:
        yield "configuration columns must not be empty"
    if unknown := [column for column in wish.columns if column not in allowed]:
        yield _invalid("columns", unknown, sorted(allowed))
    misplaced = {"startDate", "endDate"} if wish.daily else {"date"}
    if wrong := [column for column in wish.columns if column in misplaced]:
        yield f"configuration columns ({', '.join(wrong)}) cannot be used with timeUnit {wish.time_unit}"


def _date_refusals(wish: Wish, today: date) -> Iterator[str]:
    retention = REPORT_TYPES[wish.report_type_id].retention_days
    days = (wish.end_on - wish.start_on).days + 1
    if days < 1:
        yield "endDate must not be before startDate"
    if wish.end_on > today:
        yield f"endDate must not be in the future (today is {today})"
    if days > MAX_DAYS:
        yield (f"startDate to endDate range ({days} days) must not exceed maximum range ({MAX_DAYS} days)")
    if wish.start_on < today - timedelta(days=retention):
        yield f"startDate must not be more than {retention} days ago, the retention of {wish.report_type_id}"


def _invalid(name: str, values: Iterable[str], allowed: Iterable[str]) -> str:
    found, possible = (", ".join(each)[:4000] for each in (values, allowed))
    return f"configuration {name} includes invalid values: ({found}). Allowed values: ({possible})"

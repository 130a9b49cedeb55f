"""Rows of sums: the numbers of a group, as any table of facts has them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, FromClause, func

from services.ads.performance.rules import Totals

SUMMED = ("impressions", "clicks", "cost_micros", "orders", "units", "sales_micros")


@dataclass(frozen=True, slots=True)
class Group:
    """One row of a sum: the values it is grouped by, and the sums."""

    key: dict[str, Any]
    totals: Totals


def sums_of(table: FromClause) -> list[ColumnElement[int]]:
    """The columns of the sums of `SUMMED`."""
    return [func.coalesce(func.sum(table.c[name]), 0) for name in SUMMED]


def totals_from(values: Sequence[Any]) -> Totals:
    """The sums that were read; PostgreSQL sums bigint as numeric."""
    return Totals(*map(int, values))


def group_of(names: Sequence[str], row: Any) -> Group:
    """A row that begins with the values of `names` and goes on with the sums."""
    return Group(dict(zip(names, row, strict=False)), totals_from(row[len(names) :]))

"""The rows that a finding's links lead to, added up, beside what its evidence says.

Each service names the numbers that its rows add up to (`SUMMED`); one that is not in it is not followed yet.
"""

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from typing import Any

Get = Callable[[str], dict[str, Any]]
SUMMED: Mapping[str, tuple[str, ...]] = {"ads": ("impressions", "clicks", "orders", "cost", "sales")}
"""Of a service the members of rows that are facts of the evidence under the same name; amounts are money."""


def rows_of(get: Get, href: str) -> Iterator[dict[str, Any]]:
    """All rows of a list, page by page."""
    page = get(href)
    yield from page["items"]
    while page["has_more"]:
        page = get(f"{href}&cursor={page['next_cursor']}")
        yield from page["items"]


def told_and_summed(get: Get, finding: Mapping[str, Any]) -> Iterator[tuple[dict[str, Decimal], dict[str, Decimal]]]:
    """Of each link the numbers that the evidence tells, and what its rows add up to."""
    names = SUMMED[finding["code"].partition(".")[0]]
    facts = {fact["name"]: fact["value"] for fact in finding["evidence"]["facts"]}
    for link in finding["evidence"]["links"]:
        rows = list(rows_of(get, link["href"]))
        yield (
            {name: Decimal(facts[name]) for name in names},
            {name: sum((_number(row[name]) for row in rows), Decimal(0)) for name in names},
        )


def _number(value: Any) -> Decimal:
    return Decimal(value["amount"]) if isinstance(value, dict) else Decimal(value)

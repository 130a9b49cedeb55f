"""What was acknowledged beside what is there."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from shared.money import text_of_micros
from tests.storm.load import Files

Complaints = Iterator[str]


def imported(listed: list[dict[str, Any]], shop: Files) -> Complaints:
    """Of the imports that the API lists, each is one of an acknowledged file, whole, with its exact totals."""
    yield from differences("imports", Counter(one["import_id"] for one in listed), Counter(list(shop.accepted)))
    for found in listed:
        if (file := shop.accepted.get(found["import_id"])) is None:
            continue
        numbers = [found[f"rows_{name}"] for name in ("read", "imported", "changed", "rejected", "superseded")]
        if (found["status"], *numbers) != ("completed", *[len(file.rows)] * 3, 0, 0):
            yield f"{file.name} of {len(file.rows)} rows is {found['status']}, {numbers}: {found}"
        if _totals_of(found["totals"]) != _totals_of_file(file.totals):
            yield f"{file.name}: {found['totals']} instead of {file.totals}"


def differences(name: str, found: Counter[Any], expected: Counter[Any]) -> Complaints:
    lost, added = expected - found, found - expected
    if lost or added:
        examples = [str(one)[:200] for one in [*lost, *added][:3]]
        yield f"{name}: {lost.total()} lost, {added.total()} too many, such as {examples}"


def _totals_of(shown: dict[str, Any]) -> tuple[Any, ...]:
    money = [shown[name]["amount"] for name in ("cost", "sales")]
    return shown["impressions"], shown["clicks"], *money, shown["orders"]


def _totals_of_file(totals: tuple[int, int, int, int, int]) -> tuple[Any, ...]:
    impressions, clicks, cost, sales, orders = totals
    return impressions, clicks, text_of_micros(cost), text_of_micros(sales), orders

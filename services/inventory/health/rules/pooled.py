"""One stock out of what several shops are told of it: what they are told alike counts once. Of one shop it is all."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any


def told_once(rows: Sequence[Any]) -> Sequence[Any]:
    """Of the rows of a SKU at Amazon the one that counts: of the newest reading the most units.

    Shops are read one after the other, so that they differ by what sold meanwhile, and one may not name the SKU.
    """
    if len(rows) < 2:
        return rows
    return [
        max(
            rows,
            key=lambda row: (row.fulfillable_quantity is not None, row.observed_at, row.fulfillable_quantity or 0),
        )
    ]


def age_once(rows: Iterable[Any], keys: Sequence[int], rates: Mapping[int, float]) -> dict[str, Mapping[str, Any]]:
    """What the planning report says of each SKU: of several shops the row with the most old units, in one currency.

    Name and price are the home's, which is the first of the `keys`, if it tells them.
    """
    found: dict[str, Mapping[str, Any]] = {}
    places = {key: place for place, key in enumerate(keys)}
    for row in sorted(rows, key=lambda row: places[row.marketplace_key]):
        known = found.get(row.sku)
        if known is None:
            found[row.sku] = _told(row, rates)
        elif (row.over_180_days_quantity, row.available_quantity) > _age_of(known):
            told = _told(row, rates)
            kept = {name: known[name] or told[name] for name in ("product_name", "price_micros")}
            found[row.sku] = {**told, **kept}
    return found


_MONEY = ("price_micros", "storage_micros", "surcharge_micros")


def _told(row: Any, rates: Mapping[int, float]) -> Mapping[str, Any]:
    told: Mapping[str, Any] = row._mapping
    rate = rates[row.marketplace_key]
    return told if rate == 1.0 else {**told, **{name: _worth(told[name], rate) for name in _MONEY}}


def _age_of(told: Mapping[str, Any]) -> tuple[int, int]:
    return told["over_180_days_quantity"], told["available_quantity"]


def _worth(micros: int | None, rate: float) -> int | None:
    return None if micros is None else round(micros * rate)

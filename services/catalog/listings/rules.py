"""What a listing is made of, as values."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, Literal, NamedTuple

import orjson

from shared.bulk.results import no_seller
from shared.money import to_micros
from shared.problems import FieldError

Source = Literal["amazon", "erp"]
AMAZON: Source = "amazon"
ERP: Source = "erp"

QUANTITY = "quantity"
COLUMNS: dict[str, Any] = {
    "asin": None,
    "fn_sku": None,
    "title": None,
    "item_highlight": None,
    "brand": None,
    "bullets": "[]",
    "description": None,
    "search_terms": None,
    "product_type": None,
    "condition_type": None,
    "gtin": None,
    "gtin_type": None,
    "images": "[]",
    "price_micros": None,
    "currency": None,
    QUANTITY: None,
    "fulfillment_channel": None,
    "status": "",
    "is_listed": True,
    "is_parent": False,
    "attributes": "{}",
    "issues": "[]",
    "report_digest": None,
}
"""The columns that a side tells, and what they hold when it does not."""

BUYABLE, DISCOVERABLE = "BUYABLE", "DISCOVERABLE"


@dataclass(frozen=True, slots=True, order=True)
class MarketplaceRef:
    """One marketplace of one seller account: which shelf."""

    seller_id: str
    marketplace_id: str


ReportedRow = Mapping[str, Any]
"""Any of the columns of COLUMNS; Amazon's have the `sku` beside."""


Change = Literal["created", "updated", "unchanged"]

LISTS = frozenset({"bullets", "images"})
"""Members that are kept as JSON."""


class Stored(NamedTuple):
    """What became of a row that was told."""

    listing_id: str
    version: int
    change: Change


@dataclass(slots=True)
class Batch:
    """A batch of an ERP: what can be stored, by account, marketplace and SKU, with the place of its first item.

    Later items of one listing go on top of the first; `repeated` are their places, each with that of the first.
    `keys` are the account, marketplace and SKU of every item, `refused` says what is wrong with some.
    """

    seller_id: str | None
    keys: list[Mapping[str, Any]] = field(default_factory=list)
    chosen: dict[tuple[str, str], dict[str, tuple[int, ReportedRow]]] = field(default_factory=dict)
    repeated: dict[int, int] = field(default_factory=dict)
    refused: dict[int, list[FieldError]] = field(default_factory=dict)

    def add(self, seller_id: str | None, marketplace_id: str, sku: str, reported: ReportedRow) -> None:
        """Take what an item tells."""
        index = len(self.keys)
        named = seller_id or self.seller_id
        self.keys.append({"seller_id": named, "marketplace_id": marketplace_id, "sku": sku})
        if named is None:
            self.refused[index] = [no_seller()]
            return
        on_shelf = self.chosen.setdefault((named, marketplace_id), {})
        if sku in on_shelf:
            first, before = on_shelf[sku]
            self.repeated[index] = first
            on_shelf[sku] = (first, {**before, **reported})
        else:
            on_shelf[sku] = (index, reported)

    def refuse(self, key: Mapping[str, Any], errors: list[FieldError]) -> None:
        """Keep an item as one that is wrong."""
        self.refused[len(self.keys)] = errors
        self.keys.append(key)


ABSENT_FOR = timedelta(hours=20)
"""Amazon leaves rows out of some answers: what two that lie a day apart do not name is not listed any more."""


def is_gone(absent_since: datetime, present: datetime) -> bool:
    """Whether what is absent now has been so in an answer of a day before."""
    return present - absent_since >= ABSENT_FOR


WHOLE_EVERY = timedelta(hours=20)
"""Every listing is read once a day: Amazon does not promise to tell every issue as a change of the listing."""

OVERLAP = timedelta(minutes=15)
"""Changes are asked for from so long before the last reading: our clock and Amazon's may differ."""


@dataclass(frozen=True, slots=True)
class Survey:
    """What Amazon's report says of a shelf.

    `digests` are those of the report's rows by SKU; `wanted` are the SKUs to be read by name; `absent` ones stand
    in our shelf and not in the report. `since` is the moment from which changes are asked for, None when every
    listing is read. `present` is what Amazon's clock said when the report was asked for.
    """

    digests: dict[str, str]
    wanted: list[str]
    absent: list[str]
    rejected: int
    since: datetime | None
    present: datetime

    def whole(self) -> "Survey":
        """The same with every listing to be read."""
        return replace(self, wanted=list(self.digests), since=None)


def since_of(read_at: datetime | None, read_whole_at: datetime | None, *, now: datetime) -> datetime | None:
    """From when changes are to be asked for; None when it is time to read every listing."""
    if read_at is None or read_whole_at is None or now - read_whole_at >= WHOLE_EVERY:
        return None
    return read_at - OVERLAP


def reported_of(members: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    """Members on the wire as columns: lists as JSON, money as micros with its currency; None is what is absent."""
    reported: dict[str, Any] = {}
    for name, value in members:
        if name == "price":
            reported["price_micros"] = None if value is None else to_micros(value.amount)
            reported["currency"] = None if value is None else value.currency
        else:
            reported[name] = orjson.dumps(value or []).decode() if name in LISTS else value
    return reported


def values_of(reported: ReportedRow) -> list[Any]:
    """The SKU and what is told of it, in the order of COLUMNS."""
    return [reported["sku"], *[reported.get(name, absent) for name, absent in COLUMNS.items()]]

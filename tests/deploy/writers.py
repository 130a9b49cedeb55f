"""Customers of the running set who write all the time, and keep account of what was acknowledged to them."""

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import Any

import httpx

from shared.clock import utc_now
from tests.storm.asking import Asker
from tests.storm.comparing import Complaints, differences

WAREHOUSE = "SZ-9"
_PAUSE = 0.05


@dataclass
class Writer:
    """Makes one thing after the other, each under a name and an idempotency key of its own.

    `body` is what is sent for a name, `path` where to, `listed` where all are read, `name_of` an item's name there.
    """

    http: httpx.Client
    path: str
    listed: str
    body: Callable[[str], dict[str, Any]]
    name_of: Callable[[dict[str, Any]], str]
    pause: float = _PAUSE
    names: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.asker, self._numbers = Asker(self.http), count()
        self._sent: dict[str, Any] = {}

    @property
    def acknowledged(self) -> int:
        return len(self.names)

    def do(self, stopping: threading.Event) -> None:
        """Make one. Raises AssertionError where it is refused, NeverAnsweredError where nobody answers."""
        name = f"deploy-{next(self._numbers)}"
        headers = {"Idempotency-Key": f"made-{name}"}
        answer, _ = self.asker.ask("POST", self.path, json=self.body(name), headers=headers)
        assert answer.status_code in (200, 201, 207), f"{self.path}: {answer.status_code} {answer.text[:300]}"
        rejected = [each for each in answer.json().get("results", ()) if each["status"] == "rejected"]
        assert not rejected, rejected
        self.names.append(name)

    def complaints(self) -> Complaints:
        """What was acknowledged and is not there once, and what is there twice."""
        there = Counter(name for item in items(self.http, self.listed) if (name := self.name_of(item)))
        mine = Counter({name: number for name, number in there.items() if name.startswith("deploy-")})
        yield from differences(self.path, mine, Counter(self.names))


def writers_of(client: Callable[[], httpx.Client], seller_id: str, marketplace_id: str) -> list[Writer]:
    """One of each program that callers write to through nginx, each over a client of its own."""
    stock = {"seller_id": seller_id, "warehouse": WAREHOUSE, "fulfillable_quantity": 7}
    seen = utc_now().isoformat()  # the same in each repetition of a request
    return [
        Writer(
            client(),
            "/v1/actors",
            "/v1/actors?limit=200",
            lambda name: {"kind": "person", "name": name},
            lambda item: item["name"],
        ),
        Writer(
            client(),
            "/v1/catalog/listings",
            f"/v1/catalog/listings?limit=200&seller_id={seller_id}",
            lambda name: {"seller_id": seller_id, "marketplace_id": marketplace_id, "sku": name},
            lambda item: item["sku"],
        ),
        Writer(
            client(),
            "/v1/inventory/stock/bulk",
            f"/v1/inventory/stock?limit=200&seller_id={seller_id}&warehouse={WAREHOUSE}",
            lambda name: {"items": [stock | {"sku": name, "observed_at": seen}]},
            lambda item: item["sku"] if item["fulfillable_quantity"] == stock["fulfillable_quantity"] else "",
        ),
        Writer(
            client(),
            "/v1/tickets/macros",
            "/v1/tickets/macros?limit=200",
            lambda name: {"name": name, "texts": [{"language": "en", "text": "It arrives tomorrow."}]},
            lambda item: item["name"],
        ),
    ]


def items(http: httpx.Client, path: str) -> Iterator[dict[str, Any]]:
    """All items of a list, page after page."""
    query: dict[str, str] = dict(httpx.URL(path).params)
    while True:
        page = http.get(httpx.URL(path).path, params=query)
        assert page.status_code == 200, page.text
        yield from page.json()["items"]
        if not page.json()["has_more"]:
            return
        query["cursor"] = page.json()["next_cursor"]

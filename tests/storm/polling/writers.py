"""Eight writers of one tenant; each keeps account of the rows that were acknowledged to it.

What a writer writes nobody else writes, so that a row has to end as its last acknowledged state.
"""

import random
import threading
from collections import Counter
from collections.abc import Callable
from typing import Any, Protocol

import httpx

from shared.clock import utc_now
from tests.journeys.installed import Customer
from tests.storm.asking import Asker

LISTINGS, STOCK, CASES, EVENTS = (
    "/v1/catalog/listings",
    "/v1/inventory/stock",
    "/v1/tickets/cases",
    "/v1/events",
)
CATALOG_FINDINGS, SYNCS = "/v1/catalog/findings", "/v1/inventory/syncs"
VERSION = "version"
"""At least the one acknowledged; every other member has to be as it was acknowledged."""

_POOL = 4000
"""Different SKUs of one writer: some rows are new, others change."""

_TITLES = ("Garden hose, 30 m", "HOSE!!! 30 M $$$ FREE")
"""One that keeps Amazon's rules, and one that becomes a finding."""

_ENDED = ("completed", "failed")
Acknowledged = dict[str, dict[tuple[Any, ...], dict[str, Any]]]
"""By list, then by what tells its rows apart: the members that each has to show."""


class RefusedError(AssertionError):
    """The API refused what it should do; the message says what it answered."""


class Writer(Protocol):
    """One thing that an ERP does again and again; `pause` in seconds lies between."""

    asker: Asker
    pause: float
    acknowledged: Acknowledged
    rows: int

    def do(self, stopping: threading.Event) -> None:
        """Do it once. Raises RefusedError and NeverAnsweredError."""


class _Writing:
    """What all have: a name that no other writer has, their luck, and their account of it."""

    pause = 0.0

    def __init__(self, customer: Customer, name: str, chance: random.Random, gate: threading.Event) -> None:
        self.customer, self.asker, self.name, self.chance = customer, Asker(customer.http), name, chance
        self._gate = gate
        self.acknowledged: Acknowledged = {}
        self.rows = self._asked = 0
        account = customer.advertiser
        self.seller_id, self.marketplace_id = account.seller_id, account.marketplace_ids[0]

    def ask(self, status: int, method: str, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        """The answer of a request under a key of its own. Raises RefusedError when it is another status."""
        self._gate.wait()
        self._asked += 1
        headers = {"Idempotency-Key": f"writer-{self.name}-request-{self._asked:06}"}
        answer, _ = self.asker.ask(method, path, json=body, headers=headers)
        return _expect(answer, status)

    def note(self, path: str, key: tuple[Any, ...], **members: Any) -> None:
        """A row was acknowledged."""
        self.acknowledged.setdefault(path, {})[key] = members
        self.rows += 1


class BulkListings(_Writing):
    """Up to 500 listings at a time."""

    most = 500

    def do(self, stopping: threading.Event) -> None:
        numbers = self.chance.sample(range(_POOL), self.chance.randint(1, self.most))
        items = [
            {
                "marketplace_id": self.marketplace_id,
                "sku": f"{self.name}-{number}",
                "title": f"{_TITLES[not self.chance.randrange(200)]} {self._asked}",
                "quantity": self._asked,
            }
            for number in numbers
        ]
        answer = self.ask(207, "POST", f"{LISTINGS}/bulk", {"seller_id": self.seller_id, "items": items})
        for item, result in zip(items, answer["results"], strict=True):
            if result["status"] not in ("created", "updated", "unchanged"):
                raise RefusedError(f"{item['sku']}: {result}")
            self.note(
                LISTINGS,
                (item["sku"],),
                title=item["title"],
                quantity=item["quantity"],
                version=result["version"],
            )


class BulkStock(_Writing):
    """Up to 500 counts of a warehouse at a time."""

    most = 500

    def do(self, stopping: threading.Event) -> None:
        numbers = self.chance.sample(range(_POOL), self.chance.randint(1, self.most))
        moment = utc_now().isoformat()
        items = [
            {
                "seller_id": self.seller_id,
                "sku": f"{self.name}-{number}",
                "warehouse": self.name,
                "fulfillable_quantity": self._asked,
                "observed_at": moment,
            }
            for number in numbers
        ]
        answer = self.ask(207, "POST", f"{STOCK}/bulk", {"items": items})
        for item, result in zip(items, answer["results"], strict=True):
            if result["status"] in ("rejected", "outdated"):
                raise RefusedError(f"{item['sku']}: {result}")
            self.note(STOCK, (item["sku"],), fulfillable_quantity=item["fulfillable_quantity"])


class SingleListings(_Writing):
    """One listing made, or one of those made changed."""

    def __init__(self, customer: Customer, name: str, chance: random.Random, gate: threading.Event) -> None:
        super().__init__(customer, name, chance, gate)
        self._made: dict[str, str] = {}

    def do(self, stopping: threading.Event) -> None:
        content = {"title": f"{_TITLES[0]} {self._asked}"}
        if self._made and self.chance.random() < 0.5:
            sku = self.chance.choice(list(self._made))
            found = self.ask(200, "PATCH", f"{LISTINGS}/{self._made[sku]}", content)
        else:
            sku = f"{self.name}-{self._asked}"
            where = {"seller_id": self.seller_id, "marketplace_id": self.marketplace_id, "sku": sku}
            found = self.ask(201, "POST", LISTINGS, where | content)
            self._made[sku] = found["listing_id"]
        self.note(LISTINGS, (sku,), title=content["title"], version=found["version"])


class Cases(_Writing):
    """One case opened, or one of those opened changed."""

    def do(self, stopping: threading.Event) -> None:
        content = {"subject": f"Where is my order? {self._asked}"}
        made = list(self.acknowledged.get(CASES, ()))
        if made and self.chance.random() < 0.5:
            found = self.ask(200, "PATCH", f"{CASES}/{self.chance.choice(made)[0]}", content)
        else:
            where = {"seller_id": self.seller_id, "marketplace_id": self.marketplace_id, "category": "other"}
            found = self.ask(201, "POST", CASES, where | content)
        self.note(CASES, (found["case_id"],), subject=content["subject"], version=found["version"])


class Decisions(_Writing):
    """One finding acknowledged or opened again, as soon as there are any."""

    pause = 0.02

    def __init__(self, customer: Customer, name: str, chance: random.Random, gate: threading.Event) -> None:
        super().__init__(customer, name, chance, gate)
        self._known: list[str] = []

    def do(self, stopping: threading.Event) -> None:
        if not self._known:
            self._look(stopping)
            return
        finding_id, verb = self._known.pop(), self.chance.choice(("acknowledge", "acknowledge", "reopen"))
        self._gate.wait()
        answer, _ = self.asker.ask("POST", f"{CATALOG_FINDINGS}/{finding_id}/{verb}")
        if answer.status_code != 409:  # resolved meanwhile
            found = _expect(answer, 200)
            self.note(CATALOG_FINDINGS, (finding_id,), version=found["version"])

    def _look(self, stopping: threading.Event) -> None:
        query = {"limit": "200", "status": self.chance.choice(("open", "acknowledged"))}
        found = _expect(self.asker.ask("GET", CATALOG_FINDINGS, params=query)[0], 200)
        self._known = [one["finding_id"] for one in found["items"]]
        self.chance.shuffle(self._known)
        if not self._known:
            stopping.wait(0.5)


class Syncs(_Writing):
    """Syncs of the simulated seller accounts, side by side; between two of them a day passes for the accounts.

    After some they come no faster than Amazon's quota of reports (one a minute, a sync asks for three): a sync that
    waits for its turn writes nothing, and the verdict would wait for it.
    """

    at_once, pace = 2, 180.0

    def __init__(
        self,
        customer: Customer,
        name: str,
        chance: random.Random,
        gate: threading.Event,
        pass_a_day: Callable[[str], None],
    ) -> None:
        super().__init__(customer, name, chance, gate)
        self._pass_a_day = pass_a_day
        self.ended: Counter[str] = Counter()

    def do(self, stopping: threading.Event) -> None:
        accounts = _expect(self.asker.ask("GET", "/v1/seller-accounts", params={"limit": "200"})[0], 200)["items"]
        sellers = [one["seller_id"] for one in accounts]
        syncs = [self.ask(202, "POST", SYNCS, {"seller_id": seller_id})["sync_id"] for seller_id in sellers]
        while syncs and not stopping.wait(0.2):
            found = _expect(self.asker.ask("GET", f"{SYNCS}/{syncs[-1]}")[0], 200)
            if found["status"] in _ENDED:
                self.ended[found["failure_code"] or found["status"]] += 1
                syncs.pop()
        for seller_id in sellers:
            self._pass_a_day(seller_id)
        if self.ended.total() >= self.at_once * len(sellers):
            stopping.wait(self.pace)


def _expect(answer: httpx.Response, status: int) -> dict[str, Any]:
    if answer.status_code != status:
        raise RefusedError(
            f"{answer.request.method} {answer.request.url.path}: {answer.status_code} {answer.text[:200]}"
        )
    content: dict[str, Any] = answer.json()
    return content

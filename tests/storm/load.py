"""What customers do all the time: each kind of load keeps account of what was acknowledged to it."""

import random
import threading
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any, Protocol

import httpx

from services.ads.performance.rules import SETTLING_DAYS
from services.ads.report_types.rules import CAMPAIGNS, type_of
from services.ads.thresholds.rules import DEFAULTS
from shared.clock import utc_now
from tests.journeys.installed import Customer
from tests.storm.asking import Asker
from tests.storm.files import ReportFile, files

Window = tuple[date, date]
_ENDED = ("completed", "failed")
_TARGET_ACOS, _MIN_CTR = (0.1, 0.35, 0.9), (0.001, 0.003, 0.02)
_SNOOZED_FROM = datetime(2099, 1, 1, tzinfo=UTC)


class UnexpectedAnswerError(AssertionError):
    """The API refused what it should do; the message says what it answered."""


class Load(Protocol):
    """One thing that one customer does again and again; `pause` in seconds lies between."""

    asker: Asker
    pause: float

    @property
    def acknowledged(self) -> int:
        """How many requests have been acknowledged so far."""

    def do(self, stopping: threading.Event) -> None:
        """Do it once. Raises UnexpectedAnswerError and NeverAnsweredError."""


class Syncs:
    """Fetches of one window after the other, each followed to its end."""

    pause = 0.0

    def __init__(self, customer: Customer, chance: random.Random) -> None:
        self.customer, self.asker = customer, Asker(customer.http)
        self.today = utc_now().date()
        self.windows: dict[str, Window] = {}
        self._next = self._choose(chance)

    @property
    def widest(self) -> Window:
        """All days that any window has; they are settled, so that it makes no difference when they are fetched."""
        return self.today - timedelta(days=type_of(CAMPAIGNS).fetched_days), self.today - timedelta(
            days=SETTLING_DAYS
        )

    @property
    def acknowledged(self) -> int:
        return len(self.windows)

    def do(self, stopping: threading.Event) -> None:
        sync_id = self.start(next(self._next))
        while not stopping.is_set() and self.state(sync_id)["status"] not in _ENDED:
            time.sleep(0.2)

    def start(self, window: Window) -> str:
        """Ask for a sync; its id once that was acknowledged."""
        days = {"from_on": str(window[0]), "to_on": str(window[1])}
        wanted = {"seller_id": self.customer.advertiser.seller_id} | days
        headers = {"Idempotency-Key": f"sync-{window[0]}-{window[1]}"}
        answer, _ = self.asker.ask("POST", "/v1/ads/syncs", json=wanted, headers=headers)
        sync_id: str = _expect(answer, 202)["sync_id"]
        self.windows[sync_id] = window
        return sync_id

    def state(self, sync_id: str) -> dict[str, Any]:
        """The sync as it is now."""
        return _expect(self.asker.ask("GET", f"/v1/ads/syncs/{sync_id}")[0], 200)

    def _choose(self, chance: random.Random) -> Iterator[Window]:
        """Each window of some days but the widest once, in any order."""
        starts = [self.widest[0] + timedelta(days=days) for days in range(1, 41)]
        ends = [self.widest[1] - timedelta(days=days) for days in range(4)]
        windows = [(start, end) for start in starts for end in ends]
        chance.shuffle(windows)
        yield from windows


class Files:
    """Report files handed in one after the other, each under its own key."""

    pause = 0.3

    def __init__(self, customer: Customer, chance: random.Random) -> None:
        self.customer, self.asker = customer, Asker(customer.http)
        self.accepted: dict[str, ReportFile] = {}
        self._next = files(chance)

    @property
    def acknowledged(self) -> int:
        return len(self.accepted)

    def do(self, stopping: threading.Event) -> None:
        file, account = next(self._next), self.customer.advertiser
        answer, _ = self.asker.ask(
            "POST",
            "/v1/ads/report-imports",
            data={"seller_id": account.seller_id, "marketplace_id": account.marketplace_ids[0]},
            files={"file": (file.name, file.content)},
            headers={"Idempotency-Key": f"file-{file.name}"},
        )
        self.accepted[_expect(answer, 202)["import_id"]] = file


class Bounds:
    """Thresholds changed again and again, each time only if nobody else did; nobody else does."""

    pause = 0.5

    def __init__(self, customer: Customer, chance: random.Random) -> None:
        self.asker, self._chance = Asker(customer.http), chance
        self._path = f"/v1/ads/thresholds/{customer.advertiser.seller_id}"
        self.version = 0
        self.values: dict[str, float] = {}

    @property
    def acknowledged(self) -> int:
        return self.version

    def do(self, stopping: threading.Event) -> None:
        if self.version or self.asker.ask("GET", self._path)[0].status_code == 200:  # 404 before the first sync
            self.set({"target_acos": self._chance.choice(_TARGET_ACOS), "min_ctr": self._chance.choice(_MIN_CTR)})

    def set(self, values: dict[str, float]) -> None:
        """Change them; a change that was made but not answered is known by its version."""
        headers = {"If-Match": f'"{self.version}"'}
        answer, unanswered = self.asker.ask("PATCH", self._path, json=values, headers=headers)
        if answer.status_code == 412 and unanswered:
            answer, _ = self.asker.ask("GET", self._path)
        found = _expect(answer, 200)
        self.version, self.values = self.version + 1, values
        self.check(found)

    def set_defaults(self) -> None:
        """Take all changes back."""
        if self.version:
            self.set({"target_acos": float(DEFAULTS.target_acos), "min_ctr": float(DEFAULTS.min_ctr)})

    def check(self, found: dict[str, Any]) -> None:
        """Raise UnexpectedAnswerError unless these are the last ones that were acknowledged."""
        told = {name: found[name] for name in self.values}
        if (found["version"], told) != (self.version, self.values):
            raise UnexpectedAnswerError(f"thresholds {told} of version {found['version']}, not {self.version}")

    def state(self) -> dict[str, Any]:
        """The thresholds as they are now."""
        return _expect(self.asker.ask("GET", self._path)[0], 200)


class Decisions:
    """Decisions on findings: `made` holds the last one of each, as (status, end of the snooze)."""

    pause = 0.4

    def __init__(self, customer: Customer, chance: random.Random) -> None:
        self.asker, self._chance = Asker(customer.http), chance
        self.made: dict[str, tuple[str, datetime | None]] = {}
        self.acknowledged = 0

    def do(self, stopping: threading.Event) -> None:
        query = {"status": "open", "limit": "200"}
        found = _expect(self.asker.ask("GET", "/v1/ads/findings", params=query)[0], 200)["items"]
        known = [one["finding_id"] for one in found] + list(self.made)
        if known:
            self._decide(self._chance.choice(known))

    def _decide(self, finding_id: str) -> None:
        until = _SNOOZED_FROM + timedelta(seconds=self.acknowledged)
        verb, status, body, end = self._chance.choice(
            (
                ("acknowledge", "acknowledged", None, None),
                ("snooze", "snoozed", {"until": until.isoformat()}, until),
                ("reopen", "open", None, None),
            )
        )
        answer, _ = self.asker.ask("POST", f"/v1/ads/findings/{finding_id}/{verb}", json=body)
        if answer.status_code == 409:  # resolved meanwhile: nothing was acknowledged
            self.made.pop(finding_id, None)
            return
        _expect(answer, 200)
        self.made[finding_id] = (status, end)
        self.acknowledged += 1


class Going:
    """Loads at work, each in a thread of its own."""

    def __init__(self, loads: Sequence[Load]) -> None:
        self.failures: list[str] = []
        self._stopping = threading.Event()
        self._threads = [threading.Thread(target=self._go, args=(load,), daemon=True) for load in loads]

    def __enter__(self) -> "Going":
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._stopping.set()
        for thread in self._threads:
            thread.join()

    def _go(self, load: Load) -> None:
        try:
            while not self._stopping.wait(load.pause):
                load.do(self._stopping)
        except Exception as error:  # the verdict tells it; the others go on
            self.failures.append(f"{type(load).__name__} stopped: {type(error).__name__}: {str(error)[:300]}")


def _expect(answer: httpx.Response, status: int) -> dict[str, Any]:
    if answer.status_code != status:
        raise UnexpectedAnswerError(
            f"{answer.request.method} {answer.request.url.path}: {answer.status_code} {answer.text[:200]}"
        )
    content: dict[str, Any] = answer.json()
    return content

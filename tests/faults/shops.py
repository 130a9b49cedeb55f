"""Seller accounts of the sandbox behind a whole installation with little patience, and the faults that they meet."""

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import httpx

from services.cli import demo
from services.cli.installation import Installation
from shared.clock import utc_now
from tests.journeys.installed import Customer, Installed, at_work, environment_of, facts, free_ports
from tests.waiting import wait_for

CALL_PATIENCE, REPORT_PATIENCE, TIMEOUT, CALL_SECONDS = 8.0, 15.0, 3.0, 4.0
"""Seconds for which failing calls are tried again, and a report is waited for; bounds of one wait and one call."""

PLAN_FACTOR = 1000
"""The sandbox announces so many times the published rates: a call a minute would make every test one of minutes."""

FACTS = ("campaign_fact", "search_term_fact", "search_term_day", "delivery")
SIZE = 6
_seeds = count(1000 + os.getpid() % 1000 * 1000)


class Shop(Customer):
    """A tenant with a simulated seller account that nobody else has, connected in the UK only: three reports."""

    def __init__(self, installed: Installed, seed: int | None = None, size: int = SIZE) -> None:
        self.seed = next(_seeds) if seed is None else seed
        self.size = size
        self.sandbox = f"{installed.installation.sandbox_url}/sandbox"
        super().__init__(installed, self.seed, size)

    def connect(self, advertiser: demo.Advertiser) -> bool:
        return super().connect(replace(advertiser, marketplace_ids=advertiser.marketplace_ids[:1]))

    def switch(self, operation: str, kind: str, **options: Any) -> None:
        """Let calls of the account go wrong."""
        body = self._named | {"operation": operation, "kind": kind} | options
        self._ask("POST", "faults", json=body)

    def clear(self) -> None:
        """Let all of them go right again."""
        self._ask("DELETE", "faults", params=self._named)

    def reconnect(self) -> None:
        """Hand in the consent again, as people do when Amazon has refused it: it is looked at there and then."""
        consent = {"ads_refresh_token": self.advertiser.refresh_token}
        answer = self.http.patch(f"/v1/seller-accounts/{self.advertiser.seller_id}", json=consent)
        assert answer.status_code == 200, answer.text

    def calls(self, operation: str, *faults: str | None) -> list[datetime]:
        """When calls of an operation came; where `faults` are given those that met one of them (None: none)."""
        answer = self._ask("GET", "calls", params=self._named)
        return [
            datetime.fromisoformat(one["called_at"])
            for one in answer.json()["items"]
            if one["operation"] == operation and (not faults or one["fault"] in faults)
        ]

    def start(self, from_on: date, to_on: date) -> dict[str, Any]:
        """A sync of some days: a new one, the one there is, or the next attempt at one that failed."""
        body = {"seller_id": self.advertiser.seller_id, "from_on": str(from_on), "to_on": str(to_on)}
        answer = self.http.post("/v1/ads/syncs", json=body)
        assert answer.status_code == 202, answer.text
        return answer.json()

    def ended(self, sync: dict[str, Any], *, seconds: float = 90.0) -> dict[str, Any]:
        """The sync, once it has completed or failed."""

        def look() -> dict[str, Any] | None:
            found = self.sync(sync["sync_id"])
            return found if found["status"] in ("completed", "failed") else None

        return wait_for(look, "the end of the sync", seconds=seconds, pause=0.2)

    def fetch(self, from_on: date, to_on: date) -> dict[str, Any]:
        """Start a sync and wait for its end."""
        return self.ended(self.start(from_on, to_on))

    def facts(self) -> dict[str, list[tuple]]:
        """All numbers that are stored, without what depends on the moment."""
        found = facts(self.tenant_id)
        return {name: found[name] for name in FACTS}

    def twin(self, installed: Installed) -> "Shop":
        """Another tenant with the same seller account: what is stored for it tells what should be."""
        return Shop(installed, self.seed, self.size)

    def _ask(self, method: str, name: str, **content: Any) -> httpx.Response:
        url = f"{self.sandbox}/{name}"
        answer = httpx.request(method, url, timeout=demo.ANSWER_SECONDS, trust_env=False, **content)
        return answer.raise_for_status()

    @property
    def _named(self) -> dict[str, int]:
        return {"seed": self.seed, "size": self.size}


def settled_days(number: int) -> tuple[date, date]:
    """A window of settled days, whose numbers are the same whenever they are asked for."""
    first = utc_now().date() - timedelta(days=20)
    return first, first + timedelta(days=number)


@dataclass
class Site:
    """An installation at work, and the environment that leads to it."""

    installed: Installed
    environment: dict[str, str]

    def signal(self, number: signal.Signals) -> None:
        """Send all its processes a signal."""
        for process in self.installed.started:
            if process.running:
                os.kill(process.pid, number)


class Sites:
    """One installation a backend, started when the first test needs it."""

    def __init__(self, folder: Path, server: Callable[[], Any]) -> None:
        self._folder, self._server = folder, server
        self._stack = ExitStack()
        self._sites: dict[str, Site] = {}

    @contextmanager
    def at(self, backend: str) -> Iterator[Installed]:
        """The installation, while this process's environment leads to it; between the tests it stands still.

        Programs that wait for work look for it several times a second, for as long as the other tests run.
        """
        if backend not in self._sites:
            self._sites[backend] = self._start(backend)
        site, before = self._sites[backend], dict(os.environ)
        os.environ.clear()
        os.environ.update(site.environment)
        site.signal(signal.SIGCONT)
        try:
            yield site.installed
        finally:
            site.signal(signal.SIGSTOP)
            os.environ.clear()
            os.environ.update(before)

    def close(self) -> None:
        """End all processes; nobody needs what they would hand back."""
        for site in self._sites.values():
            for name in ("worker", "api", "sandbox"):
                site.installed.kill(name)
        self._stack.close()

    def _start(self, backend: str) -> Site:
        with environment_of(backend, self._server):
            bounds = {
                "CALL_PATIENCE_SECONDS": CALL_PATIENCE,
                "REPORT_PATIENCE_SECONDS": REPORT_PATIENCE,
                "LONGEST_PAUSE_SECONDS": 2.0,
                "TIMEOUT_SECONDS": TIMEOUT,
                "CALL_SECONDS": CALL_SECONDS,
                "DOCUMENT_SECONDS": CALL_SECONDS,
            }
            for service in ("ADS", "CATALOG", "INVENTORY", "TICKETS"):
                os.environ |= {f"{service}_{name}": str(seconds) for name, seconds in bounds.items()}
            os.environ["SANDBOX_PLAN_FACTOR"] = str(PLAN_FACTOR)
            installation = Installation(self._folder / backend, *free_ports())
            installation.enter()
            installation.migrate()
            return Site(self._stack.enter_context(at_work(installation)), dict(os.environ))

"""A gateway whose test twins reach the sandbox, and the loop that checks consents."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import orjson
import pytest

from services.gateway.consents.amazon.proofs import Prober
from services.gateway.consents.tasks import Checker
from services.gateway.settings import GatewaySettings
from shared import secrets
from shared.clock import utc_now
from shared.db import Database
from shared.throttle import Buckets
from tests.gateway.conftest import Customer, Headers, settings_of
from tests.sql import text


@pytest.fixture
def settings(database: Database, keys_dir: Path, tmp_path: Path, sandbox_url: str) -> GatewaySettings:
    url = database.url.render_as_string(hide_password=False)
    return settings_of(url, keys_dir, tmp_path, sandbox_url=sandbox_url)


@dataclass
class Checks:
    """The worker's loop, at a moment that can be moved."""

    settings: GatewaySettings
    database: Database
    ahead: timedelta = field(default_factory=timedelta)

    def run(self, **changes: Any) -> int:
        """All checks that are due; how many. `changes` are settings that are otherwise now."""
        settings = self.settings.model_copy(update=changes)
        throttle = settings.throttle()
        prober = Prober(settings, Buckets(throttle), self.now)
        checker = Checker(self.database, secrets.sealer_of(settings.keys_dir), prober, clock=self.now)
        made = 0
        while number := checker.run():
            made += number
        throttle.dispose()
        return made

    def now(self) -> datetime:
        return utc_now() + self.ahead


@pytest.fixture
def checks(settings: GatewaySettings, database: Database) -> Iterator[Checks]:
    return Checks(settings, database)


@dataclass(frozen=True)
class Shop:
    """A tenant's test twin at work with its accounts."""

    client: Any
    database: Database
    headers: Headers
    customer: Customer
    service: Headers

    def post(self, body: dict[str, Any], **headers: str) -> Any:
        return self.client.post("/v1/seller-accounts", headers=self.headers | headers, json=body)

    def patch(self, seller_id: str, body: dict[str, Any]) -> Any:
        return self.client.patch(f"/v1/seller-accounts/{seller_id}", headers=self.headers, json=body)

    def shown(self, seller_id: str) -> dict[str, Any]:
        found: dict[str, Any] = self.client.get(f"/v1/seller-accounts/{seller_id}", headers=self.headers).json()
        return found

    def followed(self, cursor: str = "") -> dict[str, Any]:
        """A page of the list of accounts."""
        answer = self.client.get("/v1/seller-accounts", headers=self.headers, params={"cursor": cursor})
        found: dict[str, Any] = answer.json()
        return found

    def connection(self, seller_id: str, api: str = "spapi") -> dict[str, Any]:
        found = self.shown(seller_id)["connections"]
        return next(each for each in found if each["api"] == api)

    def token(self, seller_id: str, purpose: str = "spapi") -> Any:
        wish = {"tenant_id": self.customer.twin_id, "seller_id": seller_id, "purpose": purpose}
        return self.client.post("/internal/access-tokens", headers=self.service, json=wish)

    def told(self) -> list[dict[str, Any]]:
        """The data of events of connections that changed, in order."""
        query = "SELECT content FROM outbox WHERE name = 'seller_account.connection_changed' ORDER BY sequence"
        with self.database.read() as session:
            return [orjson.loads(row) for row in session.scalars(text(query))]

    def rows(self) -> dict[str, int]:
        """How many rows there are of what a connection makes."""
        names = ("seller_account", "consent", "outbox")
        with self.database.read() as session:
            return {name: session.scalar(text(f"SELECT count(*) FROM {name}")) for name in names}  # noqa: S608


@pytest.fixture
def shop(client: Any, database: Database, customer: Customer, service_headers: Callable[[str], Headers]) -> Shop:
    return Shop(client, database, customer.test, customer, service_headers("inventory"))

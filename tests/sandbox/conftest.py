"""A sandbox of one's own for each test, with a clock that stands still until it is moved."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response

from services.sandbox.main import create_app
from services.sandbox.settings import SandboxSettings
from shared.clock import moment_of_asking
from shared.db import Database

SignIn = Callable[[str], dict[str, str]]


@dataclass
class Clock:
    """The sandbox's present; noon of a Monday in Berlin."""

    now: datetime = datetime(2026, 11, 2, 11, 0, tzinfo=UTC)

    def advance(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def settings(service_database: Callable[[str], Database]) -> SandboxSettings:
    """A migrated database; reports are PENDING for 10 s, then PROCESSING for 20 s."""
    url = service_database("sandbox").url.render_as_string(hide_password=False)
    return SandboxSettings(database_url=url, pending_seconds=10, processing_seconds=20)


@pytest.fixture
def client(settings: SandboxSettings, clock: Clock) -> Iterator[TestClient]:
    app = create_app(settings)
    app.dependency_overrides[moment_of_asking] = lambda: clock.now
    with TestClient(app, base_url="http://sandbox.test", raise_server_exceptions=False) as client:
        yield client


@pytest.fixture
def sign_in(client: TestClient, settings: SandboxSettings) -> SignIn:
    """`sign_in("sandbox-1-20")`: the headers of calls for this advertiser."""

    def sign(refresh_token: str) -> dict[str, str]:
        form = {
            "grant_type": "refresh_token",
            "client_id": settings.client_id,
            "client_secret": settings.client_secret.get_secret_value(),
            "refresh_token": refresh_token,
        }
        token = client.post("/auth/o2/token", data=form).json()["access_token"]
        return {
            "Authorization": f"Bearer {token}",
            "Amazon-Advertising-API-ClientId": settings.client_id,
        }

    return sign


@pytest.fixture
def us(client: TestClient, sign_in: SignIn) -> dict[str, str]:
    """The headers of calls for the American profile of advertiser 1 with 20 campaigns."""
    headers = sign_in("sandbox-1-20")
    profiles = {each["countryCode"]: each for each in client.get("/v2/profiles", headers=headers).json()}
    return headers | {"Amazon-Advertising-API-Scope": str(profiles["UK"]["profileId"])}


@dataclass
class SellerDesk:
    """One seller's calls of the Selling Partner API: seed 4 with 80 products, so every problem is planted."""

    client: TestClient
    headers: dict[str, str]
    seller_id: str

    def request(self, method: str, path: str, **given: Any) -> Response:
        return self.client.request(method, path, headers=self.headers, **given)

    def get(self, path: str, **query: Any) -> Response:
        return self.request("GET", path, params=query)

    def let_days_pass(self, days: int) -> None:
        self.client.post("/sandbox/clock", params=SELLER, json={"advance_days": days}).raise_for_status()

    def answers(self) -> dict[str, Any]:
        return self.client.get("/sandbox/answer-key", params=SELLER).json()["seller"]


SELLER = {"seed": 4, "size": 80}


@pytest.fixture
def seller(client: TestClient, sign_in: SignIn) -> SellerDesk:
    token = sign_in("sandbox-4-80")["Authorization"].removeprefix("Bearer ")
    described = client.get("/sandbox/advertiser", params=SELLER).json()
    return SellerDesk(client, {"x-amz-access-token": token}, described["seller_id"])

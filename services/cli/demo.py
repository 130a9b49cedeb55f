"""The demonstration: a tenant with a test key, a simulated seller account, one sync, its findings.

Everything but the first tenant and key goes over REST, as an integrator would do it.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import httpx

from services.cli.installation import Installation
from services.gateway.api_keys import operations as api_keys
from services.gateway.api_keys.schemas import ApiKeyCreate
from services.gateway.settings import GatewaySettings
from services.gateway.tenants import operations as tenants
from services.gateway.tenants.schemas import ActorCreate
from shared import secrets
from shared.auth import SCOPES
from shared.auth.keys import read_secret, write_secret
from shared.clock import utc_now
from shared.db import Session

SYNC_SECONDS = 900.0
ANSWER_SECONDS = 30.0
"""For one request, on a machine that is busy with much else."""


class DemoError(RuntimeError):
    """The demonstration could not go on; the message says why."""


@dataclass(frozen=True, slots=True)
class Advertiser:
    """A simulated seller account, as the sandbox describes it."""

    seller_id: str
    region: str
    marketplace_ids: list[str]
    refresh_token: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """How findings compare with the planted problems: each is (code, campaign id, search term or None)."""

    planted: int
    missed: list[tuple[str, str, str | None]]
    false: list[tuple[str, str, str | None]]


def create_tenant(name: str) -> tuple[str, str]:
    """A new tenant with a person and two keys of all scopes: (live key, test key)."""
    with _gateway() as (session, pepper):
        now = utc_now()
        live, _ = tenants.create_tenant(session, name, now=now)
        owner = tenants.add_actor(session, live.tenant_id, ActorCreate(kind="person", name="Owner"), now=now)
        texts = []
        for livemode in (True, False):
            wanted = ApiKeyCreate(actor_id=owner.actor_id, name="first key", scopes=sorted(SCOPES), livemode=livemode)
            issued = api_keys.issue_api_key(session, live.tenant_id, wanted, pepper=pepper, now=now)
            texts.append(issued.api_key)
    return texts[0], texts[1]


def demo_key(installation: Installation) -> str:
    """The test key of the demonstration's tenant; both are made when this database does not know them."""
    path = installation.key_file
    if path.exists():
        with _gateway() as (session, pepper):
            known = api_keys.find_principal(session, read_secret(path), pepper=pepper, now=utc_now())
        if known is not None:
            return read_secret(path)
        path.unlink()
    _, test_key = create_tenant("Demo")
    write_secret(path, test_key)
    return test_key


@contextmanager
def _gateway() -> Iterator[tuple[Session, bytes]]:
    """The gateway's database and pepper, for what there is no key for yet."""
    settings = GatewaySettings()
    database = settings.database("gateway")
    with database.write() as session:
        yield session, secrets.pepper_of(settings.keys_dir)
    database.dispose()


def find_advertiser(installation: Installation, seed: int, size: int) -> Advertiser:
    """The simulated seller account of a seed and a size. Raises DemoError."""
    found = _told(installation, "advertiser", seed, size)
    return Advertiser(found["seller_id"], found["region"], found["marketplace_ids"], found["refresh_token"])


def _told(installation: Installation, name: str, seed: int, size: int) -> dict[str, Any]:
    """What the sandbox says about a simulated account."""
    url, query = f"{installation.sandbox_url}/sandbox/{name}", {"seed": seed, "size": size}
    return _content(httpx.get(url, params=query, timeout=ANSWER_SECONDS, trust_env=False))


class Client:
    """A small client of our own API over `http`. Every method raises DemoError when the API refuses."""

    def __init__(self, url: str, key: str, language: str) -> None:
        headers = {"Authorization": f"Bearer {key}", "Accept-Language": language}
        self.http = httpx.Client(base_url=url, headers=headers, timeout=ANSWER_SECONDS, trust_env=False)

    def __enter__(self) -> "Client":
        return self

    def __exit__(self, *_error: object) -> None:
        self.http.close()

    def connect(self, advertiser: Advertiser) -> bool:
        """Connect the seller account unless it is; whether it is new."""
        if self.http.get(f"/v1/seller-accounts/{advertiser.seller_id}").status_code == 200:
            return False
        account = {
            "seller_id": advertiser.seller_id,
            "name": "Simulated seller",
            "region": advertiser.region,
            "marketplace_ids": advertiser.marketplace_ids,
            "ads_refresh_token": advertiser.refresh_token,
        }
        _content(self.http.post("/v1/seller-accounts", json=account))
        return True

    def start_sync(self, seller_id: str) -> dict[str, Any]:
        """Today's sync of the account: a new one, or the one there is."""
        return _content(self.http.post("/v1/ads/syncs", json={"seller_id": seller_id}))

    def sync(self, sync_id: str) -> dict[str, Any]:
        """One sync as it is now."""
        return _content(self.http.get(f"/v1/ads/syncs/{sync_id}"))

    def follow_sync(self, sync: dict[str, Any]) -> Iterator[dict[str, Any]]:
        """The states of a sync until it has completed. Raises DemoError when it fails."""
        ends = time.monotonic() + SYNC_SECONDS
        yield sync
        while sync["status"] in ("waiting", "running"):
            if time.monotonic() > ends:
                raise DemoError("The sync did not end in time; see the worker's log.")
            time.sleep(0.2)
            sync = self.sync(sync["sync_id"])
            yield sync
        if sync["status"] == "failed":
            raise DemoError(f"The sync failed: {sync['failure_code']}: {sync['failure_detail']}")

    def findings(self, seller_id: str) -> list[dict[str, Any]]:
        """All findings of the account that ask for a decision."""
        query = {"seller_id": seller_id, "status": "open", "limit": "200"}
        return list(self._items("/v1/ads/findings", query))

    def _items(self, path: str, query: dict[str, str]) -> Iterator[dict[str, Any]]:
        cursor = ""
        while True:
            page = _content(self.http.get(path, params=query | ({"cursor": cursor} if cursor else {})))
            yield from page["items"]
            if not page["has_more"]:
                return
            cursor = page["next_cursor"]


def compare(installation: Installation, seed: int, size: int, findings: list[dict[str, Any]]) -> Verdict:
    """Compare findings with the sandbox's answer key, which is made from the planted causes."""
    key = _told(installation, "answer-key", seed, size)
    planted = {(item["code"], str(item["campaign_id"]), item["search_term"]) for item in key["items"]}
    found = {_identity(finding) for finding in findings}
    order = [planted - found, found - planted]
    missed, false = (sorted(part, key=lambda item: (item[0], item[1], item[2] or "")) for part in order)
    return Verdict(len(planted), missed, false)


def _identity(finding: dict[str, Any]) -> tuple[str, str, str | None]:
    campaign_id, _, term = finding["subject"]["id"].partition(":")
    is_term = finding["subject"]["type"] == "search_term"
    return finding["code"], campaign_id, term if is_term else None


def _content(answer: httpx.Response) -> dict[str, Any]:
    if answer.is_error:
        raise DemoError(
            f"{answer.request.method} {answer.request.url.path}: {answer.status_code} {answer.text[:300]}"
        )
    content: dict[str, Any] = answer.json()
    return content

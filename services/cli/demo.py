"""The demonstration: a tenant with a test key, a simulated seller account, its syncs, the worklist.

Everything but the first tenant and key goes over REST, as an integrator would do it.
"""

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import httpx

from services.cli.installation import Installation
from services.cli.stops import operator
from services.gateway.actors import operations as actors
from services.gateway.actors.schemas import ActorCreate
from services.gateway.api_keys import operations as api_keys
from services.gateway.api_keys.schemas import ApiKeyCreate
from services.gateway.callers.operations import find_principal
from services.gateway.settings import GatewaySettings
from services.gateway.tenants import operations as tenants
from services.tickets.cases.rules import finding_of
from shared import audit, secrets
from shared.audit import Change, Who
from shared.auth import SCOPES
from shared.auth.keys import read_secret, write_secret
from shared.clock import utc_now
from shared.db import Session
from shared.jobs.outcomes import ROWS_OUT_OF_LINE

SYNCED = ("ads", "catalog", "inventory", "tickets")
"""The services that fetch something of a seller account from Amazon."""

SYNC_SECONDS, SETTLE_SECONDS = 3600.0, 900.0
"""How long syncs may take, and after them the events on their way into the worklist."""

PROOF_SECONDS = 600.0
"""How long a consent may be checked; a check that a busy machine could not make is made again after minutes."""

ANSWER_SECONDS = 60.0
"""For one request, on a machine that is busy with much else."""

_FIRST_PAUSE, _LONGEST_PAUSE = 0.5, 5.0
_IDS_OF_SYNCS = {"syncs": "sync_id", "erp-syncs": "erp_sync_id"}
_LISTED = ("open", "acknowledged")


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
class Worklist:
    """A whole worklist, the most urgent first, the findings behind it, and the cases' source keys by their ids."""

    items: list[dict[str, Any]]
    findings: list[dict[str, Any]]
    case_sources: dict[str, str | None]


def create_tenant(name: str) -> tuple[str, str]:
    """A new tenant with a person and two keys of all scopes: (live key, test key)."""
    with _gateway() as (session, pepper):
        now = utc_now()
        live, twin = tenants.create_tenant(session, name, now=now)
        for tenant in (live, twin):
            change = Change("tenant", "created", tenant.tenant_id, after={"livemode": tenant.livemode})
            audit.note(session, Who(operator(), "operator", "command"), tenant.tenant_id, change, now=now)
        owner = actors.add_actor(session, live.tenant_id, ActorCreate(kind="person", name="Owner"), now=now)
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
            known = find_principal(session, read_secret(path), pepper=pepper, now=utc_now())
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


def pass_days(installation: Installation, seed: int, size: int, days: int) -> None:
    """Let days pass for the simulated seller. Raises DemoError."""
    answer = httpx.post(
        f"{installation.sandbox_url}/sandbox/clock",
        params={"seed": seed, "size": size},
        json={"advance_days": days},
        timeout=ANSWER_SECONDS,
        trust_env=False,
    )
    content_of(answer)


def find_advertiser(installation: Installation, seed: int, size: int) -> Advertiser:
    """The simulated seller account of a seed and a size. Raises DemoError."""
    found = told_by_sandbox(installation, "advertiser", seed, size)
    return Advertiser(found["seller_id"], found["region"], found["marketplace_ids"], found["refresh_token"])


def told_by_sandbox(installation: Installation, name: str, seed: int, size: int) -> dict[str, Any]:
    """What the sandbox says about a simulated account. Raises DemoError."""
    url, query = f"{installation.sandbox_url}/sandbox/{name}", {"seed": seed, "size": size}
    return content_of(httpx.get(url, params=query, timeout=ANSWER_SECONDS, trust_env=False))


class Client:
    """A small client of our own API over `http`. Every method raises DemoError when the API refuses.

    It calls `watch` while it waits: whoever runs the programs looks after them so.
    """

    def __init__(self, url: str, key: str, language: str, watch: Callable[[], None] = lambda: None) -> None:
        self._watch = watch
        headers = {"Authorization": f"Bearer {key}", "Accept-Language": language}
        self.http = httpx.Client(base_url=url, headers=headers, timeout=ANSWER_SECONDS, trust_env=False)

    def __enter__(self) -> "Client":
        return self

    def __exit__(self, *_error: object) -> None:
        self.http.close()

    def connect(self, advertiser: Advertiser, name: str = "Simulated seller") -> bool:
        """Connect the seller account unless it is; whether it is new. What it lacks of the consents is added.

        Returns when its consents are proved. Raises DemoError.
        """
        consents = dict.fromkeys(("ads_refresh_token", "spapi_refresh_token"), advertiser.refresh_token)
        path = f"/v1/seller-accounts/{advertiser.seller_id}"
        known = self.http.get(path)
        if known.status_code == 200:
            if not known.json()["has_spapi_connection"]:
                content_of(self.http.patch(path, json=consents))
            self._await_proof(path)
            return False
        account = {
            "seller_id": advertiser.seller_id,
            "name": name,
            "region": advertiser.region,
            "marketplace_ids": advertiser.marketplace_ids,
            **consents,
        }
        content_of(self.http.post("/v1/seller-accounts", json=account))
        self._await_proof(path)
        return True

    def _await_proof(self, path: str) -> None:
        """Wait while it is being checked whose the consents are: nothing is synced before."""
        ends = time.monotonic() + PROOF_SECONDS
        while content_of(self.http.get(path))["connection_status"] == "checking":
            if time.monotonic() > ends:
                raise DemoError("The seller's consents could not be checked; see the logs of sandbox and worker.")
            self._watch()
            time.sleep(_FIRST_PAUSE)

    def start_sync(self, seller_id: str, service: str = "ads") -> dict[str, Any]:
        """A service's sync of the account: a new one, or the one there is."""
        return content_of(self.http.post(f"/v1/{service}/syncs", json={"seller_id": seller_id}))

    def sync(self, sync_id: str, service: str = "ads", kind: str = "syncs") -> dict[str, Any]:
        """One sync as it is now."""
        return content_of(self.http.get(f"/v1/{service}/{kind}/{sync_id}"))

    def follow_sync(
        self, sync: dict[str, Any], service: str = "ads", kind: str = "syncs"
    ) -> Iterator[dict[str, Any]]:
        """The states of a sync until it has ended. Raises DemoError when it fails.

        A report of which too few rows came is not believed, as it may happen with Amazon, and asked for again later.
        """
        ends = time.monotonic() + SYNC_SECONDS
        yield sync
        while sync["status"] in ("waiting", "running"):
            if time.monotonic() > ends:
                raise DemoError(f"The sync of {service} did not end in time; see the worker's log.")
            self._watch()
            time.sleep(0.2)
            sync = self.sync(sync[_IDS_OF_SYNCS[kind]], service, kind)
            yield sync
        if sync["status"] == "failed" and sync["failure_code"] != ROWS_OUT_OF_LINE:
            raise DemoError(f"The sync of {service} failed: {sync['failure_code']}: {sync['failure_detail']}")

    def findings(self, seller_id: str, service: str = "ads") -> list[dict[str, Any]]:
        """All findings of the account that ask for a decision."""
        query = {"seller_id": seller_id, "status": "open", "limit": "200"}
        return list(self.listed(f"/v1/{service}/findings", query))

    def listed_findings(self, seller_id: str) -> list[dict[str, Any]]:
        """The findings of all services that belong into the worklist."""
        return [
            finding
            for service in SYNCED
            for status in _LISTED
            for finding in self.listed(
                f"/v1/{service}/findings", {"seller_id": seller_id, "status": status, "limit": "200"}
            )
        ]

    def worklist(self, seller_id: str) -> list[dict[str, Any]]:
        """The worklist of the account, the most urgent first."""
        return list(self.listed("/v1/tickets/worklist", {"seller_id": seller_id, "limit": "200"}))

    def case_sources(self, seller_id: str) -> dict[str, str | None]:
        """What opened each case of the account: its source key by its id."""
        cases = self.listed("/v1/tickets/cases", {"seller_id": seller_id, "limit": "200"})
        return {case["case_id"]: case["source_key"] for case in cases}

    def pools(self, seller_id: str) -> list[dict[str, Any]]:
        """The stocks that several shops of the account sell."""
        return list(self.listed("/v1/inventory/pools", {"seller_id": seller_id}))

    def settled_worklist(self, seller_id: str, *, seconds: float = SETTLE_SECONDS) -> Worklist:
        """The worklist once it says just what the services' findings say. Raises DemoError.

        Events are on their way for a moment after a sync, so both are read until they agree finding by finding,
        each in its newest version; for `seconds` at most. The findings of a listed case are one item with it.
        """
        ends, pause = time.monotonic() + seconds, _FIRST_PAUSE
        while True:
            findings, items = self.listed_findings(seller_id), self.worklist(seller_id)
            listed = {(each["finding_id"], each["version"]) for item in items for each in item["reasons"]}
            sources = self.case_sources(seller_id)
            covered = _covered_by({item["item_id"] for item in items if item["kind"] == "case"}, sources)
            known = {
                (finding["finding_id"], finding["version"])
                for finding in findings
                if finding["finding_id"] not in covered and finding["subject"]["id"] not in covered
            }
            if listed == known:
                return Worklist(items, findings, sources)
            if time.monotonic() > ends:
                raise DemoError(
                    f"The worklist holds {len(listed)} findings, the services {len(known)}, of which "
                    f"{len(known - listed)} are missing; see the logs of worker and api."
                )
            self._watch()
            time.sleep(pause)
            pause = min(pause * 1.5, _LONGEST_PAUSE)

    def listed(self, path: str, query: dict[str, str]) -> Iterator[dict[str, Any]]:
        """Every item of a list, page by page."""
        cursor = ""
        while True:
            page = content_of(self.http.get(path, params=query | ({"cursor": cursor} if cursor else {})))
            yield from page["items"]
            if not page["has_more"]:
                return
            cursor = page["next_cursor"]


def _covered_by(listed_cases: set[str], sources: Mapping[str, str | None]) -> set[str]:
    """Ids of the findings that opened listed cases, and of these cases, which findings of clocks are about."""
    return listed_cases | {str(finding_of(sources.get(case_id))) for case_id in listed_cases}


def content_of(answer: httpx.Response) -> dict[str, Any]:
    """The JSON of an answer. Raises DemoError when it is a refusal."""
    if answer.is_error:
        raise DemoError(
            f"{answer.request.method} {answer.request.url.path}: {answer.status_code} {answer.text[:300]}"
        )
    content: dict[str, Any] = answer.json()
    return content

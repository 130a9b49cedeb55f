"""Services in this process, called under principals that the gateway's key has signed, and without the gateway.

Each app is built once: its routes take longer to build than most tests take.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from fastapi import FastAPI
from starlette.testclient import TestClient

from shared.app.envelope import Envelope
from shared.assignees import Assignee
from shared.auth import SCOPES, Principal, keys
from shared.auth.tokens import HEADER
from shared.clock import moment_of_asking, utc_now
from shared.db import Database
from shared.seller_accounts import AccountUnknownError, SellerAccount
from shared.settings import ServiceSettings
from shared.throttle import Buckets

Headers = dict[str, str]
S = TypeVar("S", bound=ServiceSettings)
_UNLIMITED = 1_000_000_000
"""The buckets outlive a test; what limits refuse has tests of its own, with quotas of their own."""


@dataclass
class Accounts:
    """What the endpoints ask the gateway for, when it knows one seller account; `asked` are those asked for."""

    known: SellerAccount
    asked: list[tuple[str, str]] = field(default_factory=list)

    def one(self, tenant_id: str, seller_id: str) -> SellerAccount:
        self.asked.append((tenant_id, seller_id))
        if (tenant_id, seller_id) != (self.known.tenant_id, self.known.seller_id):
            raise AccountUnknownError(seller_id)
        return self.known

    def all(self) -> list[SellerAccount]:
        return [self.known]

    def within(self, seller_ids: frozenset[str] | None) -> "Accounts":
        """As a caller knows them who is limited to some accounts."""
        is_known = seller_ids is None or self.known.seller_id in seller_ids
        return self if is_known else Accounts(replace(self.known, tenant_id=""), self.asked)


class Actors:
    """Whom the endpoints ask for: everybody but `nobody`, and `elsewhere`, who may see another account only."""

    def active(self, _tenant_id: str, actor_id: str) -> Assignee | None:
        if actor_id == "nobody":
            return None
        return Assignee(actor_id, frozenset({"A9ELSEWHERE"}) if actor_id == "elsewhere" else None)


def caller_of(keys_dir: Path, usual_tenant: str) -> Callable[..., Headers]:
    """`caller("ads:read", tenant=OTHER)`: headers of a caller with these scopes, or with all."""

    def headers(*scopes: str, tenant: str = usual_tenant) -> Headers:
        principal = Principal(
            "person", tenant, f"actor-{tenant}", f"k-{tenant}"[:8], frozenset(scopes or SCOPES), False
        )
        return {HEADER: keys.signer_of(keys_dir, "gateway").sign(principal, now=utc_now())}

    return headers


class Apps:
    """The apps of one process of the test run, by their database; `folder` keeps their common throttle store."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._throttle_url = f"sqlite:///{folder}/throttle.db"
        self._built: dict[str, FastAPI] = {}
        throttle = Database(self._throttle_url)
        Buckets(throttle).create()
        throttle.dispose()

    @contextmanager
    def client(
        self,
        build: Callable[[S], FastAPI],
        settings: type[S],
        database: Database,
        keys_dir: Path,
        *,
        accounts: Accounts,
        clock: Callable[[], datetime],
    ) -> Iterator[TestClient]:
        """A client of `build(settings)` on this database, with stand-ins for the gateway and for the time."""
        url = database.url.render_as_string(hide_password=False)
        if url not in self._built:
            self._built[url] = build(self._settings(settings, url, keys_dir))
        app = self._built[url]
        app.state.accounts = accounts
        app.state.actors = Actors()
        app.dependency_overrides = {moment_of_asking: clock}
        with TestClient(Envelope(app), raise_server_exceptions=False) as inner:
            yield inner

    def _settings(self, settings: type[S], url: str, keys_dir: Path) -> S:
        return settings(
            database_url=url,
            reads_per_minute=_UNLIMITED,
            writes_per_minute=_UNLIMITED,
            ZHULI_THROTTLE_URL=self._throttle_url,
            ZHULI_JOBS_URL=f"sqlite:///{self._folder}/jobs.db",
            ZHULI_GATEWAY_URL="http://127.0.0.1:1",
            ZHULI_KEYS_DIR=keys_dir,
        )

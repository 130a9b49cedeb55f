"""What every service's settings have in common; read from the environment once, in `main` or `worker`."""

from pathlib import Path
from typing import Any

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

from shared.app.factory import Shell
from shared.app.limits import LEASE_SECONDS
from shared.app.quotas import Quota
from shared.auth import keys
from shared.auth.tokens import Signer
from shared.db import Database
from shared.retention import Terms


def places_in(value: object) -> object:
    """The `host:port` of a text that separates them by blanks or commas."""
    return value.replace(",", " ").lower().split() if isinstance(value, str) else value


class ServiceSettings(BaseSettings):
    """Addresses of one service. Subclasses set the prefix of the first members, such as `ADS_`.

    The `ZHULI_` members are one value for the whole installation. Database addresses are SQLAlchemy
    URLs; on PostgreSQL each service keeps its tables in a schema of its own name. Where such an address leads to a
    pooler (PgBouncer in transaction mode), the `_direct_url` beside it leads past that one; jobs and their locks
    need sessions of their own, so `jobs_url` always does.

    `throttle_url` is the store of Amazon's limits, `quotas_url` that of our own; empty: the same. On SQLite, where a
    writer holds the whole file, they should be two: then no request waits for a job that asks Amazon something.

    `reads_per_minute` and `writes_per_minute` are what all keys of a tenant may ask of the service together.

    The `*_kept_days` say how long what grows is kept: numbers of days (ads, sales, stock; over two years, so that a
    season can be held beside the last), what is closed (findings, cases), runs (syncs, imports), events, and
    deliveries to webhooks. The audit trail is kept for ever.
    """

    model_config = SettingsConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)

    database_url: str = Field(repr=False)
    database_direct_url: str = Field(default="", repr=False)
    reads_per_minute: int = Field(default=1200, ge=1)
    writes_per_minute: int = Field(default=600, ge=1)
    throttle_url: str = Field(repr=False, validation_alias="ZHULI_THROTTLE_URL")
    throttle_direct_url: str = Field(default="", repr=False, validation_alias="ZHULI_THROTTLE_DIRECT_URL")
    quotas_url: str = Field(default="", repr=False, validation_alias="ZHULI_QUOTAS_URL")
    quotas_direct_url: str = Field(default="", repr=False, validation_alias="ZHULI_QUOTAS_DIRECT_URL")
    jobs_url: str = Field(repr=False, validation_alias="ZHULI_JOBS_URL")
    gateway_url: str = Field(validation_alias="ZHULI_GATEWAY_URL")
    keys_dir: Path = Field(validation_alias="ZHULI_KEYS_DIR")
    numbers_kept_days: int = Field(default=800, ge=100, validation_alias="ZHULI_NUMBERS_KEPT_DAYS")
    closed_kept_days: int = Field(default=800, ge=90, validation_alias="ZHULI_CLOSED_KEPT_DAYS")
    runs_kept_days: int = Field(default=400, ge=30, validation_alias="ZHULI_RUNS_KEPT_DAYS")
    events_kept_days: int = Field(default=400, ge=30, validation_alias="ZHULI_EVENTS_KEPT_DAYS")
    deliveries_kept_days: int = Field(default=90, ge=7, validation_alias="ZHULI_DELIVERIES_KEPT_DAYS")

    def database(self, service: str, *, for_requests: bool = False) -> Database:
        """The service's database; `for_requests` with the little patience of who is asked."""
        return Database(
            self.database_url, schema=service, direct_url=self.database_direct_url, for_requests=for_requests
        )

    def throttle(self, *, for_requests: bool = False) -> Database:
        """The database of the buckets of Amazon's limits."""
        return _buckets(self.throttle_url, self.throttle_direct_url, for_requests=for_requests)

    def quotas(self, *, for_requests: bool = False) -> Database:
        """The database of the buckets of what tenants may ask of us."""
        if not self.quotas_url:
            return self.throttle(for_requests=for_requests)
        return _buckets(self.quotas_url, self.quotas_direct_url, for_requests=for_requests)

    def stores_of_buckets(self) -> dict[str, Database]:
        """The databases of buckets by name: one where both are the same."""
        stores = {"throttle": self.throttle(), "quotas": self.quotas()}
        if stores["throttle"].url == stores["quotas"].url:
            stores.pop("quotas").dispose()
        return stores

    def shell(self, service: str) -> Shell:
        """What `create_app` needs."""
        return Shell(
            database=self.database(service, for_requests=True),
            quotas=self.quotas(for_requests=True),
            public_keys=keys.public_keys(self.keys_dir),
            reads=Quota("reads", self.reads_per_minute, 60),
            writes=Quota("writes", self.writes_per_minute, 60),
        )

    @property
    def terms(self) -> Terms:
        """Days for which each kind of row is kept."""
        return {
            "numbers": self.numbers_kept_days,
            "closed": self.closed_kept_days,
            "runs": self.runs_kept_days,
            "events": self.events_kept_days,
            "deliveries": self.deliveries_kept_days,
        }

    def signer(self, service: str) -> Signer:
        """The service's own signer, for calls to the gateway's internal endpoints."""
        return keys.signer_of(self.keys_dir, service)


def _buckets(url: str, direct_url: str, *, for_requests: bool) -> Database:
    patience: dict[str, Any] = {"lock_seconds": LEASE_SECONDS} if for_requests else {}
    return Database(url, schema="throttle", direct_url=direct_url, for_requests=for_requests, **patience)


class AmazonSettings(ServiceSettings):
    """Those of every service, and how long the jobs wait for Amazon, in seconds.

    A call that fails in a way that may pass is tried again for `call_patience_seconds`, after pauses of up to
    `longest_pause_seconds`; a report is given up after `report_patience_seconds`: Amazon says up to 3 hours,
    so twice that. `timeout_seconds` bounds a single wait on the network, `call_seconds` all waits of a call,
    and `document_seconds` those of a download.
    """

    call_patience_seconds: float = Field(default=1800.0, gt=0)
    longest_pause_seconds: float = Field(default=60.0, gt=0)
    report_patience_seconds: float = Field(default=6 * 3600.0, gt=0)
    timeout_seconds: float = Field(default=10.0, gt=0)
    call_seconds: float = Field(default=60.0, gt=0)
    document_seconds: float = Field(default=900.0, gt=0)

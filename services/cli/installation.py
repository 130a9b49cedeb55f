"""Where an installation on one machine keeps things, and how it is brought up to date."""

import os
from dataclasses import dataclass
from pathlib import Path

from services.ads.settings import AdsSettings
from services.catalog.settings import CatalogSettings
from services.cli import key_files
from services.gateway.settings import GatewaySettings
from services.gateway.subscribers import operations as subscribers
from services.inventory.settings import InventorySettings
from services.sandbox.settings import SandboxSettings
from services.tickets.settings import TicketsSettings
from shared import secrets
from shared.clock import utc_now
from shared.db import Database
from shared.db.migrations import upgrade
from shared.db.newest import refuse_newer
from shared.jobs import system
from shared.positions.generations import raise_generation
from shared.throttle import Buckets

SERVICES = ("gateway", "catalog", "inventory", "ads", "tickets")
ALL_SERVICES = (*SERVICES, "sandbox")
HOST = "127.0.0.1"


RESTORING, PLAN = "restoring", "plan.json"
"""Folder of a restore, and what it is about to do: as long as that is there, nothing starts."""


class RestoreUnfinishedError(RuntimeError):
    """A restore was interrupted; the message says what to do."""


class DataFolderError(RuntimeError):
    """The folder of everything that is kept cannot be made; the message says why."""


_PLAN_FACTOR = "60"
"""What Amazon grants once a minute, the sandbox grants every second: weeks of a seller account pass in minutes."""


@dataclass(frozen=True, slots=True)
class Installation:
    """Everything under one data folder, on three ports of this machine.

    With `ZHULI_DATABASE_URL` set all services share that PostgreSQL database, each in its own schema; where it leads
    to a pooler, `ZHULI_DATABASE_DIRECT_URL` leads past it. A service's own variable, such as `ADS_DATABASE_URL`
    (and `ADS_DATABASE_DIRECT_URL`), goes before both.
    """

    data: Path
    port: int
    sandbox_port: int
    metrics_port: int
    moves: bool = True
    """Whether its programs are, or will be, at these ports, so that addresses kept in its databases follow them."""

    @property
    def ports(self) -> tuple[int, int, int]:
        """Of the API, the sandbox and the worker's metrics."""
        return self.port, self.sandbox_port, self.metrics_port

    @property
    def url(self) -> str:
        """Origin of the API."""
        return f"http://{HOST}:{self.port}"

    @property
    def sandbox_url(self) -> str:
        """Origin of the sandbox."""
        return f"http://{HOST}:{self.sandbox_port}"

    @property
    def key_file(self) -> Path:
        """Where the demonstration's API key is kept."""
        return self.data / "demo.key"

    @property
    def logs(self) -> Path:
        """Folder of the processes' logs."""
        return self.data / "logs"

    @property
    def restoring(self) -> Path:
        """Folder in which a restore keeps what it is about to put in place."""
        return self.data / RESTORING

    def enter(self) -> None:
        """Give this process, and those it starts, the settings; what the environment says already stays."""
        for name, value in self.environment().items():
            os.environ.setdefault(name, value)

    def note_restored(self) -> None:
        """Begin a new generation in every service: what was restored may be older than what was seen of it."""
        for service, database in databases().items():
            if service in SERVICES:
                with database.write() as session:
                    raise_generation(session)
            database.dispose()

    def make_folder(self) -> None:
        """Make the data folder where it is missing. Raises DataFolderError."""
        try:
            self.data.mkdir(parents=True, exist_ok=True, mode=0o700)
        except OSError as error:
            raise DataFolderError(f"The data folder {self.data} cannot be made: {error.strerror}") from error

    def migrate(self) -> None:
        """Create what is missing (keys, databases) and bring every schema to its newest state.

        Raises DataFolderError, LostKeysError, SchemaError, and RestoreUnfinishedError, NewerSchemaError or MovedError
        before a database is changed.
        """
        self.refuse_half_restored()
        self.make_folder()
        _refuse_newer()
        self.bring_up()

    def refuse_half_restored(self) -> None:
        """Raise RestoreUnfinishedError where a restore was interrupted."""
        if (self.restoring / PLAN).exists():
            raise RestoreUnfinishedError(
                f"A restore into {self.data} was interrupted: run the same `zhuli restore` again to end it."
            )

    def bring_up(self) -> None:
        """The same, whatever state a restore is in."""
        self.make_folder()
        gateway = GatewaySettings()
        present = gateway.database("gateway")
        try:
            key_files.prepare(gateway.keys_dir, SERVICES, present)
        finally:
            present.dispose()
        for service, database in databases().items():
            upgrade(database, f"services.{service}")
            database.dispose()
        _subscribe(gateway, moves=self.moves)
        for store in gateway.stores_of_buckets().values():
            Buckets(store).create()
            store.dispose()
        system.migrate(gateway.jobs_url)

    def environment(self) -> dict[str, str]:
        """The settings of this installation as environment variables."""
        shared_url = os.environ.get("ZHULI_DATABASE_URL")
        data = self.data.resolve()

        def database(name: str) -> str:
            return shared_url or f"sqlite:///{data / name}.sqlite3"

        direct_url = os.environ.get("ZHULI_DATABASE_DIRECT_URL")
        urls = {f"{service.upper()}_DATABASE_URL": database(service) for service in ALL_SERVICES}
        urls |= {f"ZHULI_{name.upper()}_URL": database(name) for name in ("throttle", "quotas")}
        if direct_url:
            # Not beside an address of a service's own, which leads elsewhere.
            same = [name for name, url in urls.items() if os.environ.get(name, url) == shared_url]
            urls |= {name.replace("_URL", "_DIRECT_URL"): direct_url for name in same}
        return urls | {
            "ZHULI_JOBS_URL": direct_url or database("jobs"),
            "ZHULI_GATEWAY_URL": self.url,
            "ZHULI_KEYS_DIR": str(data / "keys"),
            "GATEWAY_SANDBOX_URL": self.sandbox_url,
            "GATEWAY_TICKETS_EVENTS_URL": f"{self.url}/internal/tickets/events",
            "GATEWAY_METRICS_PORT": str(self.metrics_port),
            "SANDBOX_PLAN_FACTOR": _PLAN_FACTOR,
            "SANDBOX_REDIRECT_URIS": f"{self.url}/v1/consents/callback",
        }


def _refuse_newer() -> None:
    for service, database in databases().items():
        refuse_newer(database.direct(), f"services.{service}")
        database.dispose()
    system.refuse_newer(GatewaySettings().jobs_url)


def _subscribe(gateway: GatewaySettings, *, moves: bool) -> None:
    """Let the gateway bring events to our own programs, before the first event can come. Raises LostKeysError."""
    secret, sealer = secrets.tickets_events_secret_of(gateway.keys_dir), secrets.sealer_of(gateway.keys_dir)
    database, url = gateway.database("gateway"), gateway.tickets_events_url
    try:
        with database.write() as session:
            subscribers.keep_tickets_subscribed(session, url, secret, moves=moves, sealer=sealer, now=utc_now())
    except secrets.SecretError as error:
        raise key_files.LostKeysError(
            f"Not started, the keys in {gateway.keys_dir} are those of another installation: they do not open what"
            " this database holds. Name the folder that belongs to it (DATA)."
        ) from error
    finally:
        database.dispose()


def databases() -> dict[str, Database]:
    """The database of every service, by the settings in the environment."""
    settings = {
        "gateway": GatewaySettings(),
        "catalog": CatalogSettings(),
        "inventory": InventorySettings(),
        "ads": AdsSettings(),
        "tickets": TicketsSettings(),
    }
    found = {service: one.database(service) for service, one in settings.items()}
    return found | {"sandbox": SandboxSettings().database()}

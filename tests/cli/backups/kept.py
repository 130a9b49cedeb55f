"""What an installation holds that has something to lose, and what becomes of it."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import select

from services.ads.models import Sync, SyncReport
from services.cli import demo
from services.cli.backups.restoring import restore_backup
from services.cli.backups.writing import write_backup
from services.cli.installation import Installation, databases
from services.gateway.callers.operations import find_principal
from services.gateway.settings import GatewaySettings
from shared import secrets
from shared.clock import utc_now
from shared.db.columns import table_of
from shared.jobs.system import JobClient
from shared.outbox import add_event
from shared.outbox.relay import Carried
from tests.journeys.installed import jobs_client
from tests.sql import text

SYNC_ID = "01890000-0000-7000-8000-000000000001"
TENANT_ID = "01890000-0000-7000-8000-0000000000aa"
SELLER_ID = "A1SELLER"


def silent(*_texts: str, **_values: object) -> None:
    """Says nothing."""


@dataclass
class Kept:
    """The installation, the key of its tenant, and the folders of a backup and its keys."""

    installation: Installation
    api_key: str
    folder: Path
    keys: Path

    def back_up(self) -> Any:
        return write_backup(self.installation, self.folder, self.keys, silent)

    def restore(self) -> None:
        restore_backup(self.installation, self.folder, self.keys, silent)

    def knows(self, api_key: str) -> bool:
        """Whether a key works."""
        settings = GatewaySettings()
        database = settings.database("gateway")
        try:
            with database.read() as session:
                pepper = secrets.pepper_of(settings.keys_dir)
                return find_principal(session, api_key, pepper=pepper, now=utc_now()) is not None
        finally:
            database.dispose()


def filled(installation: Installation, folder: Path) -> Kept:
    """A tenant with keys, a sync with two reports of which one waits at Amazon, its jobs, and an event to carry."""
    api_key, _ = demo.create_tenant("First")
    found, now = databases(), utc_now()
    with found["ads"].write() as session:
        whose = {"tenant_id": TENANT_ID, "seller_id": SELLER_ID, "created_at": now, "updated_at": now}
        how = {"status": "running", "days": "default", "fetched_on": now.date(), "attempt": 1}
        session.add(Sync(sync_id=SYNC_ID, **how, **whose))
        session.flush()
        part = {"sync_id": SYNC_ID, "profile_key": 1, "from_on": now.date(), "to_on": now.date()}
        for report, status in (("campaigns", "completed"), ("search_terms", "running")):
            row = _complete({**part, "report": report, "status": status})
            session.execute(table_of(SyncReport).insert().values(**row))
        add_event(session, name="sync.completed", tenant_id=TENANT_ID, subject="sync:1", data={}, now=now)
    for database in found.values():
        database.dispose()
    jobs = JobClient(GatewaySettings().jobs_url)
    jobs.register_queue("ads", at_a_time=1, polling_seconds=1.0)
    for kind, about in (("ads-report", SYNC_ID), ("report-import", "other")):
        identity, content = f"{kind}:{TENANT_ID}:{about}:1", {"tenant_id": TENANT_ID}
        jobs.enqueue([Carried(kind, identity, TENANT_ID, "ads", content, now)])
    jobs.close()
    return Kept(installation, api_key, folder / "backup", folder / "secrets")


def _complete(values: dict[str, Any]) -> dict[str, Any]:
    """The row with zeros and empty texts where the table wants something."""
    row = dict(values)
    for column in table_of(SyncReport).c:
        if column.name not in row and not column.nullable and column.default is None:
            row[column.name] = "[]" if column.type.python_type is str else 0
    return row


def syncs() -> list[tuple[str, str, str | None, int]]:
    """(id, status, failure, attempt) of the ads syncs in the order of their ids."""
    database = databases()["ads"]
    try:
        with database.read() as session:
            query = select(Sync.sync_id, Sync.status, Sync.failure_code, Sync.attempt).order_by(Sync.attempt)
            return [tuple(row) for row in session.execute(query)]
    finally:
        database.dispose()


def jobs() -> dict[str, str]:
    """The status of every job by its id."""
    with jobs_client() as client:
        found = client.list_workflows(load_input=False, load_output=False)
        return {job.workflow_id: job.status for job in found}


def scalar(service: str, query: str) -> Any:
    """One value out of a service's database."""
    database = databases()[service]
    try:
        with database.read() as session:
            return session.execute(text(query)).scalar_one()
    finally:
        database.dispose()

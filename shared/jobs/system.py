"""The DBOS system database: its engine, its migration, and the client that enqueues."""

from dbos import DBOSClient, EnqueueOptions, run_dbos_database_migrations
from sqlalchemy import Engine, create_engine, event, make_url

from shared.db.engine import set_pragmas
from shared.outbox.relay import Carried

APPLICATION_VERSION = "3"
"""Raised only when the order of a workflow's steps changes: DBOS resumes a workflow of its own version only."""


def system_engine(url: str) -> Engine | None:
    """A WAL engine for SQLite (twice as fast as DBOS's own, measured); None lets DBOS make its own."""
    address = make_url(url)
    if address.get_backend_name() != "sqlite":
        return None
    engine = create_engine(address, connect_args={"check_same_thread": False}, hide_parameters=True)
    event.listen(engine, "connect", set_pragmas)
    return engine


def migrate(url: str) -> None:
    """Create or upgrade DBOS's tables; enqueueing before the first launch fails without them."""
    run_dbos_database_migrations(url)


class JobClient:
    """Puts job requests into the queue, from a process that need not run workflows itself."""

    def __init__(self, url: str) -> None:
        self._client = DBOSClient(system_database_url=url, system_database_engine=system_engine(url))

    def enqueue(self, request: Carried) -> None:
        """Enqueue a request; a workflow id that exists already is left as it is."""
        queue, _, account = request.subject.partition("/")
        options: EnqueueOptions = {
            "workflow_name": request.name,
            "workflow_id": request.identity,
            "queue_name": queue,
            "app_version": APPLICATION_VERSION,
        }
        if account:
            options["queue_partition_key"] = account
        self._client.enqueue(options, **request.content)

    def close(self) -> None:
        """Close the connections."""
        self._client.destroy()

"""The DBOS system database: its engine, its migration, and the client that enqueues."""

from collections.abc import Collection, Sequence
from pathlib import Path

from dbos import DBOSClient, EnqueueOptions, Queue, run_dbos_database_migrations
from dbos._error import DBOSConflictingWorkflowError
from dbos._migration import get_migration_versions, get_sqlite_migration_versions
from sqlalchemy import URL, Engine, create_engine, event, make_url

from shared.db.engine import set_pragmas
from shared.db.newest import NewerSchemaError
from shared.outbox.relay import Carried, RowsRefusedError

APPLICATION = "zhuli"
APPLICATION_VERSION = "5"
"""Name and version to DBOS. The version is raised only when a workflow's steps change, in their order or in what they
hand on: DBOS resumes a workflow of its own version only, and `restart_older` begins those of older ones anew."""

_OPEN = ["ENQUEUED", "PENDING", "DELAYED"]
_ID_LENGTH = 36
"""Of ids that we make. Jobs that a job starts have its id, with a number behind it."""

_CONNECTIONS = 4
"""On SQLite one writes at a time, and whoever waits for a connection is woken at once, while SQLite sleeps up to
0.1 s between two tries for its lock. PostgreSQL is given as many, and two more at times."""

_SCHEMA = "dbos"
_IDLE_MS = 60_000
"""After so long PostgreSQL ends a session of the job queue that does nothing inside a transaction."""


def queue_engine(url: str) -> Engine:
    """The engine of the job queue, for a worker's DBOS and its `JobClient` together.

    On PostgreSQL a bounded pool apart from that of the services' sessions: whoever writes down the end of a step may
    not wait for those who work.
    """
    return system_engine(url) or _postgres(make_url(url))


def system_engine(url: str) -> Engine | None:
    """A WAL engine for SQLite (twice as fast as DBOS's own, measured); None lets DBOS make its own."""
    address = make_url(url)
    if address.get_backend_name() != "sqlite":
        return None
    engine = create_engine(
        address,
        pool_size=_CONNECTIONS,
        max_overflow=0,
        connect_args={"check_same_thread": False},
        hide_parameters=True,
    )
    event.listen(engine, "connect", set_pragmas)
    return engine


def migrate(url: str) -> None:
    """Create or upgrade DBOS's tables; enqueueing before the first launch fails without them."""
    run_dbos_database_migrations(url)


def refuse_newer(url: str) -> None:
    """Raise NewerSchemaError where DBOS's tables are those of a newer DBOS. A file that is not there is not made."""
    address = make_url(url)
    if address.get_backend_name() == "sqlite" and not Path(address.database or "").exists():
        return
    engine = queue_engine(url)
    try:
        if engine.dialect.name == "sqlite":
            present, known = get_sqlite_migration_versions(engine)
        else:
            present, known = get_migration_versions(engine, _SCHEMA, use_listen_notify=True)
    finally:
        engine.dispose()
    if present > known:
        raise NewerSchemaError("jobs", present, known)


class JobClient:
    """Puts job requests into the queue, from a process that need not run workflows itself."""

    def __init__(self, url: str, engine: Engine | None = None) -> None:
        """`engine` is one of `queue_engine` that its maker closes; without it the client has its own."""
        self._is_own = engine is None
        self._engine = engine or queue_engine(url)
        self._client = DBOSClient(system_database_engine=self._engine)
        self._queues: dict[str, Queue] = {}

    def register_queue(
        self, name: str, *, at_a_time: int, of_an_account: int | None = None, polling_seconds: float
    ) -> None:
        """Declare a queue and how many of its jobs run in one worker; `of_an_account` shares it out to accounts.

        Before DBOS is launched: it would find a queue of later only with its next look, after a second.
        """
        self._queues[name] = self._client.register_queue(
            name,
            worker_concurrency=at_a_time,
            partition_worker_concurrency=of_an_account,
            polling_interval_sec=polling_seconds,
            application_name=APPLICATION,
        )

    def look_every(self, queue: str, seconds: float) -> None:
        """Have all workers look that often into a queue that was registered here."""
        self._queues[queue].set_polling_interval_sec(seconds)

    def enqueue(self, requests: Sequence[Carried]) -> None:
        """Enqueue requests in one transaction; a workflow id that exists already is left as it is.

        Raises RowsRefusedError for an id that belongs to another workflow.
        """
        try:
            with self._engine.begin() as connection:
                for request in requests:
                    self._client.enqueue_in_transaction(connection, _options(request), **request.content)
        except DBOSConflictingWorkflowError as error:
            raise RowsRefusedError(str(error)) from error

    def cancel(self, parts: Collection[str]) -> int:
        """Cancel the jobs that have not ended and whose ids have one of these ids in them; how many."""
        open_jobs = self._client.list_workflows(status=_OPEN, load_input=False, load_output=False)
        found = [
            job.workflow_id
            for job in open_jobs
            if any(part[:_ID_LENGTH] in parts for part in job.workflow_id.split(":"))
        ]
        if found:
            self._client.cancel_workflows(found)
        return len(found)

    def close(self) -> None:
        """Close the connections of its own."""
        self._client.destroy()
        if self._is_own:
            self._engine.dispose()


def _postgres(address: URL) -> Engine:
    # Ours, not DBOS's: what it sets for its own engine is set here, and the listener keeps one connection more.
    return create_engine(
        address.set(drivername="postgresql+psycopg"),
        connect_args={"connect_timeout": 5, "options": f"-cidle_in_transaction_session_timeout={_IDLE_MS}"},
        pool_size=_CONNECTIONS,
        max_overflow=2,
        pool_timeout=30,
        pool_pre_ping=True,
        pool_use_lifo=True,
        hide_parameters=True,
    )


def _options(request: Carried) -> EnqueueOptions:
    queue, _, account = request.subject.partition("/")
    options: EnqueueOptions = {
        "workflow_name": request.name,
        "workflow_id": request.identity,
        "queue_name": queue,
        "app_version": APPLICATION_VERSION,
    }
    if account:
        options["queue_partition_key"] = account
    return options

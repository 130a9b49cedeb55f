"""What waits, asked of the databases at the moment of a scrape: outboxes, jobs, and the age of sellers' data."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from prometheus_client.core import GaugeMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from shared.db.engine import Database
from shared.jobs.untaken import untaken_jobs
from shared.outbox.rows import rows
from shared.positions.ages import HorizonAge

_JOBS = (
    "SELECT queue_name, status, count(*), min(created_at) FROM {table}"
    " WHERE status IN ('ENQUEUED', 'PENDING', 'DELAYED') GROUP BY queue_name, status"
)
_FAILED = (
    "SELECT name, count(*) FROM {table} WHERE status IN ('ERROR', 'MAX_RECOVERY_ATTEMPTS_EXCEEDED')"
    " AND updated_at >= :since GROUP BY name ORDER BY name"
)
_STATES = {"ENQUEUED": "queued", "DELAYED": "queued", "PENDING": "running"}
_OUTBOX = select(rows.c.kind, func.count(), func.min(rows.c.created_at)).group_by(rows.c.kind)
KINDS = ("event", "audit", "job")


@dataclass(frozen=True, slots=True)
class Age:
    """How old the newest data of an account is, in seconds: of one report, or of `sync`s as a whole."""

    tenant_id: str
    seller_id: str
    marketplace_id: str
    report: str
    seconds: float


LARGEST_SHOWN = 5000
"""Ages of one service that are told: each becomes a series. The oldest are told first."""

Ages = Callable[[datetime], Sequence[Age]]
"""The ages of one service's data at a moment. It bounds their number: each becomes a series."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """Rows of one kind (jobs of one queue and state), and seconds since the oldest was made."""

    name: str
    kind: str
    count: int
    oldest_seconds: float


Waits = Callable[[datetime], Sequence[Waiting]]
"""What else of one service waits at a moment."""


def waiting_in_outbox(service: str, database: Database, *, now: datetime) -> list[Waiting]:
    """What one service's outbox holds, by kind; all kinds always."""
    with database.read() as session:
        found = {kind: (count, oldest) for kind, count, oldest in session.execute(_OUTBOX)}
    return [_waiting(service, kind, *found.get(kind, (0, now)), now=now) for kind in KINDS]


def waiting_jobs(system: Database, queues: Iterable[str], *, now: datetime) -> list[Waiting]:
    """What DBOS's tables hold for these queues as `queued` and as `running`; both states always."""
    found = {(queue, state): (0, now) for queue in queues for state in ("queued", "running")}
    with system.read() as session:
        for queue, status, count, oldest in session.execute(text(_JOBS.format(table=_table(system)))):
            if (key := (queue, _STATES[status])) in found:
                known, since = found[key]
                found[key] = known + count, min(since, datetime.fromtimestamp(oldest / 1000, now.tzinfo))
    return [_waiting(*key, *one, now=now) for key, one in found.items()]


def waiting_untaken(system: Database, queues: Iterable[str], *, now: datetime) -> list[Waiting]:
    """The jobs that no worker takes, by reason; every reason always."""
    found = untaken_jobs(system, queues)
    return [_waiting("jobs", reason, len(since), min(since, default=now), now=now) for reason, since in found.items()]


def failed_jobs(system: Database, *, since: datetime) -> dict[str, int]:
    """How many jobs failed since then, by their name."""
    with system.read() as session:
        moment = int(since.timestamp() * 1000)
        return {
            name: count
            for name, count in session.execute(text(_FAILED.format(table=_table(system))), {"since": moment})
        }


def _table(system: Database) -> str:
    return "workflow_status" if system.is_sqlite else "dbos.workflow_status"


def _waiting(name: str, kind: str, count: int, oldest: datetime, *, now: datetime) -> Waiting:
    return Waiting(name, kind, count, max(0.0, (now - oldest).total_seconds()) if count else 0.0)


class Backlog(Collector):
    """Exports the above for the services of one worker. A database that is away takes only its own part along."""

    def __init__(
        self,
        system: Database,
        queues: Sequence[str],
        databases: dict[str, Database],
        ages: dict[str, Ages],
        waits: dict[str, Waits],
        clock: Callable[[], datetime],
    ) -> None:
        self._system = system
        self._queues = queues
        self._databases = databases
        self._ages = ages
        self._waits = waits
        self._clock = clock
        self._horizons = {service: HorizonAge(database) for service, database in databases.items()}

    def describe(self) -> Iterable[Metric]:
        """Nothing in advance: registering must not ask a database."""
        return []

    def collect(self) -> Iterator[Metric]:
        """The families, asked for now."""
        now, up = self._clock(), _gauge("zhuli_source_up", "Whether a source answered this scrape", "source")
        outbox = _pair(
            "zhuli_outbox_rows", "zhuli_outbox_oldest_seconds", "rows waiting in an outbox", "service", "kind"
        )
        jobs = _pair("zhuli_jobs", "zhuli_jobs_oldest_seconds", "jobs of a queue", "queue", "state")
        untaken = _gauge("zhuli_jobs_untaken", "Number of jobs that no worker takes", "reason")
        ages = _gauge(
            "zhuli_data_age_seconds",
            "Time since the end of the newest delivered day of a report, or since the last completed sync",
            *("service", "tenant_id", "seller_id", "marketplace_id", "report"),
        )
        reported = _pair(
            "zhuli_subscriber_events",
            "zhuli_subscriber_events_oldest_seconds",
            "events that wait for a subscriber of ours",
            *("service", "subscriber"),
        )
        horizons = _gauge(
            "zhuli_horizon_age_seconds", "Time that the oldest transaction that writes has been open", "service"
        )
        for service, waits in self._waits.items():
            with _source(up, f"waits:{service}"):
                _add(reported, waits(now))
        for service, database in self._databases.items():
            with _source(up, f"outbox:{service}"):
                _add(outbox, waiting_in_outbox(service, database, now=now))
                horizons.add_metric([service], self._horizons[service].measure(now))
        with _source(up, "jobs"):
            _add(jobs, waiting_jobs(self._system, self._queues, now=now))
            for one in waiting_untaken(self._system, self._queues, now=now):
                untaken.add_metric([one.kind], one.count)
        for service, ages_of in self._ages.items():
            with _source(up, f"ages:{service}"):
                for age in ages_of(now):
                    place = [service, age.tenant_id, age.seller_id, age.marketplace_id, age.report]
                    ages.add_metric(place, age.seconds)
        yield from (*outbox, *reported, *jobs, untaken, ages, horizons, up)


_Pair = tuple[GaugeMetricFamily, GaugeMetricFamily]


def _gauge(name: str, meaning: str, *labels: str) -> GaugeMetricFamily:
    return GaugeMetricFamily(name, meaning, labels=labels)


def _pair(counted: str, aged: str, what: str, *labels: str) -> _Pair:
    return _gauge(counted, f"Number of {what}", *labels), _gauge(aged, f"Age of the oldest of the {what}", *labels)


def _add(pair: _Pair, found: Sequence[Waiting]) -> None:
    for one in found:
        pair[0].add_metric([one.name, one.kind], one.count)
        pair[1].add_metric([one.name, one.kind], one.oldest_seconds)


@contextmanager
def _source(up: GaugeMetricFamily, name: str) -> Iterator[None]:
    try:
        yield
    except (DBAPIError, PoolTimeoutError):
        up.add_metric([name], 0)
    else:
        up.add_metric([name], 1)

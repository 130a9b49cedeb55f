"""What Prometheus is told: every counter and histogram of a process, in one registry.

Labels are few and bounded: route templates, never paths; operations, never accounts. What is asked of
the databases at the moment of a scrape lies in `shared.jobs.backlog`.
"""

from bisect import bisect_left
from collections.abc import Iterator
from itertools import accumulate

from prometheus_client import CollectorRegistry, Counter, Histogram, ProcessCollector, disable_created_metrics
from prometheus_client.core import CounterMetricFamily, HistogramMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector
from prometheus_client.utils import floatToGoString

disable_created_metrics()  # type: ignore[no-untyped-call]

REGISTRY = CollectorRegistry()
ProcessCollector(registry=REGISTRY)

_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_REQUEST_SECONDS = (0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
_TASK_SECONDS = (0.1, 0.5, 1.0, 5.0, 15.0, 60.0, 300.0, 900.0, 3600.0, 4 * 3600.0, 12 * 3600.0)

_tasks = Counter("zhuli_tasks_total", "Tasks that ended", ("task", "outcome"), registry=REGISTRY)
_task_seconds = Histogram(
    "zhuli_task_duration_seconds",
    "Time from the start of a task in this process to its end",
    ("task",),
    buckets=_TASK_SECONDS,
    registry=REGISTRY,
)
rate_limited = Counter(
    "zhuli_rate_limited_total",
    "Requests refused because a key's quota was used up",
    ("service", "quota"),
    registry=REGISTRY,
)
throttle_wait_seconds = Counter(
    "zhuli_throttle_wait_seconds_total", "Time waited for a turn at Amazon", ("operation",), registry=REGISTRY
)
throttle_refusals = Counter(
    "zhuli_throttle_refusals_total",
    "Calls that Amazon refused as too many (by=amazon), or that got no turn in time (by=us)",
    ("operation", "by"),
    registry=REGISTRY,
)
webhook_attempts = Counter(
    "zhuli_webhook_attempts_total",
    "Calls of webhook receivers: `delivered`, or what went wrong",
    ("outcome",),
    registry=REGISTRY,
)
rows_passed_over = Counter(
    "zhuli_rows_passed_over_total",
    "Rows (accounts, cases) that a loop passed over since they raised; the log names them",
    ("loop",),
    registry=REGISTRY,
)
report_header_changes = Counter(
    "zhuli_report_header_changes_total",
    "Files of Amazon's reports whose header had gained or lost columns since the last one",
    ("report",),
    registry=REGISTRY,
)

_tallies: dict[tuple[str, str, str, int], "_Tally"] = {}


class _Tally:
    """Requests of one kind: how many fell into each bucket, and their seconds together."""

    __slots__ = ("buckets", "seconds")

    def __init__(self) -> None:
        self.buckets = [0] * (len(_REQUEST_SECONDS) + 1)
        self.seconds = 0.0


def count_request(service: str, method: str, route: str, status: int, seconds: float) -> None:
    """One answered request; called on the event loop only, so that counting needs no lock.

    The library's own counter and histogram cost eight times as much (measured: 2.0 against 0.25 us).
    """
    # A method is the caller's word, and must not grow the table without end.
    key = (service, method if method in _METHODS else "other", route, status)
    tally = _tallies.get(key)
    if tally is None:
        tally = _tallies[key] = _Tally()
    tally.buckets[bisect_left(_REQUEST_SECONDS, seconds)] += 1
    tally.seconds += seconds


class _Requests(Collector):
    """The tallies as a counter by status, and as a histogram over all statuses."""

    def collect(self) -> Iterator[Metric]:
        """Both families."""
        kind = ("service", "method", "route")
        counter = CounterMetricFamily("zhuli_requests", "Requests answered", labels=(*kind, "status"))
        histogram = HistogramMetricFamily(
            "zhuli_request_duration_seconds",
            "Time from the first byte of a request to the last of its answer",
            labels=kind,
        )
        merged: dict[tuple[str, str, str], _Tally] = {}
        for (service, method, route, status), tally in list(_tallies.items()):
            counter.add_metric([service, method, route, str(status)], sum(tally.buckets))
            total = merged.setdefault((service, method, route), _Tally())
            total.buckets = [known + more for known, more in zip(total.buckets, tally.buckets, strict=True)]
            total.seconds += tally.seconds
        bounds = [*map(floatToGoString, _REQUEST_SECONDS), "+Inf"]
        for labels, total in merged.items():
            sums = list(zip(bounds, accumulate(total.buckets), strict=True))
            histogram.add_metric(labels, sums, total.seconds)
        yield from (counter, histogram)


REGISTRY.register(_Requests())


def count_task(task: str, outcome: str, seconds: float) -> None:
    """One task that ended as `done`, `failed` or `interrupted`."""
    _tasks.labels(task, outcome).inc()
    _task_seconds.labels(task).observe(seconds)

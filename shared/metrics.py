"""What Prometheus is told: every counter and histogram of a process, in one registry.

Labels are few and bounded: route templates, never paths; operations, never accounts. What is asked of
the databases at the moment of a scrape lies in `shared.jobs.backlog`.
"""

from prometheus_client import CollectorRegistry, Counter, Histogram, ProcessCollector, disable_created_metrics

disable_created_metrics()  # type: ignore[no-untyped-call]

REGISTRY = CollectorRegistry()
ProcessCollector(registry=REGISTRY)

_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_REQUEST_SECONDS = (0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
_TASK_SECONDS = (0.1, 0.5, 1.0, 5.0, 15.0, 60.0, 300.0, 900.0, 3600.0, 4 * 3600.0, 12 * 3600.0)

_requests = Counter(
    "zhuli_requests_total", "Requests answered", ("service", "method", "route", "status"), registry=REGISTRY
)
_request_seconds = Histogram(
    "zhuli_request_duration_seconds",
    "Time from the first byte of a request to the last of its answer",
    ("service", "method", "route"),
    buckets=_REQUEST_SECONDS,
    registry=REGISTRY,
)
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

_known_requests: dict[tuple[str, str, str, int], tuple[Counter, Histogram]] = {}


def count_request(service: str, method: str, route: str, status: int, seconds: float) -> None:
    """One answered request. The children are remembered: looking them up costs more than counting."""
    key = (service, method, route, status)
    children = _known_requests.get(key)
    if children is None:
        # A method is the caller's word, and must not grow the table without end.
        known = method if method in _METHODS else "other"
        children = (
            _requests.labels(service, known, route, status),
            _request_seconds.labels(service, known, route),
        )
        if known == method:
            _known_requests[key] = children
    counter, histogram = children
    counter.inc()
    histogram.observe(seconds)


def count_task(task: str, outcome: str, seconds: float) -> None:
    """One task that ended as `done`, `failed` or `interrupted`."""
    _tasks.labels(task, outcome).inc()
    _task_seconds.labels(task).observe(seconds)

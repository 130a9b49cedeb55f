"""The benchmarks over REST: the whole program with key, tenant and limits, against bare FastAPI routes."""

import base64
import json
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.benchmarks.figures import Benchmark, Place, Sample
from tests.benchmarks.load import body_of
from tests.benchmarks.measurement import measure, start
from tests.benchmarks.server import Server, free_port

_CONNECTIONS = 32
_SECONDS = 4.0
_PACED = {"connections": 8, "seconds": 6.0, "per_second": 200.0}
"""Latency is asked for well below saturation: otherwise it would only say how long the queue is."""

_MARKETPLACES = ("A1PA6795UKMFR9", "A13V1IB3VIYZZH", "APJ6JRA9NG5V4", "A1RKKUPIHCS9HS", "A1805IZSGTT6HS")
PROGRAM = "services.gateway.main:app"
_APPS = "tests.benchmarks.apps"
_ONE, _PAGE, _NO_OP = "/v1/ads/campaigns/100000000000500", "/v1/ads/campaigns?limit=100", "/v1/ads/no-op"


@dataclass(frozen=True, slots=True)
class _Pair:
    """Product and baseline, both serving; only one of them is asked at a time."""

    product: Server
    baseline: Server
    headers: dict[str, str]
    environment: dict[str, str]


@contextmanager
def installed(place: Place, catalog_url: str = "") -> Iterator[tuple[dict[str, str], dict[str, str], str, int]]:
    """(environment, request headers, tenant id, port) of a new installation; `catalog_url` where it is not usual."""
    port = free_port()
    folder = place.folder / f"installation-{port}"
    given = {"folder": str(folder), "port": port, "catalog_url": catalog_url}
    made = measure("tests.benchmarks.installation", "prepare", **given).value
    yield made["environment"], {"Authorization": f"Bearer {made['key']}"}, made["tenant_id"], port


@contextmanager
def _serving(place: Place, product: str, baseline: str, path: str) -> Iterator[_Pair]:
    """Both servers, warm, and sure to give the same answer at `path`."""
    with installed(place) as (environment, headers, tenant_id, port):
        logs = place.folder / f"installation-{port}"
        with Server(product, port, logs / "product.log", environment) as one:
            answer = json.loads(body_of(port, path, headers))
            bare = environment | {"BENCH_TENANT": tenant_id, "BENCH_CURSOR": _cursor_of(answer)}
            with Server(baseline, free_port(), logs / "baseline.log", bare) as other:
                if json.loads(body_of(other.port, path, headers)) != answer:
                    raise RuntimeError(f"product and baseline answer {path} differently")
                pair = _Pair(one, other, headers, environment)
                for server in (one, other):
                    load(server, path, headers, connections=_CONNECTIONS, seconds=1.0)
                yield pair


def _cursor_of(answer: dict[str, Any]) -> str:
    """What its cursor holds, as JSON."""
    cursor = answer.get("next_cursor") or ""
    return base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode() or "{}"


def load(server: Server, path: str, headers: dict[str, str], **how: Any) -> dict[str, Any]:
    """What `tests.benchmarks.load` finds on this server."""
    found: dict[str, Any] = measure(
        "tests.benchmarks.load", "run", port=server.port, path=path, headers=headers, **how
    ).value
    return found


def _saturated(server: Server, path: str, headers: dict[str, str], seconds: float) -> tuple[float, float, float]:
    """(requests a second, CPU microseconds of the server a request, peak memory in MB)."""
    before, _ = server.usage()
    found = load(server, path, headers, connections=_CONNECTIONS, seconds=seconds)
    after, peak = server.usage()
    return found["requests"] / found["seconds"], (after - before) / found["requests"] * 1e6, peak


def _rounds(
    place: Place, product: str, baseline: str, path: str
) -> Iterator[tuple[tuple[float, float, float], tuple[float, float, float]]]:
    seconds = max(1.0, _SECONDS * min(1.0, place.scale))
    with _serving(place, product, baseline, path) as pair:
        for _ in range(place.rounds):
            ours = _saturated(pair.product, path, pair.headers, seconds)
            bare = _saturated(pair.baseline, path, pair.headers, seconds)
            sys.stderr.write(f"  {path}: CPU {ours[1]:.0f} us a request, bare {bare[1]:.0f} us\n")
            yield ours, bare


def _throughput(place: Place, path: str) -> Iterator[Sample]:
    for ours, bare in _rounds(place, PROGRAM, f"{_APPS}:bare_campaigns", path):
        yield Sample(ours[0], bare[0], ours[2])


def _get_one(place: Place) -> Iterator[Sample]:
    return _throughput(place, _ONE)


def _get_page(place: Place) -> Iterator[Sample]:
    return _throughput(place, _PAGE)


def _overhead(place: Place) -> Iterator[Sample]:
    for ours, bare in _rounds(place, f"{_APPS}:gateway_with_no_op", f"{_APPS}:bare_no_op", _NO_OP):
        yield Sample(ours[1], bare[1], ours[2])


def _p99_under_import(place: Place) -> Iterator[Sample]:
    """The same server idle, and while another process stores a report in its database."""
    report = str(place.report)
    with installed(place) as (environment, headers, _, port):
        log = place.folder / f"installation-{port}" / "product.log"
        with Server(PROGRAM, port, log, environment) as server:
            load(server, _ONE, headers, connections=_CONNECTIONS, seconds=1.0)
            for number in range(place.rounds):
                idle = load(server, _ONE, headers, **_PACED)
                marketplace = _MARKETPLACES[number % len(_MARKETPLACES)]
                busy = _load_beside(
                    environment, report, marketplace, place.folder / f"flag-{number}", server, headers
                )
                yield Sample(busy["p99_ms"], idle["p99_ms"], server.usage()[1])


def _load_beside(
    environment: dict[str, str], report: str, marketplace_id: str, flag: Path, server: Server, headers: dict[str, str]
) -> dict[str, Any]:
    """What the load finds while a report is stored. Raises RuntimeError when the storing ends too early."""
    url = environment["ADS_DATABASE_URL"]
    given = {"url": url, "report": report, "marketplace_id": marketplace_id, "flag": str(flag)}
    storing = start("tests.benchmarks.ingest", "store_beside", environment, **given)
    while storing.running and not flag.exists():
        time.sleep(0.01)
    found = load(server, _ONE, headers, **_PACED)
    if not storing.running:
        raise RuntimeError("the report was stored before the load was over: use a larger SCALE")
    storing.result()
    return found


BENCHMARKS = (
    Benchmark("get_one", "req/s", "throughput >= 0.5", _get_one),
    Benchmark("get_page_100", "req/s", "throughput >= 0.6", _get_page),
    Benchmark("get_p99_under_import", "ms", "<= 5", _p99_under_import),
    Benchmark("gateway_overhead", "us", "<= 1.6", _overhead),
)

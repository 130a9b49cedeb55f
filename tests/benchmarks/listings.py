"""The benchmarks of listings: what an ERP pushes, and reading among many."""

import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

from tests.benchmarks import pushes
from tests.benchmarks.figures import Benchmark, Place, Sample
from tests.benchmarks.measurement import measure
from tests.benchmarks.rest import PROGRAM, installed, load
from tests.benchmarks.server import Server, free_port
from tests.benchmarks.stored_listings import sku_of

_PUSHES, _PLAIN, _STORED = (f"tests.benchmarks.{name}" for name in ("pushes", "plain_listings", "stored_listings"))
_BATCHES, _SIZE = 20, 500
_LARGE_BATCHES, _LARGE_SIZE = 100, 1000
_MANY, _FEW = 1_000_000, 10_000
_READERS = {"connections": 4, "seconds": 3.0}
_READS = 5


def _bulk_500(place: Place, kind: str) -> Iterator[Sample]:
    """Batches a second; every listing is new in the first revision and changed in the others."""
    with ExitStack() as stack:
        url, plain = _empty(place, kind), _empty(place, kind)
        environment, headers, _, port = stack.enter_context(installed(place, catalog_url=url))
        product = stack.enter_context(Server(PROGRAM, port, place.folder / f"bulk-{port}.log", environment))
        pushes.connect(port=port, headers=headers)
        bare = environment | {"BENCH_DATABASE": plain}
        log = place.folder / f"bare-{port}.log"
        other = stack.enter_context(Server(f"{_PLAIN}:bare_listings", free_port(), log, bare))
        for each in range(place.rounds + 1):
            ours, floor = (_pushed(server, headers, each) for server in (product, other))
            if each:
                yield Sample(ours, floor, product.usage()[1])


def _pushed(server: Server, headers: dict[str, str], number: int) -> float:
    given: dict[str, Any] = {"count": _BATCHES, "size": _SIZE, "revisions": [2 * number, 2 * number + 1]}
    before, _ = server.usage()
    found = measure(_PUSHES, "push", port=server.port, headers=headers, key=f"round-{number}", **given).value
    cpu = server.usage()[0] - before
    sys.stderr.write(f"  CPU {cpu / found[1] * 1000:.1f} ms a batch, {found[0] / found[1] * 1000:.1f} ms in all\n")
    return float(found[1] / found[0])


def _upsert_100k(place: Place, kind: str) -> Iterator[Sample]:
    """Seconds for a whole shelf that is new, against the driver alone in the same kind of database."""
    batches = max(1, int(_LARGE_BATCHES * place.scale))
    size = {"count": batches, "size": _LARGE_SIZE}
    for _ in range(place.rounds):
        url, plain = _empty(place, kind), _empty(place, kind)
        with installed(place, catalog_url=url) as (environment, headers, _, port):
            with Server(PROGRAM, port, place.folder / f"push-{port}.log", environment) as server:
                pushes.connect(port=port, headers=headers)
                given = {"revisions": [0], "key": "first", "headers": headers}
                ours = measure(_PUSHES, "push", port=port, **given, **size).value[0]
                peak = server.usage()[1]
            yield Sample(ours, measure(_PLAIN, "store_all", url=plain, **size).value, peak)
        place.drop(url)
        place.drop(plain)


def _empty(place: Place, kind: str) -> str:
    """A new database with the catalog's tables."""
    url = place.postgres_url() if kind == "postgres" else place.sqlite_url()
    measure(_STORED, "prepare", url=url)
    return url


def _reading(place: Place, kind: str, path: str) -> Iterator[Sample]:
    """Milliseconds of the median answer with a million listings, against the same with ten thousand."""
    with ExitStack() as stack:
        many, few = (_filled(place, stack, kind, int(rows * place.scale)) for rows in (_MANY, _FEW))
        for _ in range(place.rounds):
            times: list[list[float]] = [[], []]
            for _ in range(_READS):
                for found, (server, headers) in zip(times, (many, few), strict=True):
                    found.append(load(server, path, headers, **_READERS)["p50_ms"])
            yield Sample(min(times[0]), min(times[1]), many[0].usage()[1])


def _filled(place: Place, stack: ExitStack, kind: str, rows: int) -> tuple[Server, dict[str, str]]:
    """A program whose catalog has so many listings; one that has none goes before, to be of no account."""
    url = place.postgres_url() if kind == "postgres" else place.sqlite_url()
    environment, headers, tenant_id, port = stack.enter_context(installed(place, catalog_url=url))
    measure(_STORED, "fill", url=url, schema="catalog", tenant_id=tenant_id, rows=rows)
    server = Server(PROGRAM, port, place.folder / f"filled-{port}.log", environment)
    return stack.enter_context(server), headers


def _on(kind: str, run: Callable[[Place, str], Iterator[Sample]]) -> Callable[[Place], Iterator[Sample]]:
    return lambda place: run(place, kind)


def _page(kind: str) -> Any:
    # A place that both tables have in their midst.
    path = "/v1/catalog/listings?limit=100&updated_after=2026-01-01T00:05:00Z"
    return lambda place: _reading(place, kind, path)


def _by_sku(kind: str) -> Any:
    return lambda place: _reading(place, kind, f"/v1/catalog/listings?sku={sku_of(5000)}")


BENCHMARKS = (
    Benchmark("bulk_upsert_500_sqlite", "batches/s", "throughput >= 0.6", _on("sqlite", _bulk_500)),
    Benchmark("bulk_upsert_500_postgres", "batches/s", "throughput >= 0.6", _on("postgres", _bulk_500)),
    Benchmark("listings_upsert_100k_sqlite", "s", "time <= 3", _on("sqlite", _upsert_100k)),
    Benchmark("listings_upsert_100k_postgres", "s", "time <= 3", _on("postgres", _upsert_100k)),
    Benchmark("page_at_1m_rows_sqlite", "ms", "<= 1.2", _page("sqlite")),
    Benchmark("page_at_1m_rows_postgres", "ms", "<= 1.2", _page("postgres")),
    Benchmark("listing_by_sku_at_1m_rows_sqlite", "ms", "<= 1.2", _by_sku("sqlite")),
    Benchmark("listing_by_sku_at_1m_rows_postgres", "ms", "<= 1.2", _by_sku("postgres")),
)

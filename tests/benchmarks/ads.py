"""The benchmarks of the ads ingest and of the ad rules."""

from collections.abc import Iterator
from math import log
from statistics import median

from tests.benchmarks.figures import Benchmark, Place, Sample
from tests.benchmarks.measurement import measure

_INGEST, _PLAIN, _FINDINGS = (f"tests.benchmarks.{name}" for name in ("ingest", "plain_ingest", "findings"))
_GROWTH = 10
_JUDGEMENTS = 5


def _ingest_sqlite(place: Place) -> Iterator[Sample]:
    report = str(place.report)
    for _ in range(place.rounds):
        url, plain = place.sqlite_url(), place.sqlite_url()
        product = measure(_INGEST, "store_once", url=url, report=report)
        baseline = measure(_PLAIN, "into_sqlite", path=plain.removeprefix("sqlite:///"), report=report)
        place.drop(url)
        place.drop(plain)
        yield Sample(product.value, baseline.value, product.peak_mb)


def _ingest_postgres(place: Place) -> Iterator[Sample]:
    report = str(place.report)
    for _ in range(place.rounds):
        url, plain = place.postgres_url(), place.postgres_url()
        product = measure(_INGEST, "store_once", url=url, report=report)
        baseline = measure(_PLAIN, "into_postgres", url=plain, report=report)
        place.drop(url)
        place.drop(plain)
        yield Sample(product.value, baseline.value, product.peak_mb)


def _reingest_sqlite(place: Place) -> Iterator[Sample]:
    for _ in range(place.rounds):
        yield _twice(place, place.sqlite_url())


def _reingest_postgres(place: Place) -> Iterator[Sample]:
    for _ in range(place.rounds):
        yield _twice(place, place.postgres_url())


def _twice(place: Place, url: str) -> Sample:
    product = measure(_INGEST, "store_twice", url=url, report=str(place.report))
    place.drop(url)
    first, again = product.value
    return Sample(again, first, product.peak_mb)


def _findings(place: Place) -> Iterator[Sample]:
    url = place.sqlite_url()
    measure(_FINDINGS, "prepare", url=url, report=str(place.report))
    for _ in range(place.rounds):
        product = measure(_FINDINGS, "judge", url=url, rounds=_JUDGEMENTS)
        values, baselines = zip(*product.value, strict=True)
        yield Sample(median(values), median(baselines), product.peak_mb)
    place.drop(url)


def _growth(place: Place) -> Iterator[Sample]:
    """The exponent e of `seconds = c * rows ** e`, from the first report and from all ten; linear is 1."""
    for _ in range(place.rounds):
        url = place.sqlite_url()
        given = {"url": url, "folder": str(place.folder), "rows": place.rows, "count": _GROWTH}
        product = measure(_INGEST, "store_growing", **given)
        place.drop(url)
        yield Sample(log(sum(product.value) / product.value[0], _GROWTH), 1.0, product.peak_mb)


BENCHMARKS = (
    Benchmark("ads_ingest_1m_sqlite", "s", "time <= 1.5, peak <= 250 MB", _ingest_sqlite),
    Benchmark("ads_ingest_1m_postgres", "s", "time <= 1.5, peak <= 250 MB", _ingest_postgres),
    Benchmark("ads_reingest_unchanged_1m_sqlite", "s", "time <= 0.9", _reingest_sqlite),
    Benchmark("ads_reingest_unchanged_1m_postgres", "s", "time <= 0.9", _reingest_postgres),
    Benchmark("ads_findings_1m", "s", "time <= 0.1", _findings),
    Benchmark("ads_ingest_growth", "exponent", "exponent <= 1.05", _growth),
)

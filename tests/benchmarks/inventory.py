"""The benchmarks of the judges of stock: 5,000 SKUs in each of four shops."""

from collections.abc import Iterator
from statistics import median

from tests.benchmarks.figures import Benchmark, Place, Sample
from tests.benchmarks.measurement import measure

_STOCKS = "tests.benchmarks.stocks"
_SKUS, _JUDGEMENTS = 5_000, 5


def _sqlite(place: Place) -> Iterator[Sample]:
    return _findings(place, place.sqlite_url())


def _postgres(place: Place) -> Iterator[Sample]:
    return _findings(place, place.postgres_url())


def _findings(place: Place, url: str) -> Iterator[Sample]:
    measure(_STOCKS, "prepare", url=url, skus=max(40, int(_SKUS * place.scale)))
    for _ in range(place.rounds):
        product = measure(_STOCKS, "judge", url=url, rounds=_JUDGEMENTS)
        values, baselines = zip(*product.value, strict=True)
        yield Sample(median(values), median(baselines), product.peak_mb)
    place.drop(url)


BENCHMARKS = (
    Benchmark("stock_findings_20k_sqlite", "s", "time <= 8", _sqlite),
    Benchmark("stock_findings_20k_postgres", "s", "time <= 14", _postgres),
)

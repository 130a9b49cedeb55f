"""Three-step jobs a second: through outbox, relay, queue and worker, against DBOS alone."""

from collections.abc import Iterator

from tests.benchmarks.figures import Benchmark, Place, Sample
from tests.benchmarks.measurement import measure

_PROGRAMS = "tests.benchmarks.job_programs"


def _three_steps(place: Place) -> Iterator[Sample]:
    jobs = max(20, int(1200 * place.scale))
    for _ in range(place.rounds):
        database, system, plain = place.sqlite_url(), place.sqlite_url(), place.sqlite_url()
        given = {"url": database, "system_url": system, "jobs": jobs, "log_file": str(place.folder / "worker.log")}
        product = measure(_PROGRAMS, "through_worker", **given)
        baseline = measure(_PROGRAMS, "by_dbos_alone", system_url=plain, jobs=jobs)
        for url in (database, system, plain):
            place.drop(url)
        yield Sample(product.value, baseline.value, product.peak_mb)


BENCHMARKS = (Benchmark("jobs_3step", "jobs/s", "throughput >= 0.9", _three_steps),)

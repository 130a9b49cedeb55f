"""A push, an import and a sync write no more than 5,000 rows in one transaction: others wait for it meanwhile."""

import pytest

from services.ads.report_imports.tasks import carrying as imports
from services.catalog.syncs.tasks import fetching
from shared import departures
from shared.bulk.schemas import MAX_ITEMS
from shared.findings import snoozes
from shared.jobs.reports.rows import chunks_of
from shared.outbox import relay
from shared.positions import retention

MOST = 5_000
BOUNDS = {
    "a push": MAX_ITEMS,
    "a read of listings": fetching._CHUNK,
    "what ends with an account": departures.BATCH,
    "deleted rows": retention.BATCH,
    "snoozes": snoozes.BATCH,
    "the outbox": relay.BATCH,
}


@pytest.mark.parametrize("chunks", [chunks_of, lambda rows: imports._chunks(iter(rows))], ids=["syncs", "imports"])
def test_rows_of_a_report_are_stored_in_chunks(chunks):
    sizes = [len(chunk) for chunk in chunks([(number,) for number in range(2 * MOST + 1)])]
    assert (sum(sizes), max(sizes) <= MOST) == (2 * MOST + 1, True)


def test_batches_are_bounded():
    assert {name: size for name, size in BOUNDS.items() if size > MOST} == {}

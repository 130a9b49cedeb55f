"""The benchmarks of events: each filter of the list among a million, against the next page by its cursor."""

from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import insert

from services.gateway.event_types import EVENT_TYPES
from services.gateway.models import Event
from shared.db import Database
from shared.db.columns import table_of
from shared.ids import uuid7s
from shared.positions.generations import note_start
from tests.benchmarks.figures import Benchmark, Place, Sample
from tests.benchmarks.measurement import measure
from tests.benchmarks.rest import PROGRAM, installed, load
from tests.benchmarks.server import Server

_EVENTS, _CHUNK = 1_000_000, 50_000
_READERS = {"connections": 4, "seconds": 2.0}
_RARE = "webhook_endpoint.test"
_FILTERS = {
    "type": "type=campaign.flagged",
    "rare_type": f"type={_RARE}",
    "types": f"type={_RARE}&type=campaign.flagged&type=stock.flagged&type=sync.failed",
    "subject": "subject=campaign:777",
    "subject_and_type": "subject=campaign:777&type=campaign.flagged",
    "moment": "updated_after=2026-03-01T00:00:00Z",
}


def fill(*, url: str, tenant_id: str, rows: int) -> None:
    """Store so many events of the tenant, one a second; one in ten thousand is of a rare type."""
    database, start = Database(url, schema="gateway"), datetime(2026, 3, 1, tzinfo=UTC) - timedelta(seconds=rows - 50)
    note_start(database)
    for first in range(0, rows, _CHUNK):
        numbers = range(first, min(first + _CHUNK, rows))
        stored = [
            {
                "event_id": event_id,
                "tenant_id": tenant_id,
                "type": _RARE if not number % 10_000 else _COMMON[number % len(_COMMON)],
                "subject": f"campaign:{number % 20_000}",
                "content": '{"finding_id": "x", "title": "ACOS 41 % over the target of 35 %"}',
                "occurred_at": start + timedelta(seconds=number),
                "received_at": start + timedelta(seconds=number),
            }
            for number, event_id in zip(numbers, uuid7s(len(numbers)), strict=True)
        ]
        with database.write() as session:
            session.execute(insert(table_of(Event)), stored)
    database.dispose()


_COMMON = [each for each in EVENT_TYPES if each != _RARE][:12]


def _reading(place: Place, name: str) -> Iterator[Sample]:
    """Milliseconds of the median answer to a filter, against a page of as many by its cursor."""
    with ExitStack() as stack:
        environment, headers, tenant_id, port = stack.enter_context(installed(place))
        url = environment["GATEWAY_DATABASE_URL"]
        measure("tests.benchmarks.events", "fill", url=url, tenant_id=tenant_id, rows=int(_EVENTS * place.scale))
        log = place.folder / f"events-{port}.log"
        server = stack.enter_context(Server(PROGRAM, port, log, environment))
        for _ in range(place.rounds):
            ours, plain = (
                load(server, f"/v1/events?limit=50{more}", headers, **_READERS)["p50_ms"]
                for more in (f"&{_FILTERS[name]}", "")
            )
            yield Sample(ours, plain, server.usage()[1])


def _of(name: str) -> Any:
    return lambda place: _reading(place, name)


BENCHMARKS = tuple(Benchmark(f"events_by_{name}_at_1m", "ms", "<= 5", _of(name)) for name in _FILTERS)

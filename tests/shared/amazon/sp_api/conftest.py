"""A connection to the scripted server, under real buckets and a clock that sleeping sets forward."""

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from shared.amazon.sp_api import Connection, Limits
from shared.throttle import Buckets


@dataclass
class Clock:
    now: datetime = datetime(2026, 11, 1, 8, tzinfo=UTC)
    pauses: list[float] = field(default_factory=list)

    def sleep(self, seconds: float) -> None:
        self.pauses.append(seconds)
        self.now += timedelta(seconds=seconds)


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def buckets(sqlite_templates):
    with sqlite_templates.empty("shared.throttle") as database:
        buckets = Buckets(database)
        buckets.create()
        yield buckets


@pytest.fixture
def limits(buckets, clock):
    return Limits(buckets, "spapi:t:A1", clock=lambda: clock.now, sleep=clock.sleep, patience=1000.0)


@pytest.fixture
def line(server, limits, clock):
    return Connection(
        server.url + "/", lambda: "Atza|token-1", limits, clock=lambda: clock.now, timeout=2.0, deadline=5.0
    )


@pytest.fixture
def answer(server):
    """`answer(value, status=200, **headers)` adds a JSON reply."""

    def add(value: Any, *, status: int = 200, **headers: str) -> None:
        server.answer(status, json.dumps(value).encode(), {"Content-Type": "application/json"} | headers)

    return add


@pytest.fixture
def asked(server):
    """`asked()` is the last request: method, path, query, body."""

    def last() -> tuple[str, str, dict[str, str], Any]:
        request = server.asked[-1]
        address = urlsplit(request.path)
        query = parse_qsl(address.query, keep_blank_values=True)
        assert len(query) == len(dict(query))
        return request.method, address.path, dict(query), json.loads(request.body) if request.body else None

    return last

from datetime import UTC, datetime, timedelta

import pytest

from shared.app.limits import Limiter, Quota
from shared.throttle import Buckets

NOW = datetime(2026, 11, 1, 8, tzinfo=UTC)
READS, WRITES = Quota("reads", 40, 60), Quota("writes", 5, 60)
pytestmark = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)


@pytest.fixture
def buckets(templates):
    with templates.empty("shared.throttle") as database:
        buckets = Buckets(database)
        buckets.create()
        yield buckets


@pytest.fixture
def new_limiter(buckets):
    return lambda service="ads": Limiter(buckets, service=service, reads=READS, writes=WRITES)


def admitted(limiter, times, *, key="k", method="GET", after=0.0):
    now = NOW + timedelta(seconds=after)
    return sum(limiter.admit(key, method, now=now).admitted for _ in range(times))


def test_a_key_has_its_quota_of_reads_and_of_writes(new_limiter):
    limiter = new_limiter()
    assert admitted(limiter, 100) == 40
    assert admitted(limiter, 100, method="POST") == 5
    assert admitted(limiter, 100, method="DELETE") == 0
    assert admitted(limiter, 100, key="other") == 40


def test_the_quota_is_one_for_all_processes(new_limiter):
    first, second = new_limiter(), new_limiter()
    total = sum(admitted(limiter, 1) for _ in range(50) for limiter in (first, second))
    assert total == 40


def test_every_service_has_a_quota_of_its_own(new_limiter):
    assert admitted(new_limiter("ads"), 100) == 40
    assert admitted(new_limiter("catalog"), 100) == 40


def test_the_quota_comes_back_with_time(new_limiter):
    limiter = new_limiter()
    admitted(limiter, 100)
    assert admitted(limiter, 100, after=30) == 20


def test_what_is_told_follows_the_draft(new_limiter):
    limiter = new_limiter()
    first = limiter.admit("k", "GET", now=NOW).headers()
    assert first == {"RateLimit-Policy": '"reads";q=40;w=60', "RateLimit": '"reads";r=39;t=60'}
    remaining = [limiter.admit("k", "GET", now=NOW).remaining for _ in range(39)]
    assert remaining == list(range(38, -1, -1))
    refusal = limiter.admit("k", "GET", now=NOW)
    assert refusal.headers() == {
        "RateLimit-Policy": '"reads";q=40;w=60',
        "RateLimit": '"reads";r=0;t=2',
        "Retry-After": "2",
    }
    assert admitted(limiter, 1, after=2) == 1

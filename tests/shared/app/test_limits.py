import asyncio
import threading
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy.exc import OperationalError

from shared.app.limits import Limiter
from shared.app.quotas import Quota
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


def ask(limiter, *, tenant="t", key="k", method="GET", after=0.0):
    return asyncio.run(limiter.admit(tenant, key, method, now=NOW + timedelta(seconds=after)))


def admitted(limiter, times, **how):
    return sum(ask(limiter, **how).admitted for _ in range(times))


def admitted_at_once(limiters, times):
    """Of so many requests at the same time to each of some processes, how many pass."""

    async def all_of_them():
        asked = [limiter.admit("t", "k", "GET", now=NOW) for _ in range(times) for limiter in limiters]
        return sum(verdict.admitted for verdict in await asyncio.gather(*asked))

    return asyncio.run(all_of_them())


def test_a_tenant_has_its_quota_of_reads_and_of_writes(new_limiter):
    limiter = new_limiter()
    assert admitted(limiter, 100) == 40
    assert admitted(limiter, 100, method="POST") == 5
    assert admitted(limiter, 100, method="DELETE") == 0
    assert admitted(limiter, 100, key="other") == 0
    assert admitted(limiter, 100, tenant="other") == 40


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
    first = ask(limiter).headers()
    assert first == {"RateLimit-Policy": '"reads";q=40;w=60', "RateLimit": '"reads";r=39;t=60'}
    remaining = [ask(limiter).remaining for _ in range(39)]
    assert remaining == list(range(38, -1, -1))
    refusal = ask(limiter)
    assert refusal.headers() == {
        "RateLimit-Policy": '"reads";q=40;w=60',
        "RateLimit": '"reads";r=0;t=2',
        "Retry-After": "2",
    }
    assert admitted(limiter, 1, after=2) == 1


def test_requests_at_once_pass_no_more_than_the_quota(new_limiter):
    assert admitted_at_once([new_limiter()], 100) == 40
    assert admitted_at_once([new_limiter("catalog"), new_limiter("catalog")], 100) == 40


class Counted(Buckets):
    """Notes the threads in which leases are taken."""

    def __init__(self, database):
        super().__init__(database)
        self.threads = []

    def take(self, *given, **named):
        self.threads.append(threading.get_ident())
        return super().take(*given, **named)


@pytest.fixture
def counted(templates):
    with templates.empty("shared.throttle") as database:
        buckets = Counted(database)
        buckets.create()
        yield buckets


def test_one_lease_serves_many_requests_and_is_never_taken_on_the_event_loop(counted):
    limiter = Limiter(counted, service="ads", reads=Quota("reads", 1200, 60), writes=WRITES)
    assert admitted_at_once([limiter], 60) == 60
    assert len(counted.threads) == 1
    assert admitted_at_once([limiter], 61) == 61
    assert len(counted.threads) == 3
    assert threading.get_ident() not in counted.threads


def test_what_a_dead_process_held_comes_back_with_time(new_limiter):
    assert admitted(new_limiter(), 1) == 1
    # It took two of the forty, used one, and is gone.
    other = new_limiter()
    assert admitted(other, 100) == 38
    assert admitted(other, 100, after=60) == 40


def test_what_was_not_used_in_time_is_given_back(new_limiter):
    first, other = new_limiter(), new_limiter()
    assert admitted(first, 1) == 1
    assert admitted(other, 100) == 38
    # After 1.6 s one has come back by time; the one that was held is given back, and both can be had.
    assert admitted(first, 100, after=1.6) == 2


def test_a_quiet_tenant_keeps_its_quota(buckets):
    quota = Quota("reads", 1200, 60)
    limiter = Limiter(buckets, service="ads", reads=quota, writes=WRITES)
    told = [ask(limiter, after=1.1 * number).remaining for number in range(60)]
    assert min(told) >= 1198


def test_a_store_that_is_away_fails_each_request_that_waits(buckets, new_limiter):
    limiter = new_limiter()
    buckets._database.dispose()
    with buckets._database.engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE throttle_bucket")

    async def both():
        return await asyncio.gather(
            *(limiter.admit("t", "k", "GET", now=NOW) for _ in range(2)), return_exceptions=True
        )

    assert [type(each) for each in asyncio.run(both())] == [OperationalError, OperationalError]


def passed(buckets, asked):
    """How many requests of each key pass of those `asked`, pairs of the key and seconds, at 2 a second."""
    limiter = Limiter(buckets, service="ads", reads=Quota("reads", 120, 60), writes=WRITES)

    async def all_of_them():
        found = dict.fromkeys((key for key, _ in asked), 0)
        for key, after in asked:
            verdict = await limiter.admit("t", key, "GET", now=NOW + timedelta(seconds=after))
            found[key] += verdict.admitted
        return found

    return asyncio.run(all_of_them())


def test_a_greedy_key_leaves_the_others_theirs_and_takes_what_they_leave(buckets):
    """Ten requests a second of one key, one in five seconds of another, for a minute."""
    asked = [(key, n / 10) for n in range(600) for key in ("greedy", "calm") if key == "greedy" or n % 50 == 25]
    found = passed(buckets, asked)
    assert found["calm"] == 12
    # The whole quota, and what came back but for the other's and the reserve.
    assert 120 + 120 - 12 - 12 - 2 <= found["greedy"] <= 120 + 120 - 12


def test_two_greedy_keys_have_as_much_as_each_other(buckets):
    """One asks twenty times a second and always first, the other five times, for a minute."""
    asked = [(key, n / 20) for n in range(1200) for key in ("first", "second") if key == "first" or n % 4 == 2]
    found = passed(buckets, asked)
    # While there is plenty who asks first is served first; of the 108 that come back in 54 s, each has half.
    assert found["second"] >= 70
    assert found["first"] <= 240 - found["second"]

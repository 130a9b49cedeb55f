from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from shared.throttle import Buckets, Rate, ThrottledError

NOW = datetime(2026, 11, 1, 8, tzinfo=UTC)
RATE = Rate(per_second=2.0, burst=4)


@pytest.fixture
def database(templates):
    with templates.empty("shared.throttle") as database:
        yield database


@pytest.fixture
def buckets(database):
    buckets = Buckets(database)
    buckets.create()
    buckets.create()  # a second time changes nothing
    return buckets


def taken(buckets, wanted=1, *, after=0.0, name="a"):
    return buckets.take(name, RATE, wanted, now=NOW + timedelta(seconds=after)).taken


def test_a_full_bucket_gives_its_burst_and_then_its_rate(buckets):
    assert [taken(buckets) for _ in range(5)] == [1, 1, 1, 1, 0]
    assert taken(buckets, after=0.49) == 0
    assert taken(buckets, after=0.5) == 1
    assert taken(buckets, 10, after=1.5) == 2
    assert taken(buckets, 10, after=100) == 4


def test_a_grant_tells_what_is_left_and_how_long_to_wait(buckets):
    first = buckets.take("a", RATE, 3, now=NOW)
    assert (first.taken, first.remaining, first.wait_seconds) == (3, 1, 0.0)
    second = buckets.take("a", RATE, 3, now=NOW)
    assert (second.taken, second.remaining, second.wait_seconds) == (1, 0, pytest.approx(0.5, abs=1e-6))


def test_buckets_of_other_names_are_full(buckets):
    assert taken(buckets, 4) == 4
    assert taken(buckets, 4, name="b") == 4


def test_a_closed_bucket_stays_empty(buckets):
    buckets.close("a", RATE, 10.0, now=NOW)
    assert taken(buckets, after=10.4) == 0
    assert taken(buckets, 4, after=10.5) == 1


def test_a_rate_is_learned_for_all_processes(buckets, database):
    assert buckets.learned("a", RATE) is RATE
    buckets.learn("a", RATE, 0.5, now=NOW)
    assert Buckets(database).learned("a", RATE) == Rate(0.5, 4)
    assert buckets.learned("b", RATE) is RATE
    buckets.learn("a", RATE, 8.0, now=NOW)
    assert buckets.learned("a", RATE) == Rate(8.0, 4)


@pytest.mark.parametrize("told", [0.5, 8.0])
def test_a_learned_rate_leaves_the_tokens_as_they_are(buckets, told):
    taken(buckets, 3)
    for _ in range(2):  # a second process that learns the same changes nothing more
        buckets.learn("a", RATE, told, now=NOW)
    rate = buckets.learned("a", RATE)
    assert buckets.take("a", rate, 4, now=NOW).taken == 1
    assert buckets.take("a", rate, 4, now=NOW + timedelta(seconds=0.99 / told)).taken == 0
    assert buckets.take("a", rate, 4, now=NOW + timedelta(seconds=2 / told)).taken == 2


def test_who_comes_with_an_old_rate_takes_a_token_of_the_new_one(buckets):
    slow, fast = Rate(per_second=1 / 60, burst=4), 100.0
    buckets.learn("a", slow, fast, now=NOW)
    for _ in range(4):
        given = buckets.acquire("a", slow, timeout=0.0, clock=lambda: NOW, sleep=pytest.fail)
        assert given == Rate(fast, 4)
    empty = buckets.take("a", slow, 1, now=NOW, is_announced=True)
    assert (empty.taken, empty.wait_seconds) == (0, pytest.approx(1 / fast, abs=1e-6))


def test_a_clock_set_back_never_gives_more_than_the_burst(buckets):
    assert taken(buckets, 4, after=3600) == 4
    assert taken(buckets, 4) == 0


def test_racing_takers_get_no_token_twice(buckets):
    rate = Rate(per_second=0.001, burst=30)
    with ThreadPoolExecutor(10) as pool:
        grants = list(pool.map(lambda _: buckets.take("a", rate, 1, now=NOW).taken, range(50)))
    assert sum(grants) == 30


def test_waiting_sleeps_until_a_token_is_there(buckets):
    now, pauses = [NOW], []

    def sleep(seconds):
        pauses.append(seconds)
        now[0] += timedelta(seconds=seconds)

    for _ in range(6):
        buckets.acquire("a", RATE, timeout=5, clock=lambda: now[0], sleep=sleep)
    assert len(pauses) == 2
    assert all(0.5 * number <= sum(pauses[:number]) <= 0.5 * (number + 1) for number in (1, 2))


def test_waiting_gives_up_at_once_when_it_would_take_too_long(buckets):
    taken(buckets, 4)
    pauses = []
    with pytest.raises(ThrottledError) as refused:
        buckets.acquire("a", RATE, timeout=0.4, clock=lambda: NOW, sleep=pauses.append)
    assert pauses == []
    assert refused.value.retry_after == pytest.approx(0.5, abs=1e-6)


def test_a_bucket_closed_for_long_is_not_opened_by_a_shorter_closing(buckets):
    buckets.close("a", RATE, 10.0, now=NOW)
    buckets.close("a", RATE, 1.0, now=NOW)
    assert taken(buckets, after=10.4) == 0
    buckets.close("a", RATE, 20.0, now=NOW)
    assert (taken(buckets, after=20.4), taken(buckets, after=20.5)) == (0, 1)

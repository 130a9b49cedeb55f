"""The arithmetic of usage plans, by tables of examples."""

import random

import pytest

from tests.usage_plans import Plan, published

PLAN = Plan(per_second=2.0, burst=3)


@pytest.mark.parametrize(("number", "seconds"), [(0, 0.0), (2, 0.0), (3, 0.5), (4, 1.0), (202, 100.0)])
def test_calls_beyond_the_burst_wait_for_the_rate(number, seconds):
    assert PLAN.earliest(number) == seconds


@pytest.mark.parametrize(
    ("moments", "over"),
    [
        ([], float("-inf")),
        ([0.0], -2.0),
        ([0.0, 0.0, 0.0], 0.0),
        ([0.0, 0.0, 0.0, 0.0], 1.0),
        ([0.0, 0.0, 0.0, 0.5, 1.0], 0.0),
        ([0.0, 0.0, 0.0, 0.25], 0.5),
        ([0.0, 10.0, 10.0, 10.0, 10.0], 1.0),
        ([0.0, 10.0, 10.0, 10.0, 10.5, 20.0], 0.0),
    ],
)
def test_calls_over_a_plan_are_counted_in_the_worst_span(moments, over):
    assert PLAN.most_over(moments) == pytest.approx(over)


def test_calls_at_their_earliest_are_never_over_a_plan():
    plan = published("reports_2021-06-30.createReport")
    assert plan == Plan(per_second=0.0167, burst=15)
    assert plan.most_over([plan.earliest(number) for number in range(40)]) == pytest.approx(0.0)


def test_every_span_is_looked_at():
    chance = random.Random(1)  # noqa: S311 - no secret
    for _ in range(50):
        moments = sorted(chance.uniform(0.0, 5.0) for _ in range(12))
        spans = [(i, j, moments[j] - moments[i]) for i in range(12) for j in range(i, 12)]
        worst = max(j - i + 1 - (PLAN.burst + PLAN.per_second * seconds) for i, j, seconds in spans)
        assert PLAN.most_over(moments) == pytest.approx(worst)


def test_a_larger_plan_is_a_multiple_of_the_published_one():
    assert published("fbaInventory.getInventorySummaries", 60) == Plan(per_second=120.0, burst=2)

import pytest

from shared.findings.bounds import Bound


@pytest.mark.parametrize(
    ("x", "opens", "stays"), [(0.36, True, True), (0.35, False, True), (0.32, False, True), (0.315, False, False)]
)
def test_what_is_above_opens_and_what_stands_has_to_fall_by_a_tenth(x, opens, stays):
    bound = Bound(0.35)

    assert (bound.is_crossed(x, stands=False), bound.is_crossed(x, stands=True)) == (opens, stays)


@pytest.mark.parametrize(
    ("x", "opens", "stays"), [(20, True, True), (19, False, True), (18, False, True), (17, False, False)]
)
def test_what_is_crossed_stays_reached_down_to_nine_tenths(x, opens, stays):
    bound = Bound(20, beyond=">=")

    assert (bound.is_crossed(x, stands=False), bound.is_crossed(x, stands=True)) == (opens, stays)


@pytest.mark.parametrize(
    ("x", "opens", "stays"), [(29.9, True, True), (30, False, True), (32.9, False, True), (33.1, False, False)]
)
def test_what_is_below_opens_and_what_stands_has_to_rise_by_a_tenth(x, opens, stays):
    bound = Bound(30, beyond="<")

    assert (bound.is_crossed(x, stands=False), bound.is_crossed(x, stands=True)) == (opens, stays)


def test_the_slack_is_a_choice():
    assert Bound(100, release=0.25).edge(stands=True) == 75
    assert Bound(100).edge(stands=False) == 100

from datetime import timedelta

import pytest

from services.inventory.erp_connections.rules import circuit_of, pause_of
from tests.inventory.rows import NOW

HOUR = timedelta(hours=1)


@pytest.mark.parametrize(("failures", "hours"), [(0, 1), (1, 1), (2, 2), (3, 4), (4, 6), (5, 6), (10_000, 6)])
def test_failures_move_the_next_run_away_and_never_for_good(failures, hours):
    assert pause_of(failures, HOUR) == hours * HOUR


def test_who_is_read_once_a_day_is_not_read_more_often_for_failing():
    assert pause_of(5, 24 * HOUR) == 24 * HOUR


@pytest.mark.parametrize(
    ("failures", "pause", "circuit"), [(0, 1, "closed"), (2, 1, "closed"), (3, 1, "open"), (3, -1, "half_open")]
)
def test_the_circuit(failures, pause, circuit):
    assert circuit_of(failures, NOW + pause * HOUR, now=NOW) == circuit

"""Must hold whatever happens: an ERP under every trap, and a worker that is killed on page 5."""

from tests.journeys.erp_killed import read_killed


def test_nothing_is_lost_or_doubled_when_the_worker_is_killed(tmp_path):
    found = read_killed(tmp_path, 700, rows=100)
    assert (found.status, found.products, found.dead_letters) == ("completed", 700, 1), found
    assert found.killed_at_page >= 5
    assert found.counted_skus >= 600

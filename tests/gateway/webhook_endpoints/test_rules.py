from datetime import UTC, datetime, timedelta

import pytest

from services.gateway.webhook_endpoints import rules

NOW = datetime(2026, 11, 1, 8, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("ends_at", "overlap", "expected"),
    [
        (None, HOUR, False),
        (NOW + HOUR, HOUR, True),
        (NOW + HOUR, timedelta(), False),
        (NOW, HOUR, False),
    ],
)
def test_a_rotation_with_an_overlap_waits_for_the_last(ends_at, overlap, expected):
    assert rules.is_rotation_underway(ends_at, overlap, now=NOW) is expected

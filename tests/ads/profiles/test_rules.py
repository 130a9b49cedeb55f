from datetime import UTC, datetime, timedelta

import pytest

from services.ads.profiles.rules import ahead_seconds

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("amazons", "ahead"),
    [
        (None, 0),
        (NOW, 0),
        (NOW + timedelta(minutes=59), 0),
        (NOW - timedelta(minutes=59), 0),
        (NOW + timedelta(days=7, seconds=3), 604_803),
        (NOW - timedelta(hours=2), -7200),
    ],
)
def test_only_a_clock_that_was_moved_is_ahead(amazons, ahead):
    assert ahead_seconds(amazons, NOW) == ahead

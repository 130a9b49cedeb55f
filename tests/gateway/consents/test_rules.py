"""When a consent is looked at again, by how it stands and what the last look has found."""

from datetime import timedelta

import pytest

from services.gateway.consents.rules import Standing, Verdict, check_after

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
AWAY, PROVEN, REFUSED = Verdict("away"), Verdict("proven", "fees"), Verdict("refused", reason="forbidden")


@pytest.mark.parametrize(
    ("status", "verdict", "pause"),
    [
        ("checking", None, MINUTE),
        ("checking", AWAY, MINUTE),
        ("connected", PROVEN, 6 * HOUR),
        ("connected", AWAY, 5 * MINUTE),
        ("unproven", Verdict("unproven"), HOUR),
        ("unproven", AWAY, 5 * MINUTE),
        ("lost", REFUSED, HOUR),
        ("lost", AWAY, 5 * MINUTE),
        ("foreign", Verdict("foreign"), None),
        ("foreign", AWAY, None),
        ("not_connected", None, None),
    ],
)
def test_how_long_until_the_next_look(status, verdict, pause):
    assert check_after(Standing(status, None, None), verdict) == pause

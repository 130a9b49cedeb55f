from datetime import UTC, date, datetime

import pytest
from pydantic import TypeAdapter, ValidationError

from shared.http.moments import Day, Moment

MOMENT, DAY = TypeAdapter(Moment), TypeAdapter(Day)


@pytest.mark.parametrize("text", ["2026-11-20T08:00:00Z", "2026-11-20T16:00:00+08:00", "2026-11-20 08:00:00.000Z"])
def test_a_moment_is_read_with_its_offset(text):
    moment = MOMENT.validate_python(text)
    assert (moment, moment.tzinfo) == (datetime(2026, 11, 20, 8, tzinfo=UTC), UTC)


def test_a_day_is_read_as_written():
    assert DAY.validate_python("2026-11-20") == date(2026, 11, 20)
    assert DAY.validate_python(date(2026, 11, 20)) == date(2026, 11, 20)


@pytest.mark.parametrize(
    "value", ["0.5", 0.5, "1700000000", 1700000000, "-1", True, "", "20261120", "２０２６-11-20", None]
)
@pytest.mark.parametrize("kind", [MOMENT, DAY])
def test_a_number_is_neither(kind, value):
    with pytest.raises(ValidationError):
        kind.validate_python(value)


@pytest.mark.parametrize(
    "text", ["2026-11-20", "2026-11-20T08:00:00", "2026-02-30T08:00:00Z", "9999-12-31T23:59:59-01:00"]
)
def test_a_moment_without_offset_or_place_in_time_is_refused(text):
    with pytest.raises(ValidationError):
        MOMENT.validate_python(text)


@pytest.mark.parametrize("text", ["2026-02-30", "2026-11-20T08:00:00Z", "2026-11-20x"])
def test_a_day_that_is_none_is_refused(text):
    with pytest.raises(ValidationError):
        DAY.validate_python(text)

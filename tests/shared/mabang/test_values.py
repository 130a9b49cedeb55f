"""Numbers, lists, yes and no as Mabang writes them: read where they can be, never guessed."""

from datetime import UTC, date, datetime

import pytest

from shared.mabang import values
from shared.mabang.values import UnreadableError


@pytest.mark.parametrize(("told", "meant"), [(5, 5), ("5", 5), ("5.0", 5), (-3, -3), (None, None)])
def test_whole_numbers(told, meant):
    assert values.whole_of({"n": told}, "n") == meant


@pytest.mark.parametrize("told", ["", " ", "five", 1.5, True, [], "NaN", "1e13"])
def test_what_is_no_number_is_no_zero(told):
    with pytest.raises(UnreadableError) as raised:
        values.whole_of({"n": told}, "n", reason="quantity-unknown")
    assert raised.value.reason == "quantity-unknown"


def test_what_is_not_there_is_unknown():
    assert (values.whole_of({}, "n"), values.micros_of({}, "p")) == (None, None)
    assert values.micros_of({"p": ""}, "p") is None


def test_money():
    assert (values.micros_of({"p": "12.5"}, "p"), values.micros_of({"p": 0.07}, "p")) == (12_500_000, 70_000)
    with pytest.raises(UnreadableError):
        values.micros_of({"p": "-1"}, "p")


@pytest.mark.parametrize(
    ("told", "meant"), [("true", True), (True, True), ("1", True), ("false", False), ("", False)]
)
def test_yes_and_no(told, meant):
    assert values.is_yes(told) is meant


def test_lists():
    assert values.list_of({"l": '[{"a":1}]'}, "l") == values.list_of({"l": [{"a": 1}]}, "l") == [{"a": 1}]
    assert values.list_of({"l": ""}, "l") == values.list_of({}, "l") == []
    for told in ("{", '{"a":1}', 5):
        with pytest.raises(UnreadableError):
            values.list_of({"l": told}, "l")


def test_times_are_beijing_s():
    late = datetime(2026, 1, 31, 16, 30, tzinfo=UTC)
    assert (values.time_text(late), values.day_of(late)) == ("2026-02-01 00:30:00", date(2026, 2, 1))

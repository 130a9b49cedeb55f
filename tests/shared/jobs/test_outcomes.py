"""When a number of rows is believed, and how a report is said to have ended."""

import pytest

from shared.jobs.outcomes import Count, Counted, Outcome, doubt_of, is_repeated, joined, outcome_of


def counts(*rows):
    """Earlier files, the newest first; negative ones were not believed."""
    return [Count(abs(each), each > 0) for each in rows]


@pytest.mark.parametrize(
    ("rows", "earlier", "doubt"),
    [
        (50, (100, 100, 100), None),
        (49, (100, 100, 100), "49 rows, where 100 are usual"),
        (300, (100, 100, 100), None),
        (301, (100, 100, 100), "301 rows, where 100 are usual"),
        (0, (100, 100, 100), "0 rows, where 100 are usual"),
        (0, (20, 20, 20), "0 rows, where 20 are usual"),
        (0, (19, 19, 19), None),
        (1, (100, 100), None),
        (0, (100,), "0 rows, where 100 are usual"),
        (0, (-100,), None),
        (40, (-40, 100, 100, 100), None),
        (41, (-40, 100, 100, 100), "41 rows, where 100 are usual"),
        (40, (100, -40, 100, 100), "40 rows, where 100 are usual"),
        (100, (-40, 100, 100, 100), None),
        (30, (90, 10, 100, 100), "30 rows, where 95 are usual"),
    ],
)
def test_a_number_of_rows_is_judged_by_the_median_of_the_last_files(rows, earlier, doubt):
    assert doubt_of(rows, counts(*earlier)) == doubt


def test_a_report_that_always_has_few_rows_may_be_judged_too():
    assert doubt_of(2, counts(6, 6, 6), least=4) == "2 rows, where 6 are usual"
    assert doubt_of(1, counts(3, 3, 3), least=4) is None


def test_only_the_very_last_number_can_be_repeated():
    assert is_repeated(40, counts(-40, 100))
    assert not is_repeated(40, counts(100, -40))
    assert not is_repeated(40, counts(40, 100))
    assert not is_repeated(40, [])


def test_counts_add_up():
    total = Counted(2, 1, {"bad": 1}) + Counted(3, 3, {"bad": 1, "worse": 2}, 1)
    assert (total.received, total.changed, total.rejected, total.foreign) == (5, 4, 4, 1)
    assert total.rejections == {"bad": 2, "worse": 2}


@pytest.mark.parametrize(
    ("counted", "ending", "detail"),
    [
        (Counted(), "completed", ""),
        (Counted(4, 0), "completed", ""),
        (Counted(4, 2, {"bad": 2}), "completed", ""),
        (Counted(4, 1, {"bad": 1, "worse": 2}), "suspect", "3 of 4 rows were rejected: worse"),
        (Counted(4, 0, {"bad": 4}), "suspect", "4 of 4 rows were rejected: bad"),
        (Counted(4, 0, {"of another shop": 4}, 4), "completed", ""),
        (Counted(5, 0, {"of another shop": 4, "bad": 1}, 4), "suspect", "1 of 1 rows were rejected: of another shop"),
    ],
)
def test_what_was_mostly_rejected_is_not_relied_on(counted, ending, detail):
    outcome = outcome_of(counted)
    assert (outcome.ending, outcome.detail, outcome.is_whole) == (ending, detail, ending == "completed")


def test_the_worst_of_several_reports_is_that_of_the_part():
    whole, empty = outcome_of(Counted(2, 2)), outcome_of(Counted(), empty=True)
    late = Outcome("failed", code="report-late", detail="late")
    assert joined([empty, whole]) == Outcome("completed", Counted(2, 2))
    assert joined([whole, late]) == Outcome("failed", Counted(2, 2), "report-late", "late")
    assert joined([]) == empty
    assert [one.is_whole for one in (whole, empty, late)] == [True, True, False]

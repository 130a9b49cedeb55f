from services.inventory.health.rules.ledgers import LEFT, THERE, WORD, LedgerDays, added, whole_words


def words(days, *, run_out=()):
    """Three words of days by how long ago they were, some of which ended without."""
    found = [0, 0, 0]
    for ago in days:
        found[ago // WORD] |= (THERE if ago in run_out else THERE | LEFT) << 2 * (ago % WORD)
    return found


def test_days_of_several_places_are_added():
    """In stock on the 10 newest days here, and there on those before the 7 newest, where it ran out 7 days ago."""
    rows = [
        ("A", 100, 0, 30, *words(range(10))),
        ("A", 50, 20, 0, *words(range(7, 90), run_out=[7])),
        ("B", 8, 8, 0, *words([1, 2, 3], run_out=[1])),
    ]
    found = added(rows)
    assert found["A"] == LedgerDays((1 << 180) - 1, 150, 20, 30)
    assert (found["A"].days, found["A"].newest_left, found["A"].is_full(90)) == (90, 0, True)
    assert (found["B"].days, found["B"].newest_left, found["B"].is_full(90)) == (3, 2, False)
    assert list(found["B"].weeks()) == [(0, 3, 1)]


def test_the_words_of_what_was_always_there_are_known_without_asking():
    assert list(whole_words(90)) == words(range(90))
    assert added([("A", 0, 0, 0, *whole_words(90))])["A"].is_full(90)


def test_weeks_are_counted_back_from_the_newest_day():
    told = added([("A", 0, 0, 0, *words([30, 31, 63, 89], run_out=[30, 31]))])["A"]
    assert [week for week in told.weeks() if week[1]] == [(4, 2, 2), (9, 1, 0), (12, 1, 0)]
    assert told.newest_left == 63


def test_what_never_was_there_has_no_newest_day():
    told = added([("A", 0, 0, 0, 0, 0, 0)])["A"]
    assert (told.days, told.newest_left, list(told.weeks()), told.is_full(90)) == (0, None, [], False)

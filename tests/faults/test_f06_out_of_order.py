"""F06: reports of the same days that arrive in another order than they were requested in.

Pass: of each day the numbers of the report that was requested last stay, as if all had come in order, and what
was left aside is counted.
"""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.ads.profiles.operations import learn_profile
from shared.db import Database
from tests.ads.facts import FIRST, NOW
from tests.ads.syncs.storing_desk import FROM, Desk, record
from tests.conftest import DatabaseOf

ARRIVALS = st.lists(st.integers(1, 4), min_size=2, max_size=4).flatmap(
    lambda lengths: st.permutations(list(enumerate(lengths)))
)
"""Reports as (number, days), in the order of their arrival; a higher number was requested later."""


def desk_of(database: Database, folder: str, seller_id: str) -> Desk:
    with database.write() as session:
        profile = learn_profile(session, FIRST, seller_id, "A1F83G8C2ARO7P", now=NOW)
    return Desk(database, profile, Path(folder))


def bring(desk: Desk, number: int, days: int) -> int:
    """Store the report of a number; how many of its rows were left aside."""
    records = [record(FROM + timedelta(days=day), clicks=number) for day in range(days)]
    counted = desk.store(records, NOW + timedelta(hours=number), days=days)
    assert (counted.received, counted.missing) == (days, ())
    return counted.superseded


def test_the_report_that_was_requested_last_wins_whenever_it_comes(service_database: DatabaseOf) -> None:
    database, sellers = service_database("ads"), iter(range(1000))
    with TemporaryDirectory() as folder:
        check(lambda: desk_of(database, folder, f"SELLER{next(sellers)}"))


def check(new_desk: Callable[[], Desk]) -> None:
    @settings(max_examples=6, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(arrivals=ARRIVALS)
    def run(arrivals: list[tuple[int, int]]) -> None:
        shuffled, ordered = new_desk(), new_desk()
        asides, expected = [], []
        for place, (number, days) in enumerate(arrivals):
            newest = max((length for other, length in arrivals[:place] if other > number), default=0)
            expected.append(min(days, newest))
            asides.append(bring(shuffled, number, days))
        for number, days in sorted(arrivals):
            assert bring(ordered, number, days) == 0
        assert asides == expected
        assert shuffled.numbers() == ordered.numbers()
        assert shuffled.deliveries() == ordered.deliveries()

    run()

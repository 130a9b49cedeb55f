"""How long a transaction has been open, by samples of when which number came next."""

from datetime import UTC, datetime, timedelta

import pytest

from shared.db.positions import position_of
from shared.positions.ages import HorizonAge

NOW = datetime(2026, 11, 1, 8, 30, tzinfo=UTC)


@pytest.fixture
def database(service_database):
    return service_database("tickets")


def write(database):
    with database.write() as session:
        position_of(session.connection())


@pytest.mark.parametrize("backend", ["postgres"], indirect=True)
def test_an_open_transaction_ages_until_it_ends(database):
    age = HorizonAge(database)

    def measured(seconds):
        write(database)
        return age.measure(NOW + timedelta(seconds=seconds))

    assert [measured(0), measured(5)] == [0, 0]
    with database.write() as slow:
        position_of(slow.connection())
        assert [measured(10), measured(20), measured(31)] == [0, 10, 21]
    assert measured(40) == 0


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_on_sqlite_nobody_waits(database):
    assert HorizonAge(database).measure(NOW) == 0

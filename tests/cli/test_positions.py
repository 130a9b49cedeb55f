"""What a follower of lists relies on: `zhuli doctor` looks at it, and `zhuli restored` says what happened to it."""

import sqlite3

import pytest

from services.cli import position_checks
from services.cli.installation import SERVICES
from services.cli.position_checks import check_positions
from tests.sql import text


def state(database):
    line = check_positions({"catalog": database})
    return line.state, line.message("en")


def test_a_database_at_rest_is_well(service_database):
    assert state(service_database("catalog")) == ("ok", "followers of lists see every change")


@pytest.mark.parametrize("backend", ["postgres"], indirect=True)
def test_a_transaction_that_stays_open_is_told(service_database, monkeypatch):
    database = service_database("catalog")
    with database.write() as session:
        session.execute(text("UPDATE position_state SET origin = 'x'"))
        assert state(database)[0] == "ok"
        monkeypatch.setattr(position_checks, "LONGEST_SECONDS", 0)
        found = state(database)
    assert found[0] == "warn"
    assert found[1].startswith("a transaction that writes has been open for 0 s (catalog)")


@pytest.mark.parametrize("backend", ["postgres"], indirect=True)
def test_commits_that_are_not_on_the_disk_are_refused(service_database):
    database = service_database("catalog")

    def switch(change):
        with database.engine.connect() as connection:
            connection.execute(text(f"ALTER DATABASE {database.url.database} {change}"))
            connection.commit()
        database.dispose()

    switch("SET synchronous_commit = off")
    try:
        assert state(database)[0] == "fail"
    finally:
        switch("RESET synchronous_commit")
    assert state(database)[0] == "ok"


def test_a_restore_begins_a_generation_in_every_service(zhuli, tmp_path):
    for expected in (2, 3):
        code, output = zhuli("restored", "--data", tmp_path)
        assert (code, output.splitlines()[-1]) == (0, "Whoever follows lists is told, and reads them anew.")
        for service in SERVICES:
            with sqlite3.connect(tmp_path / f"{service}.sqlite3") as connection:
                found = connection.execute("SELECT generation, number FROM position_state").fetchall()
            assert (service, found) == (service, [(expected, 0)])

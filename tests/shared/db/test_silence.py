"""What connections that serve requests wait for on PostgreSQL, and what they do not."""

import threading
import time

import pytest
from sqlalchemy.exc import OperationalError

from shared.db import Database
from shared.db.silence import SILENCE_SECONDS, Server, ServerSilentError
from shared.testing.postgres import PostgresServer
from tests.sql import text

on_postgres = pytest.mark.parametrize("backend", ["postgres"], indirect=True)


@pytest.fixture
def requests(notes):
    found = Database(
        notes.url.render_as_string(hide_password=False), schema=notes.schema, for_requests=True, lock_seconds=0.3
    )
    yield found
    found.dispose()


def limits(database):
    with database.read() as session:
        return [session.execute(text(f"SHOW {name}")).scalar_one() for name in ("lock_timeout", "statement_timeout")]


@on_postgres
def test_a_slow_statement_is_waited_for(requests):
    with requests.read() as session:
        slow = text("SELECT pg_sleep(:seconds), 7")
        assert session.execute(slow, {"seconds": 2.5 * SILENCE_SECONDS}).one()[1] == 7


@on_postgres
def test_limits_are_those_of_a_transaction_for_requests(requests, notes):
    assert limits(requests) == ["300ms", "30s"]
    assert limits(notes) == ["0", "0"]
    with requests.engine.connect() as connection:
        assert connection.exec_driver_sql("SHOW lock_timeout").scalar_one() == "300ms"
        connection.rollback()
        connection.connection.driver_connection.autocommit = True
        assert connection.exec_driver_sql("SHOW lock_timeout").scalar_one() == "0"


@on_postgres
def test_a_lock_is_not_waited_for_long(requests, notes):
    with notes.write() as session:
        session.execute(text("LOCK TABLE note"))
        with pytest.raises(OperationalError, match="lock timeout"), requests.read() as other:
            other.execute(text("SELECT * FROM note"))


@on_postgres
def test_a_server_that_refuses_has_answered(notes):
    server = Server({"host": "127.0.0.1", "port": notes.url.port, "dbname": "nothing", "user": "nobody at all"})
    server.ask()
    assert not server.is_silent


def test_one_asks_for_all_and_all_are_told_when_it_answers_again():
    with PostgresServer() as started:
        database = Database(started.url("postgres"), for_requests=True)
        with database.read() as session:
            session.execute(text("SELECT 1"))
        started.freeze()
        failures = []

        def read():
            began = time.monotonic()
            with pytest.raises(OperationalError) as caught, database.read() as session:
                session.execute(text("SELECT 1"))
            failures.append((type(caught.value.orig), time.monotonic() - began))

        threads = [threading.Thread(target=read) for _ in range(12)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert [kind for kind, _ in failures] == [ServerSilentError] * 12
        assert max(took for _, took in failures) < 5
        began = time.monotonic()
        for _ in range(20):
            with pytest.raises(OperationalError), database.read() as session:
                session.execute(text("SELECT 1"))
        assert time.monotonic() - began < SILENCE_SECONDS  # known by now: nobody waits
        started.thaw()
        ends = time.monotonic() + 5
        while time.monotonic() < ends:
            try:
                with database.read() as session:
                    assert session.execute(text("SELECT 1")).scalar_one() == 1
                break
            except OperationalError:
                time.sleep(0.05)
        else:
            raise AssertionError("the server was not found again")
        database.dispose()

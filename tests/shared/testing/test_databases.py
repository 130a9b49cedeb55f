"""Copies for tests: migrated, empty, and each one's own."""

from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime

from sqlalchemy import inspect, select
from sqlalchemy.exc import OperationalError

from shared.db import Database, Session
from shared.db.newest import require_newest
from shared.outbox.rows import add_event, rows
from shared.testing.databases import Templates
from tests.sql import text

EVENT = {
    "name": "listing.flagged",
    "tenant_id": "tenant-1",
    "subject": "listing/1",
    "data": {},
    "now": datetime(2026, 9, 1, tzinfo=UTC),
}


def test_each_copy_is_migrated_and_ones_own(service_database: Callable[[str], Database]) -> None:
    first, second = service_database("catalog"), service_database("catalog")
    with first.write() as session:
        session.connection().execute(text("CREATE TABLE only_here (name text)"))

    require_newest(second, "services.catalog")
    assert not inspect(second.engine).has_table("only_here")


def test_a_copy_leaves_the_template_as_it_was(templates: Templates) -> None:
    with templates.migrated("services.catalog") as database, database.write() as session:
        session.connection().execute(text("CREATE TABLE only_here (name text)"))

    with templates.migrated("services.catalog") as database:
        assert not inspect(database.engine).has_table("only_here")


def test_an_empty_database_has_no_tables(templates: Templates) -> None:
    with templates.empty("services.catalog") as database:
        assert inspect(database.engine).get_table_names() == []


def test_the_next_test_finds_neither_rows_nor_numbers_nor_connections(templates: Templates) -> None:
    """Also where one forgot to close its connection in the midst of a transaction."""
    with templates.migrated("services.catalog") as database:
        with database.write() as session:
            add_event(session, **EVENT)
        forgotten = Database(database.url.render_as_string(hide_password=False), schema="catalog")
        held = Session(forgotten.engine)
        add_event(held, **EVENT)

    with templates.migrated("services.catalog") as database, database.write() as session:
        assert session.connection().execute(select(rows.c.sequence)).all() == []
        add_event(session, **EVENT)
        assert session.connection().execute(select(rows.c.sequence)).all() == [(1,)]

    with suppress(OperationalError):
        held.close()
    forgotten.dispose()

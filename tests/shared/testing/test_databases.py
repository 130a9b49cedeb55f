"""Copies for tests: migrated, empty, and each one's own."""

from collections.abc import Callable

from sqlalchemy import inspect, text

from shared.db import Database, migrations
from shared.testing.databases import Templates


def test_each_copy_is_migrated_and_ones_own(service_database: Callable[[str], Database]) -> None:
    first, second = service_database("catalog"), service_database("catalog")
    with first.write() as session:
        session.connection().execute(text("CREATE TABLE only_here (name text)"))

    migrations.require_newest(second, "services.catalog")
    assert not inspect(second.engine).has_table("only_here")


def test_a_copy_leaves_the_template_as_it_was(templates: Templates) -> None:
    with templates.migrated("services.catalog") as database, database.write() as session:
        session.connection().execute(text("CREATE TABLE only_here (name text)"))

    with templates.migrated("services.catalog") as database:
        assert not inspect(database.engine).has_table("only_here")


def test_an_empty_database_has_no_tables(templates: Templates) -> None:
    with templates.empty("services.catalog") as database:
        assert inspect(database.engine).get_table_names() == []

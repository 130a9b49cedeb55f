"""Migrations: upgraded once, repeated without effect, and an old database refused."""

from collections.abc import Iterator
from pathlib import Path

import notebook
import pytest
from alembic import command
from sqlalchemy import inspect

from shared.db import Database, migrations
from shared.db.newest import OldSchemaError, require_newest
from shared.testing.databases import Templates
from tests.sql import text


@pytest.fixture
def empty(templates: Templates) -> Iterator[Database]:
    with templates.empty("notebook") as database:
        yield database


def upgrade_to(database: Database, revision: str) -> None:
    database.create_schema()
    command.upgrade(migrations.config_of("notebook", database), revision)


def columns(database: Database) -> list[str]:
    return [column["name"] for column in inspect(database.engine).get_columns("note", schema=database.schema)]


def test_upgrade_brings_an_empty_database_to_the_newest_migration(empty: Database) -> None:
    migrations.upgrade(empty, "notebook")

    require_newest(empty, "notebook")
    assert columns(empty) == ["name", "line", "written_at"]


def test_upgrade_twice_changes_nothing(empty: Database) -> None:
    migrations.upgrade(empty, "notebook")
    with empty.write() as session:
        session.add(notebook.Note(name="a", line="one"))

    migrations.upgrade(empty, "notebook")

    require_newest(empty, "notebook")
    with empty.read() as session:
        assert session.get(notebook.Note, "a") is not None


def test_upgrade_keeps_the_rows_of_an_older_database(empty: Database) -> None:
    upgrade_to(empty, "0001")
    with empty.write() as session:
        session.connection().execute(text("INSERT INTO note (name, line) VALUES ('a', 'one')"))

    migrations.upgrade(empty, "notebook")

    with empty.read() as session:
        assert session.get_one(notebook.Note, "a").model_dump() == {"name": "a", "line": "one", "written_at": None}


def test_migrations_are_counted(empty: Database) -> None:
    assert migrations.next_revision(migrations.config_of("notebook", empty)) == "0003"


@pytest.mark.parametrize("revision", ["base", "0001"])
def test_an_old_database_is_refused_with_the_command_that_mends_it(empty: Database, revision: str) -> None:
    if revision != "base":
        upgrade_to(empty, revision)

    with pytest.raises(OldSchemaError, match="newest is 0002; run `make migrate`"):
        require_newest(empty, "notebook")


def test_a_migration_that_fails_leaves_the_database_as_it_was(
    empty: Database, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    upgrade_to(empty, "0001")
    broken = tmp_path / "versions"
    broken.mkdir()
    (broken / "0003_broken.py").write_text(
        'from alembic import op\nrevision, down_revision = "0003", "0002"\n'
        'def upgrade():\n    op.drop_column("note", "line")\n    raise ZeroDivisionError\n'
    )
    versions = Path(notebook.__file__).parent / "migrations" / "versions"
    config = migrations.config_of("notebook", empty)
    config.set_main_option("version_locations", f"{versions} {broken}")
    config.set_main_option("path_separator", "space")

    with pytest.raises(ZeroDivisionError):
        command.upgrade(config, "head")

    assert columns(empty) == ["name", "line"]
    with pytest.raises(OldSchemaError, match="at 0001"):
        require_newest(empty, "notebook")

"""F50: a database that a newer Zhuli has migrated, one migration ahead.

Pass: each program and command says in one sentence which database it is and what to do, without a traceback, and ends
with another code than 0; nothing is changed in any database.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import MetaData, select

from services.cli.installation import ALL_SERVICES, databases
from services.cli.main import main
from services.cli.processes import Process, programs
from services.gateway.settings import GatewaySettings
from shared.db import Database
from tests.faults.programs import log_lines
from tests.sql import text
from tests.waiting import wait_for

JOBS = "jobs"
SENTENCE = "start the newer Zhuli again, or restore a backup of before its upgrade"
PROGRAMS = {"api": "ads", "sandbox": "sandbox", "worker": JOBS}
"""What does not start, and the database that it finds ahead."""


@pytest.mark.parametrize(
    ("command", "ahead"), [*(("migrate", name) for name in (*ALL_SERVICES, JOBS)), ("run", "ads"), ("tenant", JOBS)]
)
def test_a_command_refuses_a_newer_database(installation, command, ahead, monkeypatch, capsys):
    move_ahead(ahead)
    before = rows()
    code, said = run(monkeypatch, capsys, installation, command, *(["Name"] if command == "tenant" else []))
    assert code == 1
    assert said.startswith(f"The database of {ahead} is newer than this Zhuli (")
    assert said.strip().endswith(SENTENCE)
    assert "\n" not in said.strip()
    assert rows() == before


@pytest.mark.parametrize("ahead", ["gateway", "sandbox", JOBS])
def test_doctor_names_a_newer_database(installation, ahead, monkeypatch, capsys):
    move_ahead(ahead)
    before = rows()
    code, said = run(monkeypatch, capsys, installation, "doctor", "--language", "en")
    assert code == 1
    assert said.count("newer than this Zhuli") == 1
    (line,) = (line for line in said.splitlines() if "newer than this Zhuli" in line)
    assert f"database {ahead}" in line
    assert rows() == before


def test_programs_refuse_to_start(installation):
    for ahead in PROGRAMS.values():
        move_ahead(ahead)
    before = rows()
    started = [
        Process(name, arguments, installation.logs)
        for name, arguments in programs(installation).items()
        if name in PROGRAMS
    ]
    try:
        for process in started:
            wait_for(lambda one=process: not one.running, f"the end of {process.name}")
            assert process.returncode not in (0, None)
            said = [str(line) for line in log_lines(installation, process.name)]
            (why,) = (line for line in said if SENTENCE in line)
            assert f"The database of {PROGRAMS[process.name]} is newer than this Zhuli (" in why
            assert not [line for line in said if "Traceback" in line or "crashed" in line or "failure" in line]
    finally:
        for process in started:
            process.stop()
    assert rows() == before


def run(monkeypatch, capsys, installation, command: str, *arguments: str) -> tuple[int, str]:
    """(exit code, output) of a command on this installation."""
    places = {
        "--data": installation.data,
        "--port": installation.port,
        "--sandbox-port": installation.sandbox_port,
        "--metrics-port": installation.metrics_port,
    }
    given = [str(part) for place in places.items() for part in place]
    monkeypatch.setattr(sys, "argv", ["zhuli", command, *arguments, *given])
    with pytest.raises(SystemExit) as ended:
        main()
    told = capsys.readouterr()
    return ended.value.code, told.out + told.err


def move_ahead(name: str) -> None:
    """Let a database say that it has one migration more than there is."""
    with opened() as found:
        database = found[name]
        table = f"{'' if database.is_sqlite else 'dbos.'}dbos_migrations" if name == JOBS else "alembic_version"
        column = "version" if name == JOBS else "version_num"
        with database.write() as session:
            present = session.execute(text(f"SELECT {column} FROM {table}")).scalar_one()  # noqa: S608
            ahead = int(present) + 1 if name == JOBS else f"'{int(present) + 1:04d}'"
            session.execute(text(f"UPDATE {table} SET {column} = {ahead}"))  # noqa: S608


def rows() -> dict[str, list[str]]:
    """All rows of all databases by their tables."""
    found = {}
    with opened() as all_of_them:
        for name, database in all_of_them.items():
            metadata = MetaData(schema="dbos" if name == JOBS and not database.is_sqlite else database.schema)
            metadata.reflect(database.engine)
            with database.read() as session:
                for table in metadata.tables.values():
                    found[f"{name} {table.name}"] = sorted(map(repr, session.execute(select(table))))
    return found


@contextmanager
def opened() -> Iterator[dict[str, Database]]:
    """Every database of the installation, closed at the end."""
    found = databases() | {JOBS: Database(GatewaySettings().jobs_url)}
    try:
        yield found
    finally:
        for database in found.values():
            database.dispose()

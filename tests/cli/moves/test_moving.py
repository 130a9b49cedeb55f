"""An installation moved from SQLite to PostgreSQL: all of it, or nothing."""

import json
import os
from collections import Counter
from datetime import datetime

import psycopg
import pytest
from sqlmodel import Session

from services.cli import audits, demo, doctor
from services.cli.backups.errors import BackupError
from services.cli.claims import RunsAlreadyError, claimed
from services.cli.installation import SERVICES, databases
from services.cli.moves import moving, sources, tables, targets
from services.cli.moves.errors import MoveError
from shared import audit
from shared.audit import Change, Who
from shared.clock import utc_now
from shared.db.newest import MovedError
from shared.outbox import add_event
from tests.cli.backups.kept import SYNC_ID, TENANT_ID, jobs, scalar
from tests.cli.backups.test_restoring import carry_audit
from tests.cli.conftest import finish, start
from tests.cli.moves.moved import everything
from tests.cli.moves.planted import ROWS, plant
from tests.journeys.installed import jobs_client
from tests.sql import text


class KilledError(BaseException):
    """The process ends here."""


def steps():
    """What DBOS keeps of every job, its inputs and attributes included."""
    with jobs_client() as client:
        found = client.list_workflows()
        return Counter(repr((each.workflow_id, each.status, each.input, each.queue_name)) for each in found)


def test_every_row_of_every_table_is_there_as_it_was(moved):
    plant()
    rows, jobs_before = everything(), steps()
    assert all(len(found) >= ROWS for tables_ in rows.values() for found in tables_.values())
    moved.move()
    moved.use_postgres()
    told = everything()
    # The outbox has one row more for each tenant: the audit trail says that everything was moved.
    more = told["gateway"]["outbox"] - rows["gateway"]["outbox"]
    assert sum(more.values()) == len(rows["gateway"]["tenant"])
    assert all("installation.moved" in row for row in more)
    told["gateway"]["outbox"] -= more
    assert told == rows
    assert steps() == jobs_before
    assert moved.kept.knows(moved.kept.api_key)
    assert sum(": 3 rows" in line or " 3 rows " in line for line in moved.said) > 80
    assert moved.said[-3].startswith("Moved: ")
    assert f"ZHULI_DATABASE_URL={moved.url}" in moved.said[-2]


def test_numbers_go_on_and_positions_begin_a_generation(moved):
    last = 7_000
    moved.run("ads", "UPDATE outbox SET sequence = ?", last)
    moved.move()
    moved.use_postgres()
    assert {scalar(service, "SELECT generation FROM position_state") for service in SERVICES} == {2}
    ads = databases()["ads"]
    with ads.write() as session:
        add_event(session, name="sync.completed", tenant_id=TENANT_ID, subject="s", data={}, now=utc_now())
    ads.dispose()
    assert scalar("ads", "SELECT max(sequence) FROM outbox") == last + 1
    assert scalar("gateway", "SELECT nextval('gateway.event_sequence_seq')") == 2 * 2**48


def test_the_audit_trail_verifies_and_tells_of_the_move(moved):
    carry_audit()
    moved.move()
    moved.use_postgres()
    carry_audit()
    assert {line.state for line in audits.verify()} == {"ok"}
    told = text("SELECT count(*) FROM audit_entry WHERE action = 'installation.moved'")
    gateway = databases()["gateway"]
    with gateway.read() as session:
        assert session.execute(told).scalar_one() == 3
    gateway.dispose()


@pytest.mark.parametrize("place", ["make_tables", "tenth", "mark", "moved"])
def test_a_move_that_is_killed_anywhere_leaves_the_files_in_force(moved, monkeypatch, place):
    made = []

    def dies(*_arguments: object, **_values: object) -> None:
        raise KilledError

    def dies_at_the_tenth(*arguments: object) -> object:
        made.append(arguments)
        if len(made) == 10:
            raise KilledError
        return tables.copy_rows(*arguments)

    where = {
        "make_tables": (targets.system, "migrate", dies),
        "tenth": (moving, "copy_rows", dies_at_the_tenth),
        "mark": (targets, "mark", dies),
        "moved": (sources, "mark_moved", dies),
    }
    with monkeypatch.context() as patch:
        patch.setattr(*where[place])
        with pytest.raises(KilledError):
            moved.move()
    moved.kept.installation.migrate()
    later, _ = demo.create_tenant("Later")
    rows = everything()
    moved.move()
    with pytest.raises(MovedError, match=f"was moved to {moved.url} on "):
        moved.kept.installation.migrate()
    moved.use_postgres()
    assert moved.kept.knows(later)
    told = everything()
    told["gateway"]["outbox"] &= rows["gateway"]["outbox"]
    assert told == rows
    assert set(jobs().values()) == {"ENQUEUED"}


def test_a_table_that_is_not_the_same_afterwards_moves_nothing(moved, monkeypatch):
    before = targets.take_states_out

    def harm(connection: psycopg.Connection) -> None:
        before(connection)
        connection.execute(
            "CREATE FUNCTION gateway.harm() RETURNS trigger LANGUAGE plpgsql AS"
            " 'BEGIN NEW.name = upper(NEW.name); RETURN NEW; END'"
        )
        connection.execute(
            "CREATE TRIGGER harm BEFORE INSERT ON gateway.tenant FOR EACH ROW EXECUTE FUNCTION gateway.harm()"
        )

    monkeypatch.setattr(targets, "take_states_out", harm)
    told = r"gateway.tenant is not the same in PostgreSQL \(3 rows, .* nothing was moved"
    with pytest.raises(MoveError, match=told):
        moved.move()
    assert moved.ask("SELECT count(*) FROM gateway.tenant") == [(0,)]
    moved.kept.installation.migrate()


REFUSED = {
    "days": ("'a' || char(0) || 'b'", "'ab'", "days holds a text with the character U+0000"),
    "status": ("printf('%.99c', 'x')", "'running'", "status holds a text that is too long"),
    "attempt": ("3000000000", "1", "attempt holds a number out of range"),
    "seller_id": ("x'ff'", "'A1SELLER'", "seller_id holds a value of another kind"),
    "created_at": ("'yesterday'", "updated_at", "created_at holds a value of another kind"),
    "fetched_on": ("'2026-02-30'", "'2026-02-28'", "fetched_on holds a value of another kind"),
}
"""Columns of a sync: what is put there, what mends it, and what is told."""


def test_what_postgresql_does_not_take_is_told_by_row_and_moves_nothing(moved):
    harm = ", ".join(f"{name} = {value}" for name, (value, _, _) in REFUSED.items())
    mend = ", ".join(f"{name} = {value}" for name, (_, value, _) in REFUSED.items())
    moved.run("ads", f"UPDATE sync SET {harm}")  # noqa: S608 - written above
    moved.run("jobs", "UPDATE workflow_status SET inputs = char(0) WHERE rowid = 1")
    with pytest.raises(MoveError, match="PostgreSQL does not take these rows"):
        moved.move()
    place = f"  ads.sync, row sync_id='{SYNC_ID}': "
    told = [line for line in moved.said if line.startswith(place)]
    assert sorted(told) == sorted(place + sentence for _, _, sentence in REFUSED.values())
    assert [line for line in moved.said if line.endswith("inputs holds a text with the character U+0000")]
    assert moved.ask("SELECT count(*) FROM gateway.tenant") == [(0,)]
    moved.kept.installation.migrate()
    moved.run("ads", f"UPDATE sync SET {mend}")  # noqa: S608 - written above
    moved.run("jobs", "UPDATE workflow_status SET inputs = NULL WHERE rowid = 1")
    moved.move()


def test_what_only_postgresql_finds_is_a_sentence_too(moved):
    moved.run("ads", "UPDATE sync SET created_at = '2026-02-30T08:00:00.000000Z'")
    with pytest.raises(
        MoveError, match=r"does not take a row of ads.sync: .* \(COPY sync, line 1, column created_at\)"
    ):
        moved.move()
    moved.kept.installation.migrate()


def test_a_moment_that_was_written_in_another_form_is_the_same_moment(moved):
    moved.run("gateway", "UPDATE tenant SET created_at = '2026-05-01T08:00:00+08:00'")
    moved.move()
    assert set(moved.ask("SELECT created_at AT TIME ZONE 'UTC' FROM gateway.tenant")) == {(datetime(2026, 5, 1),)}


def foreign(moved):
    moved.ask("CREATE SCHEMA inventory; CREATE TABLE inventory.articles (id int)")


def migrated_and_used(moved):
    moved.move()
    (moved.kept.installation.data / "moved.json").unlink()
    moved.ask("UPDATE ads.position_state SET origin = 'x'")


def filled_by_commands(moved):
    moved.move()
    (moved.kept.installation.data / "moved.json").unlink()
    with Session(targets._databases(targets.address_of(moved.url))["gateway"].engine) as session:
        audit.note(
            session, Who("x", "operator", "command"), TENANT_ID, Change("tenant", "created", "x"), now=utc_now()
        )
        session.commit()
        session.get_bind().dispose()


TAKEN = {
    "another's": (foreign, "schemas of these names that are not Zhuli's: inventory"),
    "programs": (migrated_and_used, r"is not empty: gateway\.\w+ has rows"),
    "commands": (filled_by_commands, r"is not empty: gateway\.\w+ has rows"),
}


@pytest.mark.parametrize("what", TAKEN)
def test_a_database_that_somebody_uses_is_left_as_it_is(moved, what):
    take, told = TAKEN[what]
    take(moved)
    shape = moved.ask("SELECT oid, relname FROM pg_class WHERE oid > 16384 ORDER BY 1")
    with pytest.raises(MoveError, match=told):
        moved.move()
    assert moved.ask("SELECT oid, relname FROM pg_class WHERE oid > 16384 ORDER BY 1") == shape
    moved.kept.installation.migrate()


def test_a_database_that_was_only_migrated_is_taken(moved):
    sqlite = dict(os.environ)
    moved.use_postgres()
    moved.kept.installation.migrate()
    os.environ.clear()
    os.environ.update(sqlite)
    moved.move()
    moved.use_postgres()
    assert moved.kept.knows(moved.kept.api_key)


@pytest.mark.parametrize("address", ["sqlite:///x.db", "postgresql://host", "mysql://host/x", "no address", ""])
def test_what_is_no_address_of_a_database_is_refused(moved, address):
    moved.url = address
    with pytest.raises(MoveError, match="is no address of a PostgreSQL database"):
        moved.move()


def test_a_database_of_another_encoding_is_refused(moved, postgres_server):
    with psycopg.connect(postgres_server.url("postgres"), autocommit=True) as connection:
        connection.execute("DROP DATABASE IF EXISTS latin")
        connection.execute("CREATE DATABASE latin ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0")
    moved.url = postgres_server.url("latin")
    with pytest.raises(MoveError, match="keeps texts as LATIN1"):
        moved.move()


def test_a_user_who_may_not_create_schemas_is_told(moved):
    moved.ask("DROP ROLE IF EXISTS reader; CREATE ROLE reader LOGIN")
    own = moved.url
    moved.url = own.replace("postgres@", "reader@")
    with pytest.raises(MoveError, match="GRANT CREATE ON DATABASE moved_[0-9a-f]+ TO reader"):
        moved.move()


def test_an_installation_that_is_on_postgresql_is_told_so(moved):
    moved.use_postgres()
    with pytest.raises(MoveError, match="these are not on SQLite: ads, catalog, gateway, inventory, jobs, sandbox"):
        moved.move()


def test_an_older_schema_is_migrated_first(moved):
    moved.run("jobs", "ALTER TABLE queues DROP COLUMN application_name")
    with pytest.raises(MoveError, match=r"dbos.queues has other columns than a new installation: run `make migrate`"):
        moved.move()


def test_programs_that_run_are_named(moved):
    with (
        claimed(moved.kept.installation.data, "http://here"),
        pytest.raises(RunsAlreadyError, match="Zhuli runs already on"),
    ):
        moved.move()
    with psycopg.connect(moved.url), pytest.raises(BackupError, match="these work with the data: session "):
        moved.move()
    moved.move()


def test_doctor_tells_where_the_data_went_until_it_is_used_there(moved):
    moved.move()
    lines = {line.check: line for line in doctor.examine(moved.kept.installation, now=utc_now())}
    assert f"its data was moved to {moved.url} on " in lines["database ads"].message("en")
    assert "delete" in lines["database ads"].message("en")
    moved.use_postgres()
    states = {line.check: line.state for line in doctor.examine(moved.kept.installation, now=utc_now())}
    assert {state for check, state in states.items() if check.startswith(("database ", "secrets", "audit"))} == {"ok"}


def test_whoever_goes_back_to_the_files_goes_on_as_of_then(moved):
    moved.move()
    with pytest.raises(MovedError, match="delete .*moved.json"):
        moved.kept.installation.migrate()
    mark = moved.kept.installation.data / "moved.json"
    assert json.loads(mark.read_text())["to"] == moved.url
    mark.unlink()
    moved.kept.installation.migrate()
    assert moved.kept.knows(moved.kept.api_key)


def test_a_backup_that_is_restored_over_moved_files_is_in_force(moved):
    moved.kept.back_up()
    moved.move()
    moved.kept.restore()
    moved.kept.installation.migrate()
    assert moved.kept.knows(moved.kept.api_key)


def test_the_command_says_what_it_did_and_what_it_cannot(moved, tmp_path):
    folder = ("--data", moved.kept.installation.data)
    code, output = finish(start(tmp_path, "move", "--to", "postgresql://127.0.0.1:1/x", *folder))
    assert code == 1
    assert "PostgreSQL cannot be used: connection" in output
    code, output = finish(start(tmp_path, "move", "--to", moved.url, "--language", "zh", *folder))
    assert code == 0, output
    assert "迁移完成：" in output
    code, output = finish(start(tmp_path, "move", "--to", moved.url, *folder))
    assert code == 1
    assert "Traceback" not in output
    assert "was moved to" in output

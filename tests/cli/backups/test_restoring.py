"""A backup taken, lost, and put back: what was there comes back whole, or what is there stays whole."""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from services.cli import audits, demo
from services.cli.backups import afterwards, dumps, restoring
from services.cli.backups.errors import BackupError
from services.cli.backups.plans import Move, Plan
from services.cli.claims import LOCK_FILE
from services.cli.installation import SERVICES, Installation, RestoreUnfinishedError, databases
from services.gateway import worker
from services.gateway.settings import GatewaySettings
from shared import audit
from shared.audit import Change, Who
from shared.clock import utc_now
from shared.outbox.relay import Relay
from tests.cli.backups.kept import SYNC_ID, TENANT_ID, jobs, scalar, syncs
from tests.sql import text

sqlite = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
postgres = pytest.mark.parametrize("backend", ["postgres"], indirect=True)


class KilledError(BaseException):
    """The process ends here."""


def snapshot(folder: Path) -> dict[str, bytes]:
    """Every file but the lock, which a restore takes like a run."""
    paths = (path for path in sorted(folder.rglob("*")) if path.is_file() and path.name != LOCK_FILE)
    return {str(path.relative_to(folder)): path.read_bytes() for path in paths}


def test_what_was_there_at_the_backup_is_there_again(kept, backend):
    kept.back_up()
    later, _ = demo.create_tenant("Later")
    assert kept.knows(later)
    if backend == "sqlite":
        shutil.rmtree(kept.installation.data)
        kept.installation.data.mkdir()
        # Other data with a log of its own, of which pages would go into the restored file.
        with closing(sqlite3.connect(kept.installation.data / "ads.sqlite3", isolation_level=None)) as other:
            other.execute("PRAGMA journal_mode=WAL")
            other.execute("CREATE TABLE stranger (name)")
            stale = (kept.installation.data / "ads.sqlite3-wal").read_bytes()
        (kept.installation.data / "ads.sqlite3-wal").write_bytes(stale)
    kept.restore()
    assert kept.knows(kept.api_key)
    assert not kept.knows(later)
    assert {scalar(service, "SELECT generation FROM position_state") for service in SERVICES} == {2}
    [old, new] = syncs()
    assert old == (SYNC_ID, "failed", "sync-abandoned", 1)
    assert new[1:] == ("waiting", None, 2)
    assert scalar("ads", "SELECT count(*) FROM sync_report WHERE status = 'completed'") == 1
    assert scalar("ads", "SELECT count(*) FROM outbox WHERE kind = 'job'") == 1
    assert scalar("ads", "SELECT count(*) FROM outbox WHERE name = 'sync.completed'") == 1
    assert jobs() == {
        f"ads-report:{TENANT_ID}:{SYNC_ID}:1": "CANCELLED",
        f"report-import:{TENANT_ID}:other:1": "ENQUEUED",
    }
    assert scalar("gateway", "SELECT count(*) FROM outbox WHERE name = 'installation.restored'") == 3
    [aside] = kept.installation.data.glob("before_restore_*")
    if backend == "sqlite":
        assert {"ads.sqlite3", "ads.sqlite3-wal"} <= {path.name for path in aside.iterdir()}
        assert scalar("ads", "PRAGMA integrity_check") == "ok"
    else:
        ads = databases()["ads"]
        with ads.engine.connect() as connection:
            found = connection.exec_driver_sql("SELECT nspname FROM pg_namespace WHERE nspname LIKE '%%_before_%%'")
            names = {name.partition("_")[0] for name in found.scalars()}
        ads.dispose()
        assert names == {*SERVICES, "sandbox", "dbos", "throttle"}
    assert not kept.installation.restoring.exists()
    kept.installation.migrate()


def test_a_key_that_was_revoked_since_is_named(kept):
    kept.back_up()
    gateway, key_id = databases()["gateway"], kept.api_key.split("_")[2][:8]
    with gateway.write() as session:
        revoked = text("UPDATE api_key SET revoked_at = '2036-01-01 00:00:00' WHERE key_id = :key_id")
        session.execute(revoked, {"key_id": key_id})
    gateway.dispose()
    said = []
    restoring.restore_backup(
        kept.installation, kept.folder, kept.keys, lambda en, _zh, **values: said.append(en.format(**values))
    )
    assert f"These API keys were revoked since and work again; revoke them now: {key_id}" in said


@pytest.mark.parametrize(
    ("backend", "place"),
    [
        *(("sqlite", place) for place in ("put_in_place", "make", "bring_up", "begin", "ask", "keys", "end")),
        *(("postgres", place) for place in ("load", "put_in_place")),
    ],
    indirect=["backend"],
)
def test_a_restore_that_is_killed_anywhere_is_run_again(kept, monkeypatch, place):
    kept.back_up()
    later, _ = demo.create_tenant("Later")
    made = []

    def dies(*_arguments: object, **_values: object) -> None:
        raise KilledError

    def dies_at_the_fourth(move: Move) -> None:
        if len(made) == 3:
            raise KilledError
        made.append(move)
        before(move)

    before = Move.make
    where = {
        "load": (dumps, "load"),
        "put_in_place": (Plan, "put_in_place"),
        "bring_up": (Installation, "bring_up"),
        "begin": (afterwards, "begin_generation"),
        "ask": (afterwards, "ask_again"),
        "keys": (Plan, "put_keys_in_place"),
        "make": (Move, "make"),
        "end": (shutil, "rmtree"),
    }
    with monkeypatch.context() as patch:
        patch.setattr(*where[place], dies_at_the_fourth if place == "make" else dies)
        with pytest.raises(KilledError):
            kept.restore()
    with pytest.raises(RestoreUnfinishedError, match="run the same `zhuli restore` again"):
        kept.installation.migrate()
    kept.restore()
    assert kept.knows(kept.api_key)
    assert not kept.knows(later)
    first, *_, last = syncs()
    assert (first[:2], last[1]) == ((SYNC_ID, "failed"), "waiting")
    assert scalar("ads", "SELECT count(*) FROM sync WHERE status = 'waiting'") == 1
    assert jobs()[f"ads-report:{TENANT_ID}:{SYNC_ID}:1"] == "CANCELLED"
    kept.installation.migrate()


def harmed(path, change):
    content = bytearray(path.read_bytes())
    change(content)
    path.write_bytes(content)


def flip(content):
    content[len(content) // 2] ^= 1


def manifest_with(kept, change):
    path = kept.folder / "manifest.json"
    content = json.loads(path.read_text())
    change(content)
    path.write_text(json.dumps(content))


def cut(content):
    del content[99:]


DAMAGE = {
    "no manifest": (lambda kept: (kept.folder / "manifest.json").unlink(), "holds no whole backup"),
    "no keys": (lambda kept: (kept.keys / "keys.json").unlink(), "holds no whole backup"),
    "a bit": (lambda kept: harmed(kept.folder / "ads.sqlite3", flip), "is not as it was written"),
    "cut": (lambda kept: harmed(kept.folder / "jobs.sqlite3", cut), "not as it was"),
    "a file": (lambda kept: (kept.folder / "tickets.sqlite3").unlink(), "is missing from the backup"),
    "a key": (lambda kept: harmed(kept.keys / "keys" / "pepper", flip), "is not as it was written"),
    "newer": (
        lambda kept: manifest_with(kept, lambda m: m["copies"][0]["migrations"].update(gateway="9999")),
        "newer Zhuli",
    ),
    "format": (lambda kept: manifest_with(kept, lambda m: m.update(format=2)), "newer Zhuli"),
    "other keys": (lambda kept: manifest_with(kept, lambda m: m["keys"].update(installation="x")), "do not belong"),
    "rows": (
        lambda kept: manifest_with(kept, lambda m: m["copies"][3]["rows"][""].update(sync=7)),
        "has not the rows",
    ),
    "kind": (lambda kept: manifest_with(kept, lambda m: m["copies"][0].update(kind="postgresql")), "another kind"),
}


@sqlite
@pytest.mark.parametrize("what", DAMAGE)
def test_a_damaged_backup_replaces_nothing(kept, what):
    kept.back_up()
    damage, sentence = DAMAGE[what]
    damage(kept)
    before = snapshot(kept.installation.data)
    with pytest.raises(BackupError, match=sentence):
        kept.restore()
    assert snapshot(kept.installation.data) == before


@postgres
def test_a_dump_that_is_damaged_or_not_whole_changes_nothing(kept):
    kept.back_up()
    path = kept.folder / "postgresql.dump"
    manifest_with(kept, lambda m: m["copies"][0]["rows"]["gateway"].update(tenant=7))
    later, _ = demo.create_tenant("Later")
    with pytest.raises(BackupError, match="is not what the manifest tells of; nothing was changed"):
        kept.restore()
    assert scalar("gateway", "SELECT count(*) FROM tenant") == 5
    manifest_with(kept, lambda m: m["copies"][0]["rows"]["gateway"].update(tenant=3))
    harmed(path, flip)
    with pytest.raises(BackupError, match="is not as it was written"):
        kept.restore()
    harmed(path, flip)
    kept.restore()
    assert not kept.knows(later)


@pytest.mark.parametrize("in_use", [True, False])
def test_programs_that_run_on_the_data_are_named(kept, backend, in_use):
    kept.back_up()
    hold = (
        "import time; from sqlalchemy import text; from services.cli.installation import databases;"
        " connection = databases()['ads'].engine.connect(); connection.execute(text('SELECT 1 FROM alembic_version'"
        " if connection.dialect.name == 'sqlite' else 'SELECT 1'));"
        " connection.rollback(); print('open', flush=True); time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", hold], stdout=subprocess.PIPE, env=os.environ) as program:
        try:
            assert program.stdout.readline() == b"open\n"
            if in_use:
                words = f"process {program.pid} " if backend == "sqlite" else "session [0-9]+ of journey_"
                with pytest.raises(BackupError, match=f"these work with the data: {words}"):
                    kept.restore()
        finally:
            program.kill()
    if not in_use:
        kept.restore()


def test_the_audit_trail_tells_of_the_restore_and_not_of_tampering(kept):
    carry_audit()
    kept.back_up()
    demo.create_tenant("Later")
    gateway = databases()["gateway"]
    with gateway.write() as session:
        who, change = Who("operator:x", "operator", "command"), Change("tenant", "created", "again")
        tenant_id = session.execute(text("SELECT min(tenant_id) FROM audit_entry")).scalar_one()
        audit.note(session, who, tenant_id, change, now=utc_now())
    gateway.dispose()
    carry_audit()
    assert {line.state for line in audits.verify()} == {"ok"}
    kept.restore()
    carry_audit()
    told = {line.message("en").partition(": ")[0]: line for line in audits.verify() if line.state != "ok"}
    assert {line.state for line in told.values()} == {"warn"}
    assert len(told) == 3
    assert "entries 2 to 2 of before are gone" in told[f"tenant {tenant_id}"].message("en")
    assert audits.check_heads().state == "ok"


def carry_audit() -> None:
    """What the gateway's worker does with entries, and with their heads."""
    work = worker.work(GatewaySettings())
    Relay(work.database, publish=work.publish, enqueue=print).run_events()
    next(loop for loop in work.loops if loop.name == "audit heads").work()
    work.database.dispose()

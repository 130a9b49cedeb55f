"""A backup is of one moment while everybody works, whole or not there, and never where it could do harm."""

import base64
import os
import shutil
import sqlite3
import stat
import threading
import uuid
from contextlib import closing, contextmanager
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import make_url

from services.cli.backups import dumps, files, moments, writing
from services.cli.backups.errors import BackupError
from services.cli.backups.moments import pinned
from services.cli.backups.stores import Store

sqlite = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
postgres = pytest.mark.parametrize("backend", ["postgres"], indirect=True)
STEPS = "CREATE TABLE step (number integer)"


@contextmanager
def carrying(effects, checkpoints):
    """Meanwhile a worker carries out steps: the effect in one database, then its checkpoint in another."""
    ended = threading.Event()

    def work():
        with closing(effects()) as effect, closing(checkpoints()) as checkpoint:
            number = 0
            while not ended.is_set():
                number += 1
                for place in (effect, checkpoint):
                    place.execute(f"INSERT INTO step VALUES ({number})")  # noqa: S608

    worker = threading.Thread(target=work)
    worker.start()
    try:
        yield
    finally:
        ended.set()
        worker.join()


def newest(snapshot):
    table = "step" if snapshot.store.is_sqlite else "steps.step"
    return snapshot.connection.execute(f"SELECT coalesce(max(number), 0) FROM {table}").fetchone()[0]  # noqa: S608


def file_store(path):
    def opened():
        return sqlite3.connect(path, isolation_level=None, timeout=10)

    with closing(opened()) as file:
        file.execute("PRAGMA journal_mode=WAL")
        file.execute(STEPS)
    return Store(path.stem, make_url(f"sqlite:///{path}"), {"": path.stem}), opened


def server_store(server, name):
    database = f"{name}_{uuid.uuid4().hex}"
    with psycopg.connect(server.url("postgres"), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {database}")

    def opened():
        return psycopg.connect(server.url(database), autocommit=True, options="-csearch_path=steps")

    with closing(opened()) as connection:
        connection.execute("CREATE SCHEMA steps")
        connection.execute(STEPS)
    return Store(name, make_url(server.url(database)), {"steps": name}), opened


@pytest.fixture(params=["files", "servers", "both"])
def two(request, tmp_path):
    """The stores of effects and of checkpoints, the latter copied first: an effect without its checkpoint is well."""
    made = []
    for number, name in enumerate(("effects", "checkpoints")):
        if request.param == "files" or (request.param == "both" and number == 0):
            made.append(file_store(tmp_path / f"{name}.sqlite3"))
        else:
            made.append(server_store(request.getfixturevalue("postgres_server"), name))
    return made


def test_no_step_is_done_in_the_job_queue_and_not_in_its_service(two):
    (effects, open_effects), (checkpoints, open_checkpoints) = two
    torn = []
    with carrying(open_effects, open_checkpoints):
        for _ in range(40):
            with pinned([effects, checkpoints], lambda: None) as (effect, checkpoint):
                torn.append(newest(effect) - newest(checkpoint))
    assert set(torn) <= {0, 1}, torn
    with pinned([effects, checkpoints], lambda: None) as snapshots:
        assert min(map(newest, snapshots)) > 0


def test_whoever_writes_without_end_is_told_of_and_nobody_waits_for_long(tmp_path, monkeypatch):
    monkeypatch.setattr(moments, "PATIENCE_SECONDS", 0.0)
    monkeypatch.setattr(moments, "_TRY_SECONDS", 0.1)
    (first, _), (second, opened) = file_store(tmp_path / "a.sqlite3"), file_store(tmp_path / "b.sqlite3")
    with closing(opened()) as writer:
        writer.execute("BEGIN IMMEDIATE")
        with pytest.raises(BackupError, match="something writes without end"), pinned([first, second], lambda: None):
            pass
    with pinned([first, second], lambda: None) as snapshots:
        assert len(snapshots) == 2


def test_a_copy_is_of_its_moment_however_long_it_takes(tmp_path):
    store, opened = file_store(tmp_path / "a.sqlite3")
    (tmp_path / "copies").mkdir()
    with closing(opened()) as writer:
        writer.execute("INSERT INTO step VALUES (1)")
        with pinned([store], lambda: None) as [snapshot]:
            writer.execute("INSERT INTO step VALUES (2)")
            copy = files.copy_file(snapshot, tmp_path / "copies", lambda _done, _pages: None)
        assert copy.rows == {"": {"step": 1}}
        assert writer.execute("SELECT count(*) FROM step").fetchone() == (2,)
    assert [path.name for path in (tmp_path / "copies").iterdir()] == ["a.sqlite3"]


@sqlite
def test_keys_lie_in_their_folder_alone_and_all_is_for_its_owner(kept):
    os.umask(0o022)
    kept.back_up()
    keys = [path for path in (kept.installation.data / "keys").iterdir() if path.suffix != ".pub"]
    secrets = [path.read_bytes().strip() for path in keys]
    assert len(secrets) == 9
    for path in kept.folder.rglob("*"):
        assert not [secret for secret in secrets if secret in path.read_bytes()], path
    for folder in (kept.folder, kept.keys):
        modes = {stat.S_IMODE(path.stat().st_mode) for path in folder.rglob("*") if path.is_file()}
        folders = {stat.S_IMODE(path.stat().st_mode) for path in (folder, *folder.rglob("*")) if path.is_dir()}
        assert (modes, folders) == ({0o600}, {0o700})


@sqlite
def test_a_folder_with_something_in_it_is_left_alone(kept):
    kept.folder.mkdir()
    (kept.folder / "letter").write_text("mine")
    with pytest.raises(BackupError, match="has something in it"):
        kept.back_up()
    (kept.folder / "letter").unlink()
    (kept.keys.with_name("secrets.partial")).mkdir()
    (kept.keys.with_name("secrets.partial") / "letter").write_text("mine")
    with pytest.raises(BackupError, match="is no backup of ours"):
        kept.back_up()
    assert (kept.keys.with_name("secrets.partial") / "letter").read_text() == "mine"


@sqlite
@pytest.mark.parametrize(
    ("folder", "keys", "sentence"),
    [
        ("backup", "backup", "a folder of their own"),
        ("backup", "backup/keys", "a folder of their own"),
        ("data/backup", "secrets", "lies in the data folder"),
        ("backup", "data/secrets", "lies in the data folder"),
    ],
)
def test_places_that_would_be_no_use_are_refused(kept, tmp_path, folder, keys, sentence):
    kept.folder, kept.keys = tmp_path / folder, tmp_path / keys
    with pytest.raises(BackupError, match=sentence):
        kept.back_up()
    assert not kept.folder.exists()


@sqlite
def test_keys_that_change_at_the_moment_are_not_taken_for_those_of_the_data(kept, monkeypatch):
    ring, before = kept.installation.data / "keys" / "master.keys", writing.pinned
    text = ring.read_text()

    @contextmanager
    def rotated(stores, note):
        ring.write_text(f"k2:{base64.b64encode(bytes(32)).decode()},{text}")
        with before(stores, note) as snapshots:
            yield snapshots

    with monkeypatch.context() as patch:
        patch.setattr(writing, "pinned", rotated)
        with pytest.raises(BackupError, match="the keys are being changed: try again"):
            kept.back_up()
    assert not kept.keys.exists()
    kept.back_up()
    assert (kept.keys / "keys" / "master.keys").read_text().startswith("k2:")


@sqlite
def test_a_disk_without_room_is_told_before(kept, monkeypatch):
    usage = shutil.disk_usage(kept.installation.data)
    monkeypatch.setattr(shutil, "disk_usage", lambda _place: usage._replace(free=10**6))
    with pytest.raises(BackupError, match=r"has 1.0 MB free, and [0-9.]+ MB are wanted"):
        kept.back_up()
    assert not kept.folder.with_name("backup.partial").exists()


@sqlite
def test_a_backup_that_was_killed_is_no_backup_and_the_next_one_is(kept, tmp_path, monkeypatch):
    with monkeypatch.context() as patch:
        # As after a kill: nothing is tidied up.
        patch.setattr(writing, "_empty", lambda _partial: None)
        patch.setattr(Path, "rmdir", lambda _partial: None)
        patch.setattr(writing.manifest, "files_below", lambda _folder: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            kept.back_up()
    partial = tmp_path / "backup.partial"
    assert (partial / "ads.sqlite3").exists()
    assert not kept.folder.exists()
    kept.folder, wanted = partial, kept.folder
    with pytest.raises(BackupError, match="holds no whole backup"):
        kept.restore()
    kept.folder = wanted
    kept.back_up()
    kept.restore()
    assert not partial.exists()


@postgres
def test_programs_of_postgresql_that_are_missing_or_too_old_are_named(kept, tmp_path, monkeypatch):
    empty = tmp_path / "bin"
    empty.mkdir()
    monkeypatch.setenv("PATH", str(empty))
    with pytest.raises(BackupError, match=r"pg_dump is not in PATH: .*\(postgresql-client-18\)"):
        kept.back_up()
    (empty / "pg_dump").write_text('#!/bin/sh\necho "pg_dump (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)"\n')
    (empty / "pg_dump").chmod(0o755)
    with pytest.raises(BackupError, match=r"pg_dump is of version 15, older than the server \(18\)"):
        kept.back_up()
    assert not kept.folder.exists()
    assert not kept.keys.exists()


def test_the_password_is_on_no_command_line(monkeypatch):
    url = make_url("postgresql://zhuli:secret@db/main?sslmode=require")
    found = dumps._environment(url)
    assert {name: found[name] for name in ("PGHOST", "PGUSER", "PGPASSWORD", "PGDATABASE", "PGSSLMODE")} == {
        "PGHOST": "db",
        "PGUSER": "zhuli",
        "PGPASSWORD": "secret",
        "PGDATABASE": "main",
        "PGSSLMODE": "require",
    }

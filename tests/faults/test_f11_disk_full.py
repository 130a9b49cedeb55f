"""F11: the disk is full: that of all of DATA, with its databases, their logs of changes, spools and log files.

Pass: what is stored can be read; what is to be stored is 507 `storage-full`; `/livez` answers; a log line that finds
no room is no failure. With room again everything works as before, what was acknowledged is there and nothing else,
the files are sound, and the worker has gone on.
"""

import json
import os
import subprocess
from contextlib import suppress
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy.exc import OperationalError

from services.cli.installation import SERVICES
from shared.db.failures import is_full
from tests.faults.programs import api_client, migrated, running
from tests.integrity import damage_of
from tests.journeys.installed import database_of
from tests.sql import text
from tests.waiting import wait_for

TRIES = 25
MEGABYTES = 96


@pytest.fixture
def small_disk(tmp_path):
    """DATA on a file system of its own with little room."""
    data = tmp_path / "data"
    data.mkdir()
    made = (
        subprocess.run(
            ["mount", "-t", "tmpfs", "-o", f"size={MEGABYTES}m", "tmpfs", str(data)], capture_output=True, text=True
        )
        if os.geteuid() == 0
        else None
    )
    if made is None or made.returncode:
        pytest.skip("a file system can be mounted by root only" if made is None else f"no mount: {made.stderr}")
    yield data
    subprocess.run(["umount", "--lazy", str(data)], check=True)


def fill(folder: Path) -> Path:
    """Take all room that is left, down to the last block."""
    filler = folder / "filler"
    with filler.open("wb", buffering=0) as file, suppress(OSError):
        while True:
            file.write(bytes(1024**2))
    with filler.open("ab", buffering=0) as file, suppress(OSError):
        while True:
            file.write(bytes(4096))
    return filler


def add_actor(client: httpx.Client, name: str) -> httpx.Response:
    return client.post("/v1/actors", json={"kind": "system", "name": name})


def whole_lines(log: Path) -> list[dict[str, Any]]:
    """The lines of a log but for the one or two at which the room ended; each of the others is JSON."""
    lines = log.read_text().splitlines()
    whole = [line for line in lines if line.endswith("}")]
    assert len(lines) - len(whole) <= 2
    return [json.loads(line) for line in whole]


def upload(client: httpx.Client) -> httpx.Response:
    """More than stays in memory while it comes."""
    form = {"seller_id": "A1FIRSTSELLER", "marketplace_id": "A1F83G8C2ARO7P"}
    files = {"file": ("report.csv", b"Date,Clicks\n" * 200_000)}
    return client.post("/v1/ads/report-imports", data=form, files=files, headers={"Idempotency-Key": "upload-1"})


def actors(client: httpx.Client) -> set[str]:
    return {one["name"] for one in client.get("/v1/actors", params={"limit": 200}).json()["items"]}


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_a_full_disk(small_disk, environment, monkeypatch):
    monkeypatch.setenv("TMPDIR", str(small_disk))
    installation = migrated(small_disk)
    with running(installation, "api", "worker") as programs, api_client(installation) as client:
        before = actors(client)
        assert add_actor(client, "before").status_code == 201
        assert upload(client).status_code == 404  # of an account that nobody knows; the place of uploads is known now
        filler = fill(small_disk)
        written = {"before"}
        answers = [add_actor(client, f"full {number} " + "x" * 100) for number in range(TRIES)]
        written |= {answer.json()["name"] for answer in answers if answer.status_code == 201}
        refused = [answer for answer in answers if answer.status_code != 201]
        assert len(refused) > TRIES // 2
        assert {(answer.status_code, answer.json()["code"]) for answer in refused} == {(507, "storage-full")}
        for _ in range(TRIES):
            assert client.get("/livez").status_code == 200
            assert client.get("/v1/actors").status_code == 200
            assert client.get("/v1/catalog/listings").status_code == 200
        assert actors(client) == before | written
        sent = upload(client)
        assert (sent.status_code, sent.json()["code"]) == (507, "storage-full")
        filler.unlink()
        wait_for(lambda: add_actor(client, "after").status_code == 201, "a write")
        assert actors(client) == before | written | {"after"}
        wait_for(lambda: "actor.created" in client.get("/v1/events", params={"limit": 200}).text, "the worker")
        assert all(program.running for program in programs)
    said = whole_lines(installation.logs / "api.log")
    assert {line["level"] for line in said} <= {"info", "warning"}
    assert said[-1]["at"] > said[0]["at"]
    for service in SERVICES:
        with database_of(service) as database, database.engine.connect() as connection:
            assert damage_of(connection) == []


@pytest.mark.parametrize("backend", ["postgres"], indirect=True)
def test_the_word_of_postgresql_for_it(service_database):
    database = service_database("ads")
    with pytest.raises(OperationalError) as caught, database.write() as session:
        session.execute(text("DO $$ BEGIN RAISE EXCEPTION 'no room' USING ERRCODE = 'disk_full'; END $$"))
    assert is_full(caught.value)
    with pytest.raises(OperationalError) as caught, database.write() as session:
        session.execute(text("DO $$ BEGIN RAISE EXCEPTION 'no' USING ERRCODE = 'lock_not_available'; END $$"))
    assert not is_full(caught.value)

"""A day of the ads service as its users live it: real processes, real HTTP, on SQLite and on PostgreSQL."""

import uuid
from contextlib import contextmanager

import httpx
import psycopg
import pytest

from services.cli import demo
from services.cli.installation import Installation, databases
from services.cli.processes import running
from services.cli.verdicts import compare, read_key
from tests.journeys.installed import free_ports
from tests.sql import text
from tests.waiting import wait_for

SEED, SIZE = 2, 30
TABLES = (
    "campaign_fact",
    "search_term_fact",
    "search_term_day",
    "delivery",
    "finding",
    "sync",
    "sync_report",
    "campaign",
)


@pytest.fixture
def install(backend, request, tmp_path, monkeypatch):
    """`install("calm")`: an installation of its own; the newest one is the one that the environment names."""

    def installed(name):
        if backend == "postgres":
            server = request.getfixturevalue("postgres_server")
            database = f"journey_{uuid.uuid4().hex}"
            with psycopg.connect(server.url("postgres"), autocommit=True) as connection:
                connection.execute(f"CREATE DATABASE {database}")
            monkeypatch.setenv("ZHULI_DATABASE_URL", server.url(database))
        found = Installation(tmp_path / name, *free_ports())
        for variable, value in found.environment().items():
            monkeypatch.setenv(variable, value)
        monkeypatch.setenv("SANDBOX_PENDING_SECONDS", "0.3")
        monkeypatch.setenv("SANDBOX_PROCESSING_SECONDS", "0.3")
        found.migrate()
        return found

    return installed


@contextmanager
def at_work(installation):
    """The running installation with the simulated account connected: (client, advertiser, processes)."""
    with (
        running(installation) as processes,
        demo.Client(installation.url, demo.demo_key(installation), "en") as client,
    ):
        advertiser = demo.find_advertiser(installation, SEED, SIZE)
        client.connect(advertiser)
        yield client, advertiser, {process.name: process for process in processes}


def sync(client, advertiser):
    *_, last = client.follow_sync(client.start_sync(advertiser.seller_id))
    return last


def table(name):
    """All rows of an ads table in a fixed order, without what depends on the moment."""
    database = databases()["ads"]
    with database.read() as session:
        rows = [dict(row) for row in session.execute(text(f"SELECT * FROM {name}")).mappings()]  # noqa: S608
    database.dispose()
    moments = {column for row in rows[:1] for column in row if column.endswith(("_at", "_id"))} | {
        "rows_changed",
        "pos",
    }
    return sorted(tuple(str(row[column]) for column in row if column not in moments) for row in rows)


def everything():
    return {name: table(name) for name in TABLES}


def flagged(installation):
    """The findings that events have told of."""
    headers = {"Authorization": f"Bearer {demo.demo_key(installation)}"}
    query = {"type": "campaign.flagged", "limit": "200"}
    url = f"{installation.url}/v1/events"
    answer = httpx.get(url, params=query, headers=headers, timeout=demo.ANSWER_SECONDS, trust_env=False)
    return [event["data"]["finding_id"] for event in answer.json()["items"]]


@pytest.mark.parametrize("backend", ["postgres"], indirect=True)  # on SQLite the demo does the same
def test_the_planted_problems_are_found_and_a_second_sync_doubles_nothing(install):
    installation = install("data")
    with at_work(installation) as (client, advertiser, _):
        first = sync(client, advertiser)
        verdict = compare(
            read_key(installation, SEED, SIZE), client.findings(advertiser.seller_id), services=("ads",)
        )
        before = everything()
        again = sync(client, advertiser)
        after = everything()
        told = wait_for(lambda: len(told := flagged(installation)) >= verdict.planted and told, "the events")
    assert verdict.planted >= 8
    assert (verdict.missed, verdict.false) == ([], [])
    assert first["sync_id"] != again["sync_id"]  # of a test account, whose clock may have been moved meanwhile
    again_told = {"sync", "sync_report"}
    assert {name: rows for name, rows in after.items() if name not in again_told} == {
        name: rows for name, rows in before.items() if name not in again_told
    }
    assert len(before["delivery"]) == 2 * (3 * 60 + 2 * 58 + 60)  # Products, Brands, Display
    assert len(told) == len(set(told)) == verdict.planted


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_changed_bounds_are_judged_by_without_another_sync(install):
    with at_work(install("data")) as (client, advertiser, _):
        sync(client, advertiser)
        path = f"/v1/ads/thresholds/{advertiser.seller_id}"
        before = {each["severity"] for each in client.findings(advertiser.seller_id)}
        body = {"high_stake": {"amount": "1000000", "currency": "USD"}}
        changed = demo.content_of(client.http.patch(path, json=body))

        def judged():
            return demo.content_of(client.http.get(path))["judged_at"] > changed["updated_at"]

        wait_for(judged, "the judgement by the new bounds")
        after = {each["severity"] for each in client.findings(advertiser.seller_id)}
    assert "HIGH" in before
    assert after <= {"MEDIUM", "LOW"}

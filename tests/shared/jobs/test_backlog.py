"""What waits, as a scrape sees it: outboxes, jobs, ages; and a database that is away."""

from datetime import UTC, datetime, timedelta

import pytest
from prometheus_client import CollectorRegistry
from sqlalchemy import text

from shared.db import Database
from shared.jobs import system
from shared.jobs.backlog import Age, Backlog, failed_jobs
from shared.jobs.system import JobClient
from shared.outbox import add_event, request_job
from shared.outbox.relay import Carried

NOW = datetime(2026, 11, 1, 8, tzinfo=UTC)


@pytest.fixture
def jobs(templates):
    with templates.empty("jobs.dbos") as database:
        system.migrate(database.url.render_as_string(hide_password=False))
        yield database


def registry_of(jobs, databases, **ages):
    registry = CollectorRegistry()
    registry.register(Backlog(jobs, ("ads", "ads-reports"), databases, ages, {}, lambda: NOW))
    return registry


def test_rows_of_an_outbox_are_counted_by_kind(service_database, jobs):
    catalog = service_database("catalog")
    with catalog.write() as session:
        for seconds in (30, 90):
            then = NOW - timedelta(seconds=seconds)
            add_event(session, name="e", tenant_id="t", subject="s", data={}, now=then)
        request_job(session, workflow="w", workflow_id="1", queue="catalog", tenant_id="t", arguments={}, now=NOW)
    registry = registry_of(jobs, {"catalog": catalog, "ads": service_database("ads")})

    def value(name, kind, service="catalog"):
        return registry.get_sample_value(name, {"service": service, "kind": kind})

    assert (value("zhuli_outbox_rows", "event"), value("zhuli_outbox_oldest_seconds", "event")) == (2, 90)
    assert (value("zhuli_outbox_rows", "job"), value("zhuli_outbox_oldest_seconds", "job")) == (1, 0)
    assert value("zhuli_outbox_rows", "event", "ads") == 0


def test_jobs_are_counted_by_queue_and_state(service_database, jobs):
    client = JobClient(jobs.url.render_as_string(hide_password=False))
    for number in range(4):
        client.enqueue([Carried("w", f"job-{number}", "t", "ads", {}, NOW)])
    client.enqueue([Carried("w", "report", "t", "ads-reports/A1", {}, NOW)])
    client.close()
    table = "workflow_status" if jobs.is_sqlite else "dbos.workflow_status"
    changed = (
        f"UPDATE {table} SET created_at = :then, updated_at = :then, status = CASE workflow_uuid"  # noqa: S608
        " WHEN 'job-0' THEN 'PENDING' WHEN 'job-1' THEN 'ERROR' ELSE status END"
    )
    with jobs.write() as session:
        session.execute(text(changed), {"then": int((NOW - timedelta(seconds=60)).timestamp() * 1000)})
    registry = registry_of(jobs, {"ads": service_database("ads")})
    found = {
        (name, state): registry.get_sample_value(name, {"queue": "ads", "state": state})
        for name in ("zhuli_jobs", "zhuli_jobs_oldest_seconds")
        for state in ("queued", "running")
    }
    assert found == {
        ("zhuli_jobs", "queued"): 2,
        ("zhuli_jobs", "running"): 1,
        ("zhuli_jobs_oldest_seconds", "queued"): 60,
        ("zhuli_jobs_oldest_seconds", "running"): 60,
    }
    of_account = {"queue": "ads-reports", "state": "queued"}
    assert registry.get_sample_value("zhuli_jobs", of_account) == 1
    assert failed_jobs(jobs, since=NOW - timedelta(seconds=61)) == {"w": 1}
    assert failed_jobs(jobs, since=NOW - timedelta(seconds=59)) == {}


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_a_database_that_is_away_takes_only_its_own_part_along(service_database, jobs, tmp_path):
    away = Database(f"sqlite:///{tmp_path}/empty.db")
    ages = lambda _now: [Age("t", "A1", "M", "spCampaigns", 7.0)]  # noqa: E731
    registry = registry_of(jobs, {"catalog": away, "ads": service_database("ads")}, ads=ages)
    up = {
        source: registry.get_sample_value("zhuli_source_up", {"source": source})
        for source in ("outbox:catalog", "outbox:ads", "jobs", "ages:ads")
    }
    away.dispose()
    assert up == {"outbox:catalog": 0, "outbox:ads": 1, "jobs": 1, "ages:ads": 1}
    labels = {"service": "ads", "tenant_id": "t", "seller_id": "A1", "marketplace_id": "M", "report": "spCampaigns"}
    assert registry.get_sample_value("zhuli_data_age_seconds", labels) == 7

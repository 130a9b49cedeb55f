"""A small storm in the suite, and proof that its verdict can be a bad one."""

import random

import pytest

from services.cli.installation import Installation
from tests.journeys.installed import database_of, environment_of, free_ports
from tests.sql import text
from tests.storm import following, oracle, storm

SEED, KILLS = 1, 3
PLANTED = {
    "gateway": [
        "DELETE FROM event WHERE sequence = (SELECT max(sequence) FROM event WHERE type = 'campaign.flagged')",
        "UPDATE event SET occurred_at = '2026-01-01 00:00:00' WHERE sequence ="
        " (SELECT max(sequence) FROM event WHERE tenant_id = '{tenant_id}')",
    ],
    "ads": [
        "UPDATE search_term_fact SET clicks = clicks + 1 WHERE search_term = 'term 0' AND date_on = '{day}'",
        "DELETE FROM campaign_fact_version WHERE profile_key = {profile_key}",
        "UPDATE finding SET status = 'resolved' WHERE tenant_id = '{tenant_id}'",
        "UPDATE sync SET status = 'running' WHERE tenant_id = '{tenant_id}'",
        "UPDATE thresholds SET version = version + 1 WHERE tenant_id = '{tenant_id}'",
        "DELETE FROM idempotent_request WHERE tenant_id = '{tenant_id}'",
        "DELETE FROM sync_report WHERE profile_key = {profile_key}",
    ],
    # The storm may have dismissed all of them: nothing of the worklist would be missing then.
    "tickets": ["UPDATE worklist_item SET listed = true WHERE tenant_id = '{tenant_id}'"],
}
"""Damage to one account's rows, and to one file's; between them every check has something to find."""


@pytest.fixture
def installation(tmp_path):
    with environment_of("sqlite", lambda: None):
        found = Installation(tmp_path / "data", *free_ports())
        found.enter()
        found.migrate()
        yield found


def plant(weather):
    """Do the damage."""
    account, shop = weather.accounts[0], weather.shops[0]
    tenant_id, day = (
        account.stormy.tenant_id,
        next(f.day for f in shop.accepted.values() if f.report == "spSearchTerm"),
    )
    with database_of("ads") as database, database.read() as session:
        query = text("SELECT min(profile_key) FROM ads_profile WHERE tenant_id = :tenant_id")
        profile_key = session.scalar(query, {"tenant_id": tenant_id})
    for service, statements in PLANTED.items():
        with database_of(service) as database, database.write() as session:
            for statement in statements:
                session.execute(text(statement.format(tenant_id=tenant_id, day=day, profile_key=profile_key)))
    weather.failures.append("a load stopped")


def followed(account):
    """The events that each of an account's pollers has taken over."""
    return [seen.rows["/v1/events"] for seen in account.pollers.seen()]


def test_a_small_storm_loses_and_doubles_nothing_and_damage_is_told(installation, monkeypatch):
    chance = random.Random(SEED)  # noqa: S311 - to be repeated, not to be secret
    lines: list[str] = []
    few = {"accounts": storm.ACCOUNTS[:1], "shops": storm.SHOPS[:1]}
    with storm.prepared(installation, chance, **few) as weather:
        storm.rage(weather, KILLS, chance, lines.append)
        oracle.wait_for_quiet()
        assert oracle.verdict(weather) == []
        assert (weather.kills.total(), weather.restarts) == (KILLS, 1)
        assert min(len(rows) for account in weather.accounts for rows in followed(account)) > 0
        plant(weather)
        monkeypatch.setattr(following, "WORKLIST_SECONDS", 0.0)
        complaints = {complaint.partition(":")[0] for complaint in oracle.verdict(weather)}
    assert complaints == {check.__name__ for check in oracle.CHECKS} - {"integrity"}
    assert len(lines) == 1

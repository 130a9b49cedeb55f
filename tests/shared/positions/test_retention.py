"""Deleted rows go for good after 400 days, and cursors of before know it."""

from datetime import UTC, datetime, timedelta

import pytest

from services.ads.models import Campaign
from services.tickets.macros.repository import MacroRepository
from services.tickets.macros.schemas import MacroQuery
from services.tickets.models import Macro
from shared.db.columns import table_of
from shared.pages import CursorExpiredError
from shared.positions.retention import KEPT, remove_deleted
from shared.retention import remover
from tests.sql import text

NOW = datetime(2026, 11, 1, 8, 30, tzinfo=UTC)


def macro(name, tenant_id="t"):
    stamps = {"created_at": NOW, "updated_at": NOW}
    return Macro(macro_id=name, tenant_id=tenant_id, name=name, texts="{}", **stamps)


def poll(database, cursor="", tenant_id="t"):
    with database.read() as session:
        found = MacroRepository(session, tenant_id).poll(MacroQuery(include_deleted=True, cursor=cursor))
    return [row.macro_id for row in found.rows], found.envelope["follow_cursor"]


def test_what_was_deleted_long_ago_goes_and_older_cursors_expire(service_database):
    database = service_database("tickets")
    with database.write() as session:
        session.add_all([macro("kept"), macro("gone"), macro("late"), macro("theirs", "u")])
    before, theirs = poll(database)[1], poll(database, tenant_id="u")[1]
    for name, moment in (("gone", NOW), ("late", NOW + timedelta(days=1))):
        with database.write() as session:
            repository = MacroRepository(session, "t")
            repository.delete(repository.get(name), moment)
    after = poll(database)[1]
    work = remover(database, [table_of(Macro)], [], {}, clock=lambda: NOW + KEPT + timedelta(hours=1))
    assert [work(), work()] == [1, 0]
    assert sorted(poll(database)[0]) == ["kept", "late"]
    with pytest.raises(CursorExpiredError):
        poll(database, before)
    assert poll(database, after)[0] == []
    assert poll(database, theirs, "u")[0] == []


def test_rows_of_tables_without_tenants_go_too(service_database):
    database = service_database("ads")
    with database.write() as session:
        for key in (1, 2):
            session.add(
                Campaign(
                    profile_key=1,
                    ad_product="SP",
                    campaign_key=key,
                    name="x",
                    state="ENABLED",
                    updated_at=NOW,
                    deleted_at=NOW - KEPT - timedelta(days=1) if key == 1 else None,
                )
            )
    with database.write() as session:
        assert remove_deleted(session, table_of(Campaign), now=NOW) == 1
        assert session.execute(text("SELECT campaign_key FROM campaign")).scalars().all() == [2]
        noted = session.execute(text("SELECT list_name, tenant_id, removed_pos > 0 FROM position_removed")).all()
        assert [tuple(row) for row in noted] == [("campaign", "", True)]

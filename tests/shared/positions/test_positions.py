"""The position of what is written: every way of writing sets it, and each transaction has one of its own."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import insert, update
from sqlmodel import select

from services.catalog.listings.repository import ListingRepository
from services.catalog.listings.rules import COLUMNS, MarketplaceRef
from services.tickets.models import AccountMetric, Macro
from shared.db.columns import table_of
from shared.db.positions import GENERATION, position_of
from shared.db.upserts import add_missing, upsert
from tests.sql import text

NOW = datetime(2026, 11, 1, 8, 30, tzinfo=UTC)
MACRO = table_of(Macro)


def macro(name, texts="{}"):

    return Macro(macro_id=name, tenant_id="t", name=name, created_at=NOW, updated_at=NOW, texts=texts)


def positions(session, table="macro", key="macro_id"):
    return dict(session.execute(text(f"SELECT {key}, pos FROM {table}")).all())  # noqa: S608


@pytest.fixture
def database(service_database):
    return service_database("tickets")


def written(database, write):
    """What a transaction has written, and its position."""
    with database.write() as session:
        write(session)
        session.flush()
        own = position_of(session.connection())
        assert own // GENERATION == session.execute(text("SELECT generation FROM position_state")).scalar_one()
        return {name for name, position in positions(session).items() if position == own}


def change(session, name):
    session.get(Macro, name).texts = "changed"


def test_every_statement_of_the_orm_and_of_core_sets_it(database):
    row = macro("d").model_dump()
    several = [macro(name).model_dump(exclude={"pos"}) for name in "ef"]
    own = MACRO.c.macro_id
    assert written(database, lambda session: session.add_all([macro("a"), macro("b")])) == {"a", "b"}
    assert written(database, lambda session: change(session, "a")) == {"a"}
    assert written(database, lambda session: session.get(Macro, "a")) == set()
    assert written(database, lambda session: add_missing(session, MACRO, row)) == {"d"}
    assert written(database, lambda session: add_missing(session, MACRO, row)) == set()
    assert written(database, lambda session: session.execute(insert(MACRO), several)) == {"e", "f"}
    changed = update(MACRO).where(own.in_(["b", "e"])).values(texts="z")
    assert written(database, lambda session: session.execute(changed)) == {"b", "e"}
    copied = [macro("b", "again").model_dump(), macro("g").model_dump()]
    assert written(database, lambda session: upsert(session, MACRO, copied, key=("macro_id",))) == {"b", "g"}


def test_an_upsert_of_a_known_row_does_not_bring_its_old_position_back(database):
    key = ("tenant_id", "seller_id", "marketplace_id", "metric")
    of_metric = {"value": 1.0, "target_value": 1.0, "target_condition": "LESS", "is_missed": False}
    days = {"from_on": NOW.date(), "to_on": NOW.date(), "updated_at": NOW}
    row = dict(zip(key, ("t", "s", "m", "x"), strict=True)) | of_metric | days
    found = []
    for value in (1.0, 2.0):
        with database.write() as session:
            before = [one.model_dump() for one in session.exec(select(AccountMetric))] if value > 1 else [row]
            upsert(session, table_of(AccountMetric), [before[0] | {"value": value}], key=key)
            found.append(positions(session, "account_metric", "metric")["x"])
            assert found[-1] == position_of(session.connection())
    assert found[0] < found[1]


def test_bulk_upserts_move_what_they_change_and_nothing_else(service_database):
    database, place = service_database("catalog"), MarketplaceRef("S", "M")
    blank = {"is_listed": True, "is_parent": False, "bullets": "[]", "images": "[]", "attributes": "{}"}
    blank |= {"issues": "[]", "status": ""}

    def put(*items):
        rows = [(sku, *({**blank, "quantity": quantity}.get(name) for name in COLUMNS)) for sku, quantity in items]
        with database.write() as session:
            ListingRepository(session, "t").put(place, "erp", rows, now=NOW)
            own = position_of(session.connection())
            return {sku for sku, position in positions(session, "listing", "sku").items() if position == own}

    assert put(("a", 1), ("b", 1)) == {"a", "b"}
    assert put(("a", 1), ("b", 2), ("c", 1)) == {"b", "c"}


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_a_savepoint_that_is_rolled_back_gives_no_number_twice(database):
    with database.write() as session:
        with pytest.raises(ZeroDivisionError), session.begin_nested():
            session.add(macro("lost"))
            session.flush()
            raise ZeroDivisionError
        session.add(macro("a"))
        with session.begin_nested():
            session.add(macro("b"))
    with database.write() as session:
        session.add(macro("c"))
    with database.read() as session:
        found = positions(session)
    assert sorted(found) == ["a", "b", "c"]
    assert found["a"] < found["b"] < found["c"]

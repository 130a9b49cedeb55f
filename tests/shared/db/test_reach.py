"""A session limited to some seller accounts, on both backends: what it sees, and what it can change."""

import asyncio
from collections.abc import Iterator

import pytest
from sqlalchemy import Column, Integer, MetaData, String, Table, bindparam, delete, func, insert, select, update

from shared.db import Database
from shared.db.hot import HotRead
from shared.db.upserts import insert_of

TABLES = MetaData()
SHOP = Table(
    "shop",
    TABLES,
    Column("key", Integer, primary_key=True, autoincrement=False),
    Column("tenant_id", String),
    Column("seller_id", String),
)
ROW = Table("row", TABLES, Column("key", Integer), Column("name", String))
NAMES = {1: "a", 2: "b", 3: "all", 4: "none", 5: "other"}
READ = HotRead(select(SHOP.c.key).where(SHOP.c.tenant_id == bindparam("tenant_id")).order_by(SHOP.c.key))


@pytest.fixture
def shops(notes: Database) -> Iterator[Database]:
    """Shops A and B of the tenant t, rows of all and of no shop, and one of another tenant."""
    TABLES.create_all(notes.engine)
    held = [(1, "t", "A"), (2, "t", "B"), (3, "t", ""), (4, "t", None), (5, "u", "A")]
    with notes.write() as session:
        session.execute(insert(SHOP), [dict(zip(SHOP.c.keys(), each, strict=True)) for each in held])
        session.execute(insert(ROW), [{"key": key, "name": name} for key, name in NAMES.items()])
    yield notes
    TABLES.drop_all(notes.engine)


def keys(database: Database) -> list[int]:
    with database.read() as session:
        return list(session.execute(select(SHOP.c.key).where(SHOP.c.tenant_id == "t").order_by(SHOP.c.key)).scalars())


@pytest.mark.parametrize(("sellers", "seen"), [("A", [1, 3]), ("AB", [1, 2, 3]), ("", [3]), ("C", [3])])
def test_rows_of_other_shops_are_not_there(shops: Database, sellers: str, seen: list[int]) -> None:
    limited = shops.within(frozenset(sellers))
    assert keys(limited) == seen
    assert asyncio.run(READ.rows(limited, {"tenant_id": "t"})) == [(key,) for key in seen]


def test_the_limit_is_of_that_database_alone(shops: Database) -> None:
    assert shops.within(None) is shops
    shops.within(frozenset("A"))
    assert keys(shops) == [1, 2, 3, 4]
    assert asyncio.run(READ.rows(shops, {"tenant_id": "t"})) == [(1,), (2,), (3,), (4,)]


def test_subqueries_joins_aliases_and_counts_are_limited_too(shops: Database) -> None:
    mine = select(SHOP.c.key).where(SHOP.c.tenant_id == "t")
    other = SHOP.alias()
    statements = [
        select(ROW.c.name).where(ROW.c.key.in_(mine)).order_by(ROW.c.key),
        select(ROW.c.name).join(SHOP, SHOP.c.key == ROW.c.key).where(SHOP.c.tenant_id == "t").order_by(ROW.c.key),
        select(ROW.c.name).join(other, other.c.key == ROW.c.key).where(other.c.tenant_id == "t").order_by(ROW.c.key),
    ]
    with shops.within(frozenset("B")).read() as session:
        assert [list(session.execute(each).scalars()) for each in statements] == [["b", "all"]] * 3
        assert session.execute(select(func.count()).select_from(mine.subquery())).scalar_one() == 2


def test_nothing_of_other_shops_is_changed(shops: Database) -> None:
    with shops.within(frozenset("B")).write() as session:
        session.execute(delete(SHOP).where(SHOP.c.tenant_id == "t", SHOP.c.key == 1))
        session.execute(update(SHOP).where(SHOP.c.tenant_id == "t").values(seller_id="X"))
    with shops.read() as session:
        found = {key: seller for key, seller in session.execute(select(SHOP.c.key, SHOP.c.seller_id))}
    assert found == {1: "A", 2: "X", 3: "X", 4: None, 5: "A"}


def test_rows_inserted_together_may_hold_nothing(shops: Database) -> None:
    rows = [{"key": key, "tenant_id": "t", "seller_id": None} for key in (6, 7)]
    with shops.write() as session:
        statement = insert_of(session, SHOP).on_conflict_do_nothing().returning(SHOP.c.key)
        assert sorted(session.connection().execute(statement, rows).scalars()) == [6, 7]

"""F34: the audit trail is tampered with: a row is changed, deleted, or the tail is cut off.

Pass: a trigger refuses; where an administrator of the database has dropped it, `zhuli audit verify` reports the first
entry that is broken, and finds a tail that was cut by the heads that were written down outside the database.
"""

import pytest
from sqlalchemy.exc import DBAPIError

from services.gateway.audit.operations import lost_heads, verify_chains
from services.gateway.audit.rules import Verdict
from services.gateway.audit.tasks import Anchorer, HeadsFile, note_restored
from shared import secrets
from tests.gateway.audit.entries import NOW, bounds, tell
from tests.sql import text

_TRIGGERS = {
    "sqlite": ("DROP TRIGGER audit_entry_no_update", "DROP TRIGGER audit_entry_no_delete"),
    "postgresql": ("ALTER TABLE audit_entry DISABLE TRIGGER ALL",),
}
_ENABLE = "ALTER TABLE audit_entry ENABLE TRIGGER ALL"
TENANT, OTHER = "tenant-1", "tenant-2"


@pytest.fixture
def chain(database, keys_dir, tmp_path):
    """A chain of six entries, whose head was written down at the fourth and again at the sixth; and another's."""
    heads = HeadsFile(tmp_path / "heads.log", secrets.pepper_of(keys_dir))
    anchorer = Anchorer(database, heads, clock=lambda: NOW)
    for numbers in ((1, 2, 3, 4), (5, 6)):
        tell(database, keys_dir, TENANT, *map(bounds, numbers))
        tell(database, keys_dir, OTHER, *map(bounds, numbers))
        anchorer.run()
    return heads


@pytest.fixture
def verify(database, keys_dir, chain):
    """`verify()`: what is said of the tenant's chain; the other's has to hold."""

    def verified():
        with database.read() as session:
            found = verify_chains(session, chain.read().heads, pepper=secrets.pepper_of(keys_dir))
            lost = lost_heads(session, chain.read().heads)
        mine, other = found
        assert other == Verdict(OTHER, 6)
        assert [head.tenant_id for head in lost] == ([TENANT] if mine.broken_seq == 6 or mine.reason == "cut" else [])
        return mine

    return verified


@pytest.fixture
def tamper(database):
    """`tamper(sql)`: what an administrator of the database can do, the triggers out of the way."""

    def tampered(*statements):
        kind = "sqlite" if database.is_sqlite else "postgresql"
        with database.engine.begin() as connection:
            for statement in (*_TRIGGERS[kind], *statements, *(() if database.is_sqlite else (_ENABLE,))):
                connection.execute(text(statement))

    return tampered


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_entry SET actor_id = 'somebody' WHERE seq = 3",
        "UPDATE audit_entry SET pos = 1",
        "DELETE FROM audit_entry WHERE seq = 6",
    ],
)
def test_a_trigger_refuses(database, verify, statement):
    with pytest.raises(DBAPIError, match="neither changed nor deleted"), database.write() as session:
        session.execute(text(statement))
    assert verify() == Verdict(TENANT, 6)


def test_postgresql_refuses_to_empty_the_table_at_once(database, verify):
    if not database.is_sqlite:
        with pytest.raises(DBAPIError, match="neither changed nor deleted"), database.write() as session:
            session.execute(text("TRUNCATE audit_entry"))
    assert verify() == Verdict(TENANT, 6)


@pytest.mark.parametrize(
    ("statement", "entries", "broken_seq", "reason"),
    [
        ("UPDATE audit_entry SET actor_id = 'somebody' WHERE tenant_id = 'tenant-1' AND seq = 3", 2, 3, "changed"),
        ("UPDATE audit_entry SET before = NULL WHERE tenant_id = 'tenant-1' AND seq IN (2, 5)", 1, 2, "changed"),
        ("UPDATE audit_entry SET mac = previous_mac WHERE tenant_id = 'tenant-1' AND seq = 6", 5, 6, "changed"),
        ("DELETE FROM audit_entry WHERE tenant_id = 'tenant-1' AND seq = 3", 2, 3, "missing"),
        ("DELETE FROM audit_entry WHERE tenant_id = 'tenant-1' AND seq >= 5", 4, 5, "cut"),
        ("DELETE FROM audit_entry WHERE tenant_id = 'tenant-1'", 0, 1, "cut"),
    ],
)
def test_an_administrator_is_found_at_the_first_broken_entry(tamper, verify, statement, entries, broken_seq, reason):
    tamper(statement)
    assert verify() == Verdict(TENANT, entries, broken_seq, reason)


def test_a_tail_that_was_cut_and_grew_again_is_found(database, keys_dir, tamper, verify):
    tamper("DELETE FROM audit_entry WHERE tenant_id = 'tenant-1' AND seq >= 5")
    tell(database, keys_dir, TENANT, bounds(7), bounds(8), bounds(9))
    assert verify() == Verdict(TENANT, 5, 6, "not-anchored")


def test_after_a_restore_that_is_told_the_chain_goes_on(database, keys_dir, tamper, verify, chain):
    tamper("DELETE FROM audit_entry WHERE tenant_id = 'tenant-1' AND seq >= 6")
    assert verify() == Verdict(TENANT, 5, 6, "cut")
    note_restored(database, chain, now=NOW)
    tell(database, keys_dir, TENANT, bounds(7))
    assert verify() == Verdict(TENANT, 6)
    assert chain.read().broken_line is None

"""F41: what an ERP polls while others write. The program of docs/following.md, killed and started again.

Pass: what was acknowledged is stored, and each poller has every stored row in its last state, and no other row;
after a restore too, which each list tells it once. The long form is `make storm POLL=1`.
"""

import os
import random
import sqlite3

import pytest

from tests.faults.programs import migrated
from tests.journeys.installed import at_work, database_of
from tests.sql import text
from tests.storm.polling import weather
from tests.storm.polling.restores import PostgresBackup, SqliteBackup
from tests.storm.polling.writers import CASES, LISTINGS, STOCK

ROWS, BURST, POLLERS = 240, 60, 2
SELLERS = ((21, 2),)
DAMAGE = {
    "never seen": "DELETE FROM row WHERE rowid = (SELECT min(rowid) FROM row WHERE path = :path)",
    "in an older state": "UPDATE row SET content = json_set(content, '$.version', 0)"
    " WHERE rowid = (SELECT max(rowid) FROM row WHERE path = :path)",
    "there are none such": "INSERT INTO row VALUES (:path, '[\"nobody\"]', '{}', 0)",
    "told 2 times of 1 restores": "UPDATE place SET walk = walk + 1 WHERE path = :path",
}


@pytest.fixture
def installed(environment, tmp_path):
    os.environ |= weather.settings()
    with at_work(migrated(tmp_path / "data")) as found:
        yield found


@pytest.fixture
def storm(installed, tmp_path):
    chance = random.Random(41)  # noqa: S311 - to be repeated, not to be secret
    with weather.prepared(installed, tmp_path / "pollers", chance, sellers=SELLERS, pollers=POLLERS) as found:
        yield found


def test_pollers_see_what_was_acknowledged_over_a_restore_and_damage_is_told(storm, tmp_path, backend, request):
    """In one installation, which takes longer to start than the writers to write."""
    weather.rage(storm, BURST, [], print, burst=BURST)
    backup = (
        SqliteBackup(storm.installed.installation, tmp_path / "backup")
        if backend == "sqlite"
        else PostgresBackup(request.getfixturevalue("postgres_server"), tmp_path / "backup")
    )
    weather.rage(storm, BURST, [], print, burst=BURST)
    weather.restore(storm, backup)
    weather.rage(storm, ROWS, [lambda: weather.kill_programs(storm, "api")], print, burst=BURST)
    assert weather.verdict(storm) == []
    assert (storm.kills, storm.restored) == ({"api": 1}, 1)
    assert all(seen.rows[path] for seen in storm.pollers.seen() for path in (LISTINGS, STOCK, CASES))
    with sqlite3.connect(storm.pollers.pollers[0].file) as kept:
        for statement in DAMAGE.values():
            kept.execute(statement, {"path": CASES})
    kept.close()
    with database_of("catalog") as database, database.write() as session:
        newest = "(SELECT max(listing_id) FROM listing WHERE source = 'erp')"
        session.execute(text(f"DELETE FROM listing WHERE listing_id = {newest}"))  # noqa: S608 - our own text
    told = weather.judged(storm)
    mine = [one for one in told if one.startswith(f"poller 0: {CASES}")]
    assert [what for what in DAMAGE if not any(what in one for one in mine)] == []
    assert any(one.startswith(f"{LISTINGS}: 1 of ") and "acknowledged rows lost" in one for one in told)

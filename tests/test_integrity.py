"""The test of whole files tells a broken one from a sound one."""

import sqlite3

from shared.db import Database
from tests.integrity import damage_of


def damage(path):
    database = Database(f"sqlite:///{path}")
    with database.engine.connect() as connection:
        found = damage_of(connection)
    database.dispose()
    return found


def test_a_broken_index_is_told_and_a_sound_file_is_not(tmp_path):
    path = tmp_path / "one.db"
    with sqlite3.connect(path) as connection:
        connection.execute(
            "CREATE TABLE fact (clicks INT NOT NULL, day INT NOT NULL, PRIMARY KEY (day)) WITHOUT ROWID"
        )
        connection.execute("CREATE TABLE name (text TEXT)")
        connection.execute("CREATE INDEX by_text ON name (text)")
        connection.execute("INSERT INTO fact VALUES (1, 2)")
        connection.execute("INSERT INTO name VALUES ('kettle')")
    connection.close()
    assert damage(path) == []
    path.write_bytes(path.read_bytes().replace(b"kettle", b"kettlf", 1))
    assert damage(path) != []

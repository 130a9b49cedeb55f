"""The program of docs/following.md: what it keeps, and what it does when a list begins anew."""

import re
import sqlite3
from contextlib import closing

import pytest

from shared.positions.generations import raise_generation
from tests.faults.conftest import house, owner
from tests.storm.polling.pollers import PAGE, recipe

__all__ = ["house", "owner"]
ON_SQLITE = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
CASES, EVENTS = "/v1/tickets/cases", "/v1/events"
OF_A_RELEASE_BEFORE = "eyJrIjpbIjIwMjYtMTEtMDFUMDA6MDA6MDArMDA6MDAiLCJ4Il0sImYiOiIwMTIzNDU2Nzg5YWJjZGVmIn0"


class Follower:
    """The program's own functions, with its file."""

    def __init__(self, house, owner, kept):
        self.names = {"__name__": "follow"}
        exec(compile(recipe(), "docs/following.md", "exec"), self.names)  # noqa: S102 - our own document
        self.place = (house.url, owner.headers["Authorization"].removeprefix("Bearer "))
        self.kept = kept
        for statement in re.findall(r"CREATE TABLE[^\"]*", recipe()):
            kept.execute(statement)

    def walk(self, path):
        self.names["follow"](*self.place, self.kept, path, 1)
        return self.rows(path)

    def rows(self, path):
        return {row_id for (row_id,) in self.kept.execute("SELECT id FROM row WHERE path = ?", [path])}

    def put(self, path):
        """A row that the list does not have, as one that was seen before a restore."""
        with self.kept:
            walk = self.kept.execute("SELECT walk FROM place WHERE path = ?", [path]).fetchone()[0]
            self.kept.execute("INSERT INTO row VALUES (?, 'gone', '{}', ?)", [path, walk])


@pytest.fixture
def follower(house, owner, tmp_path):
    with closing(sqlite3.connect(tmp_path / "kept.sqlite3")) as kept:
        yield Follower(house, owner, kept)


@ON_SQLITE
def test_it_follows_every_list_that_it_names(follower):
    for path in follower.names["LISTS"]:
        first = follower.walk(path)
        assert first, path
        follower.put(path)
        assert (path, follower.walk(path)) == (path, first | {"gone"})


@ON_SQLITE
def test_after_a_restore_it_drops_what_is_gone_and_nothing_of_a_log(follower, house):
    before = {path: follower.walk(path) for path in (CASES, EVENTS)}
    for path in before:
        follower.put(path)
    for database in house.databases.values():
        with database.write() as session:
            raise_generation(session)
    assert follower.walk(CASES) == before[CASES]
    assert follower.walk(EVENTS) == before[EVENTS] | {"gone"}


@ON_SQLITE
def test_with_a_cursor_that_has_expired_it_begins_anew(follower):
    before = follower.walk(CASES)
    follower.put(CASES)
    with follower.kept:
        follower.kept.execute("UPDATE place SET cursor = ? WHERE path = ?", [OF_A_RELEASE_BEFORE, CASES])
    assert follower.walk(CASES) == before


def test_both_pages_tell_the_same():
    texts = [page.read_text() for page in (PAGE, PAGE.with_suffix(".zh-CN.md"))]
    words = [set(re.findall(r"`([^`\n]+)`", re.sub(r"```.*?```", "", text, flags=re.S))) for text in texts]
    assert words[0] == words[1]

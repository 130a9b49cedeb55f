"""Who waits for something new in a database looks when somebody has committed, and seldom otherwise."""

from contextlib import suppress

import pytest
from notebook import Note
from sqlalchemy.exc import OperationalError

from shared.db import Database
from shared.db.changes import RECENT_SECONDS, Changes, Mark


class Kept:
    """A mark that the test sets."""

    def __init__(self):
        self.now = 1

    def value(self):
        if self.now is None:
            raise OperationalError("PRAGMA data_version", None, RuntimeError())
        return self.now


@pytest.fixture
def moment():
    return [100.0]


@pytest.fixture
def mark():
    return Kept()


@pytest.fixture
def changes(mark, moment):
    found = Changes(mark, at_least=10.0, clock=lambda: moment[0])
    assert found.are_likely(), "the first look is due"
    moment[0] += RECENT_SECONDS
    assert not found.are_likely()
    return found


def test_every_commit_is_noticed_and_none_is_imagined(notes: Database, moment):
    mark = Mark(notes)
    changes = Changes(mark, at_least=float("inf"), clock=lambda: moment[0])
    assert changes.are_likely()
    for number in range(3):
        moment[0] += RECENT_SECONDS
        with notes.read() as session:
            session.get(Note, 1)
        if notes.is_sqlite:  # on PostgreSQL another database's transaction looks like ours
            assert not changes.are_likely()
        with notes.write() as session:
            session.add(Note(name=f"{number}", line="one"))
        assert changes.are_likely()
    mark.close()


def test_postgresql_tells_of_a_commit_that_was_under_way_at_the_last_look(notes: Database, moment):
    mark = Mark(notes)
    changes = Changes(mark, at_least=float("inf"), clock=lambda: moment[0])
    with notes.write() as session:
        session.add(Note(name="first", line="one"))
        session.flush()
        changes.are_likely()
        moment[0] += RECENT_SECONDS
    assert changes.are_likely()
    mark.close()


def test_looks_go_on_for_a_moment_after_a_change(changes, mark, moment):
    mark.now = 2
    looks = []
    for _ in range(6):
        looks.append(changes.are_likely())
        moment[0] += RECENT_SECONDS / 4
    assert looks == [True, True, True, True, False, False]


def test_a_look_is_due_after_some_time_anyhow(changes, moment):
    moment[0] = 109.9
    assert not changes.are_likely()
    moment[0] = 110.0
    assert changes.are_likely()
    assert not changes.are_likely()


def test_work_that_fails_is_tried_again_at_once(changes, mark, moment):
    done = []

    def fail():
        done.append(moment[0])
        raise RuntimeError

    changes.look(fail)
    mark.now = 2
    with suppress(RuntimeError):
        changes.look(fail)
    moment[0] += RECENT_SECONDS
    with suppress(RuntimeError):
        changes.look(fail)
    assert done == [100.0 + RECENT_SECONDS, 100.0 + 2 * RECENT_SECONDS]
    changes.look(lambda: done.append("worked"))
    changes.look(lambda: done.append("again"))
    assert done[2:] == ["worked"]


def test_whoever_looks_finds_out_what_is_wrong_with_the_database(changes, mark):
    mark.now = None
    assert changes.are_likely()

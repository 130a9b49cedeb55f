"""Locks between processes, as files and as advisory locks of PostgreSQL."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from zlib import crc32

import pytest
from sqlalchemy import create_engine, text

from shared.db import Database
from shared.jobs.locks import Locks, holding, locks_beside, take_slot
from tests.waiting import wait_for

ROOT = Path(__file__).parents[3]
HOLDER = """
import sys, time
from shared.jobs.locks import locks_beside
held = locks_beside(sys.argv[1]).hold(sys.argv[2])
print("held" if held else "refused", flush=True)
time.sleep(600)
"""


@pytest.fixture
def url(service_database: Callable[[str], Database], tmp_path: Path) -> str:
    database = service_database("catalog")
    if database.is_sqlite:
        return f"sqlite:///{tmp_path / 'jobs.sqlite3'}"
    return database.url.render_as_string(hide_password=False)


@pytest.fixture
def locks(url: str) -> Locks:
    return locks_beside(url)


@contextmanager
def holder(url: str, name: str) -> Iterator[subprocess.Popen]:
    """Another process that has tried to take the lock; killed at the end."""
    process = subprocess.Popen([sys.executable, "-c", HOLDER, url, name], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def test_a_second_holder_is_refused_until_the_first_lets_go(locks):
    first = locks.hold("slot-0")
    assert first is not None
    assert first.is_held()
    assert locks.hold("slot-0") is None
    other = locks.hold("slot-1")
    assert other is not None
    first.release()
    second = locks.hold("slot-0")
    assert second is not None
    assert locks.hold("slot-0") is None
    second.release()
    other.release()


def test_holding_says_whether_it_could_be_taken_and_lets_go(locks):
    with holding(locks, "relay") as mine:
        assert mine is True
        with holding(locks, "relay") as mine_too:
            assert mine_too is False
        assert locks.hold("relay") is None
    with pytest.raises(RuntimeError, match="^inside$"), holding(locks, "relay"):
        raise RuntimeError("inside")
    last = locks.hold("relay")
    assert last is not None
    last.release()


def test_kill_9_frees_a_lock(url, locks):
    with holder(url, "slot-0") as process:
        assert process.stdout.readline() == "held\n"
        assert locks.hold("slot-0") is None
        process.kill()
        process.wait()
        held = wait_for(lambda: locks.hold("slot-0"), "the dead holder's lock", seconds=30)
    with holder(url, "slot-0") as process:
        assert process.stdout.readline() == "refused\n"
    held.release()


@pytest.mark.parametrize("backend", ["postgres"], indirect=True)
def test_a_lock_ends_with_its_connection_and_says_so(url, locks):
    held = locks.hold("relay")
    assert held is not None
    engine = create_engine(url.replace("postgresql:", "postgresql+psycopg:"))
    with engine.begin() as connection:
        connection.execute(text("SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory'"))
    engine.dispose()
    again = wait_for(lambda: locks.hold("relay"), "the lock of the lost connection")
    assert not held.is_held()
    assert again.is_held()
    held.release()
    assert locks.hold("relay") is None
    again.release()


def test_workers_take_different_slots_and_reuse_freed_ones(locks):
    (one, first), (two, second), (three, third) = (take_slot(locks) for _ in range(3))
    assert (one, two, three) == ("slot-0", "slot-1", "slot-2")
    second.release()
    again, fourth = take_slot(locks)
    assert again == "slot-1"
    for held in (first, third, fourth):
        held.release()


def test_names_of_locks_have_different_keys():
    services = ("gateway", "catalog", "inventory", "ads", "tickets", "sandbox")
    names = [f"slot-{number}" for number in range(256)]
    names += [f"relay-{service}-{kind}" for service in services for kind in ("jobs", "events")]
    assert len({crc32(b"zhuli:" + name.encode()) for name in names}) == len(names)

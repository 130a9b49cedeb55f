"""Two workers that look for the dead at the same time."""

import signal
import subprocess
from collections.abc import Iterator

import pytest
from dbos import DBOS
from sqlalchemy import create_engine, text

from shared.jobs.locks import Held, locks_beside
from shared.jobs.system import APPLICATION_VERSION, system_engine
from shared.jobs.take_over import take_over
from shared.jobs.worker import TAKE_OVER_PAUSE
from tests.shared.jobs.conftest import Workplace
from tests.waiting import wait_for


class Late:
    """Locks of a worker that, having seen the dead one's workflows, is overtaken by another worker."""

    def __init__(self, workplace: Workplace, other: subprocess.Popen) -> None:
        self._workplace = workplace
        self._other = other
        self._locks = locks_beside(workplace.system_url)

    def hold(self, name: str) -> Held | None:
        self._other.send_signal(signal.SIGCONT)
        wait_for(lambda: self._workplace.status("held") == ("PENDING", "slot-1"), "the other worker to take over")
        return wait_for(lambda: self._locks.hold(name), f"the lock of {name}")


@pytest.fixture
def here(workplace: Workplace) -> Iterator[None]:
    """DBOS in this process, as a worker that takes nothing from the queues."""
    config = {
        "name": "zhuli",
        "system_database_url": workplace.system_url,
        "application_version": APPLICATION_VERSION,
        "executor_id": "slot-9",
        "run_migrations": False,
        "log_level": "ERROR",
    }
    engine = system_engine(workplace.system_url)
    DBOS(config={**config, "system_database_engine": engine} if engine else config)
    DBOS.listen_queues([])
    DBOS.launch()
    yield
    DBOS.destroy()


def test_what_another_worker_has_taken_over_is_left_to_it(workplace, here):
    first = workplace.start()
    workplace.request("three_steps", "held", name="held", held=True)
    workplace.until("held", "one", "two")
    other = workplace.start()
    other.send_signal(signal.SIGSTOP)
    workplace.kill(first)
    assert take_over(Late(workplace, other), "slot-9") == 0
    assert workplace.status("held") == ("PENDING", "slot-1")
    workplace.let_go("held")
    workplace.until("held", "one", "two", "two", "three")
    assert [pid for _, pid in workplace.journal("held")] == [first.pid, first.pid, other.pid, other.pid]
    workplace.until_status("held", "SUCCESS")


@pytest.mark.parametrize("backend", ["postgres"], indirect=True)
def test_a_worker_whose_slot_another_took_ends(workplace):
    worker = workplace.start()
    workplace.request("three_steps", "first", name="first", held=False)
    workplace.until("first", "one", "two", "three")
    engine = create_engine(workplace.system_url.replace("postgresql:", "postgresql+psycopg:"))
    with engine.begin() as connection:
        connection.execute(text("SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory'"))
    engine.dispose()
    taken = wait_for(lambda: locks_beside(workplace.system_url).hold("slot-0"), "the slot", pause=0.001)
    assert worker.wait(TAKE_OVER_PAUSE + 10) == 1
    assert taken.is_held()
    taken.release()

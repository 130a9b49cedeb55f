"""F45, the second half: imports whose process dies, of a signal, for memory, at its deadline, or with the worker.

Pass: one that dies three times has failed with that reason and is never tried again; others go on; one whose worker
stops is handed back and goes on later; what a child took, the worker never holds, and all of it is given back.
"""

import gc
import io
import os
import signal
import threading
from datetime import timedelta
from pathlib import Path

import pytest

from services.ads.report_imports import operations, tasks
from services.ads.report_imports.operations.runs import DIED, MOST_DEATHS
from services.ads.report_imports.sheets.sent import pack
from shared.auth import SCOPES, Principal
from shared.clock import utc_now
from shared.jobs import children as children_module
from shared.jobs.children import ChildDiedError, Children, HandedBack
from tests.waiting import wait_for

UK = "A1F83G8C2ARO7P"
CALLER = Principal("person", "tenant", "actor", "key", frozenset(SCOPES), True)
HEADERS = "Date,Campaign Name,Ad Group Name,Targeting,Match Type,Customer Search Term,Impressions,Clicks,Spend,7 Day Total Sales,7 Day Total Orders (#)"  # noqa: E501 - as the console writes them
ROWS = 20_000
CHILD = "tests.faults.dying_children"


class Imports:
    """A database of the ads service, and the children that read its files."""

    def __init__(self, database, children):
        self.database, self.children = database, children

    def accept(self, name, rows=3):
        day = utc_now().date() - timedelta(days=10)
        lines = [f"{day},Camp,Group,kettle,EXACT,term {number},10,1,0.50,1.00,1" for number in range(rows)]
        file = pack(io.BytesIO("\n".join([HEADERS, *lines]).encode()), f"{name}.csv")
        account = {"seller_id": "A1", "marketplace_id": UK, "marketplace_ids": [UK]}
        with self.database.write() as session:
            accepted = operations.create_ads_report_import(session, CALLER, **account, file=file, now=utc_now())
        return accepted.import_id

    def run(self, import_id):
        tasks._import(self.database, self.children, "tenant", import_id, [UK])

    def show(self, import_id, language="en"):
        with self.database.read() as session:
            return operations.get_ads_report_import(session, CALLER, import_id, language=language)


@pytest.fixture(scope="module")
def children():
    """Of the whole file: a nursery takes more than a second to load what it needs."""
    found = Children(CHILD)
    yield found
    found.stop()


@pytest.fixture
def imports(service_database, children):
    return Imports(service_database("ads"), children)


@pytest.fixture
def own_children(imports):
    """Of one test, which ends them."""
    found = imports.children = Children(CHILD)
    yield found
    found.stop()


@pytest.mark.parametrize(("name", "how"), [("killed", "SIGKILL"), ("memory", "memory"), ("late", "deadline")])
def test_an_import_that_dies_three_times_has_failed_and_others_go_on(imports, name, how):
    deadly, other = imports.accept(name), imports.accept("fine")
    for _ in range(MOST_DEATHS):
        with pytest.raises(ChildDiedError) as died:
            imports.run(deadly)
        assert (died.value.how, died.value.retryable) == (how, True)
        assert imports.show(deadly).status == "running"
    imports.run(deadly)
    shown, chinese = imports.show(deadly), imports.show(deadly, "zh")
    assert (shown.status, shown.failure_code) == ("failed", DIED)
    assert "3 times" in shown.failure_detail
    assert "3 次" in chinese.failure_detail
    imports.run(deadly)  # whatever asks for it: nothing begins any more
    assert imports.show(deadly) == shown
    imports.run(other)
    assert (imports.show(other).status, imports.show(other).rows_changed) == ("completed", 3)


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_a_child_may_take_so_much_memory_and_no_more(imports, monkeypatch):
    monkeypatch.setattr(children_module, "LEAST_MEMORY", 32 * 1024**2)
    monkeypatch.setattr(children_module, "MOST_MEMORY", 32 * 1024**2)
    with pytest.raises(ChildDiedError, match="memory"):
        imports.run(imports.accept("hungry"))


def test_a_worker_that_stops_hands_its_import_back(imports, children, own_children):
    held, ends = imports.accept("held"), []

    def run():
        try:
            imports.run(held)
        except HandedBack as end:
            ends.append(end)

    thread = threading.Thread(target=run)
    thread.start()
    wait_for(lambda: imports.show(held).status == "running", "the run")
    wait_for(lambda: own_children._living, "the child")
    own_children.stop()
    thread.join(20)
    assert len(ends) == 1
    assert imports.show(held).status == "waiting"
    with imports.database.read() as session:
        assert operations.require_import(session, "tenant", held).deaths == 0
    imports.children = children  # those of the next worker
    rename(imports.database, held)
    imports.run(held)
    assert imports.show(held).status == "completed"


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_the_worker_holds_nothing_of_a_file_and_all_is_given_back(imports, own_children):
    others = set(children_of(os.getpid()))
    imports.run(imports.accept("warm"))
    large = imports.accept("fine", rows=ROWS)
    gc.collect()
    before = resident_bytes()
    imports.run(large)
    gc.collect()
    assert (imports.show(large).status, imports.show(large).rows_changed) == ("completed", ROWS - 3)
    assert resident_bytes() - before <= 0.1 * 1024 * ROWS
    own_children.stop()
    wait_for(lambda: set(children_of(os.getpid())) <= others, "the end of all of them")


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_a_nursery_that_nobody_needs_goes_and_one_that_died_is_replaced(imports, own_children, monkeypatch):
    others = set(children_of(os.getpid()))
    imports.run(imports.accept("fine"))
    (nursery,) = set(children_of(os.getpid())) - others
    os.kill(nursery, signal.SIGKILL)
    wait_for(lambda: nursery not in children_of(os.getpid()), "its end")
    again = imports.accept("fine")
    imports.run(again)
    assert imports.show(again).status == "completed"
    monkeypatch.setattr(children_module, "IDLE_SECONDS", 0.0)
    own_children.rest()
    wait_for(lambda: set(children_of(os.getpid())) <= others, "its end")


def test_a_run_that_was_replaced_writes_no_more(imports):
    accepted = imports.accept("fine")
    old = tasks.carrying.begin(imports.database, "tenant", accepted)
    new = tasks.carrying.begin(imports.database, "tenant", accepted)
    with pytest.raises(operations.RunOverError):
        tasks.carrying.carry_through(old, [UK])
    assert imports.show(accepted).rows_changed == 0
    old.hand_back()  # late, and no fault of the import's after all
    with imports.database.read() as session:
        assert operations.require_import(session, "tenant", accepted).deaths == 0
    tasks.carrying.carry_through(new, [UK])
    assert (imports.show(accepted).status, imports.show(accepted).rows_changed) == ("completed", 3)


def rename(database, import_id):
    """Let a file be one that its children do not hold."""
    with database.write() as session:
        operations.require_import(session, "tenant", import_id).file_name = "fine.csv"


def resident_bytes():
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGESIZE")


def children_of(pid):
    """Process ids of the nurseries that a process has."""
    tasks_of = Path(f"/proc/{pid}/task").glob("*/children")
    found = [int(each) for one in tasks_of for each in one.read_text().split()]
    return [each for each in found if b"shared.jobs.nursery" in Path(f"/proc/{each}/cmdline").read_bytes()]

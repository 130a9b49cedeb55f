"""The worker process: runs workflows, relays outboxes, and takes over from workers that died."""

import os
import signal
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from dbos import DBOS, DBOSConfig, ScheduleInput

from shared import log
from shared.clock import utc_now
from shared.db.changes import Changes, Mark
from shared.db.engine import Database
from shared.jobs.backlog import Ages, Waits
from shared.jobs.locks import Held, holding, locks_beside, take_slot
from shared.jobs.looks import AT_LEAST_SECONDS, Looks
from shared.jobs.pace import IDLE_SECONDS, Pace
from shared.jobs.retention import forget_ended
from shared.jobs.system import APPLICATION, APPLICATION_VERSION, JobClient, queue_engine
from shared.jobs.take_over import take_over
from shared.jobs.untaken import restart_older
from shared.outbox.relay import Carried, Relay

RELAY_PAUSE = 0.2
TAKE_OVER_PAUSE = 5.0
STOP_SECONDS, QUICK_STOP_SECONDS = 10, 1
"""Seconds between looks at an outbox, between looks for dead workers, and granted to running steps at the end, the
last where somebody has pressed Ctrl-C (SIGINT) and waits."""

_ACCOUNTS_POLL = 0.5
"""Seconds between looks into a queue of accounts, whose jobs take minutes or hours."""

_FORGET_PAUSE, _FORGET_GAP = 3600.0, 0.1
"""Seconds between looks for jobs to forget, and between two batches of them, for those who wait to write."""

GRACE_ROUNDS = 2
"""Looks for dead workers that are left out after our own slot's lock was lost with its connection."""

_ACCOUNTS = 8
"""Accounts that may hold all their places of an account queue before others wait for a place of the worker's."""

CHILDREN, CHILDREN_OF_TENANT = 2, 1
"""Children of one queue that a worker has at a time, and how many of them work for one tenant. Two, since each may
take half of the memory that there is, and a processor."""

_IDLE_SECONDS = 0.2


@dataclass(frozen=True, slots=True)
class Loop:
    """Work that every worker repeats: `work` again at once while it answers that there is more, then a pause.

    `end` is called once after the last round. Where `at_least` is given, the pause goes on until somebody has
    committed to the service's database, but for no more than so many seconds.
    """

    name: str
    pause: float
    work: Callable[[], int]
    end: Callable[[], None]
    at_least: float | None = None


@dataclass(frozen=True, slots=True)
class ServiceWork:
    """What one service brings to a worker: its queue is named after it.

    `register` declares its tasks to DBOS and returns its schedules; `publish` hands events to the gateway;
    `loops` run beside them; `ages` tells how old its sellers' data is, where it has any, and `waiting` what
    waits in it besides outbox and jobs.
    `account_queues` are further queues for jobs that may wait for hours: in a worker each account has as many
    places as a whole other queue, so that one whose calls do not get through takes no place from the others.
    `child_queues` are those of jobs that run in children (`shared.jobs.children`), shared out to tenants.
    """

    name: str
    database: Database
    register: Callable[[], Sequence[ScheduleInput]]
    publish: Callable[[Sequence[Carried]], None]
    loops: Sequence[Loop] = ()
    ages: Ages | None = None
    waiting: Waits | None = None
    account_queues: Sequence[str] = ()
    child_queues: Sequence[str] = ()

    @property
    def queues(self) -> tuple[str, ...]:
        """All queues that a worker of this service listens to."""
        return (self.name, *self.account_queues, *self.child_queues)


class Worker:
    """Runs the work of some services until `stop` is called; one per process.

    `concurrency` jobs of a queue run at a time; jobs are `kept` for so long after their end.
    """

    def __init__(self, system_url: str, works: Sequence[ServiceWork], *, concurrency: int, kept: timedelta) -> None:
        self._system_url, self._system, self._engine = system_url, Database(system_url), queue_engine(system_url)
        self._works = works
        self._concurrency = concurrency
        self._kept = kept
        self._stopping = threading.Event()
        self._locks = locks_beside(system_url)
        self._threads: list[threading.Thread] = []
        self._marks = {work.name: Mark(work.database) for work in works}
        self._held: dict[str, Held] = {}
        self._rounds_of_grace = 0

    def start(self) -> None:
        """Take an executor slot, launch DBOS (which resumes that slot's workflows) and the loops."""
        slot, held = take_slot(self._locks)
        self._held[slot] = held
        self._jobs = JobClient(self._system_url, self._engine)
        self._register_queues()
        self._queues_mark = Mark(self._system)
        schedules = self._launch(slot)
        if schedules:
            DBOS.apply_schedules(schedules)
        self._loop("take-over", TAKE_OVER_PAUSE, lambda: self._look_after(slot))
        self._loop("forget", _FORGET_PAUSE, self._forget)
        for work in self._works:
            relay = Relay(work.database, publish=work.publish, enqueue=self._jobs.enqueue)
            mark = self._marks[work.name]
            for kind, carry in (("jobs", self._paced(work, relay)), ("events", relay.run_events)):
                name = f"relay-{work.name}-{kind}"
                self._loop(name, RELAY_PAUSE, self._alone(name, carry, Changes(mark, at_least=AT_LEAST_SECONDS)))
            for loop in work.loops:
                changes = None if loop.at_least is None else Changes(mark, at_least=loop.at_least)
                self._loop(loop.name, loop.pause, self._eagerly(loop.work, changes), end=loop.end)

    def stop(self, seconds: int = STOP_SECONDS) -> None:
        """End the loops, grant running workflows so many seconds, hand everything else back for the next start.

        A workflow that outlives its grace, perhaps asleep for an hour, ends with the process, here and
        now: its thread can be ended in no other way, and the slot stays ours as long as it lives.
        """
        self._stopping.set()
        for thread in self._threads:
            thread.join()
        self._looks.stop()
        DBOS.destroy(workflow_completion_timeout_sec=seconds)
        for mark in (*self._marks.values(), self._queues_mark):
            mark.close()
        self._jobs.close()
        self._engine.dispose()
        self._system.dispose()
        if names := _living_threads():
            log.get(__name__).info("workflows handed back", threads=len(names))
            os._exit(0)
        for held in self._held.values():
            held.release()

    def _launch(self, slot: str) -> list[ScheduleInput]:
        config: DBOSConfig = {
            "name": APPLICATION,
            "system_database_url": self._system_url,
            "application_version": APPLICATION_VERSION,
            "executor_id": slot,
            "run_migrations": False,
            "log_level": "WARNING",
            "scheduler_polling_interval_sec": 5.0,
            "system_database_engine": self._engine,
        }
        dbos = DBOS(config=config)
        schedules = [schedule for work in self._works for schedule in work.register()]
        DBOS.listen_queues([])
        DBOS.launch()
        self._looks = Looks(dbos, [queue for work in self._works for queue in work.queues], self._queues_mark)
        return schedules

    def _register_queues(self) -> None:
        for work in self._works:
            self._jobs.register_queue(work.name, at_a_time=self._concurrency, polling_seconds=IDLE_SECONDS)
            shares = dict.fromkeys(work.account_queues, (_ACCOUNTS * self._concurrency, self._concurrency))
            shares |= dict.fromkeys(work.child_queues, (CHILDREN, CHILDREN_OF_TENANT))
            for queue, (most, of_one) in shares.items():
                self._jobs.register_queue(queue, at_a_time=most, of_an_account=of_one, polling_seconds=_ACCOUNTS_POLL)

    def _forget(self) -> None:
        with holding(self._locks, "forget") as ours:
            while ours and forget_ended(before=utc_now() - self._kept):
                if self._stopping.wait(_FORGET_GAP):
                    return

    def _paced(self, work: ServiceWork, relay: Relay) -> Callable[[], int]:
        pace = Pace(self._jobs, work.name, places=self._concurrency)

        def carry() -> int:
            carried = relay.run_jobs()
            pace.after(carried)
            return carried

        return carry

    def _eagerly(self, work: Callable[[], int], changes: Changes | None) -> Callable[[], None]:
        def repeated() -> None:
            while work() and not self._stopping.is_set():
                pass

        return repeated if changes is None else lambda: changes.look(repeated)

    def _look_after(self, slot: str) -> None:
        """Keep our own slot over a restart of PostgreSQL, then look for dead workers.

        Whoever has the slot runs our workflows too: once another worker took it, this one must end. A
        restart frees the slots of the living as well, so they are given some rounds to take them again.
        """
        before = self._held.get(slot)
        if not self._keep(slot):
            log.get(__name__).critical("slot lost to another worker", slot=slot)
            os._exit(1)
        if self._held[slot] is not before:
            self._rounds_of_grace = GRACE_ROUNDS
        if self._rounds_of_grace:
            self._rounds_of_grace -= 1
            return
        take_over(self._locks, slot)
        restart_older(self._system, self._locks, slot, now=utc_now())

    def _alone(self, lock: str, work: Callable[[], int], changes: Changes) -> Callable[[], None]:
        """Only one relay of a service may run at a time, or events of one subject could change places.

        The lock is kept from round to round: on PostgreSQL each try is a connection.
        """

        def locked() -> None:
            while self._keep(lock) and work() and not self._stopping.is_set():
                pass

        return lambda: changes.look(locked) if lock in self._held else locked()

    def _keep(self, lock: str) -> bool:
        held = self._held.pop(lock, None)
        if held is not None and not held.is_held():
            held.release()
            held = None
        if held := held or self._locks.hold(lock):
            self._held[lock] = held
        return held is not None

    def _loop(
        self, name: str, pause: float, work: Callable[[], object], *, end: Callable[[], None] | None = None
    ) -> None:
        def run() -> None:
            while not self._stopping.is_set():
                try:
                    work()
                except Exception as error:  # the loop outlives any failure: the next round tries again
                    log.get(__name__).warning("loop failed", loop=name, failure=log.failure_of(error))
                    self._stopping.wait(1.0)
                self._stopping.wait(pause)
            if end is not None:
                end()

        thread = threading.Thread(target=run, name=name, daemon=True)
        self._threads.append(thread)
        thread.start()


def run(worker: Worker) -> None:
    """Start the worker, wait for a signal to end, and stop it in order."""
    stopping, granted = threading.Event(), [STOP_SECONDS]

    def end(number: int, _frame: object) -> None:
        granted[0] = QUICK_STOP_SECONDS if number == signal.SIGINT else granted[0]
        stopping.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, end)
    worker.start()
    log.get(__name__).info("worker started")
    stopping.wait()
    worker.stop(granted[0])
    log.get(__name__).info("worker stopped")


def _living_threads() -> list[str]:
    """Names of the threads that would keep this process alive; idle ones of DBOS's pool end when asked."""
    threads = [thread for thread in threading.enumerate() if thread is not threading.main_thread()]
    lasting = [thread for thread in threads if not thread.daemon]
    ends = time.monotonic() + _IDLE_SECONDS
    for thread in lasting:
        thread.join(max(0.0, ends - time.monotonic()))
    return [thread.name for thread in lasting if thread.is_alive()]

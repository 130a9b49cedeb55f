"""The worker process: runs workflows, relays outboxes, and takes over from workers that died."""

import threading
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from dbos import DBOS, DBOSConfig, ScheduleInput

from shared import log
from shared.db.engine import Database
from shared.jobs.locks import Held, Locks, holding, locks_beside
from shared.jobs.system import APPLICATION_VERSION, JobClient, system_engine
from shared.outbox.relay import Carried, Relay

RELAY_PAUSE = 0.2
TAKE_OVER_PAUSE = 5.0
STOP_SECONDS = 10
"""Seconds between looks at an outbox, between looks for dead workers, and granted to running steps at the end."""

_SLOTS = 256


@dataclass(frozen=True, slots=True)
class ServiceWork:
    """What one service brings to a worker: its queue is named after it.

    `register` declares its tasks to DBOS and returns its schedules; `publish` hands events to the gateway.
    """

    name: str
    database: Database
    register: Callable[[], Sequence[ScheduleInput]]
    publish: Callable[[Sequence[Carried]], None]


class Worker:
    """Runs the work of some services until `stop` is called; one per process."""

    def __init__(self, system_url: str, works: Sequence[ServiceWork], *, concurrency: int) -> None:
        self._system_url = system_url
        self._works = works
        self._concurrency = concurrency
        self._stopping = threading.Event()
        self._locks = locks_beside(system_url)
        self._threads: list[threading.Thread] = []

    def start(self) -> None:
        """Take an executor slot, launch DBOS (which resumes that slot's workflows) and the loops."""
        slot, self._slot_lock = _take_slot(self._locks)
        schedules = self._launch(slot)
        if schedules:
            DBOS.apply_schedules(schedules)
        self._jobs = JobClient(self._system_url)
        self._loop("take-over", TAKE_OVER_PAUSE, lambda: take_over(self._locks, slot, self._queues()))
        for work in self._works:
            relay = Relay(work.database, publish=work.publish, enqueue=self._jobs.enqueue)
            self._loop(f"relay-{work.name}-jobs", RELAY_PAUSE, self._alone(f"relay-{work.name}-jobs", relay.run_jobs))
            self._loop(
                f"relay-{work.name}-events", RELAY_PAUSE, self._alone(f"relay-{work.name}-events", relay.run_events)
            )

    def stop(self) -> None:
        """End the loops, grant running steps some seconds, hand everything else back for the next start."""
        self._stopping.set()
        for thread in self._threads:
            thread.join()
        DBOS.destroy(workflow_completion_timeout_sec=STOP_SECONDS)
        self._jobs.close()
        self._slot_lock.release()

    def _queues(self) -> list[str]:
        return [work.name for work in self._works]

    def _launch(self, slot: str) -> list[ScheduleInput]:
        config: DBOSConfig = {
            "name": "zhuli",
            "system_database_url": self._system_url,
            "application_version": APPLICATION_VERSION,
            "executor_id": slot,
            "run_migrations": False,
            "log_level": "WARNING",
            "scheduler_polling_interval_sec": 5.0,
        }
        if engine := system_engine(self._system_url):
            config["system_database_engine"] = engine
        DBOS(config=config)
        schedules = [schedule for work in self._works for schedule in work.register()]
        DBOS.listen_queues(self._queues())
        DBOS.launch()
        for queue in self._queues():
            DBOS.register_queue(queue, worker_concurrency=self._concurrency, polling_interval_sec=0.2)
        return schedules

    def _alone(self, lock: str, work: Callable[[], int]) -> Callable[[], object]:
        """Only one relay of a service may run at a time, or events of one subject could change places."""

        def locked() -> None:
            with holding(self._locks, lock) as mine:
                while mine and work() and not self._stopping.is_set():
                    pass

        return locked

    def _loop(self, name: str, pause: float, work: Callable[[], object]) -> None:
        def run() -> None:
            while not self._stopping.is_set():
                try:
                    work()
                except Exception as error:  # the loop outlives any failure: the next round tries again
                    log.get(__name__).warning("loop failed", loop=name, error=repr(error)[:300])
                    self._stopping.wait(1.0)
                self._stopping.wait(pause)

        thread = threading.Thread(target=run, name=name, daemon=True)
        self._threads.append(thread)
        thread.start()


def take_over(locks: Locks, own_slot: str, queues: Sequence[str]) -> int:
    """Resume the workflows of workers whose slot lock is free; how many.

    Without a control plane DBOS resumes a dead executor's workflows only under the same executor id.
    """
    orphans: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    pending = DBOS.list_workflows(status="PENDING", queue_name=list(queues), load_input=False, load_output=False)
    for workflow in pending:
        if workflow.executor_id and workflow.executor_id != own_slot and workflow.queue_name:
            orphans[workflow.executor_id][workflow.queue_name].append(workflow.workflow_id)
    resumed = 0
    for slot, by_queue in orphans.items():
        with holding(locks, slot) as dead:
            for queue, identities in by_queue.items() if dead else ():
                DBOS.resume_workflows(identities, queue_name=queue)
                resumed += len(identities)
    return resumed


def _take_slot(locks: Locks) -> tuple[str, Held]:
    for number in range(_SLOTS):
        name = f"slot-{number}"
        if held := locks.hold(name):
            return name, held
    raise RuntimeError(f"all {_SLOTS} worker slots are taken")

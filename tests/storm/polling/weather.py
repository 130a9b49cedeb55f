"""A poll storm: eight writers and some pollers of one tenant, on an installation whose programs are killed."""

import random
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from services.cli import demo
from services.cli.installation import SERVICES
from shared.testing.postgres import PostgresServer
from tests.journeys.installed import Customer, Installed, database_of, jobs_client
from tests.sql import text
from tests.storm.load import Going
from tests.storm.polling import oracle
from tests.storm.polling.pollers import Pollers
from tests.storm.polling.restores import Backup
from tests.storm.polling.writers import (
    Acknowledged,
    BulkListings,
    BulkStock,
    Cases,
    Decisions,
    SingleListings,
    Syncs,
    Writer,
)
from tests.waiting import wait_for

QUIET_SECONDS = 1200.0
"""A sync waits for a quarter of an hour when Amazon's quota of reports is used up."""

ENOUGH = "100000000"
"""Requests a minute: nothing here is about our own limits."""

MEAN_LIFE_SECONDS = 5.0
"""Of a poller, until it is killed."""

_UP_SECONDS, _PATIENCE_SECONDS, _IDLE_SECONDS, _TICK_SECONDS = 120.0, 60.0, 0.5, 0.02
_TELL_SECONDS = 60.0
_KILLED = (("api",), ("worker",), ("api", "worker"))
Tell = Callable[[str], None]


def settings() -> dict[str, str]:
    """Environment of an installation that is to be stormed."""
    return {f"{name.upper()}_{kind}_PER_MINUTE": ENOUGH for name in SERVICES for kind in ("READS", "WRITES")}


@dataclass
class PollStorm:
    """What the verdict is made from. `sellers` are seed and size of the simulated accounts by their ids."""

    installed: Installed
    customer: Customer
    sellers: dict[str, tuple[int, int]]
    pollers: Pollers
    chance: random.Random
    writers: list[Writer] = field(default_factory=list)
    kills: Counter[str] = field(default_factory=Counter)
    failures: list[str] = field(default_factory=list)
    restored: int = 0
    gate: threading.Event = field(default_factory=threading.Event)
    _rounds: int = 0

    @property
    def rows(self) -> int:
        """How many writes of rows were acknowledged to the present writers."""
        return sum(writer.rows for writer in self.writers)

    @property
    def acknowledged(self) -> Acknowledged:
        """What was acknowledged to the present writers, as it has to be in the end."""
        found: Acknowledged = {}
        for writer in self.writers:
            for path, rows in writer.acknowledged.items():
                found.setdefault(path, {}).update(rows)
        return found

    def writing(self, *, most: int) -> Going:
        """New writers at work, of batches of at most so many rows; those before are forgotten."""
        self._rounds += 1
        kinds = (BulkListings, BulkListings, SingleListings, BulkStock, BulkStock, Cases, Decisions)
        names = [f"R{self._rounds}-{place}" for place in range(len(kinds) + 1)]
        luck = [random.Random(self.chance.getrandbits(64)) for _ in names]  # noqa: S311 - to be replayed
        self.writers = [
            kind(self.customer, *mine, self.gate) for kind, *mine in zip(kinds, names, luck, strict=False)
        ]
        for writer in self.writers:
            if isinstance(writer, BulkListings | BulkStock):
                writer.most = most
        self.writers.append(Syncs(self.customer, names[-1], luck[-1], self.gate, self._pass_a_day))
        return Going(self.writers)

    def _pass_a_day(self, seller_id: str) -> None:
        demo.pass_days(self.installed.installation, *self.sellers[seller_id], 1)


@contextmanager
def prepared(
    installed: Installed, folder: Path, chance: random.Random, *, sellers: Sequence[tuple[int, int]], pollers: int
) -> Iterator[PollStorm]:
    """A customer with simulated seller accounts, and their pollers at work."""
    with Customer(installed, *sellers[0]) as customer:
        found = {}
        for seed, size in sellers:
            advertiser = demo.find_advertiser(installed.installation, seed, size)
            customer.connect(advertiser)
            found[advertiser.seller_id] = (seed, size)
        key = customer.http.headers["Authorization"].removeprefix("Bearer ")
        place = (installed.installation.url, key)
        with Pollers(folder, pollers, place, chance, mean_life=MEAN_LIFE_SECONDS) as keeping:
            yield PollStorm(installed, customer, found, keeping, chance)


def rage(storm: PollStorm, rows: int, strikes: Sequence[Callable[[], None]], tell: Tell, *, burst: int) -> None:
    """Write at least so many rows while the strikes fall, one after the other, evenly over the rows.

    The writers write in bursts of some rows, and after each the pollers may catch up: what is lost is lost where
    writers and a poller meet at the end of a list, and a poller that lags behind never comes there.
    """
    storm.pollers.go_on()
    began = told = time.monotonic()
    falling = [(rows * place // (len(strikes) + 1), strike) for place, strike in enumerate(strikes, start=1)]
    with storm.writing(most=max(1, burst // 20)) as going:
        while storm.rows < rows and not going.failures:
            until = storm.rows + burst
            storm.gate.set()
            while storm.rows < until and not going.failures:
                if falling and storm.rows >= falling[0][0]:
                    falling.pop(0)[1]()
                time.sleep(_TICK_SECONDS)
            storm.gate.clear()
            _wait_until_idle(storm.pollers)
            if time.monotonic() - told > _TELL_SECONDS:
                told = time.monotonic()
                tell(f"  {storm.rows} rows after {told - began:.0f} s; taken over {sum(storm.pollers.taken())}")
        storm.gate.set()
        for _, strike in falling:  # a kill takes longer than the rows until the next
            strike()
    tell(f"{storm.rows} rows acknowledged in {time.monotonic() - began:.0f} s; killed {dict(storm.kills)}")
    storm.failures += going.failures


def _wait_until_idle(pollers: Pollers) -> None:
    """Until no poller has taken anything over for a while, or for as long as they may need."""
    ends, known, since = time.monotonic() + _PATIENCE_SECONDS, pollers.taken(), time.monotonic()
    while time.monotonic() < ends and time.monotonic() - since < _IDLE_SECONDS:
        time.sleep(_TICK_SECONDS)
        if (now_known := pollers.taken()) != known:
            known, since = now_known, time.monotonic()


def kill_programs(storm: PollStorm, *names: str) -> None:
    """Kill the programs named, or api, worker or both, and start them again."""
    names = names or storm.chance.choice(_KILLED)
    for name in names:
        storm.installed.kill(name)
    start(storm.installed, *names)
    storm.kills["+".join(names)] += 1


def kill_postgres(storm: PollStorm, server: PostgresServer) -> None:
    """Kill the database itself; programs that end of it are started again, as a supervisor does it."""
    server.kill()
    storm.kills["postgres"] += 1
    server.resume()
    ended = [name for name in ("api", "worker") if not storm.installed.process(name).running]
    start(storm.installed, *ended)


def restore(storm: PollStorm, backup: Backup) -> None:
    """Copy the databases back while the pollers go on, as docs/operations.md tells it."""
    for name in ("worker", "api"):
        storm.installed.process(name).stop()
    backup.restore()
    storm.installed.installation.note_restored()  # what `zhuli restored` does
    storm.restored += 1
    start(storm.installed, "api", "worker")


def start(installed: Installed, *names: str) -> None:
    """Start programs that have ended, and wait until they work."""
    for name in names:
        installed.launch(name)
    for name in names:
        wait_for(lambda name=name: installed.is_up(name), name, seconds=_UP_SECONDS)


def verdict(storm: PollStorm) -> list[str]:
    """All complaints, once nothing is left to do and each poller has walked a last time; none is a pass."""
    wait_for(lambda: not waiting(), "quiet", seconds=QUIET_SECONDS, pause=0.2)
    storm.pollers.finish()
    return judged(storm)


def judged(storm: PollStorm) -> list[str]:
    """The complaints about what is stored and what the pollers have seen."""
    meant = oracle.stored(storm.customer)
    complaints = [*storm.failures, *oracle.miscounted(meant, storm.customer.tenant_id)]
    complaints += oracle.lost(meant, storm.acknowledged)
    for number, poller in enumerate(storm.pollers.pollers):
        seen = poller.seen()
        found = oracle.missed(seen, meant) + oracle.begun_anew(seen, storm.restored)
        complaints += [f"poller {number}: {one}" for one in found]
    return complaints


def waiting() -> dict[str, int]:
    """What is still on its way: rows of outboxes, deliveries to our own programs, syncs, jobs."""
    unfinished = {
        "outbox": dict.fromkeys(SERVICES, "outbox"),
        "syncs": {"inventory": "sync WHERE status IN ('waiting', 'running')"},
    }
    unfinished["deliveries"] = {"gateway": "webhook_delivery WHERE status = 'pending'"}
    found: Counter[str] = Counter()
    for what, places in unfinished.items():
        for service, rows in places.items():
            with database_of(service) as database, database.read() as session:
                found[what] += session.execute(text(f"SELECT count(*) FROM {rows}")).scalar_one()  # noqa: S608
    with jobs_client() as jobs:
        busy = jobs.list_workflows(status=["PENDING", "ENQUEUED"], load_input=False, load_output=False)
    found["jobs"] = len(busy)
    return {what: number for what, number in found.items() if number}

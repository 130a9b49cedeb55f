"""A storm: customers at work on a whole installation whose processes are killed at random moments."""

import os
import random
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from services.cli.installation import Installation
from tests.journeys.installed import Customer, Installed, at_work
from tests.receivers import Receiver, receiving
from tests.storm.load import Bounds, Decisions, Files, Going, Load, Syncs
from tests.storm.polling.pollers import Pollers
from tests.storm.polling.weather import MEAN_LIFE_SECONDS, settings, start
from tests.waiting import wait_for

MEAN_PAUSE = 1.5
"""Seconds from the moment that the killed process works again to the next kill, on average."""

ACCOUNTS = ((11, 8), (12, 16))
SHOPS = ((13, 2), (14, 2))
"""Seed and size of the simulated seller accounts that are synced, and of those that hand in files."""

_VICTIMS = (("worker",), ("worker",), ("worker",), ("api",), ("api",), ("api",), ("worker", "api"))
_IN_MID_START = 0.2
_UP_SECONDS, _END_SECONDS, _TOLD_EVERY, _RESTART_EVERY = 120.0, 300.0, 10, 3


@dataclass
class Account:
    """A simulated seller account: as it is left by one calm sync, and in the storm."""

    seed: int
    size: int
    calm: Customer
    stormy: Customer
    syncs: Syncs
    bounds: Bounds
    decisions: Decisions
    pollers: Pollers


@dataclass
class Storm:
    """Everything that the verdict is made from."""

    installed: Installed
    accounts: list[Account]
    shops: list[Files]
    receiver: Receiver
    kills: Counter[str] = field(default_factory=Counter)
    restarts: int = 0
    failures: list[str] = field(default_factory=list)

    @property
    def loads(self) -> list[Load]:
        """All that goes on at the same time."""
        mine: list[Load] = [*self.shops]
        for account in self.accounts:
            mine += [account.syncs, account.bounds, account.decisions]
        return mine

    @property
    def answers(self) -> Counter[str]:
        """The answers to all requests, by status code, and connections refused or broken."""
        return sum((load.asker.answers for load in self.loads), Counter())

    def acknowledged(self) -> str:
        """What was acknowledged so far, in words."""
        sums: Counter[str] = Counter()
        for load in self.loads:
            sums[type(load).__name__.lower()] += load.acknowledged
        return ", ".join(f"{number} {name}" for name, number in sums.items())


@contextmanager
def prepared(
    installation: Installation,
    chance: random.Random,
    *,
    accounts: Sequence[tuple[int, int]] = ACCOUNTS,
    shops: Sequence[tuple[int, int]] = SHOPS,
) -> Iterator[Storm]:
    """A running installation with its customers, after the calm syncs."""
    with ExitStack() as stack:
        receiver = stack.enter_context(receiving())
        os.environ |= settings() | {"GATEWAY_WEBHOOK_PRIVATE_RECEIVERS": receiver.place}
        installed = stack.enter_context(at_work(installation, scheduled=True))
        folder = installation.data / "pollers"
        folder.mkdir()
        found = [_account(stack, installed, seed, size, chance, folder) for seed, size in accounts]
        for account in found:
            endpoint = {"url": receiver.url}
            account.stormy.http.post("/v1/webhook-endpoints", json=endpoint).raise_for_status()
        files = [_files(stack, installed, seed, size, chance) for seed, size in shops]
        yield Storm(installed, found, files, receiver)


def rage(storm: Storm, kills: int, chance: random.Random, tell: Callable[[str], None]) -> None:
    """Kill so many times, with calm restarts between, while all loads go on; then one last sync of each account."""
    began = time.monotonic()
    with Going(storm.loads) as going:
        wait_for(
            lambda: all(load.acknowledged for load in storm.loads), "every load to be heard", seconds=_END_SECONDS
        )
        while storm.kills.total() < kills:
            time.sleep(chance.expovariate(1 / MEAN_PAUSE))
            _kill(storm, chance)
            if storm.kills.total() % _RESTART_EVERY == 0:
                _restart(storm)
            if storm.kills.total() % _TOLD_EVERY == 0:
                tell(f"{_kills(storm)} in {time.monotonic() - began:.0f} s; acknowledged {storm.acknowledged()}")
        for name in ("worker", "api"):
            _wait_until_up(storm.installed, name)
    storm.failures += going.failures
    for account in storm.accounts:
        account.bounds.set_defaults()
        account.syncs.start(account.syncs.widest)
    tell(f"{_kills(storm)} in {time.monotonic() - began:.0f} s; the last syncs have been asked for")


def _account(
    stack: ExitStack, installed: Installed, seed: int, size: int, chance: random.Random, folder: Path
) -> Account:
    calm, stormy = (stack.enter_context(Customer(installed, seed, size)) for _ in range(2))
    syncs = Syncs(calm, chance)
    calm_sync = syncs.start(syncs.widest)
    wait_for(lambda: syncs.state(calm_sync)["status"] == "completed", "the calm sync", seconds=_END_SECONDS)
    loads = (Syncs(stormy, _fork(chance)), Bounds(stormy, _fork(chance)), Decisions(stormy, _fork(chance)))
    caller = installed.installation.url, stormy.http.headers["Authorization"].removeprefix("Bearer ")
    pollers = Pollers(folder / str(seed), 1, caller, _fork(chance), mean_life=MEAN_LIFE_SECONDS)
    return Account(seed, size, calm, stormy, *loads, stack.enter_context(pollers))


def _files(stack: ExitStack, installed: Installed, seed: int, size: int, chance: random.Random) -> Files:
    return Files(stack.enter_context(Customer(installed, seed, size)), _fork(chance))


def _fork(chance: random.Random) -> random.Random:
    """A source of chance of its own, so that threads do not change one another's luck."""
    return random.Random(chance.getrandbits(64))  # noqa: S311 - to be replayed, not to be secret


def _kill(storm: Storm, chance: random.Random) -> None:
    """Kill one of the processes, or both at once; most often they are at work again before the next kill."""
    names = chance.choice(_VICTIMS)
    for name in names:
        storm.installed.kill(name)
    for name in names:
        storm.installed.launch(name)
    storm.kills["+".join(names)] += 1
    if chance.random() >= _IN_MID_START:
        for name in names:
            _wait_until_up(storm.installed, name)


def _restart(storm: Storm) -> None:
    """Stop both as an operator does who starts a new release, and start them again."""
    for name in ("worker", "api"):
        storm.installed.process(name).stop()
    start(storm.installed, "api", "worker")
    storm.restarts += 1


def _wait_until_up(installed: Installed, name: str) -> None:
    wait_for(lambda: installed.is_up(name), f"the {name}", seconds=_UP_SECONDS)


def _kills(storm: Storm) -> str:
    parts = ", ".join(f"{number} {name}" for name, number in sorted(storm.kills.items()))
    polls = sum(poller.kills for account in storm.accounts for poller in account.pollers.pollers)
    return f"{storm.kills.total()} kills ({parts}), {storm.restarts} restarts, {polls} kills of pollers"

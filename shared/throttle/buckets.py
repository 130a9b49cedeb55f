"""Token buckets by the generic cell rate algorithm: one row per bucket holds a single moment.

Used for Amazon's limits (a bucket per seller account and operation, held over all services and
workers) and for our own. No table has a history: a bucket's row means nothing once its refill time has passed.
A rate that the far side tells is kept beside the buckets, so that one process learns it for all.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Column, Float, MetaData, String, Table, select, text, update
from sqlmodel import Session

from shared import metrics
from shared.db.engine import Database

_table = Table(
    "throttle_bucket",
    MetaData(),
    Column("name", String(300), primary_key=True),
    Column("full_at", Float, nullable=False, doc="Unix seconds at which the bucket will be full again"),
)
_rates = Table(
    "throttle_rate",
    _table.metadata,
    Column("name", String(300), primary_key=True),
    Column("per_second", Float, nullable=False, doc="Tokens a second, as the far side last told"),
)
_INSERT_RATE = (
    "INSERT INTO {}throttle_rate (name, per_second) VALUES (:name, :per_second)"
    " ON CONFLICT (name) DO UPDATE SET per_second = excluded.per_second"
    " WHERE throttle_rate.per_second <> excluded.per_second RETURNING name"
)
_INSERT = "INSERT INTO {}throttle_bucket (name, full_at) VALUES (:name, :full_at) ON CONFLICT (name) DO NOTHING"


CLOSED_AT_MOST = 300.0
"""Seconds that the far side can close a bucket for."""


@dataclass(frozen=True, slots=True)
class Rate:
    """Tokens a second, and how many may be saved up."""

    per_second: float
    burst: int


@dataclass(frozen=True, slots=True)
class Grant:
    """Tokens taken (0 to the number asked for), tokens left, seconds until one more is there, and the rate."""

    taken: int
    remaining: int
    wait_seconds: float
    rate: Rate


def level(full_at: float, rate: Rate, moment: float) -> float:
    """Tokens in a bucket now, given when it will be full. A moment far ahead (clock set back) counts as empty."""
    missing = min(max(0.0, full_at - moment) * rate.per_second, float(rate.burst))
    return rate.burst - missing


class ThrottledError(RuntimeError):
    """No token came free within the time the caller could wait; `retry_after` seconds from now one will."""

    retryable = True
    code = "rate-limited"

    def __init__(self, name: str, retry_after: float) -> None:
        super().__init__(name, retry_after)
        self.detail = "no call was free: earlier ones were refused, or too many wait for their turn"
        self.retry_after = retry_after


class Buckets:
    """All buckets of one store."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._insert, self._insert_rate = (text(each.format(database.prefix)) for each in (_INSERT, _INSERT_RATE))

    def create(self) -> None:
        """Create the table where it is missing; part of `make migrate`."""
        direct = self._database.direct()
        direct.create_schema()
        _table.metadata.create_all(direct.engine)
        if direct is not self._database:
            direct.dispose()

    def take(
        self,
        name: str,
        rate: Rate,
        wanted: int,
        *,
        now: datetime,
        returned: int = 0,
        closed_at_most: float = CLOSED_AT_MOST,
        is_announced: bool = False,
    ) -> Grant:
        """Take up to `wanted` tokens at once; taking fewer, or none, is no error. `returned` are given back before.

        Where the far side tells the speed (`is_told`), the newest counts: it is read under the bucket's lock,
        since a token of an older, slower speed would keep the bucket empty for all.

        A bucket that would be full later than its refill and a closing allow was written before the
        clock was set back: it counts as empty, and fills from now on.
        """
        moment = now.timestamp()
        with self._database.write() as session:
            session.execute(self._insert, {"name": name, "full_at": moment})
            known = session.execute(
                select(_table.c.full_at).where(_table.c.name == name).with_for_update()
            ).scalar_one()
            if is_announced:
                rate = _learned(session, name, rate)
            refill = rate.burst / rate.per_second
            was_set_back = known - moment > refill + closed_at_most
            if was_set_back:
                known = moment + refill
            known -= returned / rate.per_second
            tokens = level(known, rate, moment)
            taken = min(wanted, int(tokens + 1e-9))
            full_at = max(known, moment) + taken / rate.per_second
            if taken or was_set_back:
                session.execute(update(_table).where(_table.c.name == name).values(full_at=full_at))
        next_at = full_at - (rate.burst - 1) / rate.per_second
        return Grant(taken, int(tokens - taken), max(0.0, next_at - moment), rate)

    def learned(self, name: str, rate: Rate) -> Rate:
        """`rate` with the speed that `learn` was last told, if it ever was."""
        with self._database.read() as session:
            return _learned(session, name, rate)

    def learn(self, name: str, rate: Rate, per_second: float, *, now: datetime) -> None:
        """Keep the speed that the far side tells, for all processes; the tokens that are missing stay missing."""
        missing_for = _table.c.full_at - now.timestamp()
        stretched = now.timestamp() + missing_for * (rate.per_second / per_second)
        with self._database.write() as session:
            if session.execute(self._insert_rate, {"name": name, "per_second": per_second}).first():
                empty = update(_table).where(_table.c.name == name, missing_for > 0)
                session.execute(empty.values(full_at=stretched))

    def close(self, name: str, rate: Rate, seconds: float, *, now: datetime) -> None:
        """Keep the bucket empty for `seconds`, CLOSED_AT_MOST at most: the far side said so (Retry-After).

        It is never opened earlier than it would have been.
        """
        metrics.throttle_refusals.labels(_operation_of(name), "amazon").inc()
        full_at = now.timestamp() + min(seconds, CLOSED_AT_MOST) + rate.burst / rate.per_second
        later = update(_table).where(_table.c.name == name, _table.c.full_at < full_at).values(full_at=full_at)
        with self._database.write() as session:
            session.execute(self._insert, {"name": name, "full_at": full_at})
            session.execute(later)

    def acquire(
        self,
        name: str,
        rate: Rate,
        *,
        timeout: float,
        clock: Callable[[], datetime],
        sleep: Callable[[float], None],
    ) -> Rate:
        """Wait for one token, `timeout` seconds at most; the rate at which it was given. Raises ThrottledError.

        Those who wait for the same token wake over the time that one more takes, not all at once.
        """
        remaining = timeout
        while not (grant := self.take(name, rate, 1, now=clock(), is_announced=True)).taken:
            if grant.wait_seconds > remaining:
                metrics.throttle_refusals.labels(_operation_of(name), "us").inc()
                raise ThrottledError(name, grant.wait_seconds)
            pause = grant.wait_seconds + random.uniform(0.001, 1 / grant.rate.per_second)  # noqa: S311 - no secret
            metrics.throttle_wait_seconds.labels(_operation_of(name)).inc(pause)
            sleep(pause)
            remaining -= pause
        return grant.rate


def _learned(session: Session, name: str, rate: Rate) -> Rate:
    reported = session.execute(select(_rates.c.per_second).where(_rates.c.name == name)).scalar_one_or_none()
    return rate if reported is None else Rate(reported, rate.burst)


def _operation_of(name: str) -> str:
    """The last part of a bucket's name, `ads:<tenant>:<seller>:<operation>`, with the service before it."""
    service, _, rest = name.partition(":")
    return f"{service}.{rest.rpartition(':')[2]}"

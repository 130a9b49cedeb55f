"""Amazon's rate limits of one seller account, held over all services and workers."""

import math
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime

from sqlalchemy.exc import OperationalError

from shared.amazon.sp_api.operations import Operation
from shared.throttle import Buckets, Rate

PATIENCE = 30.0
"""Seconds that a call waits for its turn; whoever must wait longer sleeps durably, as a job's step does."""


class Limits:
    """A bucket per operation: the published usage plan at first, then the rate that Amazon's replies tell.

    `account` names whom Amazon counts for: the seller account, and our application alone for operations
    without a seller. `patience` is in seconds.
    """

    def __init__(
        self,
        buckets: Buckets,
        account: str,
        *,
        clock: Callable[[], datetime],
        sleep: Callable[[float], None],
        patience: float = PATIENCE,
    ) -> None:
        self._buckets = buckets
        self._account = account
        self._clock = clock
        self._sleep = sleep
        self._patience = patience

    def wait(self, operation: Operation) -> Rate:
        """Wait for the operation's turn, and give its present rate. Raises ThrottledError."""
        return self._buckets.acquire(
            self._name(operation), operation.rate, timeout=self._patience, clock=self._clock, sleep=self._sleep
        )

    def wait_for_quota(self, name: str, rate: Rate) -> None:
        """Wait for a turn that Amazon counts beside the operations. Raises ThrottledError."""
        self._buckets.acquire(
            f"{self._account}:{name}", rate, timeout=self._patience, clock=self._clock, sleep=self._sleep
        )

    def learn(self, operation: Operation, rate: Rate, reported: str | None) -> None:
        """Keep the rate of the header `x-amzn-RateLimit-Limit`, in calls a second, when it is another."""
        try:
            per_second = float(reported or "")
        except ValueError:
            return
        if not 0 < per_second < math.inf or per_second == rate.per_second:
            return
        with suppress(OperationalError):  # a reply is worth more than its rate, which the next one tells again
            self._buckets.learn(self._name(operation), rate, per_second, now=self._clock())

    def close(self, operation: Operation, rate: Rate, retry_after: float | None) -> None:
        """Empty the bucket after a refusal, for as long as Amazon says or until the next token is made."""
        self._buckets.close(self._name(operation), rate, retry_after or 0.0, now=self._clock())

    def _name(self, operation: Operation) -> str:
        return f"{self._account}:{operation.name}"

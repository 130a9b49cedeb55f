"""Our own rate limits: a bucket per tenant and kind of request, in a store that the service's processes share.

A process leases a twentieth of the quota from the shared bucket, so that the store is asked once in many requests
(ADR-0032); of what is left each key has a fair part (ADR-0038).
Leased tokens are out of the bucket: all processes together never let more through than the quota. What a process
has not used within a second it gives back with its next lease; what a process that ends had is lost to the tenant.
"""

from dataclasses import dataclass
from datetime import datetime
from functools import partial

from sqlalchemy.exc import OperationalError

from shared import metrics
from shared.app.lanes import Flights, Lane
from shared.app.parts import Parts
from shared.app.quotas import Quota, Verdict
from shared.db.failures import is_full
from shared.throttle import Buckets, Grant

LEASE_SECONDS = 1.0
"""Who cannot lease within this time is answered 503: no quota is known then, and none is given away."""

_THREADS = 8
_PORTION = 20
_HELD_SECONDS = 1.0
_REMEMBERED_TENANTS = 10_000
_READS = frozenset({"GET", "HEAD", "OPTIONS"})


@dataclass(slots=True)
class _Allowance:
    """What this process may let through for a tenant until `ends`, and the parts of the tenant's keys in it."""

    parts: Parts
    tokens: int = 0
    remaining: int = 0
    ends: float = 0.0


class Limiter:
    """Admits requests under a read and a write quota per tenant, of which each key has a fair part."""

    def __init__(self, buckets: Buckets, *, service: str, reads: Quota, writes: Quota) -> None:
        self._buckets = buckets
        self._service = service
        self._reads, self._writes = reads, writes
        self._held: dict[tuple[str, str], _Allowance] = {}
        self._lane = Lane(_THREADS, LEASE_SECONDS)
        self._under_way: Flights[Grant] = Flights()

    async def admit(self, tenant_id: str, key_id: str, method: str, *, now: datetime) -> Verdict:
        """Count one request of a key of the tenant. A lease is taken in a thread, by one request for all of the
        tenant that wait for it.

        Raises LateError, and what the store raises while it is away.
        """
        quota = self._reads if method in _READS else self._writes
        held = self._held_of(tenant_id, quota)
        held.parts.note(key_id, now.timestamp())
        while (verdict := self._spend(held, key_id, quota, now)) is None:
            lease = partial(self._take, held, tenant_id, quota, now)
            grant = await self._under_way.join((tenant_id, quota.name), partial(self._lane.run, lease))
            if not grant.taken:
                return self._refusal(quota, grant.wait_seconds)
        return verdict

    def _held_of(self, tenant_id: str, quota: Quota) -> _Allowance:
        place = (tenant_id, quota.name)
        held = self._held.get(place)
        if held is None:
            if len(self._held) >= _REMEMBERED_TENANTS:
                self._held.clear()
            held = self._held[place] = _Allowance(Parts(quota))
        return held

    def _spend(self, held: _Allowance, key_id: str, quota: Quota, now: datetime) -> Verdict | None:
        """The verdict by what is held; None where nothing is."""
        moment = now.timestamp()
        # A request that has waited may be of a moment before the lease; one far ahead is of a clock since set back.
        if held.tokens <= 0 or not moment <= held.ends <= moment + 2 * _HELD_SECONDS:
            return None
        if wait := held.parts.take(key_id, held.remaining + held.tokens, moment):
            return self._refusal(quota, wait)
        held.tokens -= 1
        return Verdict(True, quota, held.remaining + held.tokens, quota.seconds)

    def _refusal(self, quota: Quota, wait_seconds: float) -> Verdict:
        metrics.rate_limited.labels(self._service, quota.name).inc()
        return Verdict(False, quota, 0, max(1, round(wait_seconds + 0.5)))

    def _take(self, held: _Allowance, tenant_id: str, quota: Quota, now: datetime) -> Grant:
        """Lease a portion from the shared bucket."""
        portion = max(1, quota.requests // _PORTION)
        name = f"{self._service}:{quota.name}:{tenant_id}"
        returned = held.tokens
        try:
            grant = self._buckets.take(name, quota.rate, portion, returned=returned, now=now, closed_at_most=0.0)
        except OperationalError as error:
            if not is_full(error):
                raise
            grant = Grant(portion, quota.requests - portion, 0.0, quota.rate)  # reading goes on, uncounted
        held.tokens = grant.taken  # what was left is given back
        held.remaining, held.ends = grant.remaining, now.timestamp() + _HELD_SECONDS
        return grant

"""Our own rate limits: a bucket per (key, kind of request), in a store shared by the service's processes (ADR-0032).

A process leases a twentieth of the quota from the shared bucket, so that the store is asked once in many requests.
Leased tokens are out of the bucket: all processes together never let more through than the quota. What a process
has not used within a second it gives back with its next lease; what a process that ends had is lost to the key.
"""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, partial
from typing import NamedTuple

from shared import metrics
from shared.app.lanes import Flights, Lane
from shared.throttle import Buckets, Grant, Rate

LEASE_SECONDS = 1.0
"""Who cannot lease within this time is answered 503: no quota is known then, and none is given away."""

_THREADS = 8
_PORTION = 20
_HELD_SECONDS = 1.0
_REMEMBERED_KEYS = 10_000
_READS = frozenset({"GET", "HEAD", "OPTIONS"})


@dataclass(frozen=True)
class Quota:
    """`requests` in `seconds` for one key."""

    name: str
    requests: int
    seconds: int

    @property
    def rate(self) -> Rate:
        """The same as a refill rate with the whole quota as burst."""
        return Rate(per_second=self.requests / self.seconds, burst=self.requests)

    @cached_property
    def policy(self) -> str:
        """What the header `RateLimit-Policy` says of it."""
        return f'"{self.name}";q={self.requests};w={self.seconds}'


class Verdict(NamedTuple):
    """Whether a request may pass, and what the caller is told (draft-ietf-httpapi-ratelimit-headers)."""

    admitted: bool
    quota: Quota
    remaining: int
    wait_seconds: int

    def headers(self) -> dict[str, str]:
        """`RateLimit` and `RateLimit-Policy`; `Retry-After` only on a refusal."""
        quota = self.quota
        reported = {
            "RateLimit-Policy": quota.policy,
            "RateLimit": f'"{quota.name}";r={self.remaining};t={self.wait_seconds}',
        }
        return reported if self.admitted else reported | {"Retry-After": str(self.wait_seconds)}

    def lines(self) -> list[tuple[bytes, bytes]]:
        """`headers` of an admission as they go on the wire."""
        quota = self.quota
        left = b'"%b";r=%d;t=%d' % (quota.name.encode(), self.remaining, self.wait_seconds)
        return [(b"ratelimit-policy", quota.policy.encode()), (b"ratelimit", left)]

    def members(self) -> dict[str, object]:
        """Extension members of the problem."""
        return {
            "type": "https://iana.org/assignments/http-problem-types#quota-exceeded",
            "violated-policies": [self.quota.name],
        }


@dataclass(slots=True)
class _Allowance:
    tokens: int
    remaining: int
    ends: float


class Limiter:
    """Admits requests under a read and a write quota per key."""

    def __init__(self, buckets: Buckets, *, service: str, reads: Quota, writes: Quota) -> None:
        self._buckets = buckets
        self._service = service
        self._reads, self._writes = reads, writes
        self._held: dict[tuple[str, str], _Allowance] = {}
        self._lane = Lane(_THREADS, LEASE_SECONDS)
        self._under_way: Flights[Grant] = Flights()

    async def admit(self, key_id: str, method: str, *, now: datetime) -> Verdict:
        """Count one request of the key. A lease is taken in a thread, by one request for all that wait for it.

        Raises LateError, and what the store raises while it is away.
        """
        quota = self._reads if method in _READS else self._writes
        place = (key_id, quota.name)
        while (verdict := self._spend(place, quota, now)) is None:
            lease = partial(self._take, key_id, quota, now)
            grant = await self._under_way.join(place, partial(self._lane.run, lease))
            if not grant.taken:
                metrics.rate_limited.labels(self._service, quota.name).inc()
                return Verdict(False, quota, 0, max(1, round(grant.wait_seconds + 0.5)))
        return verdict

    def _spend(self, place: tuple[str, str], quota: Quota, now: datetime) -> Verdict | None:
        """The verdict by what is held; None where nothing is."""
        held, moment = self._held.get(place), now.timestamp()
        if held is None or held.tokens <= 0 or not moment <= held.ends <= moment + _HELD_SECONDS:
            return None
        held.tokens -= 1
        return Verdict(True, quota, held.remaining + held.tokens, quota.seconds)

    def _take(self, key_id: str, quota: Quota, now: datetime) -> Grant:
        """Lease a portion from the shared bucket."""
        portion = max(1, quota.requests // _PORTION)
        name = f"{self._service}:{quota.name}:{key_id}"
        held = self._held.get((key_id, quota.name))
        returned = held.tokens if held else 0
        grant = self._buckets.take(name, quota.rate, portion, returned=returned, now=now, closed_at_most=0.0)
        if held:
            held.tokens = 0  # given back once
        if grant.taken:
            if len(self._held) >= _REMEMBERED_KEYS:
                self._held.clear()
            ends = now.timestamp() + _HELD_SECONDS
            self._held[key_id, quota.name] = _Allowance(grant.taken, grant.remaining, ends)
        return grant

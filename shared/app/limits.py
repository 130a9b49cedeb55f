"""Our own rate limits: a bucket per (key, kind of request), in a store shared by the service's processes.

A process takes allowances of a twentieth of the quota from the shared bucket, so that the store is
asked once in many requests; what a process holds and does not use within a second is its only error.
"""

from dataclasses import dataclass
from datetime import datetime

from shared import metrics
from shared.throttle import Buckets, Rate

_PORTION = 20
_HELD_SECONDS = 1.0
_REMEMBERED_KEYS = 10_000
_READS = frozenset({"GET", "HEAD", "OPTIONS"})


@dataclass(frozen=True, slots=True)
class Quota:
    """`requests` in `seconds` for one key."""

    name: str
    requests: int
    seconds: int

    @property
    def rate(self) -> Rate:
        """The same as a refill rate with the whole quota as burst."""
        return Rate(per_second=self.requests / self.seconds, burst=self.requests)


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a request may pass, and what the caller is told (draft-ietf-httpapi-ratelimit-headers)."""

    admitted: bool
    quota: Quota
    remaining: int
    wait_seconds: int

    def headers(self) -> dict[str, str]:
        """`RateLimit` and `RateLimit-Policy`; `Retry-After` only on a refusal."""
        quota = self.quota
        reported = {
            "RateLimit-Policy": f'"{quota.name}";q={quota.requests};w={quota.seconds}',
            "RateLimit": f'"{quota.name}";r={self.remaining};t={self.wait_seconds}',
        }
        return reported if self.admitted else reported | {"Retry-After": str(self.wait_seconds)}

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

    def admit(self, key_id: str, method: str, *, now: datetime) -> Verdict:
        """Count one request of the key."""
        quota = self._reads if method in _READS else self._writes
        moment = now.timestamp()
        held = self._held.get((key_id, quota.name))
        if held is None or held.tokens <= 0 or not moment <= held.ends <= moment + _HELD_SECONDS:
            portion = max(1, quota.requests // _PORTION)
            name = f"{self._service}:{quota.name}:{key_id}"
            grant = self._buckets.take(name, quota.rate, portion, now=now, closed_at_most=0.0)
            if not grant.taken:
                metrics.rate_limited.labels(self._service, quota.name).inc()
                return Verdict(False, quota, 0, max(1, round(grant.wait_seconds + 0.5)))
            if len(self._held) >= _REMEMBERED_KEYS:
                self._held.clear()
            held = _Allowance(grant.taken, grant.remaining, moment + _HELD_SECONDS)
            self._held[key_id, quota.name] = held
        held.tokens -= 1
        return Verdict(True, quota, held.remaining + held.tokens, quota.seconds)

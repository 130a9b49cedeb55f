"""How often a client address may ask without a key that works; what has a key is limited by its tenant's quota.

Counted in the memory of each process: it is there to shed load, not to sell it, and a store that a flood could wear
out would be the flood's gain. With several processes an address has as many times the quota.
"""

import time
from functools import lru_cache
from ipaddress import IPv6Address, ip_address

from starlette.types import Scope

from shared import metrics
from shared.app.quotas import Quota, Verdict
from shared.problems import RateLimitedError

_REMEMBERED = 10_000
_IPV6_HOST_BITS = 64
"""Whoever has one IPv6 address has the whole /64 around it."""

_FORWARDED = b"x-forwarded-for"


class Addresses:
    """The quota of each address; behind `proxies` of our own the one that the outermost of them saw counts."""

    def __init__(self, per_minute: int, proxies: int) -> None:
        self._quota = Quota("anonymous", per_minute, 60)
        self._proxies = proxies
        self._full_at: dict[str, float] = {}

    def of(self, scope: Scope) -> str:
        """The address that a request comes from; what callers claim themselves is not believed."""
        client = scope.get("client")
        peer = client[0] if client else "unknown"
        if self._proxies:
            lines = [value for name, value in scope["headers"] if name == _FORWARDED]
            told = [part.strip() for part in b",".join(lines).decode("latin-1").split(",")]
            if told != [""]:
                peer = told[max(-self._proxies, -len(told))]
        return _network_of(peer)

    def check(self, address: str) -> float:
        """What its quota is short of being whole. Raises RateLimitedError where nothing is left."""
        missing = max(0.0, self._full_at.get(address, 0.0) - time.monotonic()) * self._quota.rate.per_second
        if missing > self._quota.requests - 1:
            raise self._refusal(missing)
        return missing

    def spend(self, address: str) -> None:
        """Count one request. Raises RateLimitedError where nothing is left."""
        missing = self.check(address)
        if len(self._full_at) >= _REMEMBERED and address not in self._full_at:
            self._forget()
        self._full_at[address] = time.monotonic() + (missing + 1) / self._quota.rate.per_second

    def _refusal(self, missing: float) -> RateLimitedError:
        metrics.rate_limited.labels("gateway", self._quota.name).inc()
        wait = (missing - self._quota.requests + 1) / self._quota.rate.per_second
        verdict = Verdict(False, self._quota, 0, max(1, round(wait + 0.5)))
        return RateLimitedError(headers=verdict.headers(), members=verdict.members())

    def _forget(self) -> None:
        """Those whose quota is whole again; if all are short of it, whoever was here first."""
        now = time.monotonic()
        self._full_at = {name: full_at for name, full_at in self._full_at.items() if full_at > now}
        if len(self._full_at) >= _REMEMBERED:
            del self._full_at[next(iter(self._full_at))]


@lru_cache(_REMEMBERED)
def _network_of(text: str) -> str:
    try:
        address = ip_address(text)
    except ValueError:
        return "unknown"
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped:
            return str(address.ipv4_mapped)
        return f"{IPv6Address(int(address) >> _IPV6_HOST_BITS << _IPV6_HOST_BITS)}/64"
    return text

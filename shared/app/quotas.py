"""What a quota is, and what is told of it."""

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from shared.throttle import Rate


@dataclass(frozen=True)
class Quota:
    """`requests` in `seconds` for all keys of one tenant."""

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

"""What roles allow, and how limits add up."""

from collections.abc import Iterable, Mapping
from typing import Literal

from shared.auth.principal import ACT_AS, SCOPES, SERVICES

Role = Literal["owner", "manager", "assistant", "viewer", "integration"]


def _of_services(*actions: str) -> frozenset[str]:
    return frozenset(f"{service}:{action}" for service in SERVICES for action in actions) | {"events:read"}


ROLES: Mapping[str, frozenset[str]] = {
    "owner": SCOPES,
    "manager": _of_services("read", "write", "approve") | {"audit:read"},
    "assistant": _of_services("read", "write"),
    "viewer": _of_services("read"),
    # It may hand on approvals of people: what it does for somebody is what both of them may do.
    "integration": _of_services("read", "write", "approve") | {"audit:read", ACT_AS},
}
"""The scopes of each role, in the seller accounts of its actor. A key has of them what it names itself."""


def scopes_of(roles: Iterable[str]) -> frozenset[str]:
    """All that any of the roles allows; a role that is no more allows nothing."""
    return frozenset().union(*(ROLES.get(role, frozenset()) for role in roles))


def narrower(first: frozenset[str] | None, second: frozenset[str] | None) -> frozenset[str] | None:
    """The seller accounts that two limits leave; None is no limit."""
    if first is None or second is None:
        return first if second is None else second
    return first & second

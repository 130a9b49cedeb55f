"""The principal: what a service knows of its caller."""

from dataclasses import dataclass
from typing import Literal

_SERVICES = ("catalog", "inventory", "ads", "tickets")
SCOPES: frozenset[str] = frozenset(
    f"{service}:{action}" for service in _SERVICES for action in ("read", "write", "approve")
) | {"admin", "events:read"}
INTERNAL_SCOPE = "internal"
"""Held by services only; no API key can carry it."""


@dataclass(frozen=True, slots=True)
class Principal:
    """Who calls.

    `kind` is `key` for an API key of a tenant's actor, `service` for a program of ours (its
    `actor_id` is the service's name, its `tenant_id` is empty). `livemode` is False for a test twin.
    """

    kind: Literal["key", "service"]
    tenant_id: str
    actor_id: str
    key_id: str
    scopes: frozenset[str]
    livemode: bool


def service_principal(service: str) -> Principal:
    """The principal under which a service calls the gateway's internal endpoints."""
    return Principal(
        kind="service",
        tenant_id="",
        actor_id=service,
        key_id=service,
        scopes=frozenset({INTERNAL_SCOPE}),
        livemode=True,
    )

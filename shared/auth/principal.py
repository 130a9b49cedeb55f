"""The principal: what a service knows of its caller."""

from dataclasses import dataclass
from typing import Literal

SERVICES = ("catalog", "inventory", "ads", "tickets")
ACT_AS = "act-as"
"""What a system needs to act for a person whom it names in the header `ON_BEHALF_OF`."""

ON_BEHALF_OF = "X-On-Behalf-Of"
SCOPES: frozenset[str] = frozenset(
    f"{service}:{action}" for service in SERVICES for action in ("read", "write", "approve")
) | {"admin", "audit:read", "events:read", ACT_AS}
INTERNAL_SCOPE = "internal"
"""Held by services only; no API key can carry it."""


@dataclass(frozen=True, slots=True)
class Principal:
    """Who calls.

    `kind` is that of the actor: a `person` or a `system` of a tenant, or `service` for a program of ours
    (its `actor_id` is the service's name, its `tenant_id` is empty). `livemode` is False for a test twin.
    `way` is `on-behalf` where the key of a system speaks for the actor; `key_id` is that key.
    `seller_ids` are the seller accounts that the caller is limited to; None is all of the tenant.
    """

    kind: Literal["person", "system", "service"]
    tenant_id: str
    actor_id: str
    key_id: str
    scopes: frozenset[str]
    livemode: bool
    way: Literal["own-key", "on-behalf"] = "own-key"
    seller_ids: frozenset[str] | None = None

    def reaches(self, seller_id: str) -> bool:
        """Whether the caller may know of this seller account, if the tenant has it."""
        return self.seller_ids is None or seller_id in self.seller_ids


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

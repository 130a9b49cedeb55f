"""Showing how accounts stand with Amazon's interfaces."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from services.gateway.consents import rules
from services.gateway.consents.repository import ConsentRepository, all_of, connected_since
from services.gateway.consents.rules import APIS, Api, api_of
from services.gateway.consents.schemas import ConnectionRead
from services.gateway.models import Consent as StoredConsent
from shared.db import Session

_SHOWN = ("proof", "reason", "checked_at", "authorized_on", "confirmed_by", "confirmed_at")


def connections_of(
    session: Session, tenant_id: str, seller_ids: Sequence[str], *, now: datetime
) -> dict[str, list[ConnectionRead]]:
    """How some accounts of a tenant stand with each interface, by seller id."""
    stored = {(each.seller_id, each.api): each for each in ConsentRepository(session, tenant_id).of(seller_ids)}

    def shown(seller_id: str, api: Api) -> ConnectionRead:
        known = stored.get((seller_id, api))
        return _nowhere(api) if known is None else read_connection(known, now=now)

    return {seller_id: [shown(seller_id, api) for api in APIS] for seller_id in seller_ids}


def all_connections(session: Session, *, now: datetime) -> list[tuple[str, ConnectionRead]]:
    """Every consent of all tenants, with its seller id."""
    return [(each.seller_id, read_connection(each, now=now)) for each in all_of(session, None, None)]


def connected_accounts(session: Session) -> dict[tuple[str, str], datetime]:
    """The accounts of all tenants that can be read, by tenant and seller id, and since when they are known."""
    return connected_since(session)


def standing_by_account(
    session: Session, tenant_id: str | None, seller_id: str | None
) -> dict[tuple[str, str], dict[str, str]]:
    """How accounts stand with each interface they have a consent for, by tenant and seller id."""
    found: dict[tuple[str, str], dict[str, str]] = {}
    for each in all_of(session, tenant_id, seller_id):
        found.setdefault((each.tenant_id, each.seller_id), {})[each.api] = each.status
    return found


def read_connection(stored: StoredConsent, *, now: datetime) -> ConnectionRead:
    """How an account stands with one interface."""
    ends_on = rules.ends_on(api_of(stored.api), stored.authorized_on)
    return ConnectionRead(
        api=stored.api,
        connection_status=stored.status,
        ends_on=ends_on,
        ends_within_30_days=rules.ends_soon(ends_on, now.astimezone(UTC).date()),
        **{name: getattr(stored, name) for name in _SHOWN},
    )


def _nowhere(api: Api) -> ConnectionRead:
    nothing: dict[str, Any] = dict.fromkeys((*_SHOWN, "ends_on", "ends_within_30_days"))
    return ConnectionRead(api=api, connection_status="not_connected", **nothing)

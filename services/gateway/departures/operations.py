"""What is done when a seller account is deleted."""

from datetime import datetime, timedelta

from services.gateway.actors import operations as actors
from services.gateway.api_keys import operations as api_keys
from services.gateway.consents.operations import keeping
from services.gateway.consents.rules import APIS
from services.gateway.departures.repository import DepartureRepository, of_service
from services.gateway.departures.schemas import Departed, Departing, DepartingAccounts, SellerAccountDeparture
from services.gateway.seller_accounts import operations as seller_accounts
from services.gateway.seller_accounts.repository import SellerAccountRepository
from services.gateway.tenants import operations as tenants
from shared.auth import Principal
from shared.auth.caller import LimitedKeyError
from shared.auth.principal import SERVICES
from shared.db import Session
from shared.http.etags import check_match
from shared.problems import NotFoundError

GRACE = timedelta(minutes=1)
"""A token in use ends within seconds; what it still fetched is stored by then, and ended with the rest."""


def delete_seller_account(
    session: Session, principal: Principal, seller_id: str, *, if_match: str | None, now: datetime
) -> SellerAccountDeparture:
    """Delete an account, and say what goes. Raises NotFoundError, LimitedKeyError and PreconditionFailedError.

    Keys and actors of an organisation may reach to accounts of both its halves: while the other one has an account
    of this seller, they stay as they are.
    """
    repository = SellerAccountRepository(session, principal.tenant_id)
    account = repository.get(seller_id, locked=True)
    if account is None:
        raise NotFoundError
    if principal.seller_ids is not None:  # it takes from the keys of others
        raise LimitedKeyError
    check_match(if_match, account.version)
    destroyed = [api for api in APIS if keeping.take_away(session, principal, account, api, now=now)]
    account.deleted_at = account.updated_at = now
    account.version += 1
    account.changed_by = principal.actor_id
    DepartureRepository(session, principal.tenant_id).add(account, SERVICES, now=now)
    seller_accounts.tell_deleted(session, principal, account, now=now)
    revoked: list[str] = []
    narrowed: list[str] = []
    held: list[str] = []
    if seller_accounts.unknown_sellers(session, tenants.both_of(session, principal), [seller_id]):
        revoked, narrowed = api_keys.take_seller(session, principal, seller_id, now=now)
        held = actors.take_seller(session, principal, seller_id, now=now)
    return SellerAccountDeparture(
        seller_id=seller_id,
        deleted_at=now,
        consents_destroyed=destroyed,
        keys_revoked=revoked,
        keys_narrowed=narrowed,
        actors_narrowed=held,
        services_ending=sorted(SERVICES),
    )


def list_departing(session: Session, service: str, *, now: datetime) -> DepartingAccounts:
    """The accounts of which a service has to end what it holds."""
    found = of_service(session, service, before=now - GRACE)
    return DepartingAccounts(items=[Departing(tenant_id=each.tenant_id, seller_id=each.seller_id) for each in found])


def end_departure(session: Session, service: str, data: Departed) -> None:
    """A service has ended what it held."""
    DepartureRepository(session, data.tenant_id).end(data.seller_id, service)

"""What one can do with seller accounts on their marketplaces."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from services.inventory.marketplaces.repository import MarketplaceRepository, MarketplaceRows
from services.inventory.marketplaces.rules import MarketplaceRef
from services.inventory.models import SellerMarketplace
from shared.amazon import marketplaces
from shared.auth import Principal
from shared.bulk.results import no_seller
from shared.db import Database, Session
from shared.pages import PageQuery
from shared.problems import (
    FieldError,
    InvalidRequestError,
    MarketplaceUnknownError,
    NotFoundError,
    SellerAccountUnknownError,
    field_error,
)


def require_marketplace(
    session: Session, tenant_id: str, seller_id: str, marketplace_id: str, location: str = "body"
) -> SellerMarketplace:
    """A seller account on a marketplace, named in the request's `location`.

    Raises SellerAccountUnknownError, and MarketplaceUnknownError where the account is known on others.
    """
    repository = MarketplaceRepository(session, tenant_id)
    found = repository.find(seller_id, marketplace_id)
    if found is not None:
        return found
    if repository.of_seller(seller_id):
        raise MarketplaceUnknownError(location)
    raise SellerAccountUnknownError(location)


def require_sold(session: Session, tenant_id: str, seller_id: str, named: Iterable[tuple[str, str]]) -> None:
    """Raise InvalidRequestError where an account does not sell on a marketplace: `named` are (pointer, id)."""
    known = {place.marketplace_id for place in MarketplaceRepository(session, tenant_id).of_seller(seller_id)}
    errors = [
        field_error(pointer, MarketplaceUnknownError.code, MarketplaceUnknownError.title)
        for pointer, each in named
        if each not in known
    ]
    if errors:
        raise InvalidRequestError(errors=errors)


def lock_account(session: Session, tenant_id: str, seller_id: str) -> None:
    """Wait for those who judge the account; then look at the clock, so that its events come in order."""
    repository = MarketplaceRepository(session, tenant_id)
    for place in repository.of_seller(seller_id):
        repository.lock(place.key)


def require_seller(keys: Iterable[tuple[str, str]], seller_id: str | None) -> None:
    """Raise SellerAccountUnknownError where a bulk request names an account that is not among `keys`, the known."""
    if seller_id is not None and not any(known == seller_id for known, _ in keys):
        raise SellerAccountUnknownError


def find_key(keys: Mapping[tuple[str, str], int], seller_id: str | None, marketplace_id: str) -> int | FieldError:
    """The key of the account and marketplace of an item of a bulk request, or what is wrong with them."""
    if seller_id is None:
        return no_seller()
    if (seller_id, marketplace_id) in keys:
        return keys[seller_id, marketplace_id]
    is_known = any(known == seller_id for known, _ in keys)
    return (MarketplaceUnknownError if is_known else SellerAccountUnknownError).at()


def learn_marketplace(
    session: Session, tenant_id: str, seller_id: str, marketplace_id: str, *, now: datetime
) -> SellerMarketplace:
    """A seller account on a marketplace, stored when it is new. Raises UnknownMarketplaceError."""
    repository = MarketplaceRepository(session, tenant_id)
    found = repository.find(seller_id, marketplace_id)
    if found is not None:
        return found
    market = marketplaces.of_id(marketplace_id)
    repository.add_missing(
        SellerMarketplace(
            tenant_id=tenant_id,
            seller_id=seller_id,
            marketplace_id=marketplace_id,
            currency=market.currency,
            timezone=market.timezone,
            created_at=now,
        )
    )
    return require_marketplace(session, tenant_id, seller_id, marketplace_id)


def learn_marketplaces(
    session: Session, tenant_id: str, seller_id: str, marketplace_ids: Iterable[str], *, now: datetime
) -> list[MarketplaceRef]:
    """The marketplaces of a seller account, stored when they are new. Raises UnknownMarketplaceError."""
    found = [learn_marketplace(session, tenant_id, seller_id, each, now=now) for each in marketplace_ids]
    return [MarketplaceRef(one.marketplace_id, one.key, one.timezone) for one in found]


def orders_read_at(session: Session, tenant_id: str, marketplace_keys: Sequence[int]) -> datetime | None:
    """Until when the orders of all these marketplaces are known; None where those of one were never read."""
    found = [require_key(session, tenant_id, key).orders_read_at for key in marketplace_keys]
    known = [moment for moment in found if moment is not None]
    return min(known) if known and len(known) == len(found) else None


def note_reading(
    session: Session, tenant_id: str, marketplace_key: int, present: datetime, *, with_orders: bool
) -> SellerMarketplace:
    """Remember that a marketplace was read when Amazon's clock said `present`, by an older reading or a newer one."""
    marketplace = require_key(session, tenant_id, marketplace_key)
    marketplace.read_at = max(present, marketplace.read_at or present)
    if with_orders:
        marketplace.orders_read_at = max(present, marketplace.orders_read_at or present)
    MarketplaceRepository(session, tenant_id).save(marketplace)
    return marketplace


def require_key(session: Session, tenant_id: str, marketplace_key: int) -> SellerMarketplace:
    """The tenant's marketplace of a key. Raises NotFoundError."""
    found = MarketplaceRepository(session, tenant_id).get(marketplace_key)
    if found is None:
        raise NotFoundError
    return found


_OURS = ("marketplace_key", "pos")


async def list_rows(
    database: Database, principal: Principal, query: PageQuery, rows: MarketplaceRows
) -> dict[str, Any]:
    """A page of the tenant's rows of a table, in the shape of PolledPage. Raises the errors of cursors."""
    found = await rows.poll(database, principal.tenant_id, query)
    items = [{name: value for name, value in row.items() if name not in _OURS} for row in found.rows]
    return {"items": items, **found.envelope}

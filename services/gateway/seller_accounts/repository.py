"""The SQL of seller accounts."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, update
from sqlmodel import col, select

from services.gateway.models import Departure, SellerAccount, Tenant
from services.gateway.seller_accounts.schemas import KnownAccountsQuery, SellerAccountQuery
from shared.db import Session
from shared.db.columns import table_of
from shared.db.upserts import add_missing
from shared.positions import Order, Part, Polled, poll

_ORDER = Order(table_of(SellerAccount), ("seller_id",))


class SellerAccountRepository:
    """Seller accounts of one tenant, live or twin."""

    def __init__(self, session: Session, tenant_id: str) -> None:
        self._session = session
        self._tenant_id = tenant_id

    def add(self, account: SellerAccount) -> bool:
        """Store a new account; False when the tenant has this seller already. One that was deleted begins anew."""
        accounts = table_of(SellerAccount)
        if add_missing(self._session, accounts, account.model_dump()):
            return True
        anew = account.model_dump(exclude={"seller_account_id", "tenant_id", "seller_id", "version", "pos"})
        gone = (accounts.c.tenant_id == self._tenant_id, accounts.c.seller_id == account.seller_id)
        statement = update(accounts).where(*gone, accounts.c.deleted_at.is_not(None))
        again = statement.values({**anew, "version": accounts.c.version + 1}).returning(accounts.c.version)
        return self._session.execute(again).first() is not None

    def is_leaving(self, seller_id: str) -> bool:
        """Whether a service of ours still holds something of an account of this seller that was deleted."""
        mine = (Departure.tenant_id == self._tenant_id, Departure.seller_id == seller_id)
        return self._session.exec(select(Departure.service).where(*mine)).first() is not None

    def save(self) -> None:
        """Write the changes made to accounts of this repository."""
        self._session.flush()

    def get(self, seller_id: str, *, locked: bool = False) -> SellerAccount | None:
        """One account, on request locked until the transaction ends; None when the tenant has none of this id."""
        query = (
            select(SellerAccount)
            .where(
                SellerAccount.tenant_id == self._tenant_id,
                SellerAccount.seller_id == seller_id,
                col(SellerAccount.deleted_at).is_(None),
            )
            .execution_options(populate_existing=True)
        )
        return self._session.exec(query.with_for_update() if locked else query).one_or_none()

    def poll(self, query: SellerAccountQuery) -> Polled[SellerAccount]:
        """A page of the tenant's accounts. Raises the errors of cursors."""
        statement: Select[Any] = select(SellerAccount).where(SellerAccount.tenant_id == self._tenant_id)
        if not query.include_deleted:
            statement = statement.where(col(SellerAccount.deleted_at).is_(None))
        if query.region is not None:
            statement = statement.where(col(SellerAccount.region) == query.region)

        def read(part: Part) -> list[SellerAccount]:
            return list(self._session.scalars(_ORDER.apply(statement, part)))

        return poll(self._session, self._tenant_id, query, _ORDER, read)


def known_sellers(session: Session, tenant_ids: Sequence[str], seller_ids: Sequence[str]) -> set[str]:
    """Those of the seller ids that one of the tenants has an account of."""
    query = select(SellerAccount.seller_id).where(
        col(SellerAccount.tenant_id).in_(tenant_ids),
        col(SellerAccount.seller_id).in_(seller_ids),
        col(SellerAccount.deleted_at).is_(None),
    )
    return set(session.exec(query))


def known_accounts(session: Session, query: KnownAccountsQuery) -> list[tuple[SellerAccount, bool]]:
    """Accounts of all tenants with the tenant's mode, for our own services."""
    statement = select(SellerAccount, Tenant.livemode).join(
        Tenant, col(Tenant.tenant_id) == col(SellerAccount.tenant_id)
    )
    statement = statement.where(col(SellerAccount.deleted_at).is_(None))
    if query.tenant_id is not None:
        statement = statement.where(SellerAccount.tenant_id == query.tenant_id)
    if query.seller_id is not None:
        statement = statement.where(SellerAccount.seller_id == query.seller_id)
    if query.updated_after is not None:
        statement = statement.where(SellerAccount.updated_at > query.updated_after)
    order = (col(SellerAccount.updated_at), col(SellerAccount.seller_account_id))
    return [(account, livemode) for account, livemode in session.exec(statement.order_by(*order))]

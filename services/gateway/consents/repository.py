"""The SQL of consents."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import update
from sqlmodel import col, select

from services.gateway.models import Consent, SellerAccount, Tenant
from shared.db import Session
from shared.db.columns import table_of
from shared.db.positions import touch

Found = tuple[Consent | None, SellerAccount, bool]
"""A consent, its account, and whether the tenant is a live one."""


class ConsentRepository:
    """Consents of one tenant, live or twin."""

    def __init__(self, session: Session, tenant_id: str) -> None:
        self._session = session
        self._tenant_id = tenant_id

    def get(self, seller_id: str, api: str, *, locked: bool = False) -> Consent | None:
        """One consent, on request locked until the transaction ends."""
        query = select(Consent).where(
            Consent.tenant_id == self._tenant_id, Consent.seller_id == seller_id, Consent.api == api
        )
        return self._session.exec(query.with_for_update() if locked else query).one_or_none()

    def account(self, seller_id: str) -> SellerAccount | None:
        """The account, locked until the transaction ends: who changes a consent changes the account first."""
        query = select(SellerAccount).where(
            SellerAccount.tenant_id == self._tenant_id,
            SellerAccount.seller_id == seller_id,
            col(SellerAccount.deleted_at).is_(None),
        )
        return self._session.exec(query.with_for_update()).one_or_none()

    def of(self, seller_ids: Collection[str]) -> list[Consent]:
        """All consents of these accounts."""
        query = select(Consent).where(Consent.tenant_id == self._tenant_id, col(Consent.seller_id).in_(seller_ids))
        return list(self._session.exec(query))

    def hasten(self, seller_id: str, *, now: datetime) -> None:
        """Let the next check of an account's consents be due now."""
        mine = (col(Consent.tenant_id) == self._tenant_id, col(Consent.seller_id) == seller_id)
        later = update(Consent).where(*mine, col(Consent.next_check_at) > now)
        self._session.execute(later.values(next_check_at=now))

    def save(self, consent: Consent) -> None:
        """Store a new consent, or the changes of one."""
        self._session.add(consent)
        self._session.flush()

    def touch_account(self, seller_id: str) -> None:
        """Let the account be told anew, which is shown with its consents; the transaction holds it."""
        accounts = table_of(SellerAccount)
        touch(self._session, accounts, accounts.c.tenant_id == self._tenant_id, accounts.c.seller_id == seller_id)

    def delete(self, consent: Consent) -> None:
        """Forget a consent."""
        self._session.delete(consent)
        self._session.flush()


def find(session: Session, tenant_id: str, seller_id: str, api: str) -> Found | None:
    """A consent of any tenant, for our own services; None when there is no such account."""
    query = (
        select(Consent, SellerAccount, Tenant.livemode)
        .select_from(SellerAccount)
        .join(Tenant, col(Tenant.tenant_id) == col(SellerAccount.tenant_id))
        .outerjoin(
            Consent,
            (col(Consent.tenant_id) == col(SellerAccount.tenant_id))
            & (col(Consent.seller_id) == col(SellerAccount.seller_id))
            & (col(Consent.api) == api),
        )
        .where(SellerAccount.tenant_id == tenant_id, SellerAccount.seller_id == seller_id)
        .where(col(SellerAccount.deleted_at).is_(None))
    )
    row = session.exec(query).one_or_none()
    return None if row is None else (row[0], row[1], row[2])


def all_of(session: Session, tenant_id: str | None, seller_id: str | None) -> list[Consent]:
    """Consents of all tenants, or of one, or of one account."""
    query = select(Consent)
    if tenant_id is not None:
        query = query.where(Consent.tenant_id == tenant_id)
    if seller_id is not None:
        query = query.where(Consent.seller_id == seller_id)
    return list(session.exec(query.order_by(col(Consent.seller_id), col(Consent.api), col(Consent.tenant_id))))


def connected_since(session: Session) -> dict[tuple[str, str], datetime]:
    """When the accounts were made of which a consent stands, by tenant and seller id, of all tenants."""
    query = (
        select(SellerAccount.tenant_id, SellerAccount.seller_id, SellerAccount.created_at)
        .where(Consent.tenant_id == SellerAccount.tenant_id, Consent.seller_id == SellerAccount.seller_id)
        .where(Consent.status == "connected", col(SellerAccount.deleted_at).is_(None))
    )
    return {(tenant_id, seller_id): since for tenant_id, seller_id, since in session.exec(query)}


def is_due(session: Session, *, now: datetime) -> bool:
    """Whether a consent of any tenant is to be probed."""
    query = select(Consent.api).where(col(Consent.next_check_at) <= now).limit(1)
    return session.exec(query).first() is not None


def lock_due(session: Session, limit: int, *, now: datetime) -> Sequence[Consent]:
    """Consents of any tenant that are to be probed, locked; what another worker has is left out."""
    query = select(Consent).where(col(Consent.next_check_at) <= now).order_by(col(Consent.next_check_at))
    return session.exec(query.limit(limit).with_for_update(skip_locked=True)).all()

"""The SQL of authorizations."""

from datetime import datetime

from sqlalchemy import delete, update
from sqlmodel import col, select

from services.gateway.models import Actor, Authorization, SellerAccount, Tenant
from shared.db import Session


class AuthorizationRepository:
    """Authorizations that one tenant asks for."""

    def __init__(self, session: Session, tenant_id: str) -> None:
        self._session = session
        self._tenant_id = tenant_id

    def account(self, seller_id: str) -> SellerAccount | None:
        """The account of the tenant."""
        query = select(SellerAccount).where(
            SellerAccount.tenant_id == self._tenant_id,
            SellerAccount.seller_id == seller_id,
            col(SellerAccount.deleted_at).is_(None),
        )
        return self._session.exec(query).one_or_none()

    def is_live(self) -> bool:
        """Whether the tenant is a live one."""
        return bool(self._session.exec(select(Tenant.livemode).where(Tenant.tenant_id == self._tenant_id)).one())

    def kind_of(self, actor_id: str) -> str:
        """Whether an actor, who may be of the live tenant behind a test twin, is a person or a system."""
        return self._session.exec(select(Actor.kind).where(Actor.actor_id == actor_id)).one()

    def add(self, authorization: Authorization) -> None:
        """Store a new one."""
        self._session.add(authorization)
        self._session.flush()


def use(session: Session, state_digest: str, *, now: datetime) -> Authorization | None:
    """Use a state, once: of any tenant, for who comes back has no key. None if unknown, used, or too old."""
    is_open = (
        col(Authorization.state_digest) == state_digest,
        col(Authorization.used_at).is_(None),
        col(Authorization.expires_at) > now,
    )
    used = session.execute(
        update(Authorization).where(*is_open).values(used_at=now).returning(col(Authorization.state_digest))
    ).first()
    return None if used is None else session.get(Authorization, state_digest)


def forget_before(session: Session, moment: datetime) -> None:
    """Delete what has ended before, of any tenant."""
    session.execute(delete(Authorization).where(col(Authorization.expires_at) < moment))

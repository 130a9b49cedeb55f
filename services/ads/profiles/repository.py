"""The SQL of profiles."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import tuple_
from sqlmodel import col, select

from services.ads.models import AdsProfile
from services.ads.profiles.schemas import ProfileQuery
from shared.db import Session
from shared.db.columns import table_of
from shared.db.upserts import add_missing


class ProfileRepository:
    """Profiles of one tenant."""

    def __init__(self, session: Session, tenant_id: str) -> None:
        self._session = session
        self._tenant_id = tenant_id

    def add_missing(self, profile: AdsProfile) -> None:
        """Store a profile unless somebody else did meanwhile."""
        row = profile.model_dump(exclude={"profile_key"})
        add_missing(self._session, table_of(AdsProfile), row | {"tenant_id": self._tenant_id})

    def save(self, profile: AdsProfile) -> None:
        """Store the changes of a profile."""
        self._session.add(profile)
        self._session.flush()

    def lock(self, profile_key: int) -> None:
        """Let no other transaction that locks it judge the profile until this one ends."""
        query = select(AdsProfile.profile_key).where(
            AdsProfile.tenant_id == self._tenant_id, AdsProfile.profile_key == profile_key
        )
        self._session.exec(query.with_for_update()).one_or_none()

    def find(self, seller_id: str, marketplace_id: str) -> AdsProfile | None:
        """The profile of a seller account on a marketplace."""
        query = select(AdsProfile).where(
            AdsProfile.tenant_id == self._tenant_id,
            AdsProfile.seller_id == seller_id,
            AdsProfile.marketplace_id == marketplace_id,
        )
        return self._session.exec(query).one_or_none()

    def has_seller(self, seller_id: str) -> bool:
        """Whether a seller account has profiles."""
        query = select(AdsProfile.profile_key).where(
            AdsProfile.tenant_id == self._tenant_id, AdsProfile.seller_id == seller_id
        )
        return self._session.exec(query.limit(1)).first() is not None

    def get(self, profile_key: int) -> AdsProfile | None:
        """The profile of a key."""
        query = select(AdsProfile).where(
            AdsProfile.tenant_id == self._tenant_id, AdsProfile.profile_key == profile_key
        )
        return self._session.exec(query).one_or_none()

    def of_seller(self, seller_id: str) -> list[AdsProfile]:
        """All profiles of a seller account."""
        query = select(AdsProfile).where(AdsProfile.tenant_id == self._tenant_id, AdsProfile.seller_id == seller_id)
        return list(self._session.exec(query.order_by(col(AdsProfile.profile_key))))

    def page(self, query: ProfileQuery, after: Sequence[Any] | None) -> list[AdsProfile]:
        """Up to `limit + 1` profiles by (updated_at, profile_key)."""
        statement = select(AdsProfile).where(AdsProfile.tenant_id == self._tenant_id)
        if query.seller_id is not None:
            statement = statement.where(AdsProfile.seller_id == query.seller_id)
        if query.updated_after is not None:
            statement = statement.where(AdsProfile.updated_at > query.updated_after)
        order = (col(AdsProfile.updated_at), col(AdsProfile.profile_key))
        if after is not None:
            statement = statement.where(tuple_(*order) > tuple(after))
        return list(self._session.exec(statement.order_by(*order).limit(query.limit + 1)))

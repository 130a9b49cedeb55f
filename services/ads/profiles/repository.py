"""The SQL of profiles."""

from datetime import datetime
from typing import Any

from sqlalchemy import Select, update
from sqlmodel import col, select

from services.ads.models import AdsProfile, Delivery
from services.ads.profiles.schemas import ProfileQuery
from shared.db import Session
from shared.db.columns import table_of
from shared.db.positions import touch
from shared.db.upserts import add_missing
from shared.positions import Order, Part, Polled, poll

_ORDER = Order(table_of(AdsProfile), ("profile_key",))


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

    def touch_deliveries(self, profile: AdsProfile) -> None:
        """Let the profile's deliveries be told anew: which of them are settled, its clock and time zone say."""
        deliveries = table_of(Delivery)
        touch(self._session, deliveries, deliveries.c.profile_key == profile.profile_key)

    def lock(self, profile_key: int) -> None:
        """Let no other transaction that locks it judge the profile until this one ends."""
        query = select(AdsProfile.profile_key).where(
            AdsProfile.tenant_id == self._tenant_id, AdsProfile.profile_key == profile_key
        )
        self._session.exec(query.with_for_update()).one_or_none()

    def note_judged(self, profile_key: int, judged_at: datetime) -> None:
        """Remember when a profile was judged."""
        profile = table_of(AdsProfile)
        own = (profile.c.tenant_id == self._tenant_id) & (profile.c.profile_key == profile_key)
        self._session.execute(update(profile).where(own).values(judged_at=judged_at))

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

    def poll(self, query: ProfileQuery) -> Polled[AdsProfile]:
        """A page of the tenant's profiles. Raises the errors of cursors."""
        statement: Select[Any] = select(AdsProfile).where(AdsProfile.tenant_id == self._tenant_id)
        if query.seller_id is not None:
            statement = statement.where(col(AdsProfile.seller_id) == query.seller_id)

        def read(part: Part) -> list[AdsProfile]:
            return list(self._session.scalars(_ORDER.apply(statement, part)))

        return poll(self._session, self._tenant_id, query, _ORDER, read)

"""The SQL of campaigns."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, Select, select, tuple_

from services.ads.campaigns.schemas import CampaignQuery
from services.ads.models import AdsProfile, Campaign
from services.ads.models.keys import key_of_id
from shared.db import Session
from shared.db.columns import table_of
from shared.db.upserts import upsert

_campaign, _profile = table_of(Campaign), table_of(AdsProfile)
_ORDER = (_campaign.c.updated_at, _campaign.c.profile_key, _campaign.c.campaign_key)


class CampaignRepository:
    """Campaigns of one tenant."""

    def __init__(self, session: Session, tenant_id: str) -> None:
        self._session = session
        self._tenant_id = tenant_id

    def store(self, rows: Sequence[dict[str, Any]]) -> None:
        """Upsert campaigns of the tenant's own profiles."""
        upsert(self._session, _campaign, rows, key=("profile_key", "campaign_key"))

    def of_profile(self, profile_key: int) -> list[Row[Any]]:
        """All campaigns of a profile: the table's columns."""
        mine = select(_profile.c.profile_key).where(
            _profile.c.profile_key == profile_key, _profile.c.tenant_id == self._tenant_id
        )
        return list(self._session.execute(select(_campaign).where(_campaign.c.profile_key.in_(mine))))

    def page(self, query: CampaignQuery, after: Sequence[Any] | None) -> list[Row[Any]]:
        """Up to `limit + 1` campaigns by (updated_at, profile, campaign), with their profile's columns."""
        statement = self._joined()
        filters = {
            _profile.c.seller_id: query.seller_id,
            _profile.c.marketplace_id: query.marketplace_id,
            _campaign.c.state: query.state,
        }
        for column, value in filters.items():
            if value is not None:
                statement = statement.where(column == value)
        if query.campaign_id is not None:
            statement = statement.where(_campaign.c.campaign_key == key_of_id(query.campaign_id))
        if query.updated_after is not None:
            statement = statement.where(_campaign.c.updated_at > query.updated_after)
        if after is not None:
            statement = statement.where(tuple_(*_ORDER) > tuple(after))
        return list(self._session.execute(statement.order_by(*_ORDER).limit(query.limit + 1)))

    def _joined(self) -> Select[Any]:
        of_profile = (_profile.c.seller_id, _profile.c.marketplace_id, _profile.c.currency)
        return (
            select(_campaign, *of_profile)
            .join(_profile, _profile.c.profile_key == _campaign.c.profile_key)
            .where(_profile.c.tenant_id == self._tenant_id)
        )

"""Which rows of a table are meant: the tenant's own, of some days, of a level, as they were at a moment."""

from datetime import datetime

from sqlalchemy import ColumnElement, FromClause, Subquery, func, select

from services.ads.models import AdsProfile, CampaignFactVersion
from services.ads.models.keys import WHOLE_CAMPAIGN
from services.ads.performance.rules import Window
from shared.db.columns import table_of

_version, _profile = table_of(CampaignFactVersion), table_of(AdsProfile)

CAMPAIGN = ("ad_product", "campaign_key")
DAY_KEY = ("profile_key", "date_on", *CAMPAIGN, "ad_group_key")


def owned(table: FromClause, tenant_id: str, profile_key: int) -> ColumnElement[bool]:
    """Rows of the profile, and only if the profile is the tenant's."""
    mine = select(_profile.c.profile_key).where(
        _profile.c.profile_key == profile_key, _profile.c.tenant_id == tenant_id
    )
    return table.c.profile_key.in_(mine)


def newest_versions(tenant_id: str, profile_key: int, window: Window, as_of: datetime) -> Subquery:
    """Of each campaign's and ad group's day the version that was the newest then."""
    newest = is_newest_version(_version, as_of)
    return (
        select(_version).where(owned(_version, tenant_id, profile_key), *within(_version, window), newest).subquery()
    )


def is_newest_version(versions: FromClause, as_of: datetime | None = None) -> ColumnElement[bool]:
    """Whether a version is the newest of its day; of those until `as_of`, if that is given."""
    others = _version.alias()
    same = [others.c[name] == versions.c[name] for name in DAY_KEY]
    newest = select(func.max(others.c.reported_at)).where(*same)
    if as_of is not None:
        newest = newest.where(others.c.reported_at <= as_of)
    return versions.c.reported_at == newest.correlate(versions).scalar_subquery()


def level_of(table: FromClause, *, ad_groups: bool) -> ColumnElement[bool]:
    """Rows about ad groups, or about whole campaigns."""
    whole: ColumnElement[bool] = table.c.ad_group_key == WHOLE_CAMPAIGN
    return ~whole if ad_groups else whole


def within(table: FromClause, window: Window) -> tuple[ColumnElement[bool], ...]:
    """Rows of the window's days."""
    return table.c.date_on >= window.from_on, table.c.date_on < window.to_on

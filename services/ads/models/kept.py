"""How long the rows of each table stay."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import ColumnElement, exists, select
from sqlmodel import SQLModel

from services.ads.models.breakdowns import BreakdownFact, BreakdownPeriod
from services.ads.models.facts import CampaignFact, CampaignFactVersion, SearchTermDay, SearchTermFact
from services.ads.models.reports import Delivery, ImportFile, ReportImport, ReportImportError, Sync, SyncReport
from services.ads.models.shell import Finding
from shared.db.columns import table_of
from shared.retention import Kept, ended, resolved
from shared.syncs.columns import UNDER_WAY

_import = table_of(ReportImport)
_delivery, _period = table_of(Delivery).c, table_of(BreakdownPeriod).c


def _delivered_after(fact: type[SQLModel], day: str) -> Callable[[datetime], ColumnElement[bool]]:
    """Which rows are of a day that was delivered after a moment."""
    columns = table_of(fact).c
    same = (
        _delivery.profile_key == columns.profile_key,
        _delivery.ad_product == columns.ad_product,
        _delivery.date_on == columns[day],
    )
    return lambda moment: exists().where(*same, _delivery.last_delivered_at >= moment) | _is_awaited(fact)


def _is_awaited(fact: type[SQLModel]) -> ColumnElement[bool]:
    """Which rows may be of a file that is being imported: only at its end its days are told as delivered."""
    return table_of(fact).c.profile_key.in_(select(_import.c.profile_key).where(_import.c.status.in_(UNDER_WAY)))


def _broken_down_after(moment: datetime) -> ColumnElement[bool]:
    """Which rows are of a day, or of a file over several days, that came after a moment."""
    period_id = table_of(BreakdownFact).c.period_id
    of_period = exists().where(_period.period_id == period_id, _period.updated_at >= moment)
    return _delivered_after(BreakdownFact, "from_on")(moment) | of_period


KEPT = (
    *(
        Kept(fact, "numbers", "date_on", came_after=_delivered_after(fact, "date_on"))
        for fact in (CampaignFact, CampaignFactVersion, SearchTermFact, SearchTermDay)
    ),
    Kept(BreakdownFact, "numbers", "to_on", came_after=_broken_down_after),
    Kept(BreakdownPeriod, "numbers", "updated_at"),
    Kept(Delivery, "numbers", "last_delivered_at"),
    resolved(Finding),
    ended(Sync, table_of(SyncReport).c.sync_id),
    Kept(
        ReportImport,
        "runs",
        "updated_at",
        _import.c.status.not_in(UNDER_WAY),
        (table_of(ReportImportError).c.import_id, table_of(ImportFile).c.import_id),
    ),
)
LASTING = {
    "ads_profile": "one of each marketplace of an account",
    "campaign": "those of the account; deleted ones go after 400 days",
    "ad_group": "those of the account",
    "search_term_sum": "the terms of one window",
    "term_belief": "one of each profile and product",
    "advertiser_account": "one of each profile",
}
"""Tables that do not grow with time, and why."""

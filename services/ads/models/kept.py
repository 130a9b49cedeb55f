"""How long the rows of each table stay."""

from services.ads.models.breakdowns import BreakdownFact, BreakdownPeriod
from services.ads.models.facts import CampaignFact, CampaignFactVersion, SearchTermDay, SearchTermFact
from services.ads.models.reports import Delivery, ImportFile, ReportImport, ReportImportError, Sync, SyncReport
from services.ads.models.shell import Finding
from shared.db.columns import table_of
from shared.retention import Kept
from shared.syncs.columns import UNDER_WAY

_sync, _import, _finding = table_of(Sync), table_of(ReportImport), table_of(Finding)
KEPT = (
    *(
        Kept(fact, "numbers", "date_on")
        for fact in (CampaignFact, CampaignFactVersion, SearchTermFact, SearchTermDay)
    ),
    Kept(BreakdownFact, "numbers", "to_on"),
    Kept(BreakdownPeriod, "numbers", "updated_at"),
    Kept(Delivery, "numbers", "last_delivered_at"),
    Kept(Finding, "closed", "updated_at", _finding.c.status == "resolved"),
    Kept(Sync, "runs", "updated_at", _sync.c.status.not_in(UNDER_WAY), (table_of(SyncReport).c.sync_id,)),
    Kept(
        ReportImport,
        "runs",
        "updated_at",
        _import.c.status.not_in(("waiting", "running")),
        (table_of(ReportImportError).c.import_id, table_of(ImportFile).c.import_id),
    ),
)
LASTING = {
    "ads_profile": "one of each marketplace of an account",
    "campaign": "those of the account; deleted ones go after 400 days",
    "ad_group": "those of the account",
    "orderless_term": "the terms of one window",
    "advertiser_account": "one of each profile",
}
"""Tables that do not grow with time, and why."""

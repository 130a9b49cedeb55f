"""How long the rows of each table stay."""

from services.catalog.models.listings import SkuAccuracy
from services.catalog.models.shell import Finding
from services.catalog.models.syncs import Sync, SyncPart
from shared.db.columns import table_of
from shared.retention import Kept, ended, resolved

KEPT = (
    Kept(SkuAccuracy, "numbers", "updated_at"),
    resolved(Finding),
    ended(Sync, table_of(SyncPart).c.sync_id),
)
LASTING = {
    "listing": "one of each SKU and side; deleted ones go after 400 days",
    "unit_cost": "one of each SKU, kind and day from which it counts; deleted ones go after 400 days",
    "shelf": "one of each marketplace of an account",
    "report_header": "the last of each report",
    "report_count": "the last nine of each report",
}
"""Tables that do not grow with time, and why."""

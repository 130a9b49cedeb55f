"""How long the rows of each table stay."""

from services.tickets.models.cases import Case, CaseMessage
from services.tickets.models.health import Sync
from services.tickets.models.shell import Finding
from services.tickets.models.worklist import ReceivedEvent, WorklistItem
from shared.db.columns import table_of
from shared.retention import Kept, ended, resolved

_case, _item = table_of(Case), table_of(WorklistItem)
KEPT = (
    Kept(
        Case,
        "closed",
        "updated_at",
        _case.c.status.in_(("resolved", "closed")),
        (table_of(CaseMessage).c.case_id,),
    ),
    resolved(Finding),
    Kept(WorklistItem, "closed", "updated_at", _item.c.listed.is_(False) & (_item.c.status != "dismissed")),
    ended(Sync),
    Kept(ReceivedEvent, "events", "received_at"),
)
LASTING = {
    "macro": "those that people write; deleted ones go after 400 days",
    "account_metric": "one of each metric and marketplace; deleted ones go after 400 days",
    "report_count": "the last nine of each report",
}
"""Tables that do not grow with time, and why."""

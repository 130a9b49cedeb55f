"""All parts of a sync in their order, without the queue."""

from collections.abc import Sequence

from services.inventory.syncs import rules
from services.inventory.syncs.tasks import reading
from services.inventory.syncs.tasks.work import SyncWork


def read(work: SyncWork, tenant_id: str, seller_id: str, marketplace_ids: Sequence[str]) -> None:
    """Read an account whose reports are done at once, and judge it."""
    places = reading.learn_places(work, tenant_id, seller_id, marketplace_ids)
    present = None
    parts = rules.parts_of(places)
    for part in parts:
        if part.name == rules.STOCK:
            reading.read_stock(work, tenant_id, seller_id, part.places[0], present)
            continue
        for report_id in reading.request(work, tenant_id, seller_id, part, present):
            report = reading.look(work, tenant_id, seller_id, report_id)
            present = present or report.created_time
            reading.store_report(work, tenant_id, seller_id, part, report.report_document_id)
    reading.judge(work, tenant_id, seller_id, places, present, {part.name for part in parts})

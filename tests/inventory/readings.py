"""All parts of a sync in their order, without the queue."""

from collections.abc import Sequence

from services.inventory.marketplaces.operations import learn_marketplaces
from services.inventory.syncs import rules
from services.inventory.syncs.rules import Whose
from services.inventory.syncs.tasks import reading, running
from services.inventory.syncs.tasks.work import SyncWork
from shared.clock import utc_now
from shared.jobs.outcomes import Outcome, joined


def tell_nobody(_code: str, _detail: str) -> None:
    """Whoever waits here needs no word."""


def read(work: SyncWork, tenant_id: str, seller_id: str, marketplace_ids: Sequence[str]) -> dict[str, Outcome]:
    """Read an account whose reports are done at once, and judge it; how its parts ended, by `name/marketplace`."""
    whose = Whose(tenant_id, "sync", seller_id)
    with work.database.write() as session:
        places = learn_marketplaces(session, tenant_id, seller_id, marketplace_ids, now=utc_now())
    outcomes = dict[str, Outcome]()
    present = None
    for part in rules.parts_of(places):
        asked = [
            None
            if part.name == rules.STOCK
            else running.ask(reading.report_of(work, whose, part, span), work.terms, tell_nobody)
            for span in reading.spans_of(work, whose, part, present)
        ]
        present = present or running.present_of(reading.report_of(work, whose, part), asked[0])
        ended = [running.read(work, whose, part, each, present) for each in asked]
        outcomes[f"{part.name}/{part.marketplace_id}"] = joined(ended)
    whole = {part.name for part in rules.parts_of(places)} - {
        name.partition("/")[0] for name, outcome in outcomes.items() if not outcome.is_whole
    }
    reading.judge(work, whose, places, present, whole)
    return outcomes

"""The jobs of readings of ERPs: run one, and start those that are due."""

from collections.abc import Sequence
from functools import partial

from dbos import ScheduleInput

from services.inventory.erp_records.rules import Part
from services.inventory.erp_syncs import rules
from services.inventory.erp_syncs.repository import WORKFLOW
from services.inventory.erp_syncs.rules import Plan, Query
from services.inventory.erp_syncs.tasks import reading
from services.inventory.erp_syncs.tasks.work import ErpWork
from shared.jobs import task
from shared.jobs.outcomes import Counted, Outcome, outcome_of
from shared.jobs.steps import GivenUpError, reason_of, step
from shared.mabang.client import FIRST_PAGE
from shared.mabang.errors import MabangError
from shared.syncs.tasks import failing

_FAILURES = (MabangError, GivenUpError)
"""What one part may fail with while the others go on; anything else is a defect, and fails the reading."""

PAUSE = 30.0
"""Seconds between looks for readings that are due."""


def register(work: ErpWork) -> Sequence[ScheduleInput]:
    """Declare the job to DBOS; it has no schedule of its own: a loop looks for what is due."""

    @task(WORKFLOW)
    def read_erp(*, tenant_id: str, sync_id: str) -> None:
        with failing(partial(reading.fail, work, tenant_id, sync_id)):
            run(work, tenant_id, sync_id)

    return []


def run(work: ErpWork, tenant_id: str, sync_id: str) -> None:
    """Read one part after the other, a page a step: who takes over from a worker that was killed goes on there.

    One call at a time. Whoever is not told of the shops is told nothing else: then nothing more is asked.
    """
    plan = step("begin", reading.begin, work, tenant_id, sync_id)
    outcomes: list[tuple[Part, Outcome]] = []
    for part in plan.parts:
        step("part", reading.begin_part, work, plan, part)
        try:
            outcome = _read(work, plan, part)
        except _FAILURES as error:
            code, detail = reason_of(error)
            outcome = Outcome("failed", code=code, detail=detail)
        step("end", reading.end_part, work, plan, part, outcome)
        outcomes.append((part, outcome))
        if part == "shops" and outcome.ending == "failed":
            break
    step("settle", reading.settle, work, plan, reading.failed_in(outcomes))


def _read(work: ErpWork, plan: Plan, part: Part) -> Outcome:
    """Read all lists of a part, then apply what they told; of a list that does not hold still, too."""
    queries = step("queries", reading.queries_of, work, plan, part)
    unread = [told for query in queries if (told := _list(work, plan, query))]
    counted, after = Counted(), ""
    while True:
        applied = step("apply", reading.apply, work, plan, part, after)
        if applied.last is None:
            break
        rejections = {"unreadable": applied.rejected} if applied.rejected else {}
        counted += Counted(applied.received, applied.changed, rejections)
        after = applied.last
    return Outcome("suspect", counted, "erp-list-moves", unread[0]) if unread else outcome_of(counted)


def _list(work: ErpWork, plan: Plan, query: Query) -> str | None:
    """Read a list until it is complete; what to say if it never is. A row that moves to another page is missed."""
    known: dict[str, None] = {}
    before: int | None = None
    for _ in range(rules.MOST_PASSES):
        cursor: str | None = FIRST_PAGE
        total = None
        while cursor is not None:
            page = step("page", reading.read_page, work, plan, query, cursor, patience=work.patience)
            known |= dict.fromkeys(page.keys)
            cursor, total = page.following, page.total
        if not query.is_paged or rules.is_complete(len(known), before, total):
            return None
        before = len(known)
    return rules.unread(len(known))

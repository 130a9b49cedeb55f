"""One sync from its beginning to its judgement, as the steps of one job."""

from collections.abc import Callable
from datetime import datetime
from functools import partial

import httpx
from dbos import DBOS, WorkflowHandle

from services.inventory.marketplaces.operations import learn_marketplaces
from services.inventory.marketplaces.rules import MarketplaceRef
from services.inventory.syncs import operations, rules
from services.inventory.syncs.rules import Part, Whose
from services.inventory.syncs.tasks import reading
from services.inventory.syncs.tasks.work import SyncWork
from shared import log
from shared.amazon.errors import AmazonApiError
from shared.clock import utc_now
from shared.jobs.outcomes import Outcome, joined
from shared.jobs.reports import Asked, ReportFailedError, SellerReport, ask, fetch
from shared.jobs.steps import GivenUpError, reason_of, step
from shared.outbox.rows import REQUEST_ID
from shared.seller_accounts import AccessTokenError
from shared.syncs.tasks import account_of, end_part, settle, tell_wait

_FAILURES = (AccessTokenError, AmazonApiError, GivenUpError, ReportFailedError, httpx.HTTPError)
"""What one part may fail with while the others go on; anything else is a defect, and fails the sync."""


def run(work: SyncWork, tenant_id: str, sync_id: str, read: Callable[..., Outcome]) -> None:
    """Ask for all reports, store what comes, and judge by what was read.

    The planning report is asked for first: its `created_at` is Amazon's present, which all ranges end at. Each
    report, and the stock of each marketplace, is a task `read` of its own: one waits while another is stored.
    Raises what fails the sync as a whole; a part that fails is shown as such, and the others go on.
    """
    patience = work.terms.patience
    whose, places = step("begin", _begin, work, tenant_id, sync_id, patience=patience)
    begun: list[tuple[Part, list[WorkflowHandle[Outcome]]]] = []
    ended, present = dict[str, bool](), None
    for part in rules.parts_of(places):
        try:
            if present is not None and part.name == rules.STOCK:
                begun.append((part, [_start(read, whose, part, None, present)]))
                continue
            spans = step("spans", reading.spans_of, work, whose, part, present, patience=patience)
            tell = partial(tell_wait, work, tenant_id, sync_id, part.key)
            asked = [ask(reading.report_of(work, whose, part, span), work.terms, tell) for span in spans]
            if present is None:
                report = reading.report_of(work, whose, part)
                present = step("present", present_of, report, asked[0], patience=patience)
            begun.append((part, [_start(read, whose, part, each, present) for each in asked]))
        except _FAILURES as error:
            _end(work, whose, ended, part, _failed(error))
            if present is None:
                raise
    for part, tasks in begun:
        _end(work, whose, ended, part, joined([task.get_result() for task in tasks]))
    whole = {name for name, is_whole in ended.items() if is_whole}
    step("judge", reading.judge, work, whose, places, present, whole, patience=patience)
    step("settle", settle, work, tenant_id, sync_id)


def read(work: SyncWork, whose: Whose, part: Part, asked: Asked | None, present: datetime) -> Outcome:
    """The steps of one task beside: store a report of a part, or its stock where it has none."""
    try:
        if asked is None:
            return step("stock", reading.read_stock, work, whose, part, present, patience=work.terms.patience)
        report = reading.report_of(work, whose, part)
        return fetch(report, asked, partial(reading.store_report, work, whose, part), work.terms)
    except _FAILURES as error:
        return _failed(error)


def _failed(error: Exception) -> Outcome:
    code, detail = reason_of(error)
    return Outcome("failed", code=code, detail=detail)


def _start(
    read: Callable[..., Outcome], whose: Whose, part: Part, asked: Asked | None, present: datetime
) -> WorkflowHandle[Outcome]:
    """Begin a task; it goes on for the request that asked for the sync."""
    given = {"tenant_id": whose.tenant_id, "whose": whose, "part": part, "asked": asked, "present": present}
    return DBOS.start_workflow(read, **given, **{REQUEST_ID: log.request_id()})


def _begin(work: SyncWork, tenant_id: str, sync_id: str) -> tuple[Whose, list[MarketplaceRef]]:
    account = account_of(work, tenant_id, sync_id)
    whose, now = (tenant_id, account.seller_id, account.marketplace_ids), utc_now()
    with work.database.write() as session:
        places = learn_marketplaces(session, *whose, now=now)
        operations.plan_parts(session, tenant_id, sync_id, rules.parts_of(places), now=now)
    return Whose(tenant_id, sync_id, account.seller_id), places


def present_of(report: SellerReport, asked: Asked) -> datetime:
    """When a report was asked for, by Amazon's clock."""
    return report.look(asked.report_id).created_at or asked.at


def _end(work: SyncWork, whose: Whose, ended: dict[str, bool], part: Part, outcome: Outcome) -> None:
    """Show how a part ended; a name is whole when it is for every marketplace."""
    ended[part.name] = ended.get(part.name, True) and outcome.is_whole
    shown = partial(end_part, goes_on=True)
    step("end part", shown, work, whose.tenant_id, whose.sync_id, part.key, outcome)

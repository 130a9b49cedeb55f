"""What one can do with account metrics: store what Amazon tells and judge it, and read them."""

from collections.abc import Sequence
from dataclasses import asdict, fields
from datetime import datetime

from services.tickets import events
from services.tickets.account_metrics import rules
from services.tickets.account_metrics.repository import AccountMetricRepository
from services.tickets.account_metrics.rules import Metric
from services.tickets.account_metrics.schemas import AccountMetricPage, AccountMetricQuery, AccountMetricRead
from services.tickets.findings.repository import findings_of
from services.tickets.findings.rules import TEXTS
from shared.auth import Principal
from shared.db import Session
from shared.findings.judging import Seen, judge
from shared.findings.operations import Scope
from shared.findings.rules import ask

_PATH = "/v1/tickets/account-metrics"
_TOLD = {each.name for each in fields(Metric)}
_PLACE = ("seller_id", "marketplace_id", "metric")


def store_metrics(
    session: Session,
    tenant_id: str,
    seller_id: str,
    marketplace_id: str,
    metrics: Sequence[Metric],
    unread: Sequence[str] = (),
    *,
    now: datetime,
) -> int:
    """Store all metrics that Amazon tells of a marketplace, and judge them; how many are new or changed.

    What Amazon does not tell any more is forgotten; metrics that are told and `unread` stay as they were.
    """
    repository = AccountMetricRepository(session, tenant_id)
    known = repository.of_marketplace(seller_id, marketplace_id)
    reported = {
        metric.metric: asdict(metric) | {"seller_id": seller_id, "is_missed": rules.is_missed(metric)}
        for metric in metrics
    }
    changed = [
        row | {"updated_at": now}
        for name, row in reported.items()
        if name not in known or any(getattr(known[name], each) != value for each, value in row.items())
    ]
    repository.put(changed)
    repository.forget(seller_id, marketplace_id, known.keys() - reported.keys() - set(unread), now)
    kept = [Metric(**known[name].model_dump(include=_TOLD)) for name in unread if name in known]
    _flag(session, tenant_id, seller_id, marketplace_id, [*metrics, *kept], now=now)
    return len(changed)


def list_account_metrics(session: Session, principal: Principal, query: AccountMetricQuery) -> AccountMetricPage:
    """A page of the tenant's metrics."""
    found = AccountMetricRepository(session, principal.tenant_id).poll(query)
    items = [AccountMetricRead(**row.model_dump(exclude={"tenant_id", "pos"})) for row in found.rows]
    return AccountMetricPage(items=items, **found.envelope)


def _flag(
    session: Session,
    tenant_id: str,
    seller_id: str,
    marketplace_id: str,
    metrics: Sequence[Metric],
    *,
    now: datetime,
) -> None:
    links = {"account_metrics": f"{_PATH}?seller_id={seller_id}&marketplace_id={marketplace_id}"}
    judge(
        findings_of(session, tenant_id),
        Scope(seller_id, marketplace_id),
        rules.JUDGES,
        lambda sitting: Seen(ask(sitting.judges, ((metric, sitting.standing, links) for metric in metrics))),
        lambda outcome, moment: events.tell_findings(session, outcome, TEXTS, now=moment),
        now=now,
    )

"""HTTP of findings: every service has these routes under its own name."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query, Request, Response
from pydantic import Field, create_model

from shared.app.assignees import require_active
from shared.app.language import CallerLanguage
from shared.assignees import Assignee, AssigneeUnknownError, Assignment
from shared.auth import Principal, requires
from shared.clock import Clock, Now
from shared.db import ReadSession, Session, WriteSession, hot
from shared.findings import batches, decisions, operations
from shared.findings.decisions import Decision, FindingResolvedError, decide_finding
from shared.findings.repository import F, FindingRepository
from shared.findings.rules import FindingText
from shared.findings.schemas import (
    FindingDecisionResults,
    FindingDecisions,
    FindingDismiss,
    FindingPage,
    FindingQuery,
    FindingRead,
    FindingSnooze,
)
from shared.http.filters import Several, one_of
from shared.idempotency import IdempotencyKeyReusedError, RawBody, RequiredIdempotencyKey, idempotent
from shared.pages import CURSOR_ERRORS
from shared.problems import NotFoundError, responses
from shared.seller_accounts import CALLS_AT_ONCE

_FindingsOf = Callable[[Session, str], FindingRepository[F]]
_Texts = Mapping[str, FindingText]
_Id = Annotated[str, Path(min_length=1, max_length=36)]
_DECIDING = responses(NotFoundError, FindingResolvedError)


def router(
    service: str, findings_of: _FindingsOf[F], texts: _Texts, filters: type[FindingQuery] = FindingQuery
) -> APIRouter:
    """`/v1/<service>/findings`: the findings that `findings_of` gives of a tenant, in the words of `texts`.

    `filters` may have more of them than every list of findings has; `code` is one of `texts`. Operation ids hold the
    service's name: `list_ads_findings`, `dismiss_ads_finding`.
    """
    routes = APIRouter(prefix=f"/v1/{service}/findings", tags=[f"{service}: findings"])
    _add_reading(routes, service, findings_of, texts, filters)
    _add_deciding(routes, service, findings_of, texts)
    _add_assigning(routes, service, findings_of, texts)
    _add_batches(routes, service, findings_of, texts)
    return routes


def _with_codes(filters: type[FindingQuery], texts: _Texts) -> type[FindingQuery]:
    """The same filters, with a closed set of codes; cursors know a list by the name of its filters."""
    # A code with different texts for different subjects is there as `code:subject`.
    codes = {name.partition(":")[0] for name in texts}
    known = Field(max_length=100, json_schema_extra={"x-extensible-enum": [*sorted(codes)]})
    code = Several[Annotated[str, known, one_of(codes)]]
    return create_model(filters.__name__, __base__=filters, __doc__=filters.__doc__, code=(code, ()))


def _add_reading(
    routes: APIRouter, service: str, findings_of: _FindingsOf[F], texts: _Texts, filters: type[FindingQuery]
) -> None:
    Reader = Annotated[Principal, requires(f"{service}:read")]
    Filters: Any = Annotated[_with_codes(filters, texts), Query()]

    @routes.get("", name=f"list_{service}_findings", responses=responses(*CURSOR_ERRORS))
    def list_findings(
        session: ReadSession, principal: Reader, query: Filters, language: CallerLanguage
    ) -> FindingPage:
        """What asks for a decision, oldest change first; poll it with `updated_after`."""
        findings = findings_of(session, principal.tenant_id)
        return operations.list_findings(findings, principal, query, texts, language)

    @routes.get("/{finding_id}", name=f"get_{service}_finding", responses=responses(NotFoundError))
    def get_finding(
        session: ReadSession, principal: Reader, finding_id: _Id, language: CallerLanguage
    ) -> FindingRead:
        """One finding with its evidence."""
        return operations.get_finding(findings_of(session, principal.tenant_id), finding_id, texts, language)


def _add_deciding(routes: APIRouter, service: str, findings_of: _FindingsOf[F], texts: _Texts) -> None:
    Writer = Annotated[Principal, requires(f"{service}:write")]
    decide = partial(decide_finding, findings_of, texts)

    @routes.post("/{finding_id}/acknowledge", name=f"acknowledge_{service}_finding", responses=_DECIDING)
    def acknowledge_finding(
        session: WriteSession, principal: Writer, clock: Clock, finding_id: _Id, language: CallerLanguage
    ) -> FindingRead:
        """Somebody is at it."""
        return decide(session, principal, finding_id, Decision("acknowledged"), language, clock=clock)

    @routes.post("/{finding_id}/snooze", name=f"snooze_{service}_finding", responses=_DECIDING)
    def snooze_finding(
        session: WriteSession,
        principal: Writer,
        clock: Clock,
        finding_id: _Id,
        body: FindingSnooze,
        language: CallerLanguage,
    ) -> FindingRead:
        """Be quiet until a moment; it opens again then if the problem still stands."""
        return decide(session, principal, finding_id, Decision("snoozed", until=body.until), language, clock=clock)

    @routes.post("/{finding_id}/dismiss", name=f"dismiss_{service}_finding", responses=_DECIDING)
    def dismiss_finding(
        session: WriteSession,
        principal: Writer,
        clock: Clock,
        finding_id: _Id,
        body: FindingDismiss,
        language: CallerLanguage,
    ) -> FindingRead:
        """It is accepted or wrong, for a reason; it comes back when the facts change materially."""
        return decide(session, principal, finding_id, Decision("dismissed", body.reason), language, clock=clock)

    @routes.post("/{finding_id}/reopen", name=f"reopen_{service}_finding", responses=_DECIDING)
    def reopen_finding(
        session: WriteSession, principal: Writer, clock: Clock, finding_id: _Id, language: CallerLanguage
    ) -> FindingRead:
        """Take a decision back."""
        return decide(session, principal, finding_id, Decision("open"), language, clock=clock)


def _add_assigning(routes: APIRouter, service: str, findings_of: _FindingsOf[F], texts: _Texts) -> None:
    Writer = Annotated[Principal, requires(f"{service}:write")]

    def known_assignee(request: Request, principal: Writer, body: Assignment) -> Assignee | None:
        """Ask the gateway before the endpoint begins its transaction."""
        return require_active(request.app.state.actors, principal, body)

    @routes.post(
        "/{finding_id}/assign",
        name=f"assign_{service}_finding",
        responses=responses(NotFoundError, FindingResolvedError, AssigneeUnknownError),
    )
    def assign_finding(
        session: WriteSession,
        principal: Writer,
        clock: Clock,
        finding_id: _Id,
        body: Assignment,
        assignee: Annotated[Assignee | None, Depends(known_assignee, max_concurrency=CALLS_AT_ONCE)],
        language: CallerLanguage,
    ) -> FindingRead:
        """Give it to somebody who may see its seller account, or to nobody."""
        return decisions.assign_finding(
            findings_of, texts, session, principal, finding_id, assignee, language, clock=clock
        )


def _add_batches(routes: APIRouter, service: str, findings_of: _FindingsOf[F], texts: _Texts) -> None:
    Writer = Annotated[Principal, requires(f"{service}:write")]

    @routes.post(
        "/bulk",
        name=f"decide_{service}_findings",
        status_code=207,
        response_model=FindingDecisionResults,
        responses=responses(IdempotencyKeyReusedError),
    )
    @idempotent
    def decide_findings(
        request: Request,
        session: WriteSession,
        principal: Writer,
        now: Now,
        clock: Clock,
        body: FindingDecisions,
        raw_body: RawBody,
        idempotency_key: RequiredIdempotencyKey,
    ) -> Response:
        """Decide on up to 200 findings, each for itself; one that is wrong blocks no other."""
        return hot.answer(
            batches.decide_findings(findings_of, texts, session, principal, body.items, clock=clock), status=207
        )

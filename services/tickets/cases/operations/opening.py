"""Opening a case: once for each source, and for each external id of a seller account."""

from dataclasses import asdict
from datetime import datetime

from services.tickets import events
from services.tickets.cases import rules
from services.tickets.cases.operations.holding import Held, tell
from services.tickets.cases.operations.noting import note
from services.tickets.cases.operations.showing import read
from services.tickets.cases.repository import CaseRepository
from services.tickets.cases.rules import CaseContent
from services.tickets.cases.schemas import TicketsCaseCreate, TicketsCaseRead
from services.tickets.clocks import operations as clocks
from services.tickets.clocks.rules import not_ahead
from services.tickets.models import Case
from shared.auth import Principal
from shared.db import Session
from shared.ids import uuid7
from shared.problems import FieldError, InvalidRequestError, NotFoundError, Problem
from shared.texts import Language, Text

SYSTEM = "system"


class ExternalIdTakenError(Problem):
    """The external id stands for something else: what was posted under it says otherwise, or in another case."""

    code, status = "external-id-taken", 409
    title = Text(en="The external id stands for something else", zh="该外部编号已用于其他内容")


def create_tickets_case(
    session: Session, principal: Principal, data: TicketsCaseCreate, language: Language, *, now: datetime
) -> tuple[TicketsCaseRead, bool]:
    """Open a case that a caller describes, or give the one of this external id; and whether it is new.

    Raises InvalidRequestError for a moment ahead, and ExternalIdTakenError.
    """
    given = data.model_dump(exclude={"received_at"})
    given["severity"] = data.severity or rules.SEVERITIES[data.category]
    if data.external_id is not None:
        given["external_digest"] = rules.digest_of(data.model_dump(mode="json", exclude_none=True))
    received_at = moment_of(data.received_at, "received_at", now)
    content = CaseContent(**given, source="rest")
    case, is_new = open_case(
        session, principal.tenant_id, content, author=principal.actor_id, received_at=received_at, now=now
    )
    if not is_new and case.external_digest != content.external_digest:
        raise taken(case.case_id)
    if is_new:
        note(session, principal, "opened", case, None, now=now)
    return read(case, language), is_new


def open_case(
    session: Session,
    tenant_id: str,
    content: CaseContent,
    *,
    author: str = SYSTEM,
    received_at: datetime | None = None,
    now: datetime,
) -> tuple[Case, bool]:
    """Open a case and start its clocks when it was received (now if nobody says); and whether it is new.

    If there is one of the same source or external id, that is given, locked.
    """
    repository = CaseRepository(session, tenant_id)
    case = Case(
        case_id=uuid7(),
        tenant_id=tenant_id,
        status="open",
        received_at=received_at or now,
        created_at=now,
        updated_at=now,
        **asdict(content),
    )
    opening = clocks.begin_clocks(session, case, author, automatic=author == SYSTEM)
    if not repository.add_missing(case):
        return _known(repository, content), False
    repository.add_opening(opening)
    found = repository.get(case.case_id)
    if found is None:
        raise NotFoundError
    tell(session, Held(found, [opening]), events.CASE_OPENED, now=now)
    return found, True


def moment_of(given: datetime | None, member: str, now: datetime) -> datetime:
    """When something happened, given as a member of the body. Raises InvalidRequestError for what lies ahead."""
    try:
        return not_ahead(given, now)
    except ValueError as error:
        wrong = FieldError(location="body", pointer=f"/{member}", code="in-the-future", message=str(error))
        raise InvalidRequestError(errors=[wrong]) from error


def taken(case_id: str) -> ExternalIdTakenError:
    """The refusal that names the case in which the external id stands."""
    return ExternalIdTakenError(f"It is kept in case {case_id}, with another content.", members={"case_id": case_id})


def _known(repository: CaseRepository, content: CaseContent) -> Case:
    if content.external_id is not None:
        case = repository.by_external_id(content.seller_id, content.external_id)
    else:
        case = repository.by_source_key(content.source_key or "")
    if case is None:
        raise NotFoundError
    return case

"""What one can do with dead letters of ERPs: keep them, close them when the record is well again, dismiss them."""

from collections.abc import Collection, Iterable
from datetime import datetime

import orjson

from services.inventory.erp_dead_letters.repository import ErpDeadLetterRepository
from services.inventory.erp_dead_letters.schemas import (
    ErpDeadLetterDismiss,
    ErpDeadLetterPage,
    ErpDeadLetterQuery,
    ErpDeadLetterRead,
)
from services.inventory.erp_records.rules import Part, Record
from services.inventory.models import ErpConnection, ErpDeadLetter
from shared import audit
from shared.audit import Change
from shared.auth import Principal
from shared.db import Session
from shared.http.etags import check_match
from shared.ids import uuid7
from shared.problems import NotFoundError, Problem
from shared.texts import Text

_LONGEST = 20_000
"""Characters of a record that are kept."""


class ErpDeadLetterClosedError(Problem):
    """The dead letter is resolved or dismissed already."""

    code, status = "erp-dead-letter-closed", 409
    title = Text(en="The dead letter is not open any more", zh="该死信已关闭")


def list_erp_dead_letters(session: Session, principal: Principal, query: ErpDeadLetterQuery) -> ErpDeadLetterPage:
    """A page of the tenant's dead letters. Raises the errors of cursors."""
    found = ErpDeadLetterRepository(session, principal.tenant_id).poll(query)
    return ErpDeadLetterPage(items=[_read(letter) for letter in found.rows], **found.envelope)


def get_erp_dead_letter(session: Session, principal: Principal, dead_letter_id: str) -> ErpDeadLetterRead:
    """One dead letter. Raises NotFoundError."""
    return _read(require_letter(session, principal.tenant_id, dead_letter_id))


def dismiss_erp_dead_letter(
    session: Session,
    principal: Principal,
    dead_letter_id: str,
    data: ErpDeadLetterDismiss,
    *,
    if_match: str | None,
    now: datetime,
) -> ErpDeadLetterRead:
    """Close one; it stays so while the ERP tells the record in the same words.

    Raises NotFoundError, PreconditionFailedError and ErpDeadLetterClosedError.
    """
    letter = require_letter(session, principal.tenant_id, dead_letter_id, lock=True)
    check_match(if_match, letter.version)
    if letter.status != "open":
        raise ErpDeadLetterClosedError
    letter.status, letter.dismissed_because, letter.changed_by = "dismissed", data.reason, principal.actor_id
    letter.version, letter.updated_at = letter.version + 1, now
    ErpDeadLetterRepository(session, principal.tenant_id).save(letter)
    after = {"status": letter.status, "version": letter.version}
    dismissed = Change("erp_dead_letter", "dismissed", dead_letter_id, after=after)
    audit.note(session, principal, principal.tenant_id, dismissed, now=now)
    return _read(letter)


def require_letter(session: Session, tenant_id: str, dead_letter_id: str, *, lock: bool = False) -> ErpDeadLetter:
    """The dead letter as it is stored. Raises NotFoundError."""
    letter = ErpDeadLetterRepository(session, tenant_id).get(dead_letter_id, lock=lock)
    if letter is None:
        raise NotFoundError
    return letter


def keep(
    session: Session,
    connection: ErpConnection,
    part: Part,
    bad: Iterable[Record],
    well: Collection[str],
    *,
    now: datetime,
) -> None:
    """Keep records that cannot be read, and close the letters of those that can."""
    letters = [
        ErpDeadLetter(
            dead_letter_id=uuid7(),
            tenant_id=connection.tenant_id,
            connection_id=connection.connection_id,
            part=part,
            erp_sku=record.erp_sku,
            status="open",
            reason=(record.reason or "")[:50],
            detail=(record.detail or "")[:500],
            record=_text(record),
            created_at=now,
            last_seen_at=now,
            updated_at=now,
        )
        for record in bad
    ]
    repository = ErpDeadLetterRepository(session, connection.tenant_id)
    repository.store(letters)
    repository.resolve(connection.connection_id, part, well, now=now)


def _text(record: Record) -> str:
    text = orjson.dumps(record.content).decode()
    return text if len(text) <= _LONGEST else "{}"


def _read(letter: ErpDeadLetter) -> ErpDeadLetterRead:
    return ErpDeadLetterRead.model_validate(letter.model_dump() | {"record": orjson.loads(letter.record)})

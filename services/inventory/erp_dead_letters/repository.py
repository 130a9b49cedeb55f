"""The SQL of dead letters of ERPs."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, case, update
from sqlmodel import col, select

from services.inventory.erp_dead_letters.schemas import ErpDeadLetterQuery
from services.inventory.models import ErpDeadLetter
from shared.db import Session
from shared.db.columns import table_of
from shared.db.positions import position_of
from shared.db.upserts import insert_of
from shared.positions import Order, Part, Polled, poll

_letter = table_of(ErpDeadLetter)
_ORDER = Order(_letter, ("dead_letter_id",))


class ErpDeadLetterRepository:
    """Dead letters of one tenant's ERPs."""

    def __init__(self, session: Session, tenant_id: str) -> None:
        self._session = session
        self._tenant_id = tenant_id

    def store(self, letters: Sequence[ErpDeadLetter]) -> None:
        """Store each once by its record; one that was dismissed stays so while it is told in the same words."""
        if not letters:
            return
        statement = insert_of(self._session, _letter)
        new = statement.excluded
        same = (_letter.c.status == "dismissed") & (_letter.c.record == new.record)
        changed = {name: new[name] for name in ("reason", "detail", "record", "last_seen_at", "updated_at")}
        changed |= {"status": case((same, "dismissed"), else_="open"), "pos": position_of(self._session.connection())}
        rows = [letter.model_dump(exclude={"pos"}) | {"tenant_id": self._tenant_id} for letter in letters]
        upserted = statement.on_conflict_do_update(index_elements=["connection_id", "part", "erp_sku"], set_=changed)
        self._session.connection().execute(upserted, rows)

    def resolve(self, connection_id: str, part: str, skus: Collection[str], *, now: datetime) -> None:
        """Close what is open of records that can be read by now."""
        mine = (_letter.c.tenant_id == self._tenant_id, _letter.c.connection_id == connection_id)
        theirs = (_letter.c.part == part, _letter.c.erp_sku.in_(skus), _letter.c.status == "open")
        self._session.execute(update(_letter).where(*mine, *theirs).values(status="resolved", updated_at=now))

    def get(self, dead_letter_id: str, *, lock: bool = False) -> ErpDeadLetter | None:
        """One; locked until the end of the transaction if it is to be changed."""
        query = self._mine().where(ErpDeadLetter.dead_letter_id == dead_letter_id)
        found: ErpDeadLetter | None = self._session.exec(query.with_for_update() if lock else query).one_or_none()
        return found

    def save(self, letter: ErpDeadLetter) -> None:
        """Store a changed one."""
        self._session.add(letter)
        self._session.flush()

    def poll(self, query: ErpDeadLetterQuery) -> Polled[ErpDeadLetter]:
        """A page of the tenant's dead letters. Raises the errors of cursors."""
        statement: Select[Any] = self._mine()
        for name in ("connection_id", "status", "part"):
            if (value := getattr(query, name)) is not None:
                statement = statement.where(col(getattr(ErpDeadLetter, name)) == value)

        def read(part: Part) -> list[ErpDeadLetter]:
            return list(self._session.scalars(_ORDER.apply(statement, part)))

        return poll(self._session, self._tenant_id, query, _ORDER, read)

    def _mine(self) -> Any:
        return select(ErpDeadLetter).where(ErpDeadLetter.tenant_id == self._tenant_id)

"""What a person or system has changed, told for the audit trail that the gateway keeps.

It leaves in the transaction of the change, as events do, in rows of its own: `before` and `after` are nobody's
business but the auditor's, and what is no part of an event cannot go out with one. No names, no texts of buyers, no
secrets: an entry is kept for ever.
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from shared import log
from shared.auth import Principal
from shared.db import Session
from shared.outbox.rows import Told, add_audit


@dataclass(frozen=True, slots=True)
class Who:
    """Who changed something: an actor of the tenant, an operator of the installation, or the program itself.

    `kind` is person, system, operator or program. `way` is how: `own-key`, `on-behalf` (of a system's key, which
    `key_id` is), `authorization` (a seller came back from Amazon by a link of the actor's), `command` or `program`.
    """

    actor_id: str
    kind: str
    way: str
    key_id: str | None = None

    @classmethod
    def of(cls, principal: Principal) -> "Who":
        """The caller of a request."""
        return cls(principal.actor_id, principal.kind, principal.way, principal.key_id)


PROGRAM = Who("zhuli", "program", "program")
"""What the program does by itself."""


@dataclass(frozen=True, slots=True)
class Change:
    """One change: what was `done` to a subject, with its members before and after (None where there is none).

    `seller_id` is the account that it concerns, None for the whole tenant; who is limited to accounts sees theirs.
    """

    subject_kind: str
    done: str
    subject_id: str
    seller_id: str | None = None
    marketplace_id: str | None = None
    before: Mapping[str, Any] | None = None
    after: Mapping[str, Any] | None = None

    @property
    def action(self) -> str:
        """One word for both, such as `case.assigned`."""
        return f"{self.subject_kind}.{self.done}"

    def content(self) -> dict[str, Any]:
        """As an entry holds it: of what was there before and is there after, the members that differ."""
        content = asdict(self) | {"action": self.action}
        del content["done"]
        if self.before is not None and self.after is not None:
            names = [name for name in self.after if self.before.get(name) != self.after[name]]
            content["before"] = {name: self.before.get(name) for name in names}
            content["after"] = {name: self.after[name] for name in names}
        return content


def pushed(kind: str, seller_id: str, marketplace_id: str, counts: Mapping[Any, int]) -> Change:
    """A batch of rows of a seller account on a marketplace, by what became of how many."""
    place = (f"{seller_id}:{marketplace_id}", seller_id, marketplace_id)
    return Change(kind, "pushed", *place, after={"counts": dict(counts)})


def note(session: Session, who: Principal | Who, tenant_id: str, *changes: Change, now: datetime) -> None:
    """Have these changes kept in the tenant's audit trail, once this transaction commits."""
    note_all(session, who, tenant_id, changes, now=now)


def note_all(
    session: Session, who: Principal | Who, tenant_id: str, changes: Iterable[Change], *, now: datetime
) -> None:
    """The same of many, in one statement."""
    actor = asdict(Who.of(who) if isinstance(who, Principal) else who)
    request = {"request_id": log.request_id()}
    add_audit(
        session,
        [
            Told(each.action, tenant_id, f"{each.subject_kind}:{each.subject_id}", actor | request | each.content())
            for each in changes
        ],
        now=now,
    )

"""What one can do with thresholds: judge by them, read them, change them.

`defaults` is a frozen dataclass of the service, whose names are those of the columns.
"""

from dataclasses import asdict, fields, replace
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import BaseModel

from shared import audit
from shared.audit import Change
from shared.auth import Principal
from shared.db import Session
from shared.findings.stakes import default_micros
from shared.http.etags import check_match
from shared.money import Money, of_micros, to_micros
from shared.outbox import add_event
from shared.thresholds.columns import StakeMixin, ThresholdsMixin
from shared.thresholds.repository import T, ThresholdRepository

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

D = TypeVar("D", bound="DataclassInstance")
R = TypeVar("R", bound=BaseModel)

UPDATED = "thresholds.updated"
_STAMPS = {"changed_by", "updated_at"}
"""What the audit trail says otherwise."""


def in_force(stored: ThresholdsMixin | None, defaults: D) -> D:
    """The bounds that count for a seller account."""
    return defaults if stored is None else replace(defaults, **_bounds(stored, defaults))


def change(
    session: Session,
    principal: Principal,
    repository: ThresholdRepository[T],
    seller_id: str,
    update: BaseModel,
    defaults: "DataclassInstance",
    shape: type[R],
    *,
    service: str,
    currency: str = "USD",
    if_match: str | None,
    now: datetime,
) -> R:
    """Change those bounds that `update` names, and tell it; `currency` is the account's.

    Raises PreconditionFailedError.
    """
    # Of those who change the defaults at once, one creates the row and the others wait for it.
    wanted = repository.new(seller_id, **asdict(defaults), updated_at=now)
    repository.add_missing(wanted)
    stored = repository.find(seller_id, lock=True) or wanted
    check_match(if_match, stored.version)
    before = read(stored, defaults, shape, currency=currency)
    for name in update.model_fields_set:
        _set(stored, name, getattr(update, name))
    stored.version += 1
    stored.changed_by = principal.actor_id
    stored.updated_at = now
    repository.save(stored)
    after = read(stored, defaults, shape, currency=currency)
    _tell(session, principal, service, before, after, now=now)
    return after


def _set(stored: ThresholdsMixin, name: str, value: Any) -> None:
    if isinstance(value, Money):
        setattr(stored, f"{name}_micros", to_micros(value.amount))
        setattr(stored, f"{name}_currency", value.currency)
    else:
        setattr(stored, name, Decimal(str(round(value, 6))) if isinstance(value, float) else value)


def _tell(
    session: Session, principal: Principal, service: str, before: BaseModel, after: BaseModel, *, now: datetime
) -> None:
    told = after.model_dump(mode="json")
    subject_id, seller_id = f"{service}:{told['seller_id']}", told["seller_id"]
    add_event(
        session,
        name=UPDATED,
        tenant_id=principal.tenant_id,
        subject=f"thresholds:{subject_id}",
        data={"service": service} | told,
        now=now,
    )
    changed = Change(
        "thresholds",
        "updated",
        subject_id,
        seller_id,
        before=before.model_dump(mode="json", exclude=_STAMPS),
        after=after.model_dump(mode="json", exclude=_STAMPS),
    )
    audit.note(session, principal, principal.tenant_id, changed, now=now)


def read(stored: ThresholdsMixin, defaults: "DataclassInstance", shape: type[R], *, currency: str = "USD") -> R:
    """Thresholds on the wire, where fractions are numbers; what nobody has set of money is in the `currency`."""
    stake: dict[str, Money] = {}
    if isinstance(stored, StakeMixin):
        micros = stored.high_stake_micros
        default = of_micros(default_micros(currency), currency)
        stake["high_stake"] = default if micros is None else of_micros(micros, stored.high_stake_currency or currency)
    return shape(
        seller_id=stored.seller_id,
        **{
            name: float(value) if isinstance(value, Decimal) else value
            for name, value in _bounds(stored, defaults).items()
            if name in shape.model_fields
        },
        **stake,
        is_default=stored.version == 0,
        version=stored.version,
        changed_by=stored.changed_by,
        updated_at=getattr(stored, "updated_at", None),
    )


def _bounds(stored: ThresholdsMixin, defaults: "DataclassInstance") -> dict[str, Any]:
    return {field.name: getattr(stored, field.name) for field in fields(defaults)}

"""What one can do with thresholds: judge by them, read them, change them.

`defaults` is a frozen dataclass of the service, whose names are those of the columns.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields, replace
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import BaseModel

from shared import audit
from shared.audit import Change
from shared.auth import Principal
from shared.db import Session
from shared.findings.requests import ask_at_once
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
_STAMPS = {"changed_by", "updated_at", "judged_at"}
"""What the audit trail says otherwise."""


@dataclass(frozen=True, slots=True)
class Account:
    """What a service knows of the account of thresholds: its currency, and since when all of it is judged."""

    currency: str = "USD"
    judged_at: datetime | None = None


def account_of(places: Sequence[tuple[str, datetime | None]]) -> Account | None:
    """The account by its places' currencies and judgements, the first place first; None without any."""
    moments = [judged_at for _, judged_at in places if judged_at is not None]
    judged_at = min(moments) if moments and len(moments) == len(places) else None
    return Account(places[0][0], judged_at) if places else None


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
    account: Account | None = None,
    if_match: str | None,
    now: datetime,
) -> R:
    """Change those bounds that `update` names, and tell it, and have the account judged by them where it is judged.

    Raises PreconditionFailedError.
    """
    # Of those who change the defaults at once, one creates the row and the others wait for it.
    wanted = repository.new(seller_id, **asdict(defaults), updated_at=now)
    repository.add_missing(wanted)
    stored = repository.find(seller_id, lock=True) or wanted
    check_match(if_match, stored.version)
    known = account or Account()
    before = read(stored, defaults, shape, account=known)
    for name in update.model_fields_set:
        _set(stored, name, getattr(update, name))
    stored.version += 1
    stored.changed_by = principal.actor_id
    stored.updated_at = now
    repository.save(stored)
    after = read(stored, defaults, shape, account=known)
    _tell(session, principal, service, before, after, now=now)
    if account is not None:
        ask_at_once(session, service, principal.tenant_id, seller_id, now=now)
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


def read(
    stored: ThresholdsMixin, defaults: "DataclassInstance", shape: type[R], *, account: Account | None = None
) -> R:
    """Thresholds on the wire, where fractions are numbers; what nobody has set of money is in the account's own."""
    known = account or Account()
    currency = known.currency
    of_account: dict[str, Any] = {"judged_at": known.judged_at} if "judged_at" in shape.model_fields else {}
    if isinstance(stored, StakeMixin):
        micros = stored.high_stake_micros
        default = of_micros(default_micros(currency), currency)
        of_account["high_stake"] = (
            default if micros is None else of_micros(micros, stored.high_stake_currency or currency)
        )
    return shape(
        seller_id=stored.seller_id,
        **{
            name: float(value) if isinstance(value, Decimal) else value
            for name, value in _bounds(stored, defaults).items()
            if name in shape.model_fields
        },
        **of_account,
        is_default=stored.version == 0,
        version=stored.version,
        changed_by=stored.changed_by,
        updated_at=getattr(stored, "updated_at", None),
    )


def _bounds(stored: ThresholdsMixin, defaults: "DataclassInstance") -> dict[str, Any]:
    return {field.name: getattr(stored, field.name) for field in fields(defaults)}

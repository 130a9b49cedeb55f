"""What one can do with thresholds: judge by them, read them, change them.

`defaults` is a frozen dataclass of the service, whose names are those of the columns.
"""

from dataclasses import asdict, fields, replace
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import BaseModel

from shared.http.etags import check_match
from shared.thresholds.columns import ThresholdsMixin
from shared.thresholds.repository import T, ThresholdRepository

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

D = TypeVar("D", bound="DataclassInstance")
R = TypeVar("R", bound=BaseModel)


def in_force(stored: ThresholdsMixin | None, defaults: D) -> D:
    """The bounds that count for a seller account."""
    return defaults if stored is None else replace(defaults, **_bounds(stored, defaults))


def change(
    repository: ThresholdRepository[T],
    seller_id: str,
    update: BaseModel,
    defaults: "DataclassInstance",
    *,
    if_match: str | None,
    now: datetime,
) -> T:
    """Change those bounds that `update` names. Raises PreconditionFailedError."""
    # Of those who change the defaults at once, one creates the row and the others wait for it.
    wanted = repository.new(seller_id, **asdict(defaults), updated_at=now)
    repository.add_missing(wanted)
    stored = repository.find(seller_id, lock=True) or wanted
    check_match(if_match, stored.version)
    for name, value in update.model_dump(exclude_unset=True).items():
        setattr(stored, name, Decimal(str(round(value, 6))) if isinstance(value, float) else value)
    stored.version += 1
    stored.updated_at = now
    repository.save(stored)
    return stored


def read(stored: ThresholdsMixin, defaults: "DataclassInstance", shape: type[R]) -> R:
    """Thresholds on the wire, where fractions are numbers."""
    return shape(
        seller_id=stored.seller_id,
        **{
            name: float(value) if isinstance(value, Decimal) else value
            for name, value in _bounds(stored, defaults).items()
        },
        is_default=stored.version == 0,
        version=stored.version,
        updated_at=getattr(stored, "updated_at", None),
    )


def _bounds(stored: ThresholdsMixin, defaults: "DataclassInstance") -> dict[str, Any]:
    return {field.name: getattr(stored, field.name) for field in fields(defaults)}

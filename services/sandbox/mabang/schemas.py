"""The shapes of the sandbox's own endpoints about the stand-in for Mabang."""

from datetime import datetime
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from services.sandbox.advertisers.rules import plan
from services.sandbox.mabang.rules.links import Way
from services.sandbox.mabang.rules.traps import Trap

PAUSE_SECONDS = 15.0


class PartRead(BaseModel):
    """So many units of a good."""

    stock_sku: str
    quantity: int


class LinkRead(BaseModel):
    """What a SKU of Amazon's really sells, and the way in which the ERP's good is named after it.

    `available_quantity` are as many units as can be made of what all warehouses have to sell at present, None where
    a part is in none.
    """

    sku: str
    way: Way
    parts: list[PartRead]
    available_quantity: int | None


class ComboRead(BaseModel):
    """A bundle of the ERP."""

    combo_sku: str
    parts: list[PartRead]


class UnlistedRead(BaseModel):
    """A good that no SKU of Amazon's sells, its units to sell in all warehouses, and those on their way."""

    stock_sku: str
    available_quantity: int
    in_transit_quantity: int


class AccountRead(BaseModel):
    """What it takes to connect an account of the ERP, and the answer key: which goods its seller's SKUs sell.

    `unlisted` are named like a product of the seller's; `elsewhere` is how many goods are sold elsewhere.
    """

    app_key: str
    secret: str
    path: str
    goods: int
    links: list[LinkRead]
    combos: list[ComboRead]
    unlisted: list[UnlistedRead]
    elsewhere: int


class TrapsUpdate(BaseModel):
    """Traps to switch on or off; none named are all. `times` they are met, as far as that can be counted."""

    model_config = ConfigDict(extra="forbid")

    seed: int = Field(ge=0, le=plan.MAX_SEED)
    size: int = Field(ge=plan.MIN_SIZE, le=plan.MAX_SIZE)
    traps: list[Trap] = list(Trap)
    is_on: bool = True
    times: int | None = Field(default=None, ge=1, le=1_000_000)
    pause_seconds: float = Field(default=PAUSE_SECONDS, gt=0, le=600)


class TrapRead(BaseModel):
    """A trap; `times` are those that are left."""

    trap: Trap
    description: str
    is_on: bool
    times: int | None


class TrapList(BaseModel):
    """Every trap there is."""

    items: list[TrapRead]


class MabangCallRead(BaseModel):
    """A call of the last hour; `trap` is the one that it met and its repetition does not."""

    api: str
    asked: dict[str, Any]
    trap: Trap | None
    called_at: datetime


class MabangCallList(BaseModel):
    """The calls of an account, oldest first."""

    items: list[MabangCallRead]

"""What events hold, as models; those of things that have a model of their own are made from it."""

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from services.inventory.pools.schemas import PoolRead
from services.tickets.cases.schemas import TicketsCaseRead
from services.tickets.messages.schemas import TicketsMessageRead
from shared.findings.schemas import FindingProposal, FindingRead

_Id = Annotated[str, Field(max_length=100)]
_Version = Annotated[int, Field(ge=1, le=2**31 - 1, json_schema_extra={"format": "int32"})]
_Actor = Annotated[str | None, Field(max_length=36, description="The actor who did it; null where a program did")]
_Names = Annotated[list[Annotated[str, Field(max_length=200)]], Field(max_length=1000)]


class BothLanguages(BaseModel):
    """One sentence in both languages."""

    en: str = Field(max_length=4000)
    zh: str = Field(max_length=4000)


class ProposalTold(FindingProposal):
    """The change that would answer the finding, its sentence in both languages."""

    model_config = ConfigDict(title="FindingProposalTold")

    why: BothLanguages  # type: ignore[assignment]


class FindingTold(FindingRead):
    """The whole finding as it is from now on, its sentences in both languages; a higher `version` is newer."""

    model_config = ConfigDict(title="FindingTold")

    title: BothLanguages  # type: ignore[assignment]
    reason: BothLanguages  # type: ignore[assignment]
    recommended_action: BothLanguages  # type: ignore[assignment]
    proposal: ProposalTold | None


class CaseTold(TicketsCaseRead):
    """The whole case as it is from now on, and what the event is about beside it."""

    model_config = ConfigDict(title="CaseTold")

    descriptions: BothLanguages
    clock: str | None = Field(
        default=None, max_length=20, description="Of case.at_risk and case.breached: which clock"
    )
    message_id: str | None = Field(default=None, max_length=36, description="The message whose time it is, if any")
    message: TicketsMessageRead | None = Field(default=None, description="The message that came or was written")
    automatic: bool | None = Field(default=None, description="Of case.replied: whether a program wrote the reply")


class PoolTold(PoolRead):
    """The whole pool as it is from now on."""

    model_config = ConfigDict(title="PoolTold")


class ListingDeleted(BaseModel):
    """What an ERP said of a listing was taken back."""

    seller_id: _Id
    marketplace_id: _Id
    sku: _Id
    listing_id: _Id
    version: _Version
    by_actor_id: _Actor


class StockDeleted(BaseModel):
    """What a warehouse held of a SKU was taken back."""

    seller_id: _Id
    marketplace_id: str | None = Field(max_length=20)
    sku: _Id
    warehouse: _Id
    warehouse_id: _Id
    by_actor_id: _Actor


class CostsChanged(BaseModel):
    """Unit costs of an account; their list says which."""

    seller_id: _Id
    counts: dict[str, Annotated[int, Field(ge=0, le=2**31 - 1, json_schema_extra={"format": "int32"})]] = Field(
        description="How many were `created`, `updated` or `deleted`"
    )
    by_actor_id: _Actor


class SkuMappingsChanged(BaseModel):
    """Mappings of SKUs of an account; their list says which."""

    seller_id: _Id
    counts: dict[str, Annotated[int, Field(ge=0, le=2**31 - 1, json_schema_extra={"format": "int32"})]] = Field(
        description="How many were `created`, `updated` or `deleted`"
    )
    by_actor_id: _Actor


class WarehouseChanged(BaseModel):
    """A warehouse of the seller's own."""

    warehouse_id: _Id
    seller_id: _Id
    name: _Id
    version: _Version
    by_actor_id: _Actor


class SyncEnded(BaseModel):
    """A sync that has ended; with `failed` it says why."""

    service: _Id
    sync_id: _Id
    seller_id: _Id
    status: _Id
    failure_code: str | None = Field(default=None, max_length=100)
    failure_detail: str | None = Field(default=None, max_length=500)
    requested_by: str | None = Field(
        max_length=36, description="The actor who asked for it; null where a program did"
    )
    created_at: datetime
    updated_at: datetime


class ReportSuspect(BaseModel):
    """A report that has come and is not believed; nothing of it is taken for the truth."""

    seller_id: _Id
    marketplace_id: str | None = Field(max_length=20)
    part: _Id
    sync_id: _Id
    rows_received: int = Field(ge=0, le=2**63 - 1, json_schema_extra={"format": "int64"})
    code: _Id
    detail: str = Field(max_length=500, description="The same for people")


class HeaderChanged(BaseModel):
    """The columns of a report that came and went since its last file."""

    seller_id: _Id
    marketplace_id: str | None = Field(max_length=20)
    report: _Id
    gained: _Names = Field(description="Columns that are new")
    lost: _Names = Field(description="Columns that are gone")


class SellerAccountChanged(BaseModel):
    """A seller account; read it for what it is now."""

    seller_id: _Id
    version: _Version
    by_actor_id: _Actor


class ConnectionChanged(BaseModel):
    """How the consent for one of Amazon's APIs stands, and stood before."""

    seller_id: _Id
    api: _Id
    connection_status: str = Field(max_length=20, description="How it stands now")
    connection_status_before: str = Field(max_length=20, description="How it stood before")
    reason: str | None = Field(max_length=500)
    confirmed_by: str | None = Field(
        max_length=36, description="The admin who confirmed it; null where nobody had to"
    )
    authorized_on: str | None = Field(max_length=10, description="The day of the consent, if it is known")
    ends_on: str | None = Field(max_length=10, description="The day on which it ends, if it is known")
    ends_within_30_days: bool | None


class StopChanged(BaseModel):
    """Calls to Amazon were stopped, or go on; without a seller those of the whole installation."""

    seller_id: str | None = Field(max_length=20)
    level: str = Field(max_length=10, description="writes or everything")
    reason: str = Field(max_length=500)
    actor_id: _Id


class ErpConnectionTold(BaseModel):
    """The connection of an ERP as it is from now on."""

    connection_id: _Id
    erp: _Id
    enabled: bool
    failures: int = Field(ge=0, le=2**31 - 1, description="Tries that failed since the last good one")
    failing_since: datetime | None = Field(description="Since when it fails; null where it does not")
    failure_code: str | None = Field(max_length=100)
    failure_detail: str | None = Field(max_length=500)
    next_run_at: datetime = Field(description="When the ERP is asked next")
    version: _Version
    by_actor_id: _Actor


class ErpSyncTold(BaseModel):
    """A reading of an ERP that has ended."""

    sync_id: _Id
    connection_id: _Id
    status: str = Field(max_length=10, description="completed or failed", examples=["completed"])
    is_whole: bool = Field(description="Whether all was read, and not only what has changed")
    is_dry_run: bool = Field(description="Whether nothing was stored but what would be changed")
    failure_code: str | None = Field(max_length=100)
    failure_detail: str | None = Field(max_length=500)
    requested_by: _Actor
    created_at: datetime
    updated_at: datetime


class EndpointChanged(BaseModel):
    """A webhook endpoint; read it for what it is now."""

    endpoint_id: _Id
    version: _Version
    by_actor_id: _Actor


class EndpointDisabled(BaseModel):
    """A webhook endpoint that nothing is sent to any more."""

    endpoint_id: _Id
    reason: str = Field(max_length=100, description="Why, a stable word")
    version: _Version


class EndpointTested(BaseModel):
    """A try that somebody has asked for."""

    endpoint_id: _Id


class ThresholdsUpdated(BaseModel):
    """The bounds of an account in one service as they are from now on, each by its name."""

    model_config = ConfigDict(extra="allow")

    service: _Id
    seller_id: _Id
    version: _Version
    changed_by: str | None = Field(max_length=36, description="The actor who last changed them")


class MacroChanged(BaseModel):
    """A macro; read it for what it is now."""

    macro_id: _Id
    version: _Version
    by_actor_id: _Actor


class ApiKeyChanged(BaseModel):
    """A key; nothing of its text."""

    key_id: _Id
    actor_id: _Id
    livemode: bool
    by_actor_id: _Actor


class ActorChanged(BaseModel):
    """A person or system; read it for what it is now."""

    actor_id: _Id
    version: _Version
    by_actor_id: _Actor

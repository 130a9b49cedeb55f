"""Departures on the wire."""

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

_Ids = list[Annotated[str, Field(max_length=36)]]


class SellerAccountDeparture(BaseModel):
    """What goes with a seller account: its consents are destroyed, what was limited to it has nothing any more."""

    seller_id: str = Field(max_length=20)
    deleted_at: datetime
    consents_destroyed: _Ids = Field(max_length=10, description="Interfaces of Amazon whose refresh tokens are gone")
    keys_revoked: _Ids = Field(max_length=100_000, description="Keys that were limited to this account alone")
    keys_narrowed: _Ids = Field(max_length=100_000, description="Keys that go on with their other accounts")
    actors_narrowed: _Ids = Field(
        max_length=100_000, description="Actors whose roles reached to this account by name"
    )
    services_ending: _Ids = Field(
        max_length=10,
        description="They end within minutes: listings, stock, campaigns and metrics are deleted, findings resolved;"
        " cases, orders, sales and the audit trail stay readable",
    )


class Departing(BaseModel):
    """An account of which a service of ours has to end what it holds."""

    tenant_id: str
    seller_id: str


class DepartingAccounts(BaseModel):
    """All of them, for one service."""

    items: list[Departing]


class Departed(BaseModel):
    """A service has ended what it held."""

    model_config = ConfigDict(extra="forbid")

    tenant_id: str
    seller_id: str

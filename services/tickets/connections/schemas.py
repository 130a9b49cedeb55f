"""How the gateway tells that a connection stands otherwise."""

from datetime import date

from pydantic import BaseModel


class ToldConnection(BaseModel):
    """A connection of a seller account with one of Amazon's interfaces; members that we do not use are left alone."""

    seller_id: str
    api: str
    connection_status: str
    reason: str | None = None
    authorized_on: date | None = None
    ends_on: date | None = None
    ends_within_30_days: bool | None = None

"""Tenants on the wire."""

from datetime import datetime

from pydantic import BaseModel, Field


class TenantRead(BaseModel):
    """The tenant that the calling key opens."""

    tenant_id: str = Field(max_length=36)
    name: str = Field(max_length=200)
    livemode: bool = Field(description="False for the test twin, whose data are its own")
    created_at: datetime

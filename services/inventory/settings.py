"""Settings of the inventory service."""

from pydantic import Field
from pydantic_settings import SettingsConfigDict

from shared.settings import ServiceSettings


class InventorySettings(ServiceSettings):
    """`INVENTORY_DATABASE_URL`, the limits, and how long the jobs wait for Amazon, in seconds.

    A call that fails in a way that may pass is tried again for `call_patience_seconds`, after pauses of up to
    `longest_pause_seconds`; a report is given up after `report_patience_seconds`. `timeout_seconds` bounds a
    single wait on the network, `call_seconds` all waits of a call, and `document_seconds` those of a download.
    """

    model_config = SettingsConfigDict(env_prefix="INVENTORY_", frozen=True, extra="ignore")

    call_patience_seconds: float = Field(default=1800.0, gt=0)
    longest_pause_seconds: float = Field(default=60.0, gt=0)
    report_patience_seconds: float = Field(default=6 * 3600.0, gt=0)
    timeout_seconds: float = Field(default=10.0, gt=0)
    call_seconds: float = Field(default=60.0, gt=0)
    document_seconds: float = Field(default=900.0, gt=0)

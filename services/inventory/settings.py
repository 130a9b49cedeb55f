"""Settings of the inventory service."""

from pydantic_settings import SettingsConfigDict

from shared.settings import ServiceSettings


class InventorySettings(ServiceSettings):
    """`INVENTORY_DATABASE_URL` and the limits; everything else is common to all services."""

    model_config = SettingsConfigDict(env_prefix="INVENTORY_", frozen=True, extra="ignore")

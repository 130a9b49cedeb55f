"""Settings of the inventory service."""

from pydantic_settings import SettingsConfigDict

from shared.settings import AmazonSettings


class InventorySettings(AmazonSettings):
    """`INVENTORY_DATABASE_URL`, the limits, and how long the jobs wait for Amazon."""

    model_config = SettingsConfigDict(env_prefix="INVENTORY_", frozen=True, extra="ignore")

"""Settings of the catalog service."""

from pydantic_settings import SettingsConfigDict

from shared.settings import AmazonSettings


class CatalogSettings(AmazonSettings):
    """`CATALOG_DATABASE_URL`, the limits, and how long the jobs wait for Amazon."""

    model_config = SettingsConfigDict(env_prefix="CATALOG_", frozen=True, extra="ignore")

"""Settings of the catalog service."""

from pydantic_settings import SettingsConfigDict

from shared.settings import ServiceSettings


class CatalogSettings(ServiceSettings):
    """`CATALOG_DATABASE_URL` and the limits; everything else is common to all services."""

    model_config = SettingsConfigDict(env_prefix="CATALOG_", frozen=True, extra="ignore")

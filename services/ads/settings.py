"""Settings of the ads service."""

from pydantic_settings import SettingsConfigDict

from shared.settings import ServiceSettings


class AdsSettings(ServiceSettings):
    """`ADS_DATABASE_URL` and the limits; everything else is common to all services."""

    model_config = SettingsConfigDict(env_prefix="ADS_", frozen=True, extra="ignore")

"""Settings of the ads service."""

from pydantic_settings import SettingsConfigDict

from shared.settings import AmazonSettings


class AdsSettings(AmazonSettings):
    """`ADS_DATABASE_URL`, the limits, and how long the jobs wait for Amazon."""

    model_config = SettingsConfigDict(env_prefix="ADS_", frozen=True, extra="ignore")

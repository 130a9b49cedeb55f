"""Settings of the tickets service."""

from pydantic_settings import SettingsConfigDict

from shared.settings import AmazonSettings


class TicketsSettings(AmazonSettings):
    """`TICKETS_DATABASE_URL`, the limits, and how long the jobs wait for Amazon."""

    model_config = SettingsConfigDict(env_prefix="TICKETS_", frozen=True, extra="ignore")

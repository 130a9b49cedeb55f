"""Settings of the tickets service."""

from pydantic_settings import SettingsConfigDict

from shared.settings import ServiceSettings


class TicketsSettings(ServiceSettings):
    """`TICKETS_DATABASE_URL` and the limits; everything else is common to all services."""

    model_config = SettingsConfigDict(env_prefix="TICKETS_", frozen=True, extra="ignore")

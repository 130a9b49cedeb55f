"""Settings of the inventory service."""

from typing import Annotated
from urllib.parse import urlsplit

from pydantic import BeforeValidator, Field
from pydantic_settings import NoDecode, SettingsConfigDict

from shared.egress.client import Egress
from shared.settings import AmazonSettings, places_in


class InventorySettings(AmazonSettings):
    """`INVENTORY_DATABASE_URL`, the limits, and how long the jobs wait for Amazon and for an ERP.

    `erp_private_places` are `host:port`, separated by blanks or commas, at which an ERP may be called although they
    lie in our own network, also without TLS. Test keys may name the sandbox, too, where `GATEWAY_SANDBOX_URL` says
    that there is one.

    `erp_patience_seconds` is how long a call that fails is tried again before its part of a reading is given up;
    `erp_page_rows` is how many SKUs of an ERP are asked for at once.
    """

    model_config = SettingsConfigDict(env_prefix="INVENTORY_", frozen=True, extra="ignore")

    erp_private_places: Annotated[frozenset[str], NoDecode, BeforeValidator(places_in)] = frozenset()
    erp_patience_seconds: float = Field(default=300.0, gt=0)
    erp_page_rows: int = Field(default=1000, ge=1, le=1000)
    sandbox_url: str | None = Field(default=None, validation_alias="GATEWAY_SANDBOX_URL")

    def erp_egress(self) -> Egress:
        """What ERPs are called through."""
        sandbox = urlsplit(self.sandbox_url or "")
        port = sandbox.port or (443 if sandbox.scheme == "https" else 80)
        tests = {f"{sandbox.hostname}:{port}"} if sandbox.hostname else set()
        return Egress(self.erp_private_places, private_for_tests=tests)

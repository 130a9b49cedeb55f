"""Sellers API version 1: in which marketplaces a seller takes part.

Usage plan: developer-docs.amazon.com/sp-api/docs/sellers-api-v1-reference.
"""

from sp_api.api import Sellers as _Library

from shared.amazon.sp_api.connection import Connection
from shared.amazon.sp_api.operations import Operation
from shared.amazon.sp_api.payloads import CamelStruct, Payload
from shared.throttle import Rate

_PARTICIPATIONS = Operation(
    "sellers.getMarketplaceParticipations", _Library, "get_marketplace_participation", Rate(0.016, 15)
)


class Marketplace(CamelStruct, frozen=True):
    """A marketplace as the seller sees it."""

    id: str
    country_code: str
    name: str
    default_currency_code: str
    default_language_code: str
    domain_name: str


class Participation(CamelStruct, frozen=True):
    """Whether the seller sells there."""

    is_participating: bool
    has_suspended_listings: bool


class MarketplaceParticipation(CamelStruct, frozen=True):
    """A marketplace and the seller's part in it."""

    marketplace: Marketplace
    participation: Participation
    store_name: str = ""


class Sellers:
    """The Sellers API of one seller account. Methods raise what `Connection.call` does."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get_marketplace_participations(self) -> tuple[MarketplaceParticipation, ...]:
        """All marketplaces that the consent reaches."""
        return self._connection.call(_PARTICIPATIONS, Payload[tuple[MarketplaceParticipation, ...]]).payload

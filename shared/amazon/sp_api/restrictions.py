"""Listings Restrictions API version 2021-08-01: which products a seller may offer.

Usage plan: developer-docs.amazon.com/sp-api/docs/listings-restrictions-api-v2021-08-01-reference.
"""

from sp_api.api import ListingsRestrictions

from shared.amazon.sp_api.connection import Connection
from shared.amazon.sp_api.operations import Operation
from shared.amazon.sp_api.payloads import CamelStruct
from shared.throttle import Rate

_GET = Operation(
    "restrictions.getListingsRestrictions", ListingsRestrictions, "get_listings_restrictions", Rate(5.0, 10)
)


class Link(CamelStruct, frozen=True):
    """Where a seller can do something about it."""

    resource: str
    title: str | None = None


class Reason(CamelStruct, frozen=True):
    """Why; `reason_code` is APPROVAL_REQUIRED, ASIN_NOT_FOUND or NOT_ELIGIBLE."""

    message: str
    reason_code: str | None = None
    links: tuple[Link, ...] = ()


class Restriction(CamelStruct, frozen=True):
    """A condition in which the seller may not offer a product."""

    marketplace_id: str
    condition_type: str | None = None
    reasons: tuple[Reason, ...] = ()


class _RestrictionList(CamelStruct, frozen=True):
    restrictions: tuple[Restriction, ...]


class Restrictions:
    """The Listings Restrictions API of one seller account. Methods raise what `Connection.call` does."""

    def __init__(self, connection: Connection, seller_id: str) -> None:
        self._connection = connection
        self._seller_id = seller_id

    def get_restrictions(
        self, asin: str, marketplace_id: str, *, condition_type: str | None = None
    ) -> tuple[Restriction, ...]:
        """The conditions in which the seller may not offer a product; none means that all are open."""
        return self._connection.call(
            _GET,
            _RestrictionList,
            asin=asin,
            sellerId=self._seller_id,
            marketplaceIds=marketplace_id,
            conditionType=condition_type,
        ).restrictions

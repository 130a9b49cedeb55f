"""Listings Items API version 2021-08-01: a seller's own listings.

Usage plans: developer-docs.amazon.com/sp-api/docs/listings-items-api-v2021-08-01-reference.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Literal

import msgspec
from sp_api.api import ListingsItemsV20210801

from shared.amazon.sp_api.connection import Connection
from shared.amazon.sp_api.operations import Operation
from shared.amazon.sp_api.payloads import CamelStruct, Moment, Money, PagedShape
from shared.throttle import Rate

_GET = Operation("listings.getListingsItem", ListingsItemsV20210801, "get_listings_item", Rate(5.0, 10))
_SEARCH = Operation("listings.searchListingsItems", ListingsItemsV20210801, "search_listings_items", Rate(5.0, 5))
_PUT = Operation("listings.putListingsItem", ListingsItemsV20210801, "put_listings_item", Rate(5.0, 10))
_PATCH = Operation("listings.patchListingsItem", ListingsItemsV20210801, "patch_listings_item", Rate(5.0, 5))
_DELETE = Operation("listings.deleteListingsItem", ListingsItemsV20210801, "delete_listings_item", Rate(5.0, 5))
IncludedData = Literal[
    "summaries",
    "attributes",
    "issues",
    "offers",
    "fulfillmentAvailability",
    "procurement",
    "relationships",
    "productTypes",
]


class Image(CamelStruct, frozen=True):
    """A picture; sizes in pixels."""

    link: str
    height: int
    width: int


class Summary(CamelStruct, frozen=True):
    """A listing in one marketplace; `status` holds BUYABLE, DISCOVERABLE, both or neither."""

    marketplace_id: str
    product_type: str
    status: tuple[str, ...]
    created_date: Moment
    last_updated_date: Moment
    asin: str | None = None
    condition_type: str | None = None
    fn_sku: str | None = None
    item_name: str | None = None
    main_image: Image | None = None


class EnforcementAction(CamelStruct, frozen=True):
    """What Amazon does because of an issue, such as SEARCH_SUPPRESSED."""

    action: str


class Exemption(CamelStruct, frozen=True):
    """Whether, and until when, Amazon does not do it yet."""

    status: str
    expiry_date: Moment | None = None


class Enforcements(CamelStruct, frozen=True):
    """What Amazon does because of an issue."""

    actions: tuple[EnforcementAction, ...]
    exemption: Exemption


class Issue(CamelStruct, frozen=True):
    """Something wrong with a listing; `severity` is ERROR, WARNING or INFO."""

    code: str
    message: str
    severity: str
    attribute_names: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    enforcements: Enforcements | None = None
    marketplace_ids: tuple[str, ...] = ()


class Offer(CamelStruct, frozen=True):
    """What the listing is sold for."""

    marketplace_id: str
    offer_type: str
    price: Money


class FulfillmentAvailability(CamelStruct, frozen=True):
    """What can be sold through a channel (DEFAULT is the seller's own)."""

    fulfillment_channel_code: str
    quantity: int | None = None


class VariationTheme(CamelStruct, frozen=True):
    """By what the children of a variation differ."""

    attributes: tuple[str, ...]
    theme: str


class Relationship(CamelStruct, frozen=True):
    """A listing's place in a variation or a package."""

    type: str
    child_skus: tuple[str, ...] = ()
    parent_skus: tuple[str, ...] = ()
    variation_theme: VariationTheme | None = None


class MarketplaceRelationships(CamelStruct, frozen=True):
    """The relationships in one marketplace."""

    marketplace_id: str
    relationships: tuple[Relationship, ...]


class Item(CamelStruct, frozen=True):
    """A listing, with as much as was asked for. `attributes` are as the product type's schema has them."""

    sku: str
    summaries: tuple[Summary, ...] = ()
    attributes: dict[str, Any] = msgspec.field(default_factory=dict)
    issues: tuple[Issue, ...] = ()
    offers: tuple[Offer, ...] = ()
    fulfillment_availability: tuple[FulfillmentAvailability, ...] = ()
    relationships: tuple[MarketplaceRelationships, ...] = ()


class ItemPage(PagedShape, frozen=True):
    """A slice of a search; Amazon gives a thousand listings of one at most."""

    number_of_results: int
    items: tuple[Item, ...]


class Identifiers(CamelStruct, frozen=True):
    """Which product Amazon takes the listing for."""

    marketplace_id: str | None = None
    asin: str | None = None


class Submission(CamelStruct, frozen=True):
    """What Amazon says to a change: `status` is ACCEPTED or INVALID, and VALID for a preview.

    An accepted change takes effect later, and may bring further issues then.
    """

    sku: str
    status: str
    submission_id: str
    issues: tuple[Issue, ...] = ()
    identifiers: tuple[Identifiers, ...] = ()


class Listings:
    """The listings of one seller account. Methods raise what `Connection.call` does.

    `issue_locale` is the language of issues, such as zh_CN; without it, that of the marketplace. With
    `preview` Amazon judges a change and does not make it (mode VALIDATION_PREVIEW).
    """

    def __init__(self, connection: Connection, seller_id: str) -> None:
        self._connection = connection
        self._seller_id = seller_id

    def get_item(
        self,
        sku: str,
        marketplace_id: str,
        *,
        included_data: Sequence[IncludedData] = ("summaries",),
        issue_locale: str | None = None,
    ) -> Item:
        """One listing. Raises NotFound."""
        return self._connection.call(
            _GET,
            Item,
            self._seller_id,
            sku,
            marketplaceIds=marketplace_id,
            includedData=list(included_data),
            issueLocale=issue_locale,
        )

    def search_items(
        self,
        marketplace_id: str,
        *,
        included_data: Sequence[IncludedData] = ("summaries",),
        issue_locale: str | None = None,
        skus: Sequence[str] | None = None,
        last_updated_after: datetime | None = None,
    ) -> Iterator[ItemPage]:
        """Listings of a marketplace, oldest change first: up to twenty by SKU, or those changed since a moment."""
        return self._connection.pages(
            _SEARCH,
            ItemPage,
            self._seller_id,
            cursor="pageToken",
            marketplaceIds=marketplace_id,
            includedData=list(included_data),
            issueLocale=issue_locale,
            identifiers=skus,
            identifiersType=None if skus is None else "SKU",
            lastUpdatedAfter=last_updated_after,
            sortBy="lastUpdatedDate",
            sortOrder="ASC",
            pageSize=20,
        )

    def put_item(
        self,
        sku: str,
        marketplace_id: str,
        product_type: str,
        attributes: Mapping[str, Any],
        *,
        requirements: Literal["LISTING", "LISTING_PRODUCT_ONLY", "LISTING_OFFER_ONLY"] = "LISTING",
        preview: bool = False,
        issue_locale: str | None = None,
    ) -> Submission:
        """Create a listing, or replace it as a whole."""
        body = {"productType": product_type, "requirements": requirements, "attributes": attributes}
        return self._submit(_PUT, sku, marketplace_id, body, preview=preview, issue_locale=issue_locale)

    def patch_item(
        self,
        sku: str,
        marketplace_id: str,
        product_type: str,
        patches: Sequence[Mapping[str, Any]],
        *,
        preview: bool = False,
        issue_locale: str | None = None,
    ) -> Submission:
        """Change attributes of a listing: JSON Patch operations on whole attributes, `/attributes/<name>`."""
        body = {"productType": product_type, "patches": patches}
        return self._submit(_PATCH, sku, marketplace_id, body, preview=preview, issue_locale=issue_locale)

    def delete_item(self, sku: str, marketplace_id: str) -> Submission:
        """Take a listing away; Amazon forgets its history."""
        return self._connection.call(_DELETE, Submission, self._seller_id, sku, marketplaceIds=marketplace_id)

    def _submit(
        self,
        operation: Operation,
        sku: str,
        marketplace_id: str,
        body: Mapping[str, Any],
        *,
        preview: bool,
        issue_locale: str | None,
    ) -> Submission:
        return self._connection.call(
            operation,
            Submission,
            self._seller_id,
            sku,
            marketplaceIds=marketplace_id,
            includedData=["identifiers", "issues"],
            mode="VALIDATION_PREVIEW" if preview else None,
            issueLocale=issue_locale,
            body=body,
        )

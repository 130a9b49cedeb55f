"""Catalog Items API version 2022-04-01: what Amazon's catalog says about products, whoever sells them.

Usage plans: developer-docs.amazon.com/sp-api/docs/catalog-items-api-v2022-04-01-reference.
"""

from collections.abc import Iterator, Sequence
from typing import Any, Literal

import msgspec
from sp_api.api import CatalogItemsV20220401

from shared.amazon.sp_api.connection import Connection
from shared.amazon.sp_api.operations import Operation
from shared.amazon.sp_api.payloads import CamelStruct, PagedShape
from shared.throttle import Rate

_GET = Operation("catalog.getCatalogItem", CatalogItemsV20220401, "get_catalog_item", Rate(2.0, 2))
_SEARCH = Operation("catalog.searchCatalogItems", CatalogItemsV20220401, "search_catalog_items", Rate(2.0, 2))

IncludedData = Literal[
    "attributes",
    "classifications",
    "dimensions",
    "identifiers",
    "images",
    "productTypes",
    "relationships",
    "salesRanks",
    "summaries",
]


class Classification(CamelStruct, frozen=True):
    """A node of the browse tree, and the one above it."""

    classification_id: str
    display_name: str
    parent: "Classification | None" = None


class Classifications(CamelStruct, frozen=True):
    """The browse nodes of a product in one marketplace."""

    marketplace_id: str
    classifications: tuple[Classification, ...] = ()


class Identifier(CamelStruct, frozen=True):
    """A code of a product, such as an EAN."""

    identifier_type: str
    identifier: str


class Identifiers(CamelStruct, frozen=True):
    """The codes of a product in one marketplace."""

    marketplace_id: str
    identifiers: tuple[Identifier, ...]


class Image(CamelStruct, frozen=True):
    """A picture; `variant` is MAIN, PT01 and so on, sizes are in pixels."""

    variant: str
    link: str
    height: int
    width: int


class Images(CamelStruct, frozen=True):
    """The pictures of a product in one marketplace."""

    marketplace_id: str
    images: tuple[Image, ...]


class ProductType(CamelStruct, frozen=True):
    """The product type in one marketplace."""

    marketplace_id: str
    product_type: str


class VariationTheme(CamelStruct, frozen=True):
    """By what the children of a variation differ."""

    attributes: tuple[str, ...] = ()
    theme: str | None = None


class Relationship(CamelStruct, frozen=True):
    """A product's place in a variation or a package."""

    type: str
    child_asins: tuple[str, ...] = ()
    parent_asins: tuple[str, ...] = ()
    variation_theme: VariationTheme | None = None


class Relationships(CamelStruct, frozen=True):
    """The relationships in one marketplace."""

    marketplace_id: str
    relationships: tuple[Relationship, ...]


class ClassificationRank(CamelStruct, frozen=True):
    """The sales rank in a browse node."""

    classification_id: str
    title: str
    rank: int


class DisplayGroupRank(CamelStruct, frozen=True):
    """The sales rank in a group of the website."""

    website_display_group: str
    title: str
    rank: int


class SalesRanks(CamelStruct, frozen=True):
    """The sales ranks in one marketplace."""

    marketplace_id: str
    classification_ranks: tuple[ClassificationRank, ...] = ()
    display_group_ranks: tuple[DisplayGroupRank, ...] = ()


class Summary(CamelStruct, frozen=True):
    """The main facts about a product in one marketplace."""

    marketplace_id: str
    item_name: str | None = None
    brand: str | None = None
    manufacturer: str | None = None
    model_number: str | None = None
    color: str | None = None
    size: str | None = None
    style: str | None = None
    item_classification: str | None = None
    package_quantity: int | None = None
    website_display_group: str | None = None
    browse_classification: Classification | None = None


class CatalogItem(CamelStruct, frozen=True):
    """A product, with as much as was asked for; `dimensions` and `attributes` as Amazon nests them."""

    asin: str
    summaries: tuple[Summary, ...] = ()
    attributes: dict[str, Any] = msgspec.field(default_factory=dict)
    classifications: tuple[Classifications, ...] = ()
    dimensions: tuple[dict[str, Any], ...] = ()
    identifiers: tuple[Identifiers, ...] = ()
    images: tuple[Images, ...] = ()
    product_types: tuple[ProductType, ...] = ()
    relationships: tuple[Relationships, ...] = ()
    sales_ranks: tuple[SalesRanks, ...] = ()


class CatalogPage(PagedShape, frozen=True):
    """A slice of a search."""

    number_of_results: int
    items: tuple[CatalogItem, ...]


class Catalog:
    """The Catalog Items API of one seller account. Methods raise what `Connection.call` does."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get_item(
        self, asin: str, marketplace_id: str, *, included_data: Sequence[IncludedData] = ("summaries",)
    ) -> CatalogItem:
        """One product. Raises NotFound."""
        return self._connection.call(
            _GET, CatalogItem, asin, marketplaceIds=marketplace_id, includedData=list(included_data)
        )

    def search_by_identifiers(
        self,
        identifiers: Sequence[str],
        identifiers_type: Literal["ASIN", "EAN", "GTIN", "ISBN", "JAN", "MINSAN", "UPC"],
        marketplace_id: str,
        *,
        included_data: Sequence[IncludedData] = ("summaries",),
    ) -> Iterator[CatalogPage]:
        """The products with up to twenty codes."""
        return self._search(
            marketplace_id, included_data, identifiers=list(identifiers), identifiersType=identifiers_type
        )

    def search_by_keywords(
        self,
        keywords: Sequence[str],
        marketplace_id: str,
        *,
        included_data: Sequence[IncludedData] = ("summaries",),
    ) -> Iterator[CatalogPage]:
        """The products that match up to twenty words."""
        return self._search(marketplace_id, included_data, keywords=list(keywords))

    def _search(
        self, marketplace_id: str, included_data: Sequence[IncludedData], **members: Any
    ) -> Iterator[CatalogPage]:
        return self._connection.pages(
            _SEARCH,
            CatalogPage,
            cursor="pageToken",
            marketplaceIds=marketplace_id,
            includedData=list(included_data),
            pageSize=20,
            **members,
        )

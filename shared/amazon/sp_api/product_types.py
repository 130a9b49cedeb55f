"""Product Type Definitions API version 2020-09-01: which attributes a listing of a product type needs.

Usage plans: developer-docs.amazon.com/sp-api/docs/product-type-definitions-api-v2020-09-01-reference.
"""

from collections.abc import Sequence
from typing import Literal

from sp_api.api import ProductTypeDefinitions as _Library

from shared.amazon.sp_api.connection import Connection
from shared.amazon.sp_api.operations import Operation
from shared.amazon.sp_api.payloads import CamelStruct
from shared.throttle import Rate

_SEARCH = Operation(
    "productTypes.searchDefinitionsProductTypes", _Library, "search_definitions_product_types", Rate(5.0, 10)
)
_GET = Operation("productTypes.getDefinitionsProductType", _Library, "get_definitions_product_type", Rate(5.0, 10))


class ProductType(CamelStruct, frozen=True):
    """A product type that a search found."""

    name: str
    display_name: str
    marketplace_ids: tuple[str, ...]


class Link(CamelStruct, frozen=True):
    """Where a JSON schema lies; the link lives for a week."""

    resource: str


class SchemaLink(CamelStruct, frozen=True):
    """A JSON schema and the MD5 checksum of its text, in base 64."""

    link: Link
    checksum: str


class PropertyGroup(CamelStruct, frozen=True):
    """Attributes that belong together on a form."""

    title: str | None = None
    description: str | None = None
    property_names: tuple[str, ...] = ()


class ProductTypeVersion(CamelStruct, frozen=True):
    """A version of a definition."""

    version: str
    latest: bool


class ProductTypeDefinition(CamelStruct, frozen=True):
    """What a listing of a product type needs; `schema` says it as a JSON schema, `meta_schema` is its language."""

    product_type: str
    display_name: str
    meta_schema: SchemaLink
    schema: SchemaLink
    requirements: str
    requirements_enforced: str
    property_groups: dict[str, PropertyGroup]
    locale: str
    marketplace_ids: tuple[str, ...]
    product_type_version: ProductTypeVersion


class _ProductTypeList(CamelStruct, frozen=True):
    product_types: tuple[ProductType, ...]


class ProductTypes:
    """The Product Type Definitions API. Methods raise what `Connection.call` does.

    `locale` is the language of titles and descriptions, such as zh_CN; without it, that of the marketplace.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def search(
        self, marketplace_id: str, *, keywords: Sequence[str] | None = None, locale: str | None = None
    ) -> tuple[ProductType, ...]:
        """The product types that match the words, or all."""
        return self._connection.call(
            _SEARCH, _ProductTypeList, marketplaceIds=marketplace_id, keywords=keywords, locale=locale
        ).product_types

    def get_definition(
        self,
        product_type: str,
        marketplace_id: str,
        *,
        seller_id: str | None = None,
        requirements: Literal["LISTING", "LISTING_PRODUCT_ONLY", "LISTING_OFFER_ONLY"] = "LISTING",
        locale: str | None = None,
    ) -> ProductTypeDefinition:
        """The latest definition, with what applies to one seller alone when `seller_id` is given."""
        return self._connection.call(
            _GET,
            ProductTypeDefinition,
            product_type,
            marketplaceIds=marketplace_id,
            sellerId=seller_id,
            requirements=requirements,
            locale=locale,
        )

    def read_schema(self, schema: SchemaLink) -> bytes:
        """The text of a JSON schema, up to 32 MiB."""
        with self._connection.open_document(schema.link.resource, gzipped=False, max_bytes=32 * 1024**2) as chunks:
            return b"".join(chunks)

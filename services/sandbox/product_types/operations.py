"""Finding product types and describing one."""

from typing import Any
from urllib.parse import urlencode

from services.sandbox.product_types import rules
from services.sandbox.product_types.schemas import DefinitionQuery, ProductTypeSearch
from services.sandbox.refusals import invalid_input, not_found
from services.sandbox.sellers.operations import require_own, require_shelves
from services.sandbox.sellers.rules.account import Seller
from services.sandbox.sellers.rules.product_types import PRODUCT_TYPES


def search_product_types(seller: Seller, query: ProductTypeSearch) -> dict[str, Any]:
    """The product types asked for. Raises SellingPartnerRefusal (400)."""
    require_shelves(seller, query.marketplaceIds)
    if query.keywords and query.itemName:
        raise invalid_input("Use either keywords or itemName.", "keywords")
    words = query.keywords or (query.itemName or "").split()
    return {
        "productTypes": [
            {"name": name, "displayName": rules.display_name(name), "marketplaceIds": query.marketplaceIds}
            for name in rules.found(words)
        ],
        "productTypeVersion": rules.VERSION,
    }


def get_product_type(seller: Seller, product_type: str, query: DefinitionQuery, base_url: str) -> dict[str, Any]:
    """One definition, with the link to its schema. Raises SellingPartnerRefusal: 400, 403, 404."""
    if query.sellerId is not None:
        require_own(seller, query.sellerId)
    require_shelves(seller, query.marketplaceIds)
    is_enforced = query.requirementsEnforced == "ENFORCED"
    text = get_schema(product_type, query.requirements, is_enforced)
    asked = urlencode({"requirements": query.requirements, "enforced": str(is_enforced).lower()})
    schema = f"{base_url.rstrip('/')}/product-type-schemas/{product_type}.json?{asked}"
    return {
        "metaSchema": {
            "link": {"resource": rules.META_SCHEMA, "verb": "GET"},
            "checksum": rules.checksum_of(rules.META_SCHEMA.encode()),
        },
        "schema": {"link": {"resource": schema, "verb": "GET"}, "checksum": rules.checksum_of(text)},
        "requirements": query.requirements,
        "requirementsEnforced": query.requirementsEnforced,
        "propertyGroups": rules.groups(),
        "locale": query.locale,
        "marketplaceIds": query.marketplaceIds,
        "productType": product_type,
        "displayName": rules.display_name(product_type),
        "productTypeVersion": {"version": rules.VERSION, "latest": True, "releaseCandidate": False},
    }


def get_schema(product_type: str, requirements: str, enforced: bool) -> bytes:
    """The schema of a product type. Raises SellingPartnerRefusal (404)."""
    if product_type not in PRODUCT_TYPES:
        raise not_found(f"Product type {product_type[:60]} is not known")
    return rules.schema_text(product_type, requirements, enforced)

"""Product types and their JSON schemas, as the listings of the sandbox are checked against."""

import hashlib
import json
from base64 import b64encode
from typing import Any

from services.sandbox.sellers.rules.product_types import ATTRIBUTES, GROUPS, PRODUCT_TYPES, REQUIRED, Attribute

VERSION = "SANDBOX-1"
META_SCHEMA = "https://schemas.amazon.com/selling-partners/definitions/product-types/meta-schema/v1"
_MEMBER_TYPES = {"our_price": "array"}


def found(keywords: list[str]) -> list[str]:
    """The product types that any of the keywords means; all without keywords."""
    wanted = [word.casefold() for word in keywords]
    return [
        name
        for name, noun in PRODUCT_TYPES.items()
        if not wanted or any(_means(word, [name, *noun.names.values()]) for word in wanted)
    ]


def display_name(product_type: str) -> str:
    """What people call it."""
    return product_type.replace("_", " ").title()


def groups() -> dict[str, Any]:
    """The property groups, each with its attributes in their order."""
    return {
        group: {
            "title": title,
            "description": f"Attributes of the group {title}.",
            "propertyNames": [name for name, each in ATTRIBUTES.items() if each.group == group],
        }
        for group, title in GROUPS.items()
    }


def schema_text(product_type: str, requirements: str, enforced: bool) -> bytes:
    """The JSON schema as it is downloaded."""
    schema = {
        "$schema": META_SCHEMA,
        "$id": f"https://schemas.amazon.com/selling-partners/definitions/product-types/schema/v1/{product_type}",
        "$comment": "Simulated",
        "type": "object",
        "required": list(REQUIRED[requirements]) if enforced else [],
        "properties": {name: _property(each) for name, each in ATTRIBUTES.items()},
        "additionalProperties": False,
    }
    return json.dumps(schema, ensure_ascii=False).encode()


def checksum_of(text: bytes) -> str:
    """MD5 in base64, by which clients know that nothing was lost on the way."""
    return b64encode(hashlib.md5(text, usedforsecurity=False).digest()).decode()


def _means(word: str, names: list[str]) -> bool:
    return any(word in name.casefold() for name in names)


def _property(attribute: Attribute) -> dict[str, Any]:
    member: dict[str, Any] = {"title": attribute.title}
    if attribute.member == "value" and attribute.group != "product_details":
        member["type"] = "string"
    if attribute.member in _MEMBER_TYPES:
        member["type"] = _MEMBER_TYPES[attribute.member]
    if attribute.longest:
        member |= {"type": "string", "maxLength": attribute.longest}
    if attribute.values:
        member["enum"] = list(attribute.values)
    items = {"type": "object", "required": [attribute.member], "properties": {attribute.member: member}}
    return {
        "title": attribute.title,
        "type": "array",
        "minItems": 1,
        "minUniqueItems": 1,
        "maxUniqueItems": attribute.most,
        "items": items,
    }

"""OpenAPI 3.0.3 for tools that cannot read 3.1, derived from the merged document.

The differences that our documents use: https://spec.openapis.org/oas/v3.0.3#schema-object against JSON
Schema 2020-12.
"""

from typing import Any

Document = dict[str, Any]
_NULL = {"type": "null"}
_APACHE = "https://www.apache.org/licenses/LICENSE-2.0"


def derive(document: Document) -> Document:
    """The same API in the words of 3.0.3; the given document is left as it is."""
    info = {name: value for name, value in document["info"].items() if name != "summary"}
    info["license"] = {"name": info["license"]["name"], "url": _APACHE}
    derived: Document = _walk(document)
    if "webhooks" in derived:
        derived["x-webhooks"] = derived.pop("webhooks")
    return {**derived, "openapi": "3.0.3", "info": info}


def _walk(node: Any) -> Any:
    """Outside schemas nothing changes; they lie under `schema` and `components.schemas`."""
    if isinstance(node, list):
        return [_walk(item) for item in node]
    if not isinstance(node, dict):
        return node
    mended = {name: _member(name, value) for name, value in node.items()}
    if "example" in mended and "examples" in mended:
        mended.pop("examples" if len(mended["examples"]) == 1 else "example")  # 3.0 allows one of both
    if "security" in node:
        mended["x-scopes"] = sorted({scope for each in node["security"] for part in each.values() for scope in part})
    return mended


def _member(name: str, value: Any) -> Any:
    if name == "schema":
        return _schema(value)
    if name in ("example", "examples"):
        return value
    if name == "schemas":
        return {title: _schema(schema) for title, schema in value.items()}
    if name == "security":
        # Scopes are allowed for OAuth only; the operation's `x-scopes` keeps them.
        return [{name: [] for name in requirement} for requirement in value]
    return _walk(value)


def _schema(schema: Any) -> Any:
    if not isinstance(schema, dict):
        return schema
    mended = {name: _keyword(name, value) for name, value in schema.items()}
    if "const" in mended:
        mended["enum"] = [mended.pop("const")]
    if examples := mended.pop("examples", None):
        mended["example"] = examples[0]
    for bound in ("Minimum", "Maximum"):
        if f"exclusive{bound}" in mended:
            mended[bound.lower()] = mended[f"exclusive{bound}"]
            mended[f"exclusive{bound}"] = True
    mended = _without_null(mended)
    if "$ref" in mended and len(mended) > 1:
        mended["allOf"] = [{"$ref": mended.pop("$ref")}]  # 3.0 ignores what stands beside a reference
    return mended


def _keyword(name: str, value: Any) -> Any:
    match name:
        case "properties":
            return {member: _schema(schema) for member, schema in value.items()}
        case "items" | "additionalProperties":
            return _schema(value)
        case "anyOf" | "oneOf" | "allOf":
            return [item if item == _NULL else _schema(item) for item in value]
        case _:
            return value


def _without_null(schema: Document) -> Document:
    """`anyOf: [X, null]` and `type: [x, null]` become X with `nullable`; an enumeration names null besides."""
    if isinstance(kinds := schema.get("type"), list):
        (kind,) = [kind for kind in kinds if kind != "null"]
        return {**schema, "type": kind} | ({"nullable": True} if "null" in kinds else {})
    choices = schema.get("anyOf", [])
    if _NULL not in choices:
        return schema
    rest = [choice for choice in choices if choice != _NULL]
    kept = {name: value for name, value in schema.items() if name != "anyOf"} | {"nullable": True}
    if len(rest) > 1:
        return {**kept, "anyOf": rest}
    listed = {"enum": [*rest[0]["enum"], None]} if "enum" in rest[0] else {}
    return {**rest[0], **kept, **listed}

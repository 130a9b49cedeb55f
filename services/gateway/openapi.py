"""One OpenAPI document for all services: merged from their own, the same on every run."""

import copy
import functools
from collections.abc import Mapping
from typing import Any

import orjson
from fastapi import FastAPI

from services.ads import api as ads
from services.catalog import api as catalog
from services.gateway import api as gateway
from services.gateway import contract, openapi30
from services.gateway.contract import events
from services.gateway.contract import tags as chapters
from services.inventory import api as inventory
from services.tickets import api as tickets
from shared.app.factory import Shell, create_app
from shared.app.quotas import Quota
from shared.db import Database

Document = dict[str, Any]

_ROUTERS = {
    "gateway": gateway.ROUTERS,
    "catalog": catalog.ROUTERS,
    "inventory": inventory.ROUTERS,
    "ads": ads.ROUTERS,
    "tickets": tickets.ROUTERS,
}
SERVICES = tuple(_ROUTERS)
_INFO = {
    "title": "Zhuli",
    "version": "1",
    "summary": "Operations assistant for Amazon sellers",
    "description": (
        "Send the key as `Authorization: Bearer zhl_...`. Every error is `application/problem+json` with a stable "
        "`code` and a `request_id`. Lists answer `{items, next_cursor, has_more}` and take `updated_after`."
    ),
    "license": {"name": "Apache 2.0", "identifier": "Apache-2.0"},
}


class MergeError(ValueError):
    """Two services mean different things by one path, operationId or component."""


@functools.cache
def documents() -> tuple[Document, Document]:
    """The merged 3.1 document and the 3.0.3 one derived from it; no settings, no database needed."""
    merged = merge({service: _own_document(service) for service in _ROUTERS})
    events.add(merged)
    return merged, openapi30.derive(merged)


def of_service(service: str) -> Document:
    """The 3.1 document of one service alone, in the words of the merged one; the gateway's has the webhooks."""
    own = merge({service: _own_document(service)})
    if service == "gateway":
        events.add(own)
    return own | {"info": _INFO | {"title": f"Zhuli {service}"}}


def merge(parts: Mapping[str, Document]) -> Document:
    """One document from those of the services. Raises MergeError."""
    paths: Document = {}
    components: Document = {}
    owners: dict[str, str] = {}
    for service, part in parts.items():
        for path, operations in part["paths"].items():
            if path in paths:
                raise MergeError(f"{service} has a path of another service: {path}")
            paths[path] = {method: _owned(operation, service, owners) for method, operation in operations.items()}
        _add_components(components, part.get("components", {}), service)
    tags = {tag for item in paths.values() for operation in item.values() for tag in operation.get("tags", ())}
    return {
        "openapi": "3.1.0",
        "info": _INFO,
        "servers": [{"url": "/", "x-internal": False}],
        "tags": chapters.in_order(tags),
        "paths": dict(sorted(paths.items())),
        "components": {kind: dict(sorted(named.items())) for kind, named in sorted(components.items())},
    }


def _own_document(service: str) -> Document:
    return contract.explained(copy.deepcopy(app_of(service).openapi()))


def app_of(service: str) -> FastAPI:
    """A service's app without settings and databases, to look at its routes."""
    nowhere = Database("sqlite://")
    quota = Quota("none", 1, 60)
    shell = Shell(database=nowhere, quotas=nowhere, public_keys={}, reads=quota, writes=quota)
    return create_app(service, shell, _ROUTERS[service])


def _owned(operation: Document, service: str, owners: dict[str, str]) -> Document:
    name = operation["operationId"]
    if name in owners:
        raise MergeError(f"the operationId {name} is used by {owners[name]} and {service}")
    owners[name] = service
    return {**operation, "x-service": service}


def _add_components(merged: Document, added: Document, service: str) -> None:
    """Components of one name must be equal byte for byte, and then so is all that they refer to."""
    for kind, named in added.items():
        known = merged.setdefault(kind, {})
        for name, component in named.items():
            if orjson.dumps(known.setdefault(name, component)) != orjson.dumps(component):
                raise MergeError(f"the component {name} of {service} differs from that of another service")

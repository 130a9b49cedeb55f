"""The events in the document: `webhooks`, with a schema and an example of each type."""

import json
import re
from datetime import datetime
from typing import Any

from fastapi.openapi.models import Schema
from pydantic import BaseModel, Field, create_model

from services.gateway.contract import words
from services.gateway.contract.event_kinds import KINDS, Kind
from services.gateway.contract.examples import FOLDER
from shared.app.openapi_document import bound

Document = dict[str, Any]
_COMPONENT = "#/components/schemas/{model}"
_TEXT = {"type": "string", "maxLength": 300}
_HEADERS = {
    "webhook-id": "The event's id, the same in every try: skip what you have seen",
    "webhook-timestamp": "Seconds since 1970, of this try: refuse what is older than five minutes",
    "webhook-signature": "`v1,` and the signature by Standard Webhooks 1.0; two of them while a secret is rotated",
}
_ANSWERS = {
    "2XX": {"description": "Taken. Anything else is a failure, and the event is sent again later"},
    "410": {"description": "The endpoint is gone: it is disabled at once"},
}


class Told(BaseModel):
    """What every event has."""

    type: str = Field(max_length=100, description="What happened", examples=["campaign.flagged"])
    timestamp: datetime = Field(description="When it happened")
    data: BaseModel
    event_id: str = Field(max_length=36)
    subject: str = Field(max_length=300, description="What it is about; events of one subject come in their order")
    livemode: bool
    data_omitted: bool | None = Field(default=None, description="true: the data were too long to send, read them")


def add(document: Document) -> None:
    """Say of every type of event that endpoints may be told, in the merged document or that of the gateway."""
    schemas: Document = {}
    for kind in KINDS.values():
        described = _envelope(kind).model_json_schema(mode="serialization", ref_template=_COMPONENT)
        parts = described.pop("$defs") | {described["title"]: described}
        schemas |= {name: _as_fastapi_writes(part) for name, part in parts.items()}
    bound(schemas)
    words.describe_members(schemas)
    known = document["components"]["schemas"]
    document["components"]["schemas"] = dict(sorted((schemas | known).items()))
    document["webhooks"] = {name: {"post": _webhook(name, kind)} for name, kind in sorted(KINDS.items())}


def example_of(name: str) -> Document:
    """An event as an endpoint receives it."""
    recorded: Document = json.loads(FOLDER.joinpath("events", f"{name}.json").read_text(encoding="utf-8"))
    return recorded


def _envelope(kind: Kind) -> type[BaseModel]:
    name = f"{kind.shape.__name__}Event"
    return create_model(
        name,
        __base__=Told,
        __doc__=f"An event: {kind.shape.__doc__}",
        __config__=None,
        data=(kind.shape, Field(description="What happened, or an empty object where `data_omitted` is true")),
    )


def _webhook(name: str, kind: Kind) -> Document:
    return {
        "tags": [f"events: {name.partition('.')[0]}"],
        "summary": kind.when.en,
        "description": f"{kind.when.en}. Sent to the webhook endpoints that have asked for `{name}`.",
        "operationId": f"on_{re.sub(r'[^a-z]', '_', name)}",
        "parameters": [
            {"name": header, "in": "header", "required": True, "description": text, "schema": _TEXT}
            for header, text in _HEADERS.items()
        ],
        "requestBody": {
            "required": True,
            "content": {
                "application/json": {
                    "schema": {"$ref": f"#/components/schemas/{kind.shape.__name__}Event"},
                    "example": example_of(name),
                }
            },
        },
        "responses": _ANSWERS,
    }


def _as_fastapi_writes(schema: Document) -> Document:
    return Schema.model_validate(schema).model_dump(mode="json", by_alias=True, exclude_none=True)

"""JSON bodies that an endpoint decodes itself, for the hot path; the document describes them like any other."""

from typing import Any

from pydantic import BaseModel


def described_as(model: type[BaseModel]) -> dict[str, Any]:
    """The `openapi_extra` of a route whose body is a `model`; `shared.app.openapi_document` names the parts."""
    schema = model.model_json_schema(ref_template="#/components/schemas/{model}")
    return {"requestBody": {"content": {"application/json": {"schema": schema}}, "required": True}}

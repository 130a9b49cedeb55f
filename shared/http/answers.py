"""Answers with a status and headers, as bytes: what the idempotency store keeps is what was sent."""

from typing import Any

from fastapi import Response
from pydantic import BaseModel

from shared.http.etags import etag_of


def created(content: BaseModel, *, location: str, version: int | None = None) -> Response:
    """201 with `Location`, and an `ETag` where the resource has versions."""
    return _answer(content, 201, location, version)


def accepted(content: BaseModel, *, location: str) -> Response:
    """202 with `Location`: work was started, its state is read there."""
    return _answer(content, 202, location, None)


def shown(content: BaseModel, *, version: int) -> Response:
    """200 with the `ETag` of the version."""
    return _answer(content, 200, None, version)


def kept(content: BaseModel, location: str, *, is_new: bool, version: int | None = None) -> Response:
    """201 for what is new, 200 for what its external id has named before, both with `Location`."""
    return _answer(content, 201 if is_new else 200, location, version)


def known(model: type[BaseModel]) -> dict[int | str, dict[str, Any]]:
    """The 200 of such an answer, for the `responses=` of its route."""
    return {200: {"model": model, "description": "The external id is known: what is kept under it, unchanged"}}


def _answer(content: BaseModel, status: int, location: str | None, version: int | None) -> Response:
    headers = {} if location is None else {"Location": location}
    if version is not None:
        headers["ETag"] = etag_of(version)
    body = content.model_dump_json().encode()
    return Response(body, status_code=status, media_type="application/json", headers=headers)

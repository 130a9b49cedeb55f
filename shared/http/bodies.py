"""JSON bodies that an endpoint decodes itself, for the hot path; the document describes them like any other."""

from typing import Any

from fastapi import Request
from pydantic import BaseModel

from shared.problems import BodyTooLargeError, MalformedRequestError, Problem
from shared.texts import Text

_NO_JSON = Text(
    en="The body is not valid JSON{place}. Names and texts stand in double quotes, and no comma follows the last.",
    zh="请求体不是有效的 JSON{place}。名称和文本须加双引号，最后一项之后不得有逗号。",
)
_PLACE = Text(en=" at character {number}", zh="（第 {number} 个字符处）")


def invalid_json(position: int | None) -> Problem:
    """What is answered to a body that is no JSON from this character on (from 0), if that is known."""
    place = Text(en="", zh="") if position is None else _PLACE.filled(number=position + 1)
    return MalformedRequestError(Text(en=_NO_JSON.en.format(place=place.en), zh=_NO_JSON.zh.format(place=place.zh)))


async def read_at_most(request: Request, limit: int) -> bytes:
    """The body of a caller who is not known before it is read. Raises BodyTooLargeError, without reading more."""
    said, content = request.headers.get("content-length", "0"), bytearray()
    if not said.isdigit() or int(said) > limit:
        raise BodyTooLargeError
    async for piece in request.stream():
        content += piece
        if len(content) > limit:
            raise BodyTooLargeError
    return bytes(content)


def described_as(model: type[BaseModel]) -> dict[str, Any]:
    """The `openapi_extra` of a route whose body is a `model`; `shared.app.openapi_document` names the parts."""
    schema = model.model_json_schema(ref_template="#/components/schemas/{model}")
    return {"requestBody": {"content": {"application/json": {"schema": schema}}, "required": True}}
